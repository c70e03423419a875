/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import com.google.common.collect.Lists;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what requests have left in Matomo's tables, by the indexes that Matomo has. Locks nothing. Stateless but for the schema. */
final class RecordedReader {
    /** The columns that tell one action of a page view from another, as far as Matomo's plugins have made them. */
    private static final List<String> ACTION_COLUMNS = List.of(
            "idaction_url",
            "idaction_name",
            "idaction_event_category",
            "idaction_event_action",
            "idaction_content_name",
            "idaction_content_piece",
            "idaction_content_target",
            "idaction_content_interaction");

    private static final String LINK = "log_link_visit_action";
    private static final String LINK_TIME = "server_time";
    private static final String VISITS = "log_visit";
    private static final String VISIT_TIME = "visit_last_action_time";

    /** Few enough for the memory that a server gives to a statement's ranges. */
    private static final int LIST = 500;

    /** Visitors or configurations of a statement: of a longer list in one place MariaDB makes a table, see {@link SqlText#LIST}. */
    private static final int CLIENTS = SqlText.LIST;

    private static final String VISIT = "v.idvisit, v.idsite, " + number("v.idvisitor") + ", " + number("v.config_id")
            + ", " + seconds("v.visit_first_action_time") + ", " + seconds("v.visit_last_action_time")
            + ", v.visit_total_time";

    private final MatomoSchema schema;
    private final List<String> actionColumns;

    RecordedReader(MatomoSchema schema) {
        this.schema = schema;
        this.actionColumns = ACTION_COLUMNS.stream()
                .filter(column -> schema.has(LINK, column))
                .toList();
    }

    /** Takes a row. */
    @FunctionalInterface
    interface Rows<T> {
        void take(T row) throws SQLException;
    }

    /**
     * A row of {@code log_link_visit_action}.
     *
     * @param actions ids in the columns of {@link #actionColumns}, 0 for none
     * @param idPageview empty for none
     * @param configId of its visit; 0 where that is not asked for, or the visit is gone
     */
    record Link(long id, int idSite, long time, long idVisitor, List<Long> actions, String idPageview, long configId) {}

    /**
     * A row of {@code log_visit}.
     *
     * @param first time of its first action
     * @param last the last time of which the row knows: pings move only its length
     */
    record Visit(long id, int idSite, long idVisitor, long configId, long first, long last) {}

    /** A row of {@code log_conversion}. */
    record Conversion(long idVisit, long idGoal, long time) {}

    List<String> actionColumns() {
        return actionColumns;
    }

    /**
     * Whether any site has an action or a visit's last action in a time. Sites are named, each a range of an index: with a site of another
     * table the server would read all that its index has of it. Only those are that have something before and after, of which there may be
     * thousands: to weigh the ranges of as many costs a server without any row as well.
     */
    boolean any(Statement statement, long from, long to) throws SQLException {
        return any(statement, LINK, LINK_TIME, from, to) || any(statement, VISITS, VISIT_TIME, from, to);
    }

