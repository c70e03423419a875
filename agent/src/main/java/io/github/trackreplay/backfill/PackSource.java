/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.Pack;
import java.io.IOException;
import java.util.Optional;

/** The packs of one stream, in the order of its log files. Used by one thread. */
public interface PackSource extends AutoCloseable {
    String stream();

    /** The next pack; empty when the stream has been read to its end. */
    Optional<Pack> next() throws IOException;

    @Override
    void close() throws IOException;
}
