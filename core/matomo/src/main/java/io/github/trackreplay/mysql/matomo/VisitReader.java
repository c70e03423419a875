/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import com.google.common.collect.Lists;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.KnownVisit;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.model.Wanted;
import io.github.trackreplay.tracking.model.Wanted.ConfigKey;
import io.github.trackreplay.tracking.model.Wanted.VisitorKey;
import io.github.trackreplay.tracking.model.Wanted.Window;
import io.github.trackreplay.tracking.plugins.TrackerPlugins;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks up candidate visits by visitor and by configuration and locks them. The cost is one index dive a key, however many
 * visits a visitor has.
 */
final class VisitReader {
    private final MatomoSchema schema;
    private final RowReader rows;
    private final String table;
    private final LiteralRows literals;

    VisitReader(MatomoSchema schema) {
        this.schema = schema;
        this.table = schema.table("log_visit");
        this.literals = schema.literalRows();
        List<String> columns = new ArrayList<>(KnownVisit.COLUMNS);
        for (String name : schema.columns("log_visit").keySet()) {
            if (name.startsWith("custom_dimension_") || name.startsWith("custom_var_")) {
                columns.add(name);
            }
        }
        columns.addAll(TrackerPlugins.visitColumns());
        this.rows = new RowReader(schema, "log_visit", columns);
    }

    void read(SqlCalls calls, Wanted wanted, Answers answers) throws SQLException {
        if (!wanted.visitors().isEmpty()) {
            readVisitors(calls, wanted.visitors(), answers);
        }
        if (!wanted.configs().isEmpty()) {
            readConfigs(calls, wanted.configs(), answers);
        }
    }

    // By visitor

    /** In one turn: a visit that is moved between these queries would be found by none of them. */
    private void readVisitors(SqlCalls calls, Map<VisitorKey, Window> wanted, Answers answers) throws SQLException {
        Map<VisitorKey, List<KnownVisit>> found = calls.together(() -> ofVisitors(calls, wanted));
        answers.add(known ->
                wanted.forEach((key, window) -> known.loadedVisits(key, window, found.getOrDefault(key, List.of()))));
    }

    private Map<VisitorKey, List<KnownVisit>> ofVisitors(SqlCalls calls, Map<VisitorKey, Window> wanted)
            throws SQLException {
        Map<VisitorKey, List<KnownVisit>> found = latest(calls, wanted);
        Map<VisitorKey, Window> more = new HashMap<>();
        found.forEach((key, visits) -> {
            Window window = wanted.get(key);
            if (window != null && visits.get(0).lastActionTime() > window.from()) {
                more.put(
                        key,
                        window); // one within the window, so there may be others, and the latest before it counts too
            }
        });
        if (!more.isEmpty()) {
            found.putAll(within(calls, more));
        }
        return found;
    }

    /**
     * Each visitor's latest visit up to the end of its window, locked. Among visits of the same second the server chooses, as
     * it does for Matomo. Each is found by one index dive; the limit keeps MariaDB from merging it into the join.
     */
    private Map<VisitorKey, List<KnownVisit>> latest(SqlCalls calls, Map<VisitorKey, Window> wanted)
            throws SQLException {
        Map<VisitorKey, List<KnownVisit>> found = new HashMap<>();
        for (List<Map.Entry<VisitorKey, Window>> some :
                Lists.partition(List.copyOf(wanted.entrySet()), literals.most())) {
            found.putAll(byVisitor(read(calls, latest(some))));
        }
        return found;
    }

    private String latest(List<Map.Entry<VisitorKey, Window>> wanted) {
        SqlText sql = new SqlText()
                .sql("SELECT STRAIGHT_JOIN " + rows.selectList("r.") + " FROM (SELECT (SELECT v.idvisit FROM " + table)
                .sql(" v" + visitorIndex() + " WHERE v.idsite = k.s AND v.idvisitor = k.v")
                .sql(
                        " AND v.visit_last_action_time <= k.t ORDER BY v.visit_last_action_time DESC LIMIT 1) AS latest FROM (");
        int row = 0;
        for (Map.Entry<VisitorKey, Window> entry : wanted) {
            keyRow(
                    sql.sql(literals.before(row)),
                    row,
                    entry.getKey(),
                    entry.getValue().to());
            sql.sql(literals.after(row++));
        }
        return sql.sql(") k LIMIT 1000000000) l JOIN " + table + " r ON r.idvisit = l.latest FOR UPDATE")
                .toString();
    }

