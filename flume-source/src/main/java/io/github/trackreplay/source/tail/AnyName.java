/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Opens files whatever the bytes of their names: {@link File}, which alone gives files that an interrupt does not close, knows names as
 * text only. Where that would be another name, the file is opened by a symbolic link that lasts no longer. Stateless.
 */
final class AnyName {
    private AnyName() {}

    /** Opens a file. */
    interface Opener<T> {
        T open(File file) throws IOException;
    }

    static <T> T open(Path path, Opener<T> opener) throws IOException {
        File file = path.toFile();
        if (file.toPath().equals(path)) {
            return opener.open(file);
        }
        Path directory = Files.createTempDirectory("trackreplay-");
        Path link = directory.resolve("log");
        try {
            Files.createSymbolicLink(link, path.toAbsolutePath());
            return opener.open(link.toFile());
        } finally {
            remove(link);
            remove(directory);
        }
    }

    /** What cannot be removed is an empty directory too many, and no reason to do without what is open. */
    private static void remove(Path made) {
        File file = made.toFile();
        if (!file.delete()) {
            file.deleteOnExit();
        }
    }
}
