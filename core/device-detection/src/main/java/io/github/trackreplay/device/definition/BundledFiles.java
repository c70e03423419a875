/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.definition;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/** The definitions on the class path; the artifact they come from names some files differently. */
final class BundledFiles implements DefinitionFiles {
    private static final String ROOT = "/regexes/";
    private final Map<String, String> names;

    BundledFiles(Map<String, String> names) {
        this.names = names;
    }

    @Override
    public Optional<byte[]> read(String path) throws IOException {
        try (InputStream in = BundledFiles.class.getResourceAsStream(ROOT + names.getOrDefault(path, path))) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        }
    }

    /**
     * The files are of 21 February 2022, between 5.0.4 and 5.0.5. They are used with the codes and rules of the release that
     * Matomo 5.2 has, because its rows are what ours stand beside.
     */
    @Override
    public Optional<LibraryRelease> release() {
        return Optional.of(new LibraryRelease(6, 4, 1));
    }

    @Override
    public String name() {
        return "the bundled definitions";
    }
}
