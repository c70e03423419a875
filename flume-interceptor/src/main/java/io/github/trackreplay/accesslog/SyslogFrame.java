/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import java.util.Arrays;

/**
 * Takes off what syslog puts before a line: the count of octets (RFC 6587), the frame of RFC 3164 with or without host or of
 * RFC 5424, and the tag that is left where somebody took the rest of the frame off. A line without any of that stays as it is.
 */
public final class SyslogFrame {
    private static final int MOST_COUNT_DIGITS = 7;
    private static final int LONGEST_TAG = 48;

    private SyslogFrame() {}

    /** The line within. */
    public static byte[] line(byte[] framed) {
        int from = behindCount(framed);
        byte[] rest = from == 0 ? framed : Arrays.copyOfRange(framed, from, framed.length);
        int behind = PrefixedParser.behindSyslog(rest);
        if (behind < 0) {
            behind = behindTag(rest, behindPriority(rest));
        }
        return behind <= 0 ? rest : Arrays.copyOfRange(rest, behind, rest.length);
    }

    /** Behind {@code 123 } if a priority follows. */
    private static int behindCount(byte[] b) {
        int at = 0;
        while (at < Math.min(b.length, MOST_COUNT_DIGITS) && isDigit(b[at])) {
            at++;
        }
        return at > 0 && at + 1 < b.length && b[at] == ' ' && b[at + 1] == '<' ? at + 1 : 0;
    }

    private static int behindPriority(byte[] b) {
        int at = 1;
        while (at < Math.min(4, b.length) && isDigit(b[at])) {
            at++;
        }
        return b.length > 2 && b[0] == '<' && at > 1 && at < b.length && b[at] == '>' ? at + 1 : 0;
    }

    /** Behind {@code nginx: } or {@code httpd[4711]: }; a word of another kind is no tag. */
    private static int behindTag(byte[] b, int from) {
        int at = from;
        while (at < Math.min(b.length, from + LONGEST_TAG) && isOfTag(b[at])) {
            at++;
        }
        return at > from && at + 1 < b.length && b[at] == ':' && b[at + 1] == ' ' ? at + 2 : from;
    }

    private static boolean isOfTag(byte c) {
        return isDigit(c)
                || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
                || c == '-'
                || c == '_'
                || c == '.'
                || c == '/'
                || c == '['
                || c == ']';
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }
}
