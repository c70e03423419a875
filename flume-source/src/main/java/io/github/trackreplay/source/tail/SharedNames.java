/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.rotation.RotationName;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * One object for what the files of a stream have in common: the directories where they stand, and the name of the log. They are kept for
 * each file. Mutable; for one thread.
 */
final class SharedNames {
    /** Logs in more directories are not usual. */
    private static final int MOST_DIRECTORIES = 1_000;

    private final Map<Path, Path> directories = new HashMap<>();
    private String base = "";

    /** Where a file stands. */
    Path directoryOf(Path file) {
        if (directories.size() > MOST_DIRECTORIES) {
            directories.clear();
        }
        return directories.computeIfAbsent(file.resolveSibling(""), directory -> directory);
    }

    /** What the name of a file says. */
    RotationName nameOf(Path file) {
        RotationName name = RotationName.of(file.getFileName().toString());
        base = base.equals(name.base()) ? base : name.base();
        return new RotationName(base, name.age(), name.date());
    }
}
