/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a {@code multipart/form-data} body as PHP reads them ({@code main/rfc1867.c}), written as a query string that PHP
 * would read into the same parameters. Files are no fields. A part without a name ends the reading; so does what is no
 * part, and one more than PHP takes (parts without a disposition do not count).
 * Takes linear effort. For one body.
 */
final class MultipartForm {
    /** PHP's {@code max_input_vars}. */
    private static final int MOST_FIELDS = 1000;

    /** PHP's {@code max_multipart_body_parts} as it is by default: {@code max_input_vars} and {@code max_file_uploads} (20). */
    private static final int MOST_PARTS = MOST_FIELDS + 20;

    private static final String BOUNDARY = "boundary";
    private static final String HEX = "0123456789ABCDEF";

    private final String body;
    private final String boundary;
    private final StringBuilder query;
    private int at;
    private int fields;
    private int parts;
    private boolean ended;

    private MultipartForm(String body, String boundary) {
        this.body = body;
        this.boundary = "--" + boundary;
        this.query = new StringBuilder(body.length());
    }

    /**
     * Reads a body.
     *
     * @param contentType the header with its parameters, as it was sent
     * @return the fields as a query string; empty where there are none
     */
    static String read(byte[] body, String contentType) {
        Optional<String> boundary = boundary(contentType);
        if (boundary.isEmpty()) {
            return "";
        }
        MultipartForm form = new MultipartForm(new String(body, ISO_8859_1), boundary.get());
        while (!form.ended && form.skipToBoundary()) {
            form.part();
        }
        return form.query.toString();
    }

    private static Optional<String> boundary(String contentType) {
        int name = contentType.indexOf(BOUNDARY);
        if (name < 0) {
            name = contentType.toLowerCase(Locale.ROOT).indexOf(BOUNDARY);
        }
        int equals = name < 0 ? -1 : contentType.indexOf('=', name);
        if (equals < 0) {
            return Optional.empty();
        }
        String value = contentType.substring(equals + 1);
        if (value.startsWith("\"")) {
            int quote = value.indexOf('"', 1);
            return quote < 0 ? Optional.empty() : Optional.of(value.substring(1, quote));
        }
        int end = 0;
        while (end < value.length() && value.charAt(end) != ',' && value.charAt(end) != ';') {
            end++;
        }
        return Optional.of(value.substring(0, end));
    }

    /** Goes behind the next line that is the boundary and nothing else; false where there is none. */
    private boolean skipToBoundary() {
        for (String line = line(); line != null; line = line()) {
            if (line.equals(boundary)) {
                return true;
            }
        }
        return false;
    }

    /** The next line without its end; null behind the last line that has one. */
    private @Nullable String line() {
        int end = body.indexOf('\n', at);
        if (end < 0) {
            return null;
        }
        int to = end > at && body.charAt(end - 1) == '\r' ? end - 1 : end;
        String line = body.substring(at, to);
        at = end + 1;
        return line;
    }

    private void part() {
        String disposition = disposition();
        if (disposition == null) {
            return;
        }
        if (++parts > MOST_PARTS) {
            ended = true;
            return;
        }
        Disposition names = Disposition.read(disposition);
        String content = content();
        if (names.file()) {
            return;
        }
        if (names.name() == null) {
            ended = true;
        } else if (++fields <= MOST_FIELDS) {
            field(names.name(), content);
        }
    }

    /** The value of the part's {@code Content-Disposition}; null where it has none. Leaves the other headers behind. */
    private @Nullable String disposition() {
        String found = null;
        String key = null;
        StringBuilder value = new StringBuilder();
        for (String line = line(); line != null && !line.isEmpty(); line = line()) {
            int colon = isSpace(line.charAt(0)) ? -1 : line.indexOf(':');
            if (colon >= 0) {
                found = chosen(found, key, value);
                key = line.substring(0, colon);
                value.setLength(0);
                value.append(line, skipSpace(line, colon + 1), line.length());
            } else if (key != null) {
                value.append(line);
            }
        }
        return chosen(found, key, value);
    }