    private boolean any(Statement statement, String table, String column, long from, long to) throws SQLException {
        List<TimeWindows> windows = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(spans(table, column))) {
            while (rows.next()) {
                long first = rows.getLong(2);
                long last = rows.getLong(3);
                if (first <= to && last >= from) {
                    if (first >= from || last <= to) {
                        return true;
                    }
                    windows.add(new TimeWindows(rows.getInt(1), from, to));
                }
            }
        }
        for (List<TimeWindows> some : Lists.partition(windows, LIST)) {
            if (any(statement, table, column, some)) {
                return true;
            }
        }
        return false;
    }

    private String spans(String table, String column) {
        return "SELECT v.idsite, " + seconds("MIN(v." + column + ")") + ", " + seconds("MAX(v." + column + ")")
                + " FROM " + schema.table(table) + " v GROUP BY v.idsite";
    }

    private boolean any(Statement statement, String table, String column, List<TimeWindows> windows)
            throws SQLException {
        SqlText sql = new SqlText().sql("SELECT 1 FROM " + schema.table(table) + " t WHERE ");
        within(windows, "t", column, sql);
        try (ResultSet rows = statement.executeQuery(sql.sql(" LIMIT 1").toString())) {
            return rows.next();
        }
    }

    /**
     * What there is of a site.
     *
     * @param number seconds since 1970-01-01 UTC, or how many
     */
    record OfSite(int idSite, long number) {}

    /** The times of the last action of each site, and of its visit; the server finds them without reading the others. */
    void lastTimes(Statement statement, Rows<OfSite> take) throws SQLException {
        ofSites(statement, lastTime(LINK, LINK_TIME), take);
        ofSites(statement, lastTime(VISITS, VISIT_TIME), take);
    }

    private String lastTime(String table, String column) {
        return "SELECT v.idsite, " + seconds("MAX(v." + column + ")") + " FROM " + schema.table(table)
                + " v GROUP BY v.idsite";
    }

    /** How many visits have their last action in a time, at most one for each site; the index tells. */
    void countVisits(Statement statement, List<TimeWindows> windows, Rows<OfSite> take) throws SQLException {
        ofVisits(statement, "COUNT(*)", windows, take);
    }

    /** When the last of these visits ends, as far as pings tell. */
    void visitEnds(Statement statement, List<TimeWindows> windows, Rows<OfSite> take) throws SQLException {
        String end = seconds("MAX(v.visit_first_action_time + INTERVAL v.visit_total_time SECOND)");
        ofVisits(statement, "COALESCE(" + end + ", 0)", windows, take);
    }

    private void ofVisits(Statement statement, String what, List<TimeWindows> windows, Rows<OfSite> take)
            throws SQLException {
        for (List<TimeWindows> some : Lists.partition(windows, LIST)) {
            SqlText sql = new SqlText().sql("SELECT v.idsite, " + what + " FROM " + schema.table(VISITS));
            within(some, "v", VISIT_TIME, sql.sql(" v WHERE "));
            ofSites(statement, sql.sql(" GROUP BY v.idsite").toString(), take);
        }
    }

    private static void ofSites(Statement statement, String sql, Rows<OfSite> take) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                take.take(new OfSite(rows.getInt(1), rows.getLong(2)));
            }
        }
    }

    /** @param configIds whether the configurations of the visits are needed */
    void links(Statement statement, List<TimeWindows> windows, boolean configIds, Rows<Link> take) throws SQLException {
        String visits = schema.table(VISITS) + " v ON v.idvisit = l.idvisit";
        for (int from = 0; from < windows.size(); from += LIST) {
            SqlText sql = new SqlText().sql("SELECT l.idlink_va, l.idsite, " + seconds("l.server_time"));
            sql.sql(", " + number("l.idvisitor") + ", l.idpageview, ");
            sql.sql(configIds ? "COALESCE(" + number("v.config_id") + ", 0)" : "0");
            actionColumns.forEach(column -> sql.sql(", COALESCE(l." + column + ", 0)"));
            sql.sql(" FROM " + schema.table(LINK) + " l");
            sql.sql(configIds ? " LEFT JOIN " + visits : "").sql(" WHERE ");
            within(windows.subList(from, Math.min(windows.size(), from + LIST)), sql);
            try (ResultSet rows = statement.executeQuery(sql.toString())) {
                while (rows.next()) {
                    take.take(link(rows));
                }
            }
        }
    }

    private static void within(List<TimeWindows> windows, SqlText sql) {
        within(windows, "l", LINK_TIME, sql);
    }

    private static void within(List<TimeWindows> windows, String table, String column, SqlText sql) {
        String or = "(";
        for (TimeWindows window : windows) {
            sql.sql(or).sql("(").sql(table).sql(".idsite = ").number(window.idSite());
            sql.sql(" AND ").sql(table).sql(".").sql(column).sql(" BETWEEN ");
            sql.time(window.from()).sql(" AND ").time(window.to()).sql(")");
            or = " OR ";
        }
        sql.sql(")");
    }

    private Link link(ResultSet rows) throws SQLException {
        List<Long> actions = new ArrayList<>(actionColumns.size());
        for (int i = 0; i < actionColumns.size(); i++) {
            actions.add(rows.getLong(7 + i));
        }
        String idPageview = rows.getString(5);
        return new Link(
                rows.getLong(1),
                rows.getInt(2),
                rows.getLong(3),
                eightBytes(rows, 4),
                actions,
                idPageview == null ? "" : idPageview,
                eightBytes(rows, 6));
    }

    /** A row of {@code log_link_visit_action}, as far as its page view tells. */
    record PageViewAction(int idSite, long time, String idPageview) {}

    /** @param ids page view ids, at least one */
    void actions(Statement statement, List<TimeWindows> windows, List<String> ids, Rows<PageViewAction> take)
            throws SQLException {
        for (int from = 0; from < windows.size(); from += LIST) {
            SqlText sql = new SqlText().sql("SELECT l.idsite, " + seconds("l.server_time") + ", l.idpageview FROM ");
            sql.sql(schema.table(LINK) + " l WHERE ");
            within(windows.subList(from, Math.min(windows.size(), from + LIST)), sql);
            sql.sql(" AND ").isOneOfTexts("l.idpageview", ids);
            try (ResultSet rows = statement.executeQuery(sql.toString())) {
                while (rows.next()) {
                    take.take(new PageViewAction(rows.getInt(1), rows.getLong(2), rows.getString(3)));
                }
            }
        }
    }

    /** The visit to which a page view belongs. */
    record PageView(String idPageview, Visit visit) {}

    /** @param ids page view ids, at least one */
    void pageViews(Statement statement, List<TimeWindows> windows, List<String> ids, Rows<PageView> take)
            throws SQLException {
        for (int from = 0; from < windows.size(); from += LIST) {
            SqlText sql = new SqlText().sql("SELECT DISTINCT " + VISIT + ", l.idpageview FROM ");
            sql.sql(schema.table(LINK) + " l JOIN " + schema.table(VISITS));
            sql.sql(" v ON v.idvisit = l.idvisit WHERE ");
            within(windows.subList(from, Math.min(windows.size(), from + LIST)), sql);
            sql.sql(" AND ").isOneOfTexts("l.idpageview", ids);
            try (ResultSet rows = statement.executeQuery(sql.toString())) {
                while (rows.next()) {
                    take.take(new PageView(rows.getString(8), visit(rows)));
                }
            }
        }
    }

    private static Visit visit(ResultSet rows) throws SQLException {
        return new Visit(
                rows.getLong(1),
                rows.getInt(2),
                eightBytes(rows, 3),
                eightBytes(rows, 4),
                rows.getLong(5),
                Math.max(rows.getLong(6), rows.getLong(5) + rows.getLong(7)));
    }

    /**
     * A visitor or a configuration of a site, and the times in which visits are asked for.
     *
     * @param from no visit counts whose last action lies before
     * @param until no visit counts that had ended before
     * @param to no visit counts that begins behind it
     */
    record Client(int idSite, boolean isVisitor, long number, long from, long until, long to) {
        private boolean has(Times times) {
            return times.lastAction() >= from && times.first() <= to;
        }
    }

    /** Times of a visit's row. */
    private record Times(long first, long lastAction) {}

    private record ClientKey(int idSite, long number) {}

    /**
     * Visitors and configurations are asked for apart, each by its own index: what mixes them makes the server weigh both for each.
     *
     * @param clients each visitor and each configuration of a site once
     */
    void visits(Statement statement, Collection<Client> clients, Rows<Visit> take) throws SQLException {
        List<Client> sorted = clients.stream()
                .sorted(Comparator.comparingInt(Client::idSite).thenComparingLong(Client::number))
                .toList();
        ofClients(statement, sorted.stream().filter(Client::isVisitor).toList(), take);
        ofClients(
                statement, sorted.stream().filter(client -> !client.isVisitor()).toList(), take);
    }

    private void ofClients(Statement statement, List<Client> clients, Rows<Visit> take) throws SQLException {
        for (List<Client> some : Lists.partition(clients, CLIENTS)) {
            Map<ClientKey, Client> asked = new HashMap<>();
            some.forEach(client -> asked.put(new ClientKey(client.idSite(), client.number()), client));
            try (ResultSet rows = statement.executeQuery(select(some))) {
                while (rows.next()) {
                    Visit visit = visit(rows);
                    long number = some.get(0).isVisitor() ? visit.idVisitor() : visit.configId();
                    Client client = asked.get(new ClientKey(visit.idSite(), number));
                    if (client != null && client.has(new Times(visit.first(), rows.getLong(6)))) {
                        take.take(visit);
                    }
                }
            }
        }
    }

    /** A server that reckons with hundreds of ranges may prefer to read the whole table. */
    private String index(boolean visitors) {
        if (visitors) {
            return schema.visitorTimeIndex() ? " FORCE INDEX (" + MatomoSchema.VISITOR_TIME_INDEX + ")" : "";
        }
        return schema.configTimeIndex() ? " FORCE INDEX (" + MatomoSchema.CONFIG_TIME_INDEX + ")" : "";
    }

    /** A range for each site, within the time that holds those of all. */
    private String select(List<Client> clients) {
        boolean visitors = clients.get(0).isVisitor();
        long from = clients.stream().mapToLong(Client::from).min().orElseThrow();
        long until = clients.stream().mapToLong(Client::until).min().orElseThrow();
        long to = clients.stream().mapToLong(Client::to).max().orElseThrow();
        SqlText sql = new SqlText().sql("SELECT " + VISIT + " FROM " + schema.table(VISITS) + " v");
        sql.sql(index(visitors))
                .sql(" WHERE v.visit_first_action_time <= ")
                .time(to)
                .sql(" AND (v.visit_last_action_time >= ")
                .time(until)
                .sql(" OR v.visit_first_action_time + INTERVAL v.visit_total_time SECOND >= ")
                .time(until)
                .sql(") AND ");
        int site = -1;
        for (Client client : clients) {
            if (client.idSite() == site) {
                sql.sql(",");
            } else {
                sql.sql(site < 0 ? "(" : ")) OR ").sql("(v.idsite = ").number(client.idSite());
                sql.sql(" AND v.visit_last_action_time >= ").time(from);
                sql.sql(visitors ? " AND v.idvisitor IN (" : " AND v.config_id IN (");
                site = client.idSite();
            }
            sql.eightBytes(client.number());
        }
        return sql.sql(")))").toString();
    }

    void conversions(Statement statement, Collection<Long> visits, Rows<Conversion> take) throws SQLException {
        List<Long> list = List.copyOf(visits);
        for (int from = 0; from < list.size(); from += LIST) {
            String sql = new SqlText()
                    .sql("SELECT idvisit, idgoal, " + seconds("server_time") + " FROM ")
                    .sql(schema.table("log_conversion") + " WHERE idvisit IN (")
                    .numbers(list.subList(from, Math.min(list.size(), from + LIST)))
                    .sql(")")
                    .toString();
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    take.take(new Conversion(rows.getLong(1), rows.getLong(2), rows.getLong(3)));
                }
            }
        }
    }

    private static String seconds(String column) {
        return "TIMESTAMPDIFF(SECOND, '1970-01-01', " + column + ")";
    }

    private static String number(String column) {
        return "HEX(" + column + ")";
    }

    private static long eightBytes(ResultSet rows, int column) throws SQLException {
        String hex = rows.getString(column);
        return hex == null || hex.isEmpty() ? 0 : Long.parseUnsignedLong(hex, 16);
    }
}
