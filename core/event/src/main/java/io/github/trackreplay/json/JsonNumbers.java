/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.json;

/** The grammar of JSON numbers. */
final class JsonNumbers {
    private JsonNumbers() {}

    /** One past the number that begins at {@code at}. */
    static int end(byte[] text, int at, int to) throws JsonException {
        int i = at;
        if (i < to && text[i] == '-') {
            i++;
        }
        int whole = i;
        i = digits(text, i, to);
        if (text[whole] == '0' && i > whole + 1) {
            throw new JsonException("a number with a leading zero", at);
        }
        if (i < to && text[i] == '.') {
            i = digits(text, i + 1, to);
        }
        if (i < to && (text[i] | 0x20) == 'e') {
            i++;
            if (i < to && (text[i] == '+' || text[i] == '-')) {
                i++;
            }
            i = digits(text, i, to);
        }
        return i;
    }

    /**
     * A number's value.
     *
     * @param from where it begins
     * @param to its {@link #end}
     * @throws JsonException where it is none of 64 bits, or has a fraction or an exponent, were it whole nonetheless
     */
    static long whole(byte[] text, int from, int to) throws JsonException {
        boolean negative = text[from] == '-';
        long value = 0;
        for (int i = negative ? from + 1 : from; i < to; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9 || value < (Long.MIN_VALUE + digit) / 10) {
                throw new JsonException("no whole number of 64 bits", from);
            }
            value = 10 * value - digit; // below zero, where there is one more
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw new JsonException("no whole number of 64 bits", from);
        }
        return negative ? value : -value;
    }

    private static int digits(byte[] text, int from, int to) throws JsonException {
        int i = from;
        while (i < to && text[i] >= '0' && text[i] <= '9') {
            i++;
        }
        if (i == from) {
            throw new JsonException("no JSON value", from);
        }
        return i;
    }
}
