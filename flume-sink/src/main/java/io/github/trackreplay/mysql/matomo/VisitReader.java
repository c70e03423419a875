/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.KnownVisit;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.model.Wanted;
import io.github.trackreplay.tracking.model.Wanted.ConfigKey;
import io.github.trackreplay.tracking.model.Wanted.VisitorKey;
import io.github.trackreplay.tracking.model.Wanted.Window;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks up candidate visits by visitor and by configuration and locks them. The cost is one index dive a key, however many
 * visits a visitor has: the time of a visitor's latest visit is looked up first, then the rows of exactly that time.
 */
final class VisitReader {
    private static final int LIST = 900;

    private final MatomoSchema schema;
    private final RowReader rows;
    private final String table;

    VisitReader(MatomoSchema schema) {
        this.schema = schema;
        this.table = schema.table("log_visit");
        List<String> columns = new ArrayList<>(KnownVisit.COLUMNS);
        for (String name : schema.columns("log_visit").keySet()) {
            if (name.startsWith("custom_dimension_") || name.startsWith("custom_var_")) {
                columns.add(name);
            }
        }
        this.rows = new RowReader(schema, "log_visit", columns);
    }

    void load(Statement statement, Wanted wanted, Known known) throws SQLException {
        if (!wanted.visitors().isEmpty()) {
            loadVisitors(statement, wanted.visitors(), known);
        }
        if (!wanted.configs().isEmpty()) {
            loadConfigs(statement, wanted.configs(), known);
        }
    }

    // By visitor

    private void loadVisitors(Statement statement, Map<VisitorKey, Window> wanted, Known known) throws SQLException {
        Map<VisitorKey, Window> ranges = new HashMap<>();
        Map<VisitorKey, Window> again = new HashMap<>();
        latestUpTo(statement, wanted, false).forEach((key, latest) -> {
            Window window = wanted.get(key);
            if (latest <= window.from()) {
                ranges.put(key, new Window(latest, window.to())); // a live tracker may have moved it meanwhile
            } else {
                again.put(key, window); // there are visits within the window, so older ones are to be looked for too
            }
        });
        if (!again.isEmpty()) {
            Map<VisitorKey, Long> before = latestUpTo(statement, again, true);
            again.forEach((key, window) ->
                    ranges.put(key, new Window(before.getOrDefault(key, window.from()), window.to())));
        }
        Map<VisitorKey, List<KnownVisit>> found = ranges.isEmpty() ? Map.of() : visitorsWithin(statement, ranges);
        wanted.forEach((key, window) -> known.loadedVisits(key, window, found.getOrDefault(key, List.of())));
    }

    /** Time of each visitor's latest visit up to the start or the end of its window; visitors without one are left out. */
    private Map<VisitorKey, Long> latestUpTo(Statement statement, Map<VisitorKey, Window> wanted, boolean start)
            throws SQLException {
        List<VisitorKey> keys = List.copyOf(wanted.keySet());
        Map<VisitorKey, Long> latest = new HashMap<>();
        SqlText sql = new SqlText()
                .sql("SELECT k.n, (SELECT v.visit_last_action_time FROM " + table + " v WHERE v.idsite = k.s")
                .sql(" AND v.idvisitor = k.v AND v.visit_last_action_time <= k.t")
                .sql(" ORDER BY v.visit_last_action_time DESC LIMIT 1) AS latest FROM (");
        for (int n = 0; n < keys.size(); n++) {
            Window window = wanted.get(keys.get(n));
            keyRow(sql, n, keys.get(n), start ? window.from() : window.to());
        }
        try (ResultSet found = statement.executeQuery(sql.sql(") k").toString())) {
            while (found.next()) {
                if (RowReader.time(found.getString(2)) instanceof Value.Time time) {
                    latest.put(keys.get(found.getInt(1)), time.seconds());
                }
            }
        }
        return latest;
    }

    private static void keyRow(SqlText sql, int number, VisitorKey key, long time) {
        if (number == 0) { // the first row gives the columns their names and types
            sql.sql("SELECT 0 AS n, ")
                    .number(key.idSite())
                    .sql(" AS s, CAST(")
                    .eightBytes(key.idVisitor())
                    .sql(" AS BINARY(8)) AS v, CAST(")
                    .time(time)
                    .sql(" AS DATETIME) AS t");
            return;
        }
        sql.sql(" UNION ALL SELECT ")
                .number(number)
                .sql(",")
                .number(key.idSite())
                .sql(",")
                .eightBytes(key.idVisitor())
                .sql(",")
                .time(time);
    }

