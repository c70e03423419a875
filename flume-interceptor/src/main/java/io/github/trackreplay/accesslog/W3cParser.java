/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import java.util.List;

/** Reads lines of a W3C extended log whose fields are known. Immutable. */
final class W3cParser implements LineParser {
    private static final Unreadable OTHER_COUNT =
            new Unreadable(Unreadable.LINE, "The line has another number of fields than the last #Fields: line says.");

    private final Field[] fields;
    private final boolean encoded;

    /** @param encoded whether the writer percent-encodes texts once more, as CloudFront does */
    W3cParser(List<Field> fields, boolean encoded) {
        this.fields = fields.toArray(new Field[0]);
        this.encoded = encoded;
    }

    @Override
    public ParsedLine parse(byte[] line) {
        int to = Texts.end(line);
        EntryBuilder entry = new EntryBuilder();
        int at = skipSpaces(line, 0, to);
        for (Field field : fields) {
            if (at >= to) {
                return OTHER_COUNT;
            }
            boolean quoted = line[at] == '"';
            int from = quoted ? at + 1 : at;
            int end = quoted ? closingQuote(line, from, to) : endOfWord(line, from, to);
            if (end < 0) {
                return OTHER_COUNT;
            }
            set(entry, field, line, from, end);
            at = skipSpaces(line, quoted ? end + 1 : end, to);
        }
        return at >= to ? entry.build() : OTHER_COUNT;
    }

    private void set(EntryBuilder entry, Field field, byte[] line, int from, int end) {
        if (encoded) {
            setDecoded(entry, field, line, from, end);
            return;
        }
        switch (field.kind()) {
            case USER_AGENT, HEADER, LANGUAGE -> {
                byte[] spaced = new byte[end - from];
                for (int i = from; i < end; i++) {
                    spaced[i - from] = line[i] == '+' ? (byte) ' ' : line[i];
                }
                entry.set(field, spaced, 0, spaced.length, false);
            }
            default -> entry.set(field, line, from, end, false);
        }
    }

    private static void setDecoded(EntryBuilder entry, Field field, byte[] line, int from, int end) {
        switch (field.kind()) {
            case USER_AGENT, HEADER, LANGUAGE, REFERRER, PATH, QUERY, TARGET -> {
                byte[] plain = CloudFrontText.decode(line, from, end);
                entry.set(field, plain, 0, plain.length, false);
            }
            default -> entry.set(field, line, from, end, false);
        }
    }

    private static int skipSpaces(byte[] line, int from, int to) {
        int at = from;
        while (at < to && isSpace(line[at])) {
            at++;
        }
        return at;
    }

    private static int endOfWord(byte[] line, int from, int to) {
        int at = from;
        while (at < to && !isSpace(line[at])) {
            at++;
        }
        return at;
    }

    private static int closingQuote(byte[] line, int from, int to) {
        for (int i = from; i < to; i++) {
            if (line[i] == '"') {
                return i;
            }
        }
        return -1;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }
}
