/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import com.google.common.collect.Lists;
import com.google.common.primitives.Longs;
import io.github.trackreplay.tracking.model.ActionName;
import io.github.trackreplay.tracking.model.Collation;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.Known.PageView;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Wanted;
import io.github.trackreplay.tracking.model.Wanted.PageViewKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Looks up rows of {@code log_action} by {@code (type, hash)}, the lowest id of each name, and the links of page views. Only
 * the exact name is a match: Matomo compares the CRC-32 of the name's bytes too. Of names that have been found before it looks whether
 * their rows are still there.
 */
final class ActionReader {
    private static final int URL = 1;
    private static final int TITLE = 4;

    private final MatomoSchema schema;
    private final RememberedActions remembered;

    ActionReader(MatomoSchema schema, RememberedActions remembered) {
        this.schema = schema;
        this.remembered = remembered;
    }

    void read(SqlCalls calls, Wanted wanted, Answers answers) throws SQLException {
        if (!wanted.actions().isEmpty()) {
            readActions(calls, wanted.actions(), answers);
        }
        if (!wanted.pageViews().isEmpty()) {
            readPageViews(calls, wanted.pageViews(), answers);
        }
    }

    private void readActions(SqlCalls calls, Set<ActionName> names, Answers answers) throws SQLException {
        Asked asked = new Asked(names);
        findAgain(calls, asked);
        findByName(calls, asked);
        answers.add(asked::tell);
    }

    /** Names, and the ids under which they were found so far: they are many, so neither is looked up by the other. */
    private static final class Asked {
        private static final long NONE = -1;

        private final List<ActionName> names;
        private final long[] ids;

        Asked(Set<ActionName> names) {
            this.names = List.copyOf(names);
            this.ids = new long[this.names.size()];
            Arrays.fill(ids, NONE);
        }

        boolean isFound(int place) {
            return ids[place] != NONE;
        }

        /** The lowest one counts. */
        void found(int place, long id) {
            ids[place] = isFound(place) ? Math.min(ids[place], id) : id;
        }

        void tell(Known known) {
            for (int i = 0; i < ids.length; i++) {
                known.loadedAction(names.get(i), isFound(i) ? Optional.of(new Ref.Id(ids[i])) : Optional.empty());
            }
        }
    }

    /** A name that has been found before. */
    private record Remembered(long id, int place) {}

    /** Finds those that have been found before, if their rows are still there. */
    private void findAgain(SqlCalls calls, Asked asked) throws SQLException {
        List<Remembered> before = new ArrayList<>();
        for (int i = 0; i < asked.names.size(); i++) {
            Long id = remembered.find(asked.names.get(i));
            if (id != null) {
                before.add(new Remembered(id, i));
            }
        }
        if (before.isEmpty()) {
            return;
        }
        before.sort(Comparator.comparingLong(Remembered::id)); // neighbours in the table stand beside each other
        long[] ids = before.stream().mapToLong(Remembered::id).toArray();
        try (ResultSet rows = calls.query(selectIds(Longs.asList(ids)))) {
            while (rows.next()) {
                long id = rows.getLong(1);
                int found = Arrays.binarySearch(ids, id);
                if (found >= 0) {
                    int place = before.get(found).place();
                    ActionName name = asked.names.get(place);
                    if (name.type() == rows.getInt(2) && name.hash() == rows.getLong(3)) {
                        asked.found(place, id);
                    }
                }
            }
        }
        for (Remembered name : before) {
            if (!asked.isFound(name.place())) {
                remembered.forget(asked.names.get(name.place()));
            }
        }
    }

    private void findByName(SqlCalls calls, Asked asked) throws SQLException {
        Map<ActionName, Integer> others = new LinkedHashMap<>();
        for (int i = 0; i < asked.names.size(); i++) {
            if (!asked.isFound(i)) {
                others.put(asked.names.get(i), i);
            }
        }
        if (others.isEmpty()) {
            return;
        }
        try (ResultSet rows = calls.query(selectActions(others.keySet()))) {
            while (rows.next()) {
                Integer place = others.get(new ActionName(rows.getString(3), rows.getInt(2)));
                if (place != null) { // another one may have the same hash
                    asked.found(place, rows.getLong(1));
                }
            }
        }
        others.forEach((name, place) -> {
            if (asked.isFound(place)) {
                remembered.put(name, asked.ids[place]);
            }
        });
    }

    private String selectIds(List<Long> ids) {
        SqlText sql = new SqlText();
        String union = "";
        for (List<Long> list : Lists.partition(ids, SqlText.LIST)) {
            sql.sql(union)
                    .sql("SELECT idaction, type, hash FROM " + schema.table("log_action") + " WHERE idaction IN (")
                    .numbers(list)
                    .sql(")");
            union = " UNION ALL ";
        }
        return sql.toString();
    }

    private String selectActions(Set<ActionName> names) {
        Map<Integer, List<Long>> hashes = new TreeMap<>();
        for (ActionName name : names) {
            hashes.computeIfAbsent(name.type(), type -> new ArrayList<>()).add(name.hash());
        }
        SqlText sql = new SqlText();
        String union = "";
        for (Map.Entry<Integer, List<Long>> type : hashes.entrySet()) {
            List<Long> list = type.getValue();
            for (int from = 0; from < list.size(); from += SqlText.LIST) {
                sql.sql(union)
                        .sql("SELECT idaction, type, name FROM " + schema.table("log_action") + " WHERE type = ")
                        .number(type.getKey())
                        .sql(" AND hash IN (")
                        .numbers(list.subList(from, Math.min(list.size(), from + SqlText.LIST)))
                        .sql(")");
                union = " UNION ALL ";
            }
        }
        return sql.toString();
    }

    private void readPageViews(SqlCalls calls, Set<PageViewKey> keys, Answers answers) throws SQLException {
        Map<PageViewKey, PageView> found = new HashMap<>();
        try (ResultSet rows = calls.query(selectPageViews(keys))) {
            while (rows.next()) {
                PageViewKey key = key(new PageViewKey(new Ref.Id(rows.getLong(1)), rows.getString(2)));
                Ref link = new Ref.Id(rows.getLong(3));
                boolean url = rows.getInt(4) == URL;
                boolean name = rows.getInt(5) == TITLE;
                found.merge(key, new PageView(url ? link : null, name ? link : null), PageView::or);
            }
        }
        answers.add(known ->
                keys.forEach(key -> known.loadedPageView(key, found.getOrDefault(key(key), new PageView(null, null)))));
    }

    /** Keys that are the same to the database. */
    private static PageViewKey key(PageViewKey key) {
        return new PageViewKey(key.visit(), Collation.key(key.idPageview()));
    }

    private String selectPageViews(Set<PageViewKey> keys) {
        Set<Long> visits = new HashSet<>();
        Set<String> pageViews = new HashSet<>();
        keys.forEach(key -> {
            visits.add(key.visit().id());
            pageViews.add(key.idPageview());
        });
        SqlText sql = new SqlText()
                .sql("SELECT l.idvisit, l.idpageview, l.idlink_va, u.type, n.type FROM ")
                .sql(schema.table("log_link_visit_action"))
                .sql(" l LEFT JOIN " + schema.table("log_action") + " u ON u.idaction = l.idaction_url")
                .sql(" LEFT JOIN " + schema.table("log_action") + " n ON n.idaction = l.idaction_name")
                .sql(" WHERE ")
                .isOneOf("l.idvisit", List.copyOf(visits))
                .sql(" AND ")
                .isOneOfTexts("l.idpageview", List.copyOf(pageViews));
        return sql.sql(" ORDER BY l.idlink_va").toString();
    }
}
