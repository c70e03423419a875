/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;
import org.tukaani.xz.SeekableInputStream;
import org.tukaani.xz.SeekableXZInputStream;

/** In a class of its own, which is loaded only where the library is needed. */
final class XzLength {
    private XzLength() {}

    static long of(Content packed) throws IOException {
        try (SeekableXZInputStream xz = new SeekableXZInputStream(new Seekable(packed))) {
            return xz.length();
        }
    }

    /** A content that is the caller's to close. */
    private static final class Seekable extends SeekableInputStream {
        private final Content content;
        private long position;

        Seekable(Content content) {
            this.content = content;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] into, int at, int length) throws IOException {
            int n = content.read(position, into, at, length);
            position += n;
            return n == 0 && length > 0 ? -1 : n;
        }

        @Override
        public long length() throws IOException {
            return content.length();
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public void seek(long to) {
            position = to;
        }
    }
}
