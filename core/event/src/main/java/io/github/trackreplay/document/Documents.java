/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.document;

import io.github.trackreplay.json.JsonException;
import io.github.trackreplay.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the body of an event apart: one document, an array of them, one a line, the log records of an OTLP export, or lines of
 * text. What begins like JSON and is none counts as lines. Each byte is looked at a fixed number of times, and nothing is kept of a
 * piece but what is made of it.
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

    /**
     * Makes something of each piece, as soon as it is read.
     *
     * @param <T> what is made
     * @param <E> how it is refused to go on, where there are too many or they are too large
     */
    @FunctionalInterface
    public interface Making<T, E extends Exception> {
        /** @param number of the piece, from 1 */
        T of(Piece piece, int number) throws E;
    }

    /**
     * What is made of the pieces, in their order; blank lines are none. Where what begins like JSON turns out to be none, it begins
     * anew with number 1.
     */
    public static <T, E extends Exception> List<T> of(byte[] body, Making<T, E> making) throws E {
        int first = firstByte(body);
        if (first == '[' || first == '{') {
            try {
                Made<T, E> made = new Made<>(making);
                if (first == '[') {
                    array(body, made);
                } else {
                    object(body, made);
                }
                return made.all;
            } catch (JsonException e) {
                return lines(body, making); // a document a line, or text
            }
        }
        return lines(body, making);
    }

    /** What has been made so far. */
    static final class Made<T, E extends Exception> {
        private final Making<T, E> making;
        private final List<T> all = new ArrayList<>();

        private Made(Making<T, E> making) {
            this.making = making;
        }

        void add(Piece piece) throws E {
            all.add(making.of(piece, all.size() + 1));
        }
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
    private static <T, E extends Exception> void array(byte[] body, Made<T, E> made) throws JsonException, E {
        JsonReader reader = JsonReader.lenient(body, 0, body.length);
        reader.beginArray();
        while (reader.nextElement()) {
            JsonReader.Kind kind = reader.kind();
            int from = reader.position();
            if (kind == JsonReader.Kind.OBJECT) {
                FlatDocument document = FlatDocument.of(reader);
                made.add(new Piece(Arrays.copyOfRange(body, from, reader.position()), document));
            } else if (kind == JsonReader.Kind.STRING) {
                String line = reader.string();
                if (!line.isBlank()) {
                    made.add(new Piece(line.getBytes(StandardCharsets.UTF_8), null));
                }
            } else {
                throw new JsonException("an object or a string expected", from);
            }
        }
        reader.end();
    }

    private static <T, E extends Exception> void object(byte[] body, Made<T, E> made) throws JsonException, E {
        if (OtlpLogs.are(body)) {
            OtlpLogs.records(body, made);
            return;
        }
        FlatDocument document = FlatDocument.read(body);
        made.add(new Piece(trimmed(body, 0, body.length), document));
    }

    private static <T, E extends Exception> List<T> lines(byte[] body, Making<T, E> making) throws E {
        Made<T, E> made = new Made<>(making);
        int from = 0;
        while (from < body.length) {
            int end = from;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            byte[] line = trimmed(body, from, end);
            if (line.length > 0) {
                made.add(line(line));
            }
            from = end + 1;
        }
        return made.all;
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
