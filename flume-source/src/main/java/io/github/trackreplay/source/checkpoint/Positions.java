/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import java.util.List;
import java.util.Objects;

/**
 * Everything that a source remembers.
 *
 * @param lookedAt when the files were last looked at, milliseconds since 1970-01-01 UTC
 * @param streams its streams
 */
public record Positions(long lookedAt, List<StreamPositions> streams) {
    public Positions {
        streams = List.copyOf(Objects.requireNonNull(streams, "streams"));
    }
}
