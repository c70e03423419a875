/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;
import java.nio.file.Path;
import org.tukaani.xz.SeekableFileInputStream;
import org.tukaani.xz.SeekableXZInputStream;

/** In a class of its own, which is loaded only where the library is needed. */
final class XzLength {
    private XzLength() {}

    static long of(Path archive) throws IOException {
        try (SeekableXZInputStream xz = new SeekableXZInputStream(new SeekableFileInputStream(archive.toFile()))) {
            return xz.length();
        }
    }
}
