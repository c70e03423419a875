/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.Objects;

/**
 * Identity of a log file by content: SHA-256 of its bytes from 0 to the end of the first complete line that is not a
 * comment header. A pure function of the content, so the same for a copy, a rename and a gzip of the file.
 *
 * <p>Why so: {@code docs/decisions/0053-each-line-of-a-beginning-is-proven.md}.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Fingerprint(String hex) implements Comparable<Fingerprint> {
    private static final int HEX_DIGITS = 64;

    public Fingerprint {
        Objects.requireNonNull(hex, "hex");
        if (!Proof.isHex(hex, HEX_DIGITS)) {
            throw new IllegalArgumentException("a fingerprint is 64 lower-case hexadecimal digits, not '" + hex + "'");
        }
    }

    /** The first 12 digits, for messages to people. */
    public String abbreviated() {
        return hex.substring(0, 12);
    }

    @Override
    public int compareTo(Fingerprint other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
