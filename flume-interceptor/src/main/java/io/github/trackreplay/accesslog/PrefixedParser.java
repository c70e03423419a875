/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Reads a server's own line behind the prefix of whoever carried it: syslog, or a container's runtime. The server's line counts,
 * also for the time. Immutable.
 */
final class PrefixedParser implements LineParser {
    private static final Unreadable NO_PREFIX =
            new Unreadable(Unreadable.LINE, "The line does not begin with the prefix.");
    private static final int WORDS_BEFORE_THE_TAG = 2;

    private final ToIntFunction<byte[]> behindPrefix;
    private final InnerLine inner;

    private PrefixedParser(ToIntFunction<byte[]> behindPrefix, List<LineParser> inner) {
        this.behindPrefix = behindPrefix;
        this.inner = new InnerLine(inner);
    }

    /**
     * Syslog: RFC 3164 and RFC 5424 with or without priority, and what rsyslog writes into files with either kind of time.
     */
    static PrefixedParser syslog(List<LineParser> inner) {
        return new PrefixedParser(PrefixedParser::behindSyslog, inner);
    }

    /** The container runtime interface (Kubernetes): time, stream, {@code F} for a whole line, further tags behind colons. */
    static PrefixedParser cri(List<LineParser> inner) {
        return new PrefixedParser(PrefixedParser::behindCri, inner);
    }

    @Override
    public ParsedLine parse(byte[] line) {
        int from = behindPrefix.applyAsInt(line);
        return from < 0 ? NO_PREFIX : inner.parse(Arrays.copyOfRange(line, from, line.length));
    }

    private static int behindCri(byte[] line) {
        int time = behindWord(line, 0);
        int stream = time < 0 || Times.iso(line, 0, time - 1) == Times.NONE ? -1 : behindWord(line, time);
        int kind = stream < 0 ? -1 : behindWord(line, stream);
        boolean whole = kind >= 0 && line[stream] == 'F' && (kind == stream + 2 || line[stream + 1] == ':');
        return whole ? kind : -1;
    }

    /** Behind the prefix; -1 if there is none. */
    static int behindSyslog(byte[] line) {
        int at = 0;
        if (line.length > 0 && line[0] == '<') {
            while (at < Math.min(6, line.length) && line[at] != '>') {
                at++;
            }
            at++;
        }
        if (at + 2 < line.length && line[at] == '1' && line[at + 1] == ' ') {
            return behindRfc5424(line, at + 2);
        }
        int time = behindTime(line, at);
        return time < 0 ? -1 : behindTag(line, time);
    }

    /** Behind {@code Mar  2 20:11:22 } or a time as RFC 3339 has it. */
    private static int behindTime(byte[] line, int at) {
        boolean named = at + 16 < line.length
                && Times.month(line, at) > 0
                && line[at + 3] == ' '
                && line[at + 9] == ':'
                && line[at + 12] == ':'
                && line[at + 15] == ' ';
        if (named) {
            return at + 16;
        }
        int end = behindWord(line, at);
        return end < 0 || Times.iso(line, at, end - 1) == Times.NONE ? -1 : end;
    }

    /** Behind the word that ends with a colon; a host may stand before it. */
    private static int behindTag(byte[] line, int from) {
        int at = from;
        for (int i = 0; i < WORDS_BEFORE_THE_TAG && at >= 0; i++) {
            int next = behindWord(line, at);
            if (next >= 0 && line[next - 2] == ':') {
                return next;
            }
            at = next;
        }
        return -1;
    }

    /** Behind time, host, program, process, message id and structured data. */
    private static int behindRfc5424(byte[] line, int from) {
        int at = from;
        for (int i = 0; i < 5 && at >= 0; i++) {
            at = behindWord(line, at);
        }
        if (at < 0 || at >= line.length) {
            return -1;
        }
        int data = line[at] == '[' ? behindStructuredData(line, at) : behindWord(line, at);
        boolean marked = data >= 0
                && data + 2 < line.length
                && line[data] == (byte) 0xef
                && line[data + 1] == (byte) 0xbb
                && line[data + 2] == (byte) 0xbf;
        return marked ? data + 3 : data;
    }

    private static int behindStructuredData(byte[] line, int from) {
        for (int i = from + 1; i + 1 < line.length; i++) {
            if (line[i] == '\\') {
                i++;
            } else if (line[i] == ']' && line[i + 1] == ' ') {
                return i + 2;
            }
        }
        return -1;
    }

    private static int behindWord(byte[] line, int from) {
        for (int i = from; i < line.length; i++) {
            if (line[i] == ' ') {
                return i == from ? -1 : i + 1;
            }
        }
        return -1;
    }
}
