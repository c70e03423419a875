/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import io.github.trackreplay.json.ByteScan;
import java.util.List;

/**
 * Reads lines that are fields with fixed text between them, as Apache's {@code LogFormat} and nginx's {@code log_format}
 * describe them, in one pass over the bytes. Immutable.
 *
 * <p>A field in double quotes ends at the first quote that is not escaped. Any other ends where the text that follows it in
 * the format first occurs; one that is a word must reach it without a space.
 */
final class FieldParser implements LineParser {
    private static final Unreadable MISMATCH =
            new Unreadable(Unreadable.LINE, "The line does not have the format's form.");
    private static final Unreadable LONGER =
            new Unreadable(Unreadable.LINE, "The line has more text behind the format's last field.");

    private final byte[][] literals; // one before each field and one behind the last
    private final Field[] fields;
    private final boolean[] quoted;
    private final boolean escapes;
    private final boolean takesMore;

    /**
     * @param literals the fixed text before each field and behind the last, so one more than fields
     * @param escapes whether the server escapes with backslashes
     * @param takesMore whether a line may go on behind the last field, after a space
     */
    FieldParser(List<byte[]> literals, List<Field> fields, boolean escapes, boolean takesMore) {
        this.literals = literals.toArray(new byte[0][]);
        this.fields = fields.toArray(new Field[0]);
        this.escapes = escapes;
        this.takesMore = takesMore;
        this.quoted = new boolean[fields.size()];
        for (int i = 0; i < quoted.length; i++) {
            quoted[i] = escapes && endsWithQuote(this.literals[i]) && startsWithQuote(this.literals[i + 1]);
        }
    }

    private static boolean endsWithQuote(byte[] literal) {
        return literal.length > 0 && literal[literal.length - 1] == '"';
    }

    private static boolean startsWithQuote(byte[] literal) {
        return literal.length > 0 && literal[0] == '"';
    }

    @Override
    public ParsedLine parse(byte[] line) {
        int to = Texts.end(line);
        EntryBuilder entry = new EntryBuilder();
        int at = 0;
        for (int i = 0; i < fields.length; i++) {
            if (!Texts.startsWith(line, at, to, literals[i])) {
                return MISMATCH;
            }
            at += literals[i].length;
            int end = quoted[i] ? endOfQuoted(line, at, to) : end(i, line, at, to);
            if (end < 0) {
                return MISMATCH;
            }
            entry.set(fields[i], line, at, end, escapes && hasBackslash(line, at, end));
            at = end;
        }
        return tail(line, at, to) ? entry.build() : endsEarly(at, to);
    }

    private ParsedLine endsEarly(int at, int to) {
        return at + literals[fields.length].length < to ? LONGER : MISMATCH;
    }

    private boolean tail(byte[] line, int at, int to) {
        byte[] last = literals[fields.length];
        int end = at + last.length;
        return Texts.startsWith(line, at, to, last) && (end == to || (takesMore && line[end] == ' '));
    }

    private static int endOfQuoted(byte[] line, int at, int to) {
        int i = ByteScan.quoteOrBackslash(line, at, to);
        while (i < to && line[i] != '"') {
            i = ByteScan.quoteOrBackslash(line, Math.min(i + 2, to), to);
        }
        return i < to ? i : -1;
    }

    private static boolean hasBackslash(byte[] line, int from, int to) {
        int i = ByteScan.quoteOrBackslash(line, from, to);
        while (i < to && line[i] != '\\') {
            i = ByteScan.quoteOrBackslash(line, i + 1, to);
        }
        return i < to;
    }

    private int end(int i, byte[] line, int at, int to) {
        Field.Kind kind = fields[i].kind();
        byte[] next = literals[i + 1];
        if (kind == Field.Kind.TIME_PATTERN && fields[i].time().length() >= 0) {
            int end = at + fields[i].time().length();
            return end <= to ? end : -1;
        }
        if (i + 1 == fields.length) {
            return endOfLast(kind, line, at, to - next.length);
        }
        if (next.length == 0) {
            return endOfJoined(kind, line, at, to);
        }
        boolean list = kind == Field.Kind.FORWARDED || fields[i].name().equals("x-forwarded-for");
        for (int end = at; end < to; end++) {
            if (line[end] == next[0]
                    && Texts.startsWith(line, end, to, next)
                    && !(list && next[0] == ' ' && end > at && line[end - 1] == ',')) {
                return isOf(kind, line, at, end) ? end : -1;
            }
            if (line[end] == ' ' && !kind.mayHoldSpaces()) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isOf(Field.Kind kind, byte[] line, int from, int to) {
        return switch (kind) {
            case SKIP_NUMBER, BYTES, SECONDS, MILLISECONDS, MICROSECONDS -> isNumber(line, from, to);
            case HOST -> to == from || line[to - 1] != ',';
            case FORWARDED -> Addresses.areAddresses(line, from, to);
            case LOG_NAME -> to - from == 1 || Addresses.read(line, from, to).isEmpty();
            default -> true;
        };
    }

    private int endOfLast(Field.Kind kind, byte[] line, int at, int to) {
        int end = to;
        if (!kind.mayHoldSpaces()) {
            end = at;
            while (end < to && line[end] != ' ') {
                end++;
            }
        }
        return end < at || !isOf(kind, line, at, end) ? -1 : end;
    }

    /** Of a field without text behind it: a host ends at a slash, the fraction of a second at what is no digit. */
    private static int endOfJoined(Field.Kind kind, byte[] line, int at, int to) {
        for (int i = at; i < to && line[i] != ' '; i++) {
            if (kind == Field.Kind.HOST ? line[i] == '/' : line[i] < '0' || line[i] > '9') {
                return i;
            }
        }
        return -1;
    }

    private static boolean isNumber(byte[] line, int from, int to) {
        for (int i = from; i < to; i++) {
            if (line[i] != '-' && line[i] != '.' && (line[i] < '0' || line[i] > '9')) {
                return false;
            }
        }
        return from < to;
    }
}
