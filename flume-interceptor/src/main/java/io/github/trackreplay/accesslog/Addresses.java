/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Client addresses as servers write them. */
final class Addresses {
    private Addresses() {}

    /** The IP address in the slice, without brackets and port; {@code unix:} as it is; empty for anything else. */
    static String read(byte[] b, int from, int to) {
        if (to - from == 5 && new String(b, from, 5, ISO_8859_1).equals("unix:")) {
            return "unix:";
        }
        if (from < to && b[from] == '[') {
            int close = indexOf(b, ']', from, to);
            return close > 0 && isIpv6(b, from + 1, close) ? new String(b, from + 1, close - from - 1, ISO_8859_1) : "";
        }
        int colon = indexOf(b, ':', from, to);
        int end = colon >= 0 && indexOf(b, ':', colon + 1, to) < 0 ? colon : to; // one colon: a port
        return isIpv4(b, from, end) || isIpv6(b, from, end) ? new String(b, from, end - from, ISO_8859_1) : "";
    }

    /**
     * Whether the slice is what proxies have seen: an address, or a list whose last element is one. An address alone with a port is
     * none: so servers write a virtual host.
     *
     * @param element where its last element begins: behind its last comma
     */
    static boolean endsForwarded(byte[] b, int from, int element, int to) {
        if (element == from) {
            return from < to && read(b, from, to).length() == to - from;
        }
        return !read(b, element < to && b[element] == ' ' ? element + 1 : element, to)
                .isEmpty();
    }

    private static int indexOf(byte[] b, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (b[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isIpv4(byte[] b, int from, int to) {
        int parts = 1;
        int value = -1;
        for (int i = from; i < to; i++) {
            if (b[i] == '.' && value >= 0) {
                parts++;
                value = -1;
            } else if (b[i] >= '0' && b[i] <= '9') {
                value = Math.max(value, 0) * 10 + b[i] - '0';
                if (value > 255) {
                    return false;
                }
            } else {
                return false;
            }
        }
        return parts == 4 && value >= 0;
    }

    /** Roughly: what Java or PHP make of it is theirs to say; here it only has to tell an address from a name. */
    private static boolean isIpv6(byte[] b, int from, int to) {
        int colons = 0;
        for (int i = from; i < to; i++) {
            if (b[i] == ':') {
                colons++;
            } else if (b[i] == '%') {
                break; // a zone
            } else if (b[i] != '.' && Character.digit(b[i], 16) < 0) {
                return false;
            }
        }
        return colons >= 2 && colons <= 8;
    }
}
