/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.document;

import io.github.trackreplay.json.JsonException;
import io.github.trackreplay.json.JsonReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the body of an event apart: one document, an array of them, one a line, the log records of an OTLP export, or lines of
 * text. What begins like JSON and is none counts as lines. Each byte is looked at a fixed number of times.
 */
public final class Documents {
    private Documents() {}

    /**
     * A piece of a body.
     *
     * @param bytes of the line or document, without a line end
     * @param document its members, null where it is a line of text
     */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    public record Piece(byte[] bytes, @Nullable FlatDocument document) {
        public boolean isLine() {
            return document == null;
        }
    }

    /** The pieces in their order; blank lines are none. */
    public static List<Piece> of(byte[] body) {
        int first = firstByte(body);
        if (first == '[' || first == '{') {
            try {
                return first == '[' ? array(body) : object(body);
            } catch (JsonException e) {
                return lines(body); // a document a line, or text
            }
        }
        return lines(body);
    }

    private static int firstByte(byte[] body) {
        for (byte b : body) {
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return b;
            }
        }
        return -1;
    }

    /** @throws JsonException if the text is no array of objects and strings, or there is more behind it */
    public static List<Piece> array(byte[] body) throws JsonException {
        JsonReader reader = JsonReader.lenient(body, 0, body.length);
        List<Piece> pieces = new ArrayList<>();
        reader.beginArray();
        while (reader.nextElement()) {
            JsonReader.Kind kind = reader.kind();
            int from = reader.position();
            if (kind == JsonReader.Kind.OBJECT) {
                FlatDocument document = FlatDocument.of(reader);
                pieces.add(new Piece(Arrays.copyOfRange(body, from, reader.position()), document));
            } else if (kind == JsonReader.Kind.STRING) {
                pieces.add(new Piece(reader.string().getBytes(java.nio.charset.StandardCharsets.UTF_8), null));
            } else {
                throw new JsonException("an object or a string expected", from);
            }
        }
        reader.end();
        return pieces;
    }

    private static List<Piece> object(byte[] body) throws JsonException {
        if (OtlpLogs.are(body)) {
            return OtlpLogs.records(body);
        }
        FlatDocument document = FlatDocument.read(body);
        return List.of(new Piece(trimmed(body, 0, body.length), document));
    }

    /** One a line. */
    public static List<Piece> lines(byte[] body) {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        while (from < body.length) {
            int end = from;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            byte[] line = trimmed(body, from, end);
            if (line.length > 0) {
                pieces.add(line(line));
            }
            from = end + 1;
        }
        return pieces;
    }

    private static Piece line(byte[] line) {
        if (line[0] == '{') {
            try {
                return new Piece(line, FlatDocument.read(line));
            } catch (JsonException e) {
                return new Piece(line, null);
            }
        }
        return new Piece(line, null);
    }

    private static byte[] trimmed(byte[] body, int from, int to) {
        int start = from;
        int end = to;
        while (end > start && (body[end - 1] == '\r' || body[end - 1] == '\n' || body[end - 1] == ' ')) {
            end--;
        }
        while (start < end
                && (body[start] == ' ' || body[start] == '\t' || body[start] == '\n' || body[start] == '\r')) {
            start++;
        }
        return Arrays.copyOfRange(body, start, end);
    }
}
