/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.HexFormat;
import java.util.Objects;

/** Hashes as numbers of eight bytes, which take less memory than their hexadecimal digits. Stateless. */
public final class HexDigits {
    private static final int OF_A_LONG = 16;

    private HexDigits() {}

    /**
     * The numbers that digits stand for, the first ones first.
     *
     * @param what they are, for people
     * @param hex 16 lower-case hexadecimal digits for each number
     * @throws IllegalArgumentException if it is anything else
     */
    public static long[] longs(String what, String hex, int count) {
        Objects.requireNonNull(hex, "hex");
        int digits = count * OF_A_LONG;
        if (!areAll(hex, digits)) {
            throw new IllegalArgumentException(
                    what + " is " + digits + " lower-case hexadecimal digits, not '" + hex + "'");
        }
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = HexFormat.fromHexDigitsToLong(hex, i * OF_A_LONG, (i + 1) * OF_A_LONG);
        }
        return numbers;
    }

    /** Whether a text is so many lower-case hexadecimal digits. */
    static boolean areAll(String text, int digits) {
        if (text.length() != digits) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** 16 lower-case hexadecimal digits for each number. */
    public static String of(long... numbers) {
        StringBuilder hex = new StringBuilder(numbers.length * OF_A_LONG);
        for (long number : numbers) {
            hex.append(HexFormat.of().toHexDigits(number));
        }
        return hex.toString();
    }
}
