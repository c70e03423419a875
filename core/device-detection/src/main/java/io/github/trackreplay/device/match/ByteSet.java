/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

/** A set of byte values (0–255), immutable. Letters are kept in lower case: the subject they are asked about is too. */
record ByteSet(long w0, long w1, long w2, long w3) {
    static final ByteSet NONE = new ByteSet(0, 0, 0, 0);
    static final ByteSet ALL = new ByteSet(-1, -1, -1, -1);

    static ByteSet of(int value) {
        return NONE.with(value);
    }

    ByteSet with(int value) {
        int v = lower(value);
        long bit = 1L << (v & 63);
        return switch (v >> 6) {
            case 0 -> new ByteSet(w0 | bit, w1, w2, w3);
            case 1 -> new ByteSet(w0, w1 | bit, w2, w3);
            case 2 -> new ByteSet(w0, w1, w2 | bit, w3);
            default -> new ByteSet(w0, w1, w2, w3 | bit);
        };
    }

    ByteSet withRange(int from, int to) {
        ByteSet all = this;
        for (int v = from; v <= to; v++) all = all.with(v);
        return all;
    }

    ByteSet or(ByteSet o) {
        return new ByteSet(w0 | o.w0, w1 | o.w1, w2 | o.w2, w3 | o.w3);
    }

    /** The complement, with letters again counted as their lower case: a class that excludes `a` excludes `A`. */
    ByteSet complement() {
        return new ByteSet(~w0, ~w1, ~w2, ~w3);
    }

    boolean contains(int value) {
        long word = value < 128 ? (value < 64 ? w0 : w1) : (value < 192 ? w2 : w3);
        return (word >>> (value & 63) & 1) != 0;
    }

    static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
}
