/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.order.TakenRanges;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One multi-row {@code INSERT}. Rows are collected and sent in statements of bounded size; only a row that is larger than
 * that by itself makes a larger one.
 *
 * <p>An absent time ({@link Long#MIN_VALUE} or {@link Long#MAX_VALUE}) is passed through {@link #time} to become NULL.
 */
final class Rows {
    private static final int MOST_ROWS = 1000;
    /** Of a statement, at their longest: well below {@link io.github.trackreplay.mysql.PacketLimit#LEAST}. */
    private static final long MOST_BYTES = 2L << 20;

    private final Connection connection;
    private final String insert;
    private final String onDuplicate;
    private final int columns;
    private final List<@Nullable Object[]> rows = new ArrayList<>();
    private long bytes;
    private long affected;

    private Rows(Connection connection, String insert, String onDuplicate, int columns) {
        this.connection = connection;
        this.insert = insert;
        this.onDuplicate = onDuplicate;
        this.columns = columns;
    }

    /** Rows that do not exist yet; one that does is an error. */
    static Rows insert(Connection connection, String table, String columns) {
        return new Rows(connection, "INSERT INTO `" + table + "` (" + columns + ") VALUES ", "", count(columns));
    }

    /**
     * Rows that may exist.
     *
     * @param update what is done to one that does: {@code a = VALUES(a)}
     */
    static Rows upsert(Connection connection, String table, String columns, String update) {
        return new Rows(
                connection,
                "INSERT INTO `" + table + "` (" + columns + ") VALUES ",
                " ON DUPLICATE KEY UPDATE " + update,
                count(columns));
    }

    private static int count(String columns) {
        return (int) columns.chars().filter(c -> c == ',').count() + 1;
    }

    /** {@code a = VALUES(a), b = VALUES(b)}. */
    static String all(String columns) {
        StringBuilder update = new StringBuilder();
        for (String column : columns.split(",")) {
            String name = column.trim();
            update.append(update.length() == 0 ? "" : ", ")
                    .append(name)
                    .append(" = VALUES(")
                    .append(name)
                    .append(')');
        }
        return update.toString();
    }

    static @Nullable Long time(long time) {
        return time == TakenRanges.NO_WATERMARK || time == Long.MAX_VALUE ? null : time;
    }

    static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    Rows add(@Nullable Object... values) throws SQLException {
        if (values.length != columns) {
            throw new IllegalArgumentException(values.length + " values for " + columns + " columns");
        }
        long size = 0;
        for (Object value : values) {
            size += mostBytes(value);
        }
        if (rows.size() >= MOST_ROWS || bytes + size > MOST_BYTES) {
            send();
        }
        rows.add(values);
        bytes += size;
        return this;
    }

    /** Bytes of a value in a statement if every one of them had to be escaped. */
    private static long mostBytes(@Nullable Object value) {
        if (value instanceof byte[] blob) {
            return 16 + 2L * blob.length;
        }
        return value instanceof String text ? 8 + 3L * text.length() : 24;
    }

    /** As the server counts what has been sent: 1 for a row that is new, 2 for one that was there and is another now. */
    long affected() {
        return affected;
    }

    /** Sends what is left. */
    void send() throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        String row = "(" + "?, ".repeat(columns - 1) + "?)";
        String sql = insert + (row + ", ").repeat(rows.size() - 1) + row + onDuplicate;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int at = 1;
            for (Object[] values : rows) {
                for (Object value : values) {
                    if (value instanceof byte[] blob) {
                        statement.setBytes(at++, blob);
                    } else {
                        statement.setObject(at++, value);
                    }
                }
            }
            affected += statement.executeUpdate();
        }
        rows.clear();
        bytes = 0;
    }
}
