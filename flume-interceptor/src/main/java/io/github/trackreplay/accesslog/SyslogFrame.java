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

    /**
     * The line within what Flume's syslog sources leave of a frame: of one of RFC 5424 they take off only what stands before the
     * program's name. Program, process, message id and structured data come off as well; where there are none, what {@link #line}
     * takes off.
     */
    public static byte[] left(byte[] body) {
        int process = behindWord(body, 0);
        int message = isProcess(body, process) ? behindWord(body, process) : -1;
        int data = message < 0 ? -1 : behindWord(body, message);
        int behind = data < 0 ? -1 : behindData(body, data);
        return behind < 0 ? line(body) : line(Arrays.copyOfRange(body, behind, body.length));
    }

    /** A dash or a number: an address, which stands there in some logs, is neither. */
    private static boolean isProcess(byte[] b, int from) {
        int end = from < 0 ? -1 : behindWord(b, from) - 1;
        if (end <= from) {
            return false;
        }
        boolean digits = true;
        for (int i = from; i < end; i++) {
            digits &= isDigit(b[i]);
        }
        return digits || (end == from + 1 && b[from] == '-');
    }

    /** Behind a dash, or elements with parameters in quotes; a log's time in brackets has none. */
    private static int behindData(byte[] b, int from) {
        if (from + 1 < b.length && b[from] == '-' && b[from + 1] == ' ') {
            return from + 2;
        }
        boolean quoted = false;
        boolean any = false;
        for (int i = from; i < b.length && b[from] == '['; i++) {
            if (quoted && b[i] == '\\') {
                i++;
            } else if (b[i] == '"') {
                any |= i > from && b[i - 1] == '=';
                quoted = !quoted;
            } else if (!quoted && b[i] == ']' && i + 1 < b.length && b[i + 1] == ' ') {
                return any ? i + 2 : -1;
            }
        }
        return -1;
    }

    private static int behindWord(byte[] b, int from) {
        for (int i = Math.max(0, from); i < b.length; i++) {
            if (b[i] == ' ') {
                return i == from ? -1 : i + 1;
            }
        }
        return -1;
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
