/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

/**
 * What a line says of the answer besides its status.
 *
 * @param bytes size of the body; negative when not logged
 * @param micros how long it took, in microseconds; negative when not logged
 * @param scheme {@code http} or {@code https}; empty when not logged
 */
public record Answer(long bytes, long micros, String scheme) {
    /** Nothing was logged. */
    public static final Answer NONE = new Answer(-1, -1, "");

    /** A non-negative decimal number times a power of ten, cut off; -1 for what is none or too great. */
    static long number(byte[] b, int from, int to, int scale) {
        long value = 0;
        int decimals = -1;
        for (int i = from; i < to; i++) {
            if (b[i] == '.' && decimals < 0) {
                decimals = 0;
            } else if (b[i] < '0' || b[i] > '9' || value > Long.MAX_VALUE / 100) {
                return -1;
            } else if (decimals < scale) {
                value = 10 * value + b[i] - '0';
                decimals += decimals < 0 ? 0 : 1;
            }
        }
        for (int i = Math.max(0, decimals); i < scale; i++) {
            if (value > Long.MAX_VALUE / 100) {
                return -1;
            }
            value *= 10;
        }
        return from < to ? value : -1;
    }
}
