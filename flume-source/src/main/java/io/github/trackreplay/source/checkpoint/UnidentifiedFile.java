/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import java.util.Objects;
import java.util.Optional;

/**
 * A file on disk of which nobody could tell yet which log file it holds: its first line has no end, or it waits for an older one of
 * which that is so. Immutable.
 *
 * @param key which file it is: device and inode as text
 * @param path where it stood
 * @param since since when its lines may have been written, milliseconds since 1970-01-01 UTC
 * @param held proof of what it held; empty of an archive
 */
public record UnidentifiedFile(String key, String path, long since, Optional<Anchor> held) {
    public UnidentifiedFile {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(held, "held");
    }
}
