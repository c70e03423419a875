/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.packing.Packing;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** How long its text is by what an archive itself states: gzip and xz do at their end, bzip2 and zstd do not. */
final class StatedLength {
    private StatedLength() {}

    /** As far as it is known without reading it; 0 where it is not. */
    static long of(Path archive) throws IOException {
        Optional<Packing> packing = packing(archive);
        if (packing.filter(is -> is == Packing.XZ).isPresent()) {
            return xz(archive).orElse(0);
        }
        return packing.filter(is -> is == Packing.GZIP).isPresent() ? gzip(archive) : 0;
    }

    /** Whether an archive does not state a certain length, so that only reading it can tell. */
    static boolean mayDiffer(Path archive, long length) {
        try {
            Optional<Packing> packing = packing(archive);
            if (packing.filter(is -> is == Packing.XZ).isPresent()) {
                return !xz(archive).equals(OptionalLong.of(length));
            }
            return packing.filter(is -> is == Packing.GZIP).isEmpty() || gzip(archive) != (length & 0xffffffffL);
        } catch (IOException e) {
            return true; // reading it will tell why
        }
    }

    private static Optional<Packing> packing(Path archive) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "r")) {
            byte[] first = new byte[(int) Math.min(Packing.LONGEST, file.length())];
            file.readFully(first);
            return Packing.of(first);
        }
    }

    /** Empty on a class path without the library; reading it says so. */
    private static OptionalLong xz(Path archive) throws IOException {
        try {
            return OptionalLong.of(XzLength.of(archive));
        } catch (NoClassDefFoundError e) {
            return OptionalLong.empty();
        }
    }

    /** The uncompressed length modulo 4 GiB; of several members that of the last one. */
    private static long gzip(Path archive) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "r")) {
            if (file.length() < Integer.BYTES) {
                return 0;
            }
            file.seek(file.length() - Integer.BYTES);
            return Integer.toUnsignedLong(Integer.reverseBytes(file.readInt()));
        }
    }
}
