/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import com.google.common.collect.Lists;
import io.github.trackreplay.tracking.model.Value;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Builds statements with literals in them. Thousands of values in one statement cost half as much as literals than as
 * parameters. Literals mean the same in every {@code sql_mode}: a quote is doubled, and a text with anything that some mode
 * reads specially is written as hexadecimal digits. Text is UTF-8, as the session's {@code character_set_client} must be.
 * Not thread-safe.
 */
final class SqlText {
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final int SECONDS_A_DAY = 86_400;

    /** The years 1000 to 9999, seconds since 1970-01-01 UTC. */
    private static final long FIRST_NUMBER = LocalDate.of(1000, 1, 1).toEpochDay() * SECONDS_A_DAY;

    private static final long LAST_NUMBER = LocalDate.of(10_000, 1, 1).toEpochDay() * SECONDS_A_DAY - 1;

    /** MariaDB makes of a longer list a subquery, for which it may read the whole table. */
    static final int LIST = 900;

    private final StringBuilder sql = new StringBuilder(1 << 12);
    private long dayBefore = Long.MIN_VALUE;
    private String dateBefore = "";
    private long numberedDay = Long.MIN_VALUE;
    private long dayNumber;

    /** Appends SQL as it stands. */
    SqlText sql(String text) {
        sql.append(text);
        return this;
    }

    /** Appends a number. */
    SqlText number(long number) {
        sql.append(number);
        return this;
    }

    /** Appends a text literal. */
    SqlText text(String text) {
        if (isPlain(text)) {
            sql.append('\'').append(text).append('\'');
        } else if (!isHexadecimal(text)) {
            sql.append('\'').append(text.replace("'", "''")).append('\'');
        } else {
            sql.append("_utf8mb4 ");
            bytes(text.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    /** Whether {@link #text} writes it as hexadecimal digits. */
    static boolean isHexadecimal(String text) {
        return text.indexOf('\\') >= 0 || text.indexOf('\0') >= 0;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '\\' || c == '\0') {
                return false;
            }
        }
        return true;
    }

    /** Appends a literal of bytes. */
    SqlText bytes(byte[] bytes) {
        sql.append("x'");
        for (byte b : bytes) {
            sql.append(HEX[(b >> 4) & 0xf]).append(HEX[b & 0xf]);
        }
        sql.append('\'');
        return this;
    }

    /** Appends the literal of the eight bytes of a big-endian number. */
    SqlText eightBytes(long number) {
        sql.append("x'");
        for (int shift = 60; shift >= 0; shift -= 4) {
            sql.append(HEX[(int) (number >>> shift) & 0xf]);
        }
        sql.append('\'');
        return this;
    }

    /** Appends a {@code datetime} literal of a time in seconds since 1970-01-01 UTC. */
    SqlText time(long seconds) {
        long day = Math.floorDiv(seconds, SECONDS_A_DAY);
        int second = (int) Math.floorMod(seconds, (long) SECONDS_A_DAY);
        sql.append('\'');
        if (day == dayBefore) {
            sql.append(dateBefore);
        } else {
            int from = sql.length();
            date(day);
            dateBefore = sql.substring(from);
            dayBefore = day;
        }
        sql.append(' ');
        twoDigits(second / 3600).append(':');
        twoDigits(second / 60 % 60).append(':');
        twoDigits(second % 60).append('\'');
        return this;
    }

    /**
     * Appends the value of a {@code datetime} column: as a number, {@code YYYYMMDDhhmmss}, which costs the server less than a text. Of
     * four digits of a year only, for of fewer it would be another one's.
     */
    private void timeNumber(long seconds) {
        if (seconds < FIRST_NUMBER || seconds > LAST_NUMBER) {
            time(seconds);
            return;
        }
        long day = Math.floorDiv(seconds, SECONDS_A_DAY);
        int second = (int) Math.floorMod(seconds, (long) SECONDS_A_DAY);
        if (day != numberedDay) {
            LocalDate date = LocalDate.ofEpochDay(day);
            dayNumber = 10_000L * date.getYear() + 100L * date.getMonthValue() + date.getDayOfMonth();
            numberedDay = day;
        }
        sql.append(dayNumber);
        twoDigits(second / 3600);
        twoDigits(second / 60 % 60);
        twoDigits(second % 60);
    }

    private StringBuilder twoDigits(int number) {
        return sql.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /** Days since 1970-01-01 as a date of the proleptic Gregorian calendar. */
    private void date(long day) {
        LocalDate date = LocalDate.ofEpochDay(day);
        digits(date.getYear(), 4).append('-');
        digits(date.getMonthValue(), 2).append('-');
        digits(date.getDayOfMonth(), 2);
    }

    private StringBuilder digits(int number, int width) {
        for (int limit = 10, n = 1; n < width; n++, limit *= 10) {
            if (number < limit) {
                sql.append('0');
            }
        }
        return sql.append(number);
    }

    /** Appends the literal of a value; a pending row is none. */
    SqlText value(Value value, Ids ids) {
        if (value == Value.NULL) {
            sql.append("NULL");
        } else if (value instanceof Value.Whole whole) {
            sql.append(whole.number());
        } else if (value instanceof Value.Text text) {
            text(text.text());
        } else if (value instanceof Value.Time time) {
            timeNumber(time.seconds());
        } else if (value instanceof Value.Bytes bytes) {
            bytes(bytes.bytes());
        } else if (value instanceof Value.Real real) {
            sql.append('\'').append(real.number()).append('\'');
        } else {
            sql.append(ids.of(value));
        }
        return this;
    }

    /** Appends numbers with commas between them. */
    SqlText numbers(Collection<? extends Number> numbers) {
        String comma = "";
        for (Number number : numbers) {
            sql.append(comma).append(number.longValue());
            comma = ",";
        }
        return this;
    }

    /** Appends text literals with commas between them. */
    SqlText texts(Collection<String> texts) {
        String comma = "";
        for (String text : texts) {
            sql.append(comma);
            text(text);
            comma = ",";
        }
        return this;
    }

    /** Appends the condition that a column has one of some numbers, at least one. */
    SqlText isOneOf(String column, List<? extends Number> numbers) {
        return isOneOf(column, numbers, this::numbers);
    }

    /** Appends the condition that a column has one of some texts, at least one. */
    SqlText isOneOfTexts(String column, List<String> texts) {
        return isOneOf(column, texts, this::texts);
    }

    private <T> SqlText isOneOf(String column, List<T> values, Consumer<List<T>> append) {
        String separator = "(";
        for (List<T> list : Lists.partition(values, LIST)) {
            sql.append(separator).append(column).append(" IN (");
            append.accept(list);
            sql.append(')');
            separator = " OR ";
        }
        sql.append(')');
        return this;
    }

    int length() {
        return sql.length();
    }

    /** What was appended beyond a length. */
    String from(int length) {
        return sql.substring(length);
    }

    /** Takes back what was appended beyond a length. */
    SqlText shorten(int length) {
        sql.setLength(length);
        return this;
    }

    @Override
    public String toString() {
        return sql.toString();
    }
}
