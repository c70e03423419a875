/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Raw packs as events, between source and interceptor of one agent.
 *
 * <p>The body is the candidate lines, each followed by a line feed. The header {@code trackreplay.offsets} has one element
 * per line, joined by commas: the line's offset relative to {@code trackreplay.start}, then {@code :length} where the line
 * takes other than its bytes and one line feed in the file (CR LF, no line end, overlong), then {@code :overlong}. A line
 * contains no line feed. Stateless and thread-safe.
 */
public final class RawPackCodec {
    private static final String OVERLONG = "overlong";

    private RawPackCodec() {}

    /** Whether an event with these headers is a raw pack (of any version). */
    public static boolean isRawPack(Map<String, String> headers) {
        return headers.containsKey(Headers.OFFSETS);
    }

    /**
     * The headers of a raw pack of a source that keeps what is refused with {@link UndecidedFormatException}, and offers it again.
     *
     * @param readAs the configured format in which lines of the stream could be read before, as {@link #toldFormat} told
     * @return belongs to the caller
     */
    public static Map<String, String> keptHeaders(RawPack pack, Optional<String> readAs) {
        Map<String, String> headers = headers(pack);
        headers.put(Headers.KEPT, readAs.orElse(""));
        return headers;
    }

    /** Whether the event's source keeps what is refused, and offers it again. */
    public static boolean isKept(Map<String, String> headers) {
        return headers.containsKey(Headers.KEPT);
    }

    /** Whether lines of the event's stream could be read before in a format. */
    public static boolean wasReadAs(Map<String, String> headers, String format) {
        return format.equals(headers.get(Headers.KEPT));
    }

    /** Tells the source of a raw event, in its headers, which never leave the agent, that some of its lines could be read. */
    public static void tellFormat(Map<String, String> headers, String format) {
        headers.put(Headers.READ_AS, format);
    }

    /** The configured format in which some of a raw event's lines could be read. */
    public static Optional<String> toldFormat(Map<String, String> headers) {
        return Optional.ofNullable(headers.get(Headers.READ_AS));
    }

    /**
     * The headers of a raw pack of which only the times are asked for ({@link ShownTimes}): whoever tells them drops the event.
     *
     * @return belongs to the caller
     */
    public static Map<String, String> surveyHeaders(RawPack pack) {
        Map<String, String> headers = headers(pack);
        headers.put(Headers.SURVEY, "");
        return headers;
    }

    /** Whether only the times of an event are asked for. */
    public static boolean isSurvey(Map<String, String> headers) {
        return headers.containsKey(Headers.SURVEY);
    }

    /**
     * Those of an event's headers of which the codec makes a pack, without others that somebody has added.
     *
     * @return belongs to the caller
     */
    public static Map<String, String> ownHeaders(Map<String, String> headers) {
        Map<String, String> own = new HashMap<>(headers);
        own.keySet().removeIf(name -> !Headers.isOwn(name));
        return own;
    }

    public static WireEvent encode(RawPack pack) {
        return new WireEvent(headers(pack), body(pack));
    }

    private static Map<String, String> headers(RawPack pack) {
        List<RawLine> lines = pack.lines();
        Map<String, String> headers = Headers.write(pack.header(), lines.size());
        headers.put(Headers.OFFSETS, offsets(lines, pack.header().start()));
        pack.fields().ifPresent(fields -> headers.put(Headers.FIELDS, fields));
        return headers;
    }

    private static String offsets(List<RawLine> lines, long start) {
        StringBuilder text = new StringBuilder(lines.size() * 7);
        for (RawLine line : lines) {
            if (text.length() > 0) {
                text.append(',');
            }
            text.append(line.offset() - start);
            if (line.overlong() || line.length() != line.bytes().length + 1L) {
                text.append(':').append(line.length());
            }
            if (line.overlong()) {
                text.append(':').append(OVERLONG);
            }
        }
        return text.toString();
    }

    /** The body of a raw pack's event. */
    public static byte[] body(RawPack pack) {
        List<RawLine> lines = pack.lines();
        int size = 0;
        for (RawLine line : lines) {
            size = Math.addExact(size, line.bytes().length + 1);
        }
        byte[] body = new byte[size];
        int at = 0;
        for (RawLine line : lines) {
            byte[] bytes = line.bytes();
            System.arraycopy(bytes, 0, body, at, bytes.length);
            at += bytes.length;
            body[at++] = '\n';
        }
        return body;
    }

    /**
     * Reads an event that {@link #encode} wrote.
     *
     * @throws MalformedEventException if it was not, or was damaged since
     */
    public static RawPack decode(Map<String, String> headers, byte[] body) throws MalformedEventException {
        PackHeader header = Headers.read(headers);
        String offsets = Headers.text(headers, Headers.OFFSETS);
        List<RawLine> lines = new ArrayList<>();
        int from = 0; // in the header
        int at = 0; // in the body
        while (from < offsets.length()) {
            int comma = offsets.indexOf(',', from);
            int to = comma < 0 ? offsets.length() : comma;
            int end = lineEnd(body, at);
            lines.add(line(offsets.substring(from, to), header, Arrays.copyOfRange(body, at, end)));
            at = end + 1;
            from = to + 1;
        }
        if (at != body.length || lines.size() != Headers.number(headers, Headers.COUNT)) {
            throw new MalformedEventException(
                    MalformedEventException.Reason.BODY,
                    "The event's headers announce other lines than its body holds.");
        }
        return new RawPack(header, Optional.ofNullable(headers.get(Headers.FIELDS)), lines);
    }

    private static int lineEnd(byte[] body, int from) throws MalformedEventException {
        for (int i = from; i < body.length; i++) {
            if (body[i] == '\n') {
                return i;
            }
        }
        throw new MalformedEventException(
                MalformedEventException.Reason.BODY, "The event's body holds fewer lines than its headers announce.");
    }

    private static RawLine line(String element, PackHeader header, byte[] bytes) throws MalformedEventException {
        String[] parts = element.split(":", -1);
        boolean overlong = parts.length == 3 && parts[2].equals(OVERLONG);
        if (parts.length > 3 || (parts.length == 3 && !overlong)) {
            throw malformed(element);
        }
        try {
            long offset = header.start() + Long.parseLong(parts[0]);
            long length = parts.length > 1 ? Long.parseLong(parts[1]) : bytes.length + 1L;
            if (offset < header.start() || length < 0 || offset > header.end() - length) {
                throw malformed(element);
            }
            return new RawLine(offset, length, bytes, overlong);
        } catch (NumberFormatException e) {
            MalformedEventException malformed = malformed(element);
            malformed.initCause(e);
            throw malformed;
        }
    }

    private static MalformedEventException malformed(String element) {
        return new MalformedEventException(
                MalformedEventException.Reason.HEADERS,
                "The event's header " + Headers.OFFSETS + " has an element that names no line of its range: '" + element
                        + "'.");
    }
}
