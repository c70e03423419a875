/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * A file as a listing shows it.
 *
 * @param path where it is
 * @param key which file it is: device and inode; equal for hard links and symbolic links to one file
 * @param size its length in bytes, compressed if it is
 * @param modified when it was last written, nanoseconds since 1970-01-01 UTC
 */
public record FoundFile(Path path, Object key, long size, long modified) {
    public FoundFile {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(key, "key");
    }

    /** The key of the file at a path; the path itself where the platform has none. */
    static Object keyOf(Path path, BasicFileAttributes attributes) {
        return attributes.fileKey() == null ? path : attributes.fileKey();
    }

    /** The directory that it was found in. */
    Path directory() {
        return path.resolveSibling("");
    }

    /** When it was last written, milliseconds since 1970-01-01 UTC. */
    long modifiedMillis() {
        return Math.floorDiv(modified, 1_000_000L);
    }
}
