/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.OptionalLong;

/** PHP 8's numeric strings, casts and number formatting, on byte strings. */
public final class Numbers {
    private static final int PRECISION = 14;
    /** Beyond it PHP compares whole numbers as texts, because doubles cannot tell them apart. */
    private static final double MOST_EXACT = 0x1p63;

    /** Of the largest whole number of 64 bits. */
    private static final int MOST_DIGITS = 19;

    private static final MathContext ROUNDING = new MathContext(PRECISION, RoundingMode.HALF_EVEN);

    private Numbers() {}

    /**
     * PHP's {@code is_numeric} for a string: a decimal number with optional sign, fraction and exponent, white space around
     * it allowed.
     */
    public static boolean isNumeric(String bytes) {
        int start = skipSpace(bytes, 0);
        int end = numberEnd(bytes, start);
        return end > start && skipSpace(bytes, end) == bytes.length();
    }

    /** PHP's {@code (int)} of a string: the number at its start, cut to an integer; 0 when there is none. */
    public static long toLong(String bytes) {
        int start = skipSpace(bytes, 0);
        int end = numberEnd(bytes, start);
        return end == start ? 0 : longOf(bytes.substring(start, end));
    }

    private static long longOf(String number) {
        if (isInteger(number) && number.length() < 19) {
            return Long.parseLong(number);
        }
        if (isInteger(number) && fitsLong(number)) {
            return new BigDecimal(number).longValue();
        }
        double value = Double.parseDouble(number);
        return Double.isInfinite(value) ? 0 : (long) value;
    }

    /** Of whole numbers; a text of thousands of digits is not worth its value. */
    private static boolean fitsLong(String number) {
        int from = isSign(number.charAt(0)) ? 1 : 0;
        while (from < number.length() && number.charAt(from) == '0') {
            from++;
        }
        if (number.length() - from > MOST_DIGITS) {
            return false;
        }
        BigDecimal value = new BigDecimal(from < number.length() ? sign(number) + number.substring(from) : "0");
        return value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
                && value.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) >= 0;
    }

    private static String sign(String number) {
        return number.charAt(0) == '-' ? "-" : "";
    }

    /** PHP's {@code (float)} of a string: the number at its start; 0 when there is none. */
    public static double toDouble(String bytes) {
        int start = skipSpace(bytes, 0);
        int end = numberEnd(bytes, start);
        return end == start ? 0 : Double.parseDouble(bytes.substring(start, end));
    }

    /**
     * Whether a value that came as a string is an integer in the sense of {@code $value == (string) (int) $value}: {@code
     * "12"}, {@code " 1e2"} and {@code "1.0"} are, {@code "1.5"} and {@code "12a"} are not.
     */
    public static boolean isWhole(String bytes) {
        if (!isNumeric(bytes)) {
            return false;
        }
        String number = bytes.strip();
        if (isInteger(number)) {
            return number.length() < 19 || fitsLong(number);
        }
        double value = Double.parseDouble(number);
        return value == (Double.isInfinite(value) ? 0 : (double) (long) value);
    }

    /** PHP's {@code (string)} of a float: at most 14 significant digits, exponents as {@code 1.0E+25}. */
    public static String format(double value) {
        if (value == (long) value && Math.abs(value) < 1e14 && (value != 0 || 1 / value > 0)) {
            return Long.toString((long) value);
        }
        if (Double.isNaN(value)) {
            return "NAN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "INF" : "-INF";
        }
        if (value == 0) {
            return "-0";
        }
        BigDecimal rounded = new BigDecimal(value).round(ROUNDING).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        return exponent < -4 || exponent >= PRECISION ? scientific(rounded, exponent) : rounded.toPlainString();
    }

    private static String scientific(BigDecimal value, int exponent) {
        String digits = value.unscaledValue().abs().toString();
        return (value.signum() < 0 ? "-" : "")
                + digits.charAt(0)
                + '.'
                + (digits.length() == 1 ? "0" : digits.substring(1))
                + 'E'
                + (exponent < 0 ? '-' : '+')
                + Math.abs(exponent);
    }

    /** PHP 8's {@code ==} of two strings: numbers are compared as numbers, be they written differently. */
    public static boolean looselyEqual(String one, String other) {
        if (one.equals(other)) {
            return true;
        }
        if (!isNumeric(one) || !isNumeric(other)) {
            return false;
        }
        String a = one.strip();
        String b = other.strip();
        boolean whole = isInteger(a) && isInteger(b);
        if (whole && fitsLong(a) && fitsLong(b)) {
            return toLong(a) == toLong(b);
        }
        double x = toDouble(a);
        return x == toDouble(b) && !Double.isInfinite(x) && !(whole && Math.abs(x) > MOST_EXACT);
    }

    /**
     * What {@link #looselyEqual} goes by of a text that is numeric. Two different texts are equal where both have {@code whole} and that
     * is the same; or where not both have it, {@code number} is finite and the same, and not both are {@code beyond}.
     *
     * @param number as a double, never -0.0
     * @param whole the number of a text of digits, if it has 64 bits at most
     * @param beyond whether it is a whole number that no double tells apart from others
     */
    public record Loose(double number, OptionalLong whole, boolean beyond) {}

    /** Of a text that is numeric. */
    public static Loose loose(String numeric) {
        String text = numeric.strip();
        double number = toDouble(text) + 0.0;
        boolean integer = isInteger(text);
        return integer && fitsLong(text)
                ? new Loose(number, OptionalLong.of(toLong(text)), false)
                : new Loose(number, OptionalLong.empty(), integer && Math.abs(number) > MOST_EXACT);
    }

    /**
     * The number that a text of up to 18 digits is, and nothing but digits: what {@link #isWhole} and {@link #toLong} make of it;
     * negative for any other text.
     */
    public static long ofDigits(String bytes) {
        if (bytes.isEmpty() || bytes.length() >= MOST_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            if (!Ascii.isDigit(c)) {
                return -1;
            }
            number = 10 * number + c - '0';
        }
        return number;
    }

    private static boolean isInteger(String number) {
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (!Ascii.isDigit(c) && (i > 0 || !isSign(c))) {
                return false;
            }
        }
        return true;
    }

    private static int skipSpace(String bytes, int from) {
        int at = from;
        while (at < bytes.length() && Ascii.isSpace(bytes.charAt(at))) {
            at++;
        }
        return at;
    }

    /** End of the longest number that starts at a position; the position itself when there is none. */
    private static int numberEnd(String bytes, int start) {
        int at = start < bytes.length() && isSign(bytes.charAt(start)) ? start + 1 : start;
        int afterDigits = skipDigits(bytes, at);
        int end = afterDigits;
        if (end < bytes.length() && bytes.charAt(end) == '.') {
            int afterFraction = skipDigits(bytes, end + 1);
            if (afterDigits > at || afterFraction > end + 1) {
                end = afterFraction;
            }
        }
        if (end == at) {
            return start;
        }
        return exponentEnd(bytes, end);
    }

    private static int exponentEnd(String bytes, int end) {
        if (end >= bytes.length() || (bytes.charAt(end) | 0x20) != 'e') {
            return end;
        }
        int digits = end + 1 < bytes.length() && isSign(bytes.charAt(end + 1)) ? end + 2 : end + 1;
        int after = skipDigits(bytes, digits);
        return after > digits ? after : end;
    }

    private static int skipDigits(String bytes, int from) {
        int at = from;
        while (at < bytes.length() && Ascii.isDigit(bytes.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isSign(char c) {
        return c == '-' || c == '+';
    }
}
