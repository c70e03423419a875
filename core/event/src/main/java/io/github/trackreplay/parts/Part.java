/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.parts;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a container's runtime wrote as one line: a server's line, or a part of one. Immutable.
 *
 * <p>Sources: Docker's json-file driver ends {@code log} with a line feed except in a part and in a container's last words, and a
 * part is as long as its buffer; the container runtime interface (Kubernetes) marks a part with {@code P} and the last one, and a
 * whole line, with {@code F}, behind which further tags may stand after colons.
 *
 * @param docker whether it is Docker's; otherwise it is the container runtime interface's
 * @param stream 0 for standard output, 1 for standard error
 * @param textFrom where the server's text begins in the bytes that were looked at
 * @param textTo where it ends
 * @param kind what it is of the server's line
 */
record Part(boolean docker, int stream, int textFrom, int textTo, Kind kind) {
    /** What Docker reads of a container at a time: as many bytes of the server's are in each part, neither more nor less. */
    static final int DOCKERS_BUFFER = 16 * 1024;

    /** No line of Docker's that is a part is longer: each byte of the server's takes up to six, besides what stands around. */
    static final int LONGEST_OF_DOCKER = 6 * DOCKERS_BUFFER + 32 * 1024;

    private static final byte[] LOG = "{\"log\":\"".getBytes(US_ASCII);
    private static final byte[] STREAM = "\",\"stream\":\"std".getBytes(US_ASCII);
    private static final byte[] STANDARD = "std".getBytes(US_ASCII);
    private static final byte[] OUT = "out".getBytes(US_ASCII);
    private static final byte[] ERR = "err".getBytes(US_ASCII);
    private static final int LONGEST_TIME = 40;

    /** What a line of the file is of a server's line. */
    enum Kind {
        /** All of it, or its end. */
        END,
        /** A part that is not the last one. */
        PART
    }

    /** Reads {@code bytes[from, to)}, a line without its end; empty where it is no runtime's. */
    static Optional<Part> of(byte[] bytes, int from, int to) {
        if (to - from < LOG.length) {
            return Optional.empty();
        }
        byte first = bytes[from];
        if (first == '{') {
            return ofDocker(bytes, from, to);
        }
        return first >= '0' && first <= '9' && from + 10 < to && bytes[from + 4] == '-'
                ? ofCri(bytes, from, to)
                : Optional.empty();
    }

    private static Optional<Part> ofDocker(byte[] b, int from, int to) {
        if (!starts(b, from, to, LOG) || b[to - 1] != '}') {
            return Optional.empty();
        }
        int text = from + LOG.length;
        int escape = -1;
        int end = text;
        while (end < to && b[end] != '"') {
            escape = b[end] == '\\' ? end : escape;
            end += b[end] == '\\' ? 2 : 1;
        }
        int stream = starts(b, end, to, STREAM) ? stream(b, end + STREAM.length, to) : -1;
        if (stream < 0) {
            return Optional.empty();
        }
        boolean terminated = escape == end - 2 && b[end - 1] == 'n';
        boolean part = !terminated && DockerText.length(b, text, end) == DOCKERS_BUFFER;
        return Optional.of(new Part(true, stream, text, end, part ? Kind.PART : Kind.END));
    }

    /** {@code 2026-03-02T20:11:22.186641123Z stdout F text}. */
    private static Optional<Part> ofCri(byte[] b, int from, int to) {
        int blank = from;
        int most = Math.min(to, from + LONGEST_TIME);
        while (blank < most && b[blank] != ' ') {
            blank++;
        }
        int word = blank + 1;
        int stream = blank < most && b[from + 10] == 'T' && starts(b, word, to, STANDARD)
                ? stream(b, word + STANDARD.length, to)
                : -1;
        int tag = word + STANDARD.length + OUT.length + 1;
        boolean tagged = stream >= 0 && tag < to && b[tag - 1] == ' ' && (b[tag] == 'P' || b[tag] == 'F');
        int behind = tag + 1;
        while (tagged && behind < to && b[tag + 1] == ':' && b[behind] != ' ') {
            behind++; // further tags
        }
        if (!tagged || (behind < to && b[behind] != ' ')) {
            return Optional.empty();
        }
        return Optional.of(new Part(false, stream, Math.min(to, behind + 1), to, b[tag] == 'P' ? Kind.PART : Kind.END));
    }

    private static int stream(byte[] b, int at, int to) {
        if (starts(b, at, to, OUT)) {
            return 0;
        }
        return starts(b, at, to, ERR) ? 1 : -1;
    }

    private static boolean starts(byte[] b, int at, int to, byte[] with) {
        return at >= 0 && at + with.length <= to && Arrays.equals(b, at, at + with.length, with, 0, with.length);
    }

    /** One for all lines whose parts belong together; odd for standard error, one less for standard output beside it. */
    int key() {
        return (docker ? 0 : 2) + stream;
    }

    boolean ofStandardError() {
        return stream == 1;
    }
}
