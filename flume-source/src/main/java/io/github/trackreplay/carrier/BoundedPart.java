/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** So many bytes of a stream, and not one more. For one thread. */
final class BoundedPart extends InputStream {
    private final InputStream of;
    private final String tooMuch;
    private long left;

    /** @param tooMuch what it means that there are more; empty where that is no fault */
    BoundedPart(InputStream of, long length, String tooMuch) {
        this.of = of;
        this.left = length;
        this.tooMuch = tooMuch;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** @throws LumberjackException if there are more bytes than there may be, or what is compressed is no zlib stream */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return atEnd();
        }
        try {
            int read = of.read(into, offset, (int) Math.min(length, left));
            left -= Math.max(0, read);
            return read;
        } catch (ZipException e) {
            throw new LumberjackException("what it calls compressed is no zlib stream (" + e.getMessage() + ")");
        }
    }

    private int atEnd() throws IOException {
        if (!tooMuch.isEmpty() && of.read() >= 0) {
            throw new LumberjackException(tooMuch);
        }
        return -1;
    }

    /** @throws EOFException if the stream ends before */
    void skipRest() throws IOException {
        byte[] buffer = new byte[4096];
        while (left > 0) {
            if (read(buffer, 0, buffer.length) < 0) {
                throw new EOFException("the connection ends within a frame");
            }
        }
    }
}
