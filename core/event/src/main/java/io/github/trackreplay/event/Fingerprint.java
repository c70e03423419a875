/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.HexFormat;
import java.util.Objects;

/**
 * Identity of a log file by content: SHA-256 of its bytes from 0 to the end of the first complete line that is not a
 * comment header. A pure function of the content, so the same for a copy, a rename and a gzip of the file. Immutable. An agent
 * keeps one for each log file that it knows, so it holds bits, not digits.
 *
 * <p>Why so: {@code docs/decisions/0053-each-line-of-a-beginning-is-proven.md}.
 */
public final class Fingerprint implements Comparable<Fingerprint> {
    private static final int HEX_DIGITS = 64;
    private static final int DIGITS_OF_A_LONG = 16;

    private final long first;
    private final long second;
    private final long third;
    private final long fourth;

    /** @param hex 64 lower-case hexadecimal digits */
    public Fingerprint(String hex) {
        Objects.requireNonNull(hex, "hex");
        if (!Proof.isHex(hex, HEX_DIGITS)) {
            throw new IllegalArgumentException("a fingerprint is 64 lower-case hexadecimal digits, not '" + hex + "'");
        }
        first = part(hex, 0);
        second = part(hex, 1);
        third = part(hex, 2);
        fourth = part(hex, 3);
    }

    private static long part(String hex, int index) {
        int from = index * DIGITS_OF_A_LONG;
        return HexFormat.fromHexDigitsToLong(hex, from, from + DIGITS_OF_A_LONG);
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex() {
        HexFormat digits = HexFormat.of();
        return digits.toHexDigits(first)
                + digits.toHexDigits(second)
                + digits.toHexDigits(third)
                + digits.toHexDigits(fourth);
    }

    /** The first 12 digits, for messages to people. */
    public String abbreviated() {
        return hex().substring(0, 12);
    }

    @Override
    public int compareTo(Fingerprint other) {
        int order = Long.compareUnsigned(first, other.first);
        order = order != 0 ? order : Long.compareUnsigned(second, other.second);
        order = order != 0 ? order : Long.compareUnsigned(third, other.third);
        return order != 0 ? order : Long.compareUnsigned(fourth, other.fourth);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint that
                && first == that.first
                && second == that.second
                && third == that.third
                && fourth == that.fourth;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(first ^ Long.rotateLeft(second, 16) ^ Long.rotateLeft(third, 32) ^ fourth);
    }

    @Override
    public String toString() {
        return hex();
    }
}
