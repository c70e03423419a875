/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
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
        List<Map<String, String>> all = new ArrayList<>();
        while (rows.next()) {
            @Nullable String[] values = new String[columns.getColumnCount()];
            for (int i = 0; i < values.length; i++) {
                values[i] = shared(rows.getString(i + 1), shared);
            }
            all.add(new TableRow(places, values));
        }
        return all;
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
