/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.takeover;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far another tail has read a file, as it has written that down.
 *
 * @param path where the file was
 * @param inode of the file, where noted
 * @param device of the file as the system numbers it, where noted
 * @param content the hash of its beginning, where noted
 * @param offset bytes that have been read
 */
public record OtherPosition(
        String path, OptionalLong inode, OptionalLong device, Optional<Beginning> content, long offset) {
    public OtherPosition {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(inode, "inode");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(content, "content");
    }

    /**
     * A file's first bytes.
     *
     * @param sha256 in hex
     * @param length of them
     */
    public record Beginning(String sha256, int length) {}

    /** Known by its path alone. */
    boolean isPathOnly() {
        return inode.isEmpty() && content.isEmpty();
    }
}
