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
