/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

/**
 * Identity of a log file by content: SHA-256 of its bytes from 0 to the end of the first complete line that is not a
 * comment header. A pure function of the content, so the same for a copy, a rename and a gzip of the file. Immutable. An agent
 * keeps one for each log file that it knows, so it holds bits, not digits.
 *
 * <p>Why so: {@code docs/decisions/0053-each-line-of-a-beginning-is-proven.md}.
 */
public final class Fingerprint implements Comparable<Fingerprint> {
    private final long first;
    private final long second;
    private final long third;
    private final long fourth;

    /** @param hex 64 lower-case hexadecimal digits */
    public Fingerprint(String hex) {
        long[] parts = HexDigits.longs("a fingerprint", hex, 4);
        first = parts[0];
        second = parts[1];
        third = parts[2];
        fourth = parts[3];
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex() {
        return HexDigits.of(first, second, third, fourth);
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