    private static @Nullable String chosen(@Nullable String found, @Nullable String key, StringBuilder value) {
        return found == null && key != null && key.equalsIgnoreCase("Content-Disposition") ? value.toString() : found;
    }

    /** What stands before the next boundary, or all the rest. */
    private String content() {
        String next = '\n' + boundary;
        int end = body.indexOf(next, at);
        boolean bound = end >= 0;
        if (!bound) {
            end = body.length();
            int last = body.lastIndexOf('\n');
            if (last >= at && next.startsWith(body.substring(last))) {
                end = last;
                bound = true;
            }
        }
        int to = bound && end > at && body.charAt(end - 1) == '\r' ? end - 1 : end;
        String content = body.substring(at, to);
        at = end;
        return content;
    }

    private void field(String name, String value) {
        if (query.length() > 0) {
            query.append('&');
        }
        encoded(name);
        query.append('=');
        encoded(value);
    }

    private void encoded(String bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-_.~".indexOf(c) >= 0) {
                query.append(c);
            } else {
                query.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
    }

    static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    static int skipSpace(String text, int from) {
        int at = from;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /**
     * What a {@code Content-Disposition} names.
     *
     * @param name the field's name; null where there is none
     * @param file whether the part is a file
     */
    private record Disposition(@Nullable String name, boolean file) {
        static Disposition read(String header) {
            String name = null;
            boolean file = false;
            int at = skipSpace(header, 0);
            while (at < header.length()) {
                int end = wordEnd(header, at, ';');
                String pair = header.substring(at, end);
                int equals = wordEnd(pair, 0, '=');
                if (equals < pair.length()) {
                    String key = pair.substring(0, equals);
                    String value = pair.substring(behind(pair, equals, '='));
                    if (key.equalsIgnoreCase("name")) {
                        name = value(value);
                    } else if (key.equalsIgnoreCase("filename")) {
                        file = true;
                    }
                }
                at = skipSpace(header, behind(header, end, ';'));
            }
            return new Disposition(name, file);
        }

        /** Where a character stands that is not within quotes; the end where it does not. */
        private static int wordEnd(String text, int from, char stop) {
            int at = from;
            while (at < text.length() && text.charAt(at) != stop) {
                char quote = text.charAt(at);
                at++;
                if (quote == '"' || quote == '\'') {
                    while (at < text.length() && text.charAt(at) != quote) {
                        boolean escaped =
                                text.charAt(at) == '\\' && at + 1 < text.length() && text.charAt(at + 1) == quote;
                        at += escaped ? 2 : 1;
                    }
                    at = Math.min(text.length(), at + 1);
                }
            }
            return Math.min(at, text.length());
        }

        private static int behind(String text, int from, char stop) {
            int at = from;
            while (at < text.length() && text.charAt(at) == stop) {
                at++;
            }
            return at;
        }

        private static String value(String text) {
            int from = skipSpace(text, 0);
            if (from == text.length()) {
                return "";
            }
            char quote = text.charAt(from);
            if (quote == '"' || quote == '\'') {
                return unescaped(text, from + 1, text.length(), quote);
            }
            int end = from;
            while (end < text.length() && !isSpace(text.charAt(end))) {
                end++;
            }
            return unescaped(text, from, end, '\0');
        }

        private static String unescaped(String text, int from, int to, char quote) {
            StringBuilder out = new StringBuilder(to - from);
            for (int i = from; i < to && text.charAt(i) != quote; i++) {
                boolean escape = text.charAt(i) == '\\'
                        && i + 1 < text.length()
                        && (text.charAt(i + 1) == '\\' || (quote != '\0' && text.charAt(i + 1) == quote));
                out.append(text.charAt(escape ? ++i : i));
            }
            return out.toString();
        }
    }
}
