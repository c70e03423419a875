/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** What the last bytes of a gzip file state. */
final class GzipTrailer {
    private GzipTrailer() {}

    /** The uncompressed length modulo 4 GiB; of several members that of the last one. */
    static long length(RandomAccessFile file) throws IOException {
        if (file.length() < Integer.BYTES) {
            return 0;
        }
        file.seek(file.length() - Integer.BYTES);
        return Integer.toUnsignedLong(Integer.reverseBytes(file.readInt()));
    }

    /** Whether a file does not state a certain uncompressed length, so that only reading it can tell. */
    static boolean lengthMayDiffer(Path path, long length) {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            return length(file) != (length & 0xffffffffL);
        } catch (IOException e) {
            return true; // reading it will tell why
        }
    }
}
