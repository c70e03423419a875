/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * All that a tail does with a file system besides {@linkplain FileFinder finding} files: it looks, and it opens for reading. So
 * another one than the machine's can stand in.
 */
public interface Disk {
    /** The machine's own. */
    Disk REAL = new Disk() {
        @Override
        public FoundFile look(Path path) throws IOException {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            long modified = now.lastModifiedTime().to(TimeUnit.NANOSECONDS);
            return new FoundFile(path, FoundFile.keyOf(path, now), now.size(), modified);
        }

        @Override
        public boolean exists(Path path) {
            return Files.exists(path);
        }

        @Override
        public Content open(Path path) throws IOException {
            return new PlainContent(path);
        }

        @Override
        public InputStream stream(Path path) throws IOException {
            return AnyName.open(path, FileInputStream::new);
        }
    };

    /** What is at a path just now, behind symbolic links. */
    FoundFile look(Path path) throws IOException;

    /** Whether anything is at a path. */
    boolean exists(Path path);

    /**
     * The bytes of the file at a path as they are on disk, for the caller to close. They stay within reach while it is open,
     * whatever happens to the path.
     */
    Content open(Path path) throws IOException;

    /** The same from the beginning to the end, for the caller to close. */
    InputStream stream(Path path) throws IOException;
}
