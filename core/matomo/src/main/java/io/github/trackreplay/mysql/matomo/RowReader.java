/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of one table in the form in which the tracker takes them: references to rows as {@link Ref.Id}, the rest by the
 * column's type. Columns that the table does not have are left out. Immutable.
 */
final class RowReader {
    private enum Kind {
        REFERENCE,
        WHOLE,
        REAL,
        BYTES,
        TIME,
        TEXT
    }

    private final List<String> names;
    private final List<Kind> kinds;

    RowReader(MatomoSchema schema, String table, List<String> wanted) {
        this.names = wanted.stream().filter(name -> schema.has(table, name)).toList();
        this.kinds = names.stream()
                .map(name -> kind(Objects.requireNonNull(schema.columns(table).get(name), name)))
                .toList();
    }

    private static Kind kind(Column column) {
        if (column.name().contains("idaction") || column.name().equals("last_idlink_va")) {
            return Kind.REFERENCE;
        }
        return switch (column.type()) {
            case "tinyint", "smallint", "mediumint", "int", "bigint" -> Kind.WHOLE;
            case "decimal", "float", "double" -> Kind.REAL;
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> Kind.BYTES;
            case "datetime", "timestamp" -> Kind.TIME;
            default -> Kind.TEXT;
        };
    }

    /** The columns for a {@code SELECT}, in the order in which {@link #row} reads them. */
    String selectList(String alias) {
        return names.stream().map(name -> alias + "`" + name + "`").collect(Collectors.joining(", "));
    }

    /** The current row; its first column is that of the select list. */
    Columns row(ResultSet rows) throws SQLException {
        Columns columns = new Columns();
        for (int i = 0; i < names.size(); i++) {
            columns.put(names.get(i), value(rows, i + 1, kinds.get(i)));
        }
        return columns;
    }

    private static Value value(ResultSet rows, int index, Kind kind) throws SQLException {
        Value value = switch (kind) {
            case REFERENCE -> new Ref.Id(rows.getLong(index));
            case WHOLE -> Value.Whole.of(rows.getLong(index));
            case REAL -> real(rows, index);
            case BYTES -> bytes(rows.getBytes(index));
            case TIME -> time(plain(rows.getBytes(index)));
            case TEXT -> text(rows.getString(index));
        };
        return rows.wasNull() ? Value.NULL : value;
    }

    private static Value real(ResultSet rows, int index) throws SQLException {
        BigDecimal number = rows.getBigDecimal(index);
        return number == null ? Value.NULL : new Value.Real(number);
    }

    private static Value bytes(byte @Nullable [] bytes) {
        return bytes == null ? Value.NULL : new Value.Bytes(bytes);
    }

    /** What the server says: of a {@code datetime} the driver would make a text by a formatter. */
    private static @Nullable String plain(byte @Nullable [] text) {
        return text == null ? null : new String(text, StandardCharsets.ISO_8859_1);
    }

    private static Value text(@Nullable String text) {
        return text == null ? Value.NULL : new Value.Text(text);
    }

    /** {@code YYYY-MM-DD HH:MM:SS} in UTC, whatever the session's time zone: a {@code datetime} has none. */
    static Value time(@Nullable String text) {
        if (text == null || text.startsWith("0000")) {
            return Value.NULL;
        }
        long day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                .toEpochDay();
        return new Value.Time(
                day * 86_400 + number(text, 11, 13) * 3600L + number(text, 14, 16) * 60L + number(text, 17, 19));
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
