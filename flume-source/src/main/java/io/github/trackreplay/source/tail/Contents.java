/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.packing.ArchiveFormat;
import io.github.trackreplay.packing.AtRest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Opens the uncompressed bytes of files on disk. */
final class Contents {
    private final Disk disk;
    private final Supplier<Path> path;
    private final Check check;

    /** Checks what is at a path. */
    private interface Check {
        boolean passes(Path path) throws IOException;
    }

    private Contents(Disk disk, Supplier<Path> path, Check check) {
        this.disk = disk;
        this.path = path;
        this.check = check;
    }

    /** The text of a file at rest, however it is packed. */
    static Content of(Path path) throws IOException {
        AtRest.check(path);
        return new Contents(Disk.REAL, () -> path, where -> true).open(packing -> true);
    }

    /**
     * The text of a file that may be renamed, unpacked if it is an archive.
     *
     * @param path where it is; asked again whenever an archive is read from its beginning
     * @param key which file it must be
     */
    static Content of(Disk disk, Supplier<Path> path, Object key) throws IOException {
        return new Contents(disk, path, where -> key.equals(disk.look(where).key())).open(ArchiveFormat::isArchive);
    }

    private Content open(Predicate<ArchiveFormat> which) throws IOException {
        Content plain = disk.open(path.get());
        Optional<ArchiveFormat> packing;
        try {
            checked();
            packing = packingOf(plain).filter(which);
            if (packing.isEmpty()) {
                return plain;
            }
        } catch (IOException e) {
            plain.close();
            throw e;
        }
        plain.close();
        return new SequentialContent(packing.get(), this::packed);
    }

    private InputStream packed() throws IOException {
        InputStream in = disk.stream(path.get());
        try {
            checked();
        } catch (IOException e) {
            in.close();
            throw e;
        }
        return in;
    }

    /** Between listing and opening, a rotation may have put another file at the path. */
    private void checked() throws IOException {
        Path where = path.get();
        if (!check.passes(where)) {
            throw new NoSuchFileException(where.toString(), null, "the file has been moved");
        }
    }

    /** How bytes on disk are packed; empty for plain text. */
    static Optional<ArchiveFormat> packingOf(Content plain) throws IOException {
        byte[] first = new byte[ArchiveFormat.LONGEST];
        int length = plain.read(0, first, 0, first.length);
        return ArchiveFormat.of(Arrays.copyOf(first, length));
    }
}
