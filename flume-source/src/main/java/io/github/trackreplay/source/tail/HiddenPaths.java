/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Directories that a listing could not look into: what was there may still be there, and more. Immutable.
 *
 * <p>Why so: {@code docs/decisions/0057-what-is-hidden-is-not-gone.md}.
 */
final class HiddenPaths {
    static final HiddenPaths NONE = new HiddenPaths(List.of());

    private final Set<Path> paths;

    HiddenPaths(Collection<Path> paths) {
        this.paths = Set.copyOf(paths);
    }

    boolean isEmpty() {
        return paths.isEmpty();
    }

    /** Whether a file is one of them or below one. */
    boolean hide(Path file) {
        for (Path above = file; above != null && !paths.isEmpty(); above = above.getParent()) {
            if (paths.contains(above)) {
                return true;
            }
        }
        return false;
    }

    /** Whether any of some files is below one. */
    boolean hide(Collection<FoundFile> files) {
        return files.stream().anyMatch(file -> hide(file.path()));
    }

    /** Those that another listing could not look into either. */
    HiddenPaths alsoIn(Collection<Path> hiddenStill) {
        Set<Path> still = new HashSet<>(paths);
        still.retainAll(Set.copyOf(hiddenStill));
        return new HiddenPaths(still);
    }
}
