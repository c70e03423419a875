/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.packing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * UTF-16 as UTF-8, without its byte order mark. Half of a surrogate pair becomes the three bytes of its number, so that nothing is
 * lost or made up: it is as illegal there as it was here.
 */
final class Utf16Stream extends InputStream {
    private static final int MARK = 0xfeff;
    private static final int NONE = -1;

    private final InputStream units;
    private final boolean lowFirst;
    private final byte[] character = new byte[4];
    private int next;
    private int end;
    private int ahead = NONE;
    private Optional<IOException> broken = Optional.empty();

    Utf16Stream(InputStream units, ByteOrder order) throws IOException {
        this.units = units;
        this.lowFirst = order == ByteOrder.LITTLE_ENDIAN;
        int first = unit();
        ahead = first == MARK ? NONE : first;
    }

    @Override
    public int read() throws IOException {
        return next < end || decode() ? character[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        int total = 0;
        try {
            while (total < length && (next < end || decode())) {
                into[at + total++] = character[next++];
            }
        } catch (IOException e) {
            broken = Optional.of(e); // after what was before it
            if (total == 0) {
                throw e;
            }
        }
        return total == 0 && length > 0 ? -1 : total;
    }

    /** Returns whether there was another character. */
    private boolean decode() throws IOException {
        if (broken.isPresent()) {
            throw broken.get();
        }
        int unit = ahead == NONE ? unit() : ahead;
        ahead = NONE;
        if (unit == NONE) {
            return false;
        }
        int point = unit;
        if (Character.isHighSurrogate((char) unit)) {
            ahead = unit();
            if (ahead != NONE && Character.isLowSurrogate((char) ahead)) {
                point = Character.toCodePoint((char) unit, (char) ahead);
                ahead = NONE;
            }
        }
        encode(point);
        return true;
    }

    private void encode(int point) {
        next = 0;
        end = 0;
        if (point < 0x80) {
            put(point);
        } else if (point < 0x800) {
            put(0xc0 | (point >> 6));
            put(0x80 | (point & 0x3f));
        } else if (point < 0x10000) {
            put(0xe0 | (point >> 12));
            put(0x80 | ((point >> 6) & 0x3f));
            put(0x80 | (point & 0x3f));
        } else {
            put(0xf0 | (point >> 18));
            put(0x80 | ((point >> 12) & 0x3f));
            put(0x80 | ((point >> 6) & 0x3f));
            put(0x80 | (point & 0x3f));
        }
    }

    private void put(int value) {
        character[end++] = (byte) value;
    }

    private int unit() throws IOException {
        int first = units.read();
        if (first < 0) {
            return NONE;
        }
        int second = units.read();
        if (second < 0) {
            throw new EOFException("it ends within a character of UTF-16");
        }
        return lowFirst ? second << 8 | first : first << 8 | second;
    }

    @Override
    public void close() throws IOException {
        units.close();
    }
}
