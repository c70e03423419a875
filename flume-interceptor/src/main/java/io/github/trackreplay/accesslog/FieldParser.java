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
 *
 * <p>Servers do not escape spaces and brackets of what visitors send (a user's name without any authentication, addresses that
 * proxies have seen). So a text before the time ends at the last place behind which a time stands, before the next quote: that one
 * the server wrote. A text before the client's address ends where an address follows.
 */
final class FieldParser implements LineParser {
    private static final Unreadable MISMATCH =
            new Unreadable(Unreadable.LINE, "The line does not have the format's form.");
    private static final Unreadable LONGER =
            new Unreadable(Unreadable.LINE, "The line has more text behind the format's last field.");

    private static final int LONGEST_TIME = 40;
    private static final int LONGEST_ADDRESS = 80;

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
        if (kind == Field.Kind.TIME_PATTERN && fields[i].pattern().length() >= 0) {
            int end = at + fields[i].pattern().length();
            return end <= to ? end : -1;
        }
        if (i + 1 == fields.length) {
            return endOfLast(kind, line, at, to - next.length);
        }
        if (next.length == 0) {
            return endOfJoined(kind, line, at, to);
        }
        if (kind == Field.Kind.FORWARDED) {
            return endOfForwarded(i, line, at, to);
        }
        int told = kind.mayHoldSpaces() && !kind.isTime() ? endByNext(i, line, at, to) : -1;
        return told >= 0 ? told : firstEnd(i, line, at, to);
    }

    private boolean isList(int i) {
        return fields[i].name().equals("x-forwarded-for");
    }

    private int firstEnd(int i, byte[] line, int at, int to) {
        Field.Kind kind = fields[i].kind();
        byte[] next = literals[i + 1];
        for (int end = at; end < to; end++) {
            if (line[end] == next[0]
                    && Texts.startsWith(line, end, to, next)
                    && !(isList(i) && next[0] == ' ' && end > at && line[end - 1] == ',')) {
                return isOf(kind, line, at, end) ? end : -1;
            }
            if (line[end] == ' ' && !kind.mayHoldSpaces()) {
                return -1;
            }
        }
        return -1;
    }

    /** Where a text ends, by what the field behind it must be; -1 where that tells nothing. */
    private int endByNext(int i, byte[] line, int at, int to) {
        Field.Kind following = fields[i + 1].kind();
        byte[] next = literals[i + 1];
        if (following.isTime()) {
            int quote = escapes ? endOfQuoted(line, at, to) : -1;
            for (int end = (quote < 0 ? to : quote) - next.length; end >= at; end--) {
                if (Texts.startsWith(line, end, to, next) && isTimeAt(i + 1, line, end + next.length, to)) {
                    return end;
                }
            }
        } else if (following == Field.Kind.CLIENT || following == Field.Kind.PEER) {
            for (int end = at; end < to; end++) {
                boolean goesOn = isList(i) && end > at && line[end - 1] == ',';
                if (!goesOn
                        && Texts.startsWith(line, end, to, next)
                        && isAddressAt(i + 1, line, end + next.length, to)) {
                    return end;
                }
            }
        }
        return -1;
    }

    private boolean isTimeAt(int i, byte[] line, int at, int to) {
        boolean last = i + 1 == fields.length;
        int end = end(i, line, at, last ? to : Math.min(to, at + LONGEST_TIME + literals[i + 1].length));
        return end >= 0
                && switch (fields[i].kind()) {
                    case TIME_CLF -> Times.clf(line, at, end) != Times.NONE;
                    case TIME_ISO -> Times.iso(line, at, end) != Times.NONE;
                    case TIME_EPOCH -> Times.epoch(line, at, end) != Times.NONE;
                    case TIME_PATTERN -> fields[i].pattern().read(line, at, end, new TimeParts());
                    default -> false;
                };
    }

    private boolean isAddressAt(int i, byte[] line, int at, int to) {
        int end = end(i, line, at, Math.min(to, at + LONGEST_ADDRESS + literals[i + 1].length));
        return end >= 0 && !Addresses.read(line, at, end).isEmpty();
    }

    /**
     * Its last address is the one that the nearest proxy saw; what stands before it visitors choose. Only where no address stands
     * before the next quote, it is absent.
     */
    private int endOfForwarded(int i, byte[] line, int at, int to) {
        byte[] next = literals[i + 1];
        int quote = escapes ? endOfQuoted(line, at, to) : -1;
        boolean absent = at < to && line[at] == '-' && Texts.startsWith(line, at + 1, to, next);
        int first = -1;
        int element = at;
        for (int end = at; end < (quote < 0 ? to : quote); end++) {
            if (line[end] == ',') {
                element = end + 1;
            } else if (Texts.startsWith(line, end, to, next)
                    && end - element <= LONGEST_ADDRESS
                    && Addresses.endsForwarded(line, at, element, end)) {
                first = first < 0 ? end : first;
                if (fields[i + 1].kind() != Field.Kind.CLIENT || isAddressAt(i + 1, line, end + next.length, to)) {
                    return end;
                }
            }
        }
        return first < 0 && absent ? at + 1 : first;
    }

    private static boolean isOf(Field.Kind kind, byte[] line, int from, int to) {
        return switch (kind) {
            case SKIP_NUMBER, BYTES, SECONDS, MILLISECONDS, MICROSECONDS -> isNumber(line, from, to);
            case HOST -> to == from || line[to - 1] != ',';
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
