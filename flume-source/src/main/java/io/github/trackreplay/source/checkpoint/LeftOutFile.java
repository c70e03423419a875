/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import java.util.Objects;

/**
 * A file on disk that was left out, as its lines stand in other logs. Immutable.
 *
 * @param key which file it is: device and inode as text
 * @param size how long it was, in bytes as they are on disk
 * @param until up to which time its lines were noted as a possible loss, milliseconds since 1970-01-01 UTC
 */
public record LeftOutFile(String key, long size, long until) {
    public LeftOutFile {
        Objects.requireNonNull(key, "key");
    }
}
