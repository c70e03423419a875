/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.packing.ArchiveFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** How long its text is by what an archive itself states: gzip and xz do at their end, bzip2 and zstd do not. */
final class StatedLength {
    private StatedLength() {}

    /** As far as it is known without reading it; 0 where it is not. */
    static long of(Path archive) throws IOException {
        try (Content packed = Disk.REAL.open(archive)) {
            Optional<ArchiveFormat> packing = Contents.packingOf(packed);
            if (packing.filter(is -> is == ArchiveFormat.XZ).isPresent()) {
                return xz(packed).orElse(0);
            }
            return packing.filter(is -> is == ArchiveFormat.GZIP).isPresent() ? gzip(packed) : 0;
        }
    }

    /** Whether an archive does not state a certain length, so that only reading it can tell. */
    static boolean mayDiffer(Disk disk, Path archive, long length) {
        try (Content packed = disk.open(archive)) {
            Optional<ArchiveFormat> packing = Contents.packingOf(packed);
            if (packing.filter(is -> is == ArchiveFormat.XZ).isPresent()) {
                return !xz(packed).equals(OptionalLong.of(length));
            }
            return packing.filter(is -> is == ArchiveFormat.GZIP).isEmpty() || gzip(packed) != (length & 0xffffffffL);
        } catch (IOException e) {
            return true; // reading it will tell why
        }
    }

    /** Empty on a class path without the library; reading it says so. */
    private static OptionalLong xz(Content packed) throws IOException {
        try {
            return OptionalLong.of(XzLength.of(packed));
        } catch (NoClassDefFoundError e) {
            return OptionalLong.empty();
        }
    }

    /** The uncompressed length modulo 4 GiB; of several members that of the last one. */
    private static long gzip(Content packed) throws IOException {
        byte[] end = new byte[Integer.BYTES];
        long from = packed.length() - end.length;
        if (from < 0 || packed.read(from, end, 0, end.length) < end.length) {
            return 0;
        }
        return Integer.toUnsignedLong(
                ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt());
    }
}
