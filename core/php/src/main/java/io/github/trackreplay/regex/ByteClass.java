/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.regex;

/** A set of bytes. Immutable. */
record ByteClass(long w0, long w1, long w2, long w3) {
    static final ByteClass NONE = new ByteClass(0, 0, 0, 0);
    static final ByteClass ALL = new ByteClass(-1, -1, -1, -1);

    static ByteClass of(int value) {
        return NONE.with(value, value);
    }

    static ByteClass ofAll(String values) {
        ByteClass set = NONE;
        for (int i = 0; i < values.length(); i++) set = set.with(values.charAt(i), values.charAt(i));
        return set;
    }

    /** This set and all values from one to another, both included. */
    ByteClass with(int from, int to) {
        long[] words = {w0, w1, w2, w3};
        for (int value = from; value <= to; value++) words[value >> 6] |= 1L << (value & 63);
        return new ByteClass(words[0], words[1], words[2], words[3]);
    }

    ByteClass or(ByteClass o) {
        return new ByteClass(w0 | o.w0, w1 | o.w1, w2 | o.w2, w3 | o.w3);
    }

    ByteClass complement() {
        return new ByteClass(~w0, ~w1, ~w2, ~w3);
    }

    boolean contains(int value) {
        long word = value < 128 ? (value < 64 ? w0 : w1) : (value < 192 ? w2 : w3);
        return ((word >>> (value & 63)) & 1) != 0;
    }

    /** The only member, or -1 when there are none or several. */
    int single() {
        if (Long.bitCount(w0) + Long.bitCount(w1) + Long.bitCount(w2) + Long.bitCount(w3) != 1) return -1;
        if (w0 != 0) return Long.numberOfTrailingZeros(w0);
        if (w1 != 0) return 64 + Long.numberOfTrailingZeros(w1);
        return w2 != 0 ? 128 + Long.numberOfTrailingZeros(w2) : 192 + Long.numberOfTrailingZeros(w3);
    }

    /** Letters as their lower case: for a text that is in lower case. */
    ByteClass lower() {
        ByteClass set = this;
        for (int c = 'A'; c <= 'Z'; c++) {
            if (contains(c)) set = set.with(c + 32, c + 32);
        }
        return set;
    }
}