    private Map<VisitorKey, List<KnownVisit>> visitorsWithin(Statement statement, Map<VisitorKey, Window> ranges)
            throws SQLException {
        SqlText sql = new SqlText().sql("SELECT " + rows.selectList("") + " FROM " + table);
        if (schema.visitorTimeIndex()) {
            sql.sql(" FORCE INDEX (index_idsite_idvisitor_time)");
        }
        String separator = " WHERE ";
        for (Map.Entry<VisitorKey, Window> range : ranges.entrySet()) {
            sql.sql(separator)
                    .sql("(idsite = ")
                    .number(range.getKey().idSite())
                    .sql(" AND idvisitor = ")
                    .eightBytes(range.getKey().idVisitor())
                    .sql(" AND visit_last_action_time BETWEEN ")
                    .time(range.getValue().from())
                    .sql(" AND ")
                    .time(range.getValue().to())
                    .sql(")");
            separator = " OR ";
        }
        Map<VisitorKey, List<KnownVisit>> found = new HashMap<>();
        for (KnownVisit visit : read(statement, sql.sql(" FOR UPDATE").toString())) {
            VisitorKey key = new VisitorKey(visit.idSite(), eightBytes(visit, "idvisitor"));
            found.computeIfAbsent(key, k -> new ArrayList<>(1)).add(visit);
        }
        return found;
    }

    // By configuration

    private void loadConfigs(Statement statement, Map<ConfigKey, Window> wanted, Known known) throws SQLException {
        Map<Integer, List<ConfigKey>> bySite = new TreeMap<>();
        wanted.keySet()
                .forEach(key -> bySite.computeIfAbsent(key.idSite(), site -> new ArrayList<>())
                        .add(key));
        SqlText sql = new SqlText();
        List<String> selects = new ArrayList<>();
        for (List<ConfigKey> keys : bySite.values()) {
            for (int from = 0; from < keys.size(); from += LIST) {
                selects.add(selectConfigs(keys.subList(from, Math.min(keys.size(), from + LIST)), wanted));
            }
        }
        // A locking read cannot be part of a union in MySQL 5.7, so the union gives the ids and the rows are locked by
        // them.
        sql.sql("SELECT " + rows.selectList("v.") + " FROM (")
                .sql(String.join(" UNION ALL ", selects))
                .sql(") k STRAIGHT_JOIN " + table + " v ON v.idvisit = k.idvisit FOR UPDATE");
        Map<ConfigKey, List<KnownVisit>> found = new HashMap<>();
        for (KnownVisit visit : read(statement, sql.toString())) {
            ConfigKey key = new ConfigKey(visit.idSite(), eightBytes(visit, "config_id"));
            Window window = wanted.get(key);
            if (window != null && visit.lastActionTime() >= window.from() && visit.lastActionTime() <= window.to()) {
                found.computeIfAbsent(key, k -> new ArrayList<>(1)).add(visit);
            }
        }
        wanted.forEach((key, window) -> known.loadedVisits(key, window, found.getOrDefault(key, List.of())));
    }

    /** Ids of the visits of some configurations of one site, within the window that holds all of theirs. */
    private String selectConfigs(List<ConfigKey> keys, Map<ConfigKey, Window> wanted) {
        long earliest = Long.MAX_VALUE;
        long latest = Long.MIN_VALUE;
        SqlText sql = new SqlText()
                .sql("SELECT idvisit FROM " + table + " WHERE idsite = ")
                .number(keys.get(0).idSite());
        String separator = " AND config_id IN (";
        for (ConfigKey key : keys) {
            sql.sql(separator).eightBytes(key.configId());
            separator = ",";
            earliest = Math.min(earliest, wanted.get(key).from());
            latest = Math.max(latest, wanted.get(key).to());
        }
        return sql.sql(") AND visit_last_action_time BETWEEN ")
                .time(earliest)
                .sql(" AND ")
                .time(latest)
                .toString();
    }

    // Rows

    private List<KnownVisit> read(Statement statement, String sql) throws SQLException {
        List<KnownVisit> visits = new ArrayList<>();
        try (ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                Columns columns = rows.row(found);
                visits.add(new KnownVisit(
                        new Ref.Id(columns.whole("idvisit", 0)), (int) columns.whole("idsite", 0), columns));
            }
        }
        return visits;
    }

    private static long eightBytes(KnownVisit visit, String column) {
        return visit.columns().get(column) instanceof Value.Bytes bytes ? KnownVisit.eightBytes(bytes.bytes()) : 0;
    }
}
