/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.RawPack;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Reads packs in batches. A batch is offered until it is committed, so nothing is lost when it cannot be delivered, whatever
 * happens to the files meanwhile. For one thread.
 */
public interface PackReader extends Closeable {
    /**
     * The next batch; after {@link #rewind} the last one again.
     *
     * @param maxPacks most packs in it, at least 1
     * @param maxBytes most bytes of candidate lines in it; a pack that passes the limit is the last one
     * @return packs, per stream in the order of the chain; empty when there is nothing to say just now
     * @throws IOException if nothing can be read any more; what concerns a single file never throws
     */
    List<RawPack> read(int maxPacks, long maxBytes) throws IOException;

    /** The last batch has been delivered. */
    void commit();

    /** The last batch could not be delivered: it is offered again. */
    void rewind();

    /** Bytes that are known to be still unread, uncompressed ones as far as that can be known. */
    long bytesLeft();

    /** What was done since the reader was made. */
    ReadCounts counts();
}
