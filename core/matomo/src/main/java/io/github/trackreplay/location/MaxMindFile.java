/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.location;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where Matomo keeps its location databases. */
final class MaxMindFile {
    private MaxMindFile() {}

    /**
     * The first of these files that is there.
     *
     * @param names in the order in which Matomo looks for them in {@code misc}
     */
    static Optional<Path> first(Path matomoHome, List<String> names) {
        return names.stream()
                .map(name -> matomoHome.resolve("misc").resolve(name))
                .filter(Files::exists)
                .findFirst();
    }
}
