/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.channel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads Protocol Buffers' wire format, as much of it as a file channel's records use. Not thread-safe. */
final class Wire {
    /** A tag: field number and wire type. */
    static final int FIXED32_1 = 0x0d;

    static final int FIXED32_2 = 0x15;
    static final int FIXED64_2 = 0x11;
    static final int FIXED64_3 = 0x19;
    static final int BYTES_1 = 0x0a;
    static final int BYTES_2 = 0x12;

    private final ByteBuffer in;

    /** These bytes are not what they should be. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    Wire(ByteBuffer in) {
        this.in = in.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    boolean more() {
        return in.hasRemaining();
    }

    int tag() throws MalformedException {
        return length();
    }

    /** The tag that must come next. */
    void expect(int tag) throws MalformedException {
        if (tag() != tag) {
            throw new MalformedException("a field is missing");
        }
    }

    int fixed32() throws MalformedException {
        require(Integer.BYTES);
        return in.getInt();
    }

    long fixed64() throws MalformedException {
        require(Long.BYTES);
        return in.getLong();
    }

    /** A part that is preceded by its length. */
    Wire part() throws MalformedException {
        return new Wire(slice());
    }

    byte[] bytes() throws MalformedException {
        ByteBuffer slice = slice();
        byte[] bytes = new byte[slice.remaining()];
        slice.get(bytes);
        return bytes;
    }

    String text() throws MalformedException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(slice()).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("a header is no text");
        }
    }

    private ByteBuffer slice() throws MalformedException {
        int length = length();
        require(length);
        ByteBuffer slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        return slice;
    }

    /** A varint that is no longer than an int without sign. */
    private int length() throws MalformedException {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            require(1);
            byte b = in.get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                if (value > Integer.MAX_VALUE) {
                    break;
                }
                return (int) value;
            }
        }
        throw new MalformedException("a length is no length");
    }

    private void require(int bytes) throws MalformedException {
        if (in.remaining() < bytes) {
            throw new MalformedException("a part is longer than the record");
        }
    }
}