    private static void keyRow(SqlText sql, int row, VisitorKey key, long time) {
        sql.number(key.idSite());
        if (row == 0) { // the first row gives the columns their names and types
            sql.sql(" AS s, CAST(")
                    .eightBytes(key.idVisitor())
                    .sql(" AS BINARY(8)) AS v, CAST(")
                    .time(time)
                    .sql(" AS DATETIME) AS t");
        } else {
            sql.sql(",").eightBytes(key.idVisitor()).sql(",").time(time);
        }
    }

    private String visitorIndex() {
        return schema.visitorTimeIndex() ? " FORCE INDEX (" + MatomoSchema.VISITOR_TIME_INDEX + ")" : "";
    }

    /** All visits within the windows, and the latest before each. */
    private Map<VisitorKey, List<KnownVisit>> within(SqlCalls calls, Map<VisitorKey, Window> wanted)
            throws SQLException {
        Map<VisitorKey, Window> before = new HashMap<>();
        wanted.forEach((key, window) -> before.put(key, new Window(window.from(), window.from())));
        Map<VisitorKey, List<KnownVisit>> floors = latest(calls, before);
        SqlText sql = new SqlText().sql("SELECT " + rows.selectList("") + " FROM " + table + visitorIndex());
        String separator = " WHERE ";
        for (Map.Entry<VisitorKey, Window> entry : wanted.entrySet()) {
            List<KnownVisit> floor = floors.get(entry.getKey());
            long from = floor == null ? entry.getValue().from() : floor.get(0).lastActionTime();
            sql.sql(separator)
                    .sql("(idsite = ")
                    .number(entry.getKey().idSite())
                    .sql(" AND idvisitor = ")
                    .eightBytes(entry.getKey().idVisitor())
                    .sql(" AND visit_last_action_time BETWEEN ")
                    .time(from)
                    .sql(" AND ")
                    .time(entry.getValue().to())
                    .sql(")");
            separator = " OR ";
        }
        return byVisitor(read(calls, sql.sql(" FOR UPDATE").toString()));
    }

    private static Map<VisitorKey, List<KnownVisit>> byVisitor(List<KnownVisit> visits) {
        Map<VisitorKey, List<KnownVisit>> found = new HashMap<>();
        for (KnownVisit visit : visits) {
            VisitorKey key = new VisitorKey(visit.idSite(), eightBytes(visit, "idvisitor"));
            found.computeIfAbsent(key, k -> new ArrayList<>(1)).add(visit);
        }
        return found;
    }

    // By configuration

    /** In one turn, as above. */
    private void readConfigs(SqlCalls calls, Map<ConfigKey, Window> wanted, Answers answers) throws SQLException {
        Map<ConfigKey, List<KnownVisit>> found = calls.together(() -> ofConfigs(calls, wanted));
        answers.add(known ->
                wanted.forEach((key, window) -> known.loadedVisits(key, window, found.getOrDefault(key, List.of()))));
    }

    private Map<ConfigKey, List<KnownVisit>> ofConfigs(SqlCalls calls, Map<ConfigKey, Window> wanted)
            throws SQLException {
        Map<ConfigKey, List<KnownVisit>> found = new HashMap<>();
        for (ConfigRanges ranges : ConfigRanges.of(wanted)) {
            for (KnownVisit visit : read(calls, ofConfigs(ranges))) {
                ConfigKey key = new ConfigKey(visit.idSite(), eightBytes(visit, "config_id"));
                Window window = wanted.get(key);
                if (window != null
                        && visit.lastActionTime() >= window.from()
                        && visit.lastActionTime() <= window.to()) {
                    found.computeIfAbsent(key, k -> new ArrayList<>(1)).add(visit);
                }
            }
        }
        return found;
    }

    /**
     * Visits of some configurations, locked by their ids: whoever changes a visit locks its row first. A range for each site, and not
     * a part of a union, each of which would open the table anew. The limit keeps the server from merging both.
     */
    private String ofConfigs(ConfigRanges ranges) {
        SqlText sql = new SqlText()
                .sql("SELECT " + rows.selectList("v.") + " FROM (SELECT idvisit FROM " + table + configIndex())
                .sql(" WHERE ");
        ranges.addTo(sql);
        return sql.sql(" LIMIT 1000000000) k STRAIGHT_JOIN " + table + " v ON v.idvisit = k.idvisit FOR UPDATE")
                .toString();
    }

    private String configIndex() {
        return schema.configTimeIndex() ? " FORCE INDEX (" + MatomoSchema.CONFIG_TIME_INDEX + ")" : "";
    }

    // Rows

    private List<KnownVisit> read(SqlCalls calls, String sql) throws SQLException {
        List<KnownVisit> visits = new ArrayList<>();
        try (ResultSet found = calls.query(sql)) {
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
