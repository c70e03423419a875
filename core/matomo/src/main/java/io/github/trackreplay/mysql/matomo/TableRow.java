/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row of a table: texts by the name of their column in lower case, null where the database has NULL. The rows of one query share
 * their names, and the values that many of them have: there may be tens of thousands. Immutable.
 */
final class TableRow extends AbstractMap<String, String> {
    /** Longer values are hardly ever the same. */
    private static final int SHARED_LENGTH = 64;

    private final Map<String, Integer> places;
    private final @Nullable String[] values;

    private TableRow(Map<String, Integer> places, @Nullable String[] values) {
        this.places = places;
        this.values = values;
    }

    /** All rows of a query. */
    static List<Map<String, String>> all(ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        Map<String, Integer> places = new LinkedHashMap<>();
        for (int i = 0; i < columns.getColumnCount(); i++) {
            places.put(columns.getColumnLabel(i + 1).toLowerCase(Locale.ROOT), i);
        }
        Map<String, String> shared = new HashMap<>();
        boolean[] plain = plain(columns);
        List<Map<String, String>> all = new ArrayList<>();
        while (rows.next()) {
            @Nullable String[] values = new String[plain.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = shared(text(rows, i + 1, plain[i]), shared);
            }
            all.add(new TableRow(places, values));
        }
        return all;
    }

    /** Which columns hold texts and whole numbers: of others the driver makes a text of its own. */
    private static boolean[] plain(ResultSetMetaData columns) throws SQLException {
        boolean[] plain = new boolean[columns.getColumnCount()];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = switch (columns.getColumnType(i + 1)) {
                case Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR -> true;
                default -> false;
            };
        }
        return plain;
    }

    /** Bytes of ASCII are the same text in every character set that a table of Matomo may have, and read in a fraction of the time. */
    private static @Nullable String text(ResultSet rows, int column, boolean plain) throws SQLException {
        byte[] bytes = plain ? rows.getBytes(column) : null;
        return bytes != null && isAscii(bytes)
                ? new String(bytes, StandardCharsets.ISO_8859_1)
                : rows.getString(column);
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b <= 0) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String shared(@Nullable String value, Map<String, String> shared) {
        if (value == null || value.length() > SHARED_LENGTH) {
            return value;
        }
        String before = shared.putIfAbsent(value, value);
        return before == null ? value : before;
    }

    @Override
    public @Nullable String get(@Nullable Object column) {
        Integer place = places.get(column);
        return place == null ? null : values[place];
    }

    @Override
    public boolean containsKey(@Nullable Object column) {
        return places.containsKey(column);
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        Set<Entry<String, String>> entries = new LinkedHashSet<>();
        places.forEach((column, place) -> entries.add(new SimpleImmutableEntry<>(column, values[place])));
        return entries;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TableRow row
                ? Arrays.equals(values, row.values) && places.equals(row.places)
                : super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
