/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.explain;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what Matomo's tables hold of a visit, an action or a moment. */
public final class StoredRows {
    private final String prefix;

    /** @param prefix of Matomo's tables */
    public StoredRows(String prefix) {
        this.prefix = prefix;
    }

    /**
     * A visit.
     *
     * @param idVisitor 16 hexadecimal digits, lower case
     * @param text a line for people
     */
    public record Visit(long id, int idSite, String idVisitor, String text) {}

    /**
     * An action or a conversion.
     *
     * @param idVisit its visit
     * @param time seconds since 1970-01-01 UTC
     * @param text a line for people
     */
    public record Row(long idVisit, long time, String text) {}

    /** A visit; nothing when there is none. */
    public Optional<Visit> visit(Connection connection, long id) throws SQLException {
        String sql = "SELECT idvisit, idsite, LOWER(HEX(idvisitor)), visit_first_action_time, visit_last_action_time,"
                + " visit_total_actions FROM `" + prefix + "log_visit` WHERE idvisit = ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Visit(
                                id,
                                row.getInt(2),
                                row.getString(3),
                                "visit " + id + " of site " + row.getInt(2) + ", visitor " + row.getString(3) + ", "
                                        + row.getString(4) + " to " + row.getString(5) + " UTC, actions "
                                        + row.getString(6)))
                        : Optional.empty();
            }
        }
    }

    /** The actions and conversions of a visit. */
    public List<Row> ofVisit(Connection connection, long idVisit) throws SQLException {
        List<Row> rows = new ArrayList<>(actions(connection, "l.idvisit = " + idVisit));
        rows.addAll(conversions(connection, "idvisit = " + idVisit));
        return rows;
    }

    /** An action; nothing when there is none. */
    public Optional<Row> action(Connection connection, long id) throws SQLException {
        return actions(connection, "l.idlink_va = " + id).stream().findFirst();
    }

    /** The actions and conversions of a site in one second. */
    public List<Row> at(Connection connection, long idSite, long seconds) throws SQLException {
        String time = "server_time = '" + LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC) + "'";
        List<Row> rows = new ArrayList<>(actions(connection, "l.idsite = " + idSite + " AND l." + time));
        rows.addAll(conversions(connection, "idsite = " + idSite + " AND " + time));
        return rows;
    }

    private List<Row> actions(Connection connection, String where) throws SQLException {
        String action = "`" + prefix + "log_action`";
        String sql = "SELECT l.idvisit, l.server_time, l.idlink_va, u.name, n.name FROM `" + prefix
                + "log_link_visit_action` l LEFT JOIN " + action + " u ON u.idaction = l.idaction_url LEFT JOIN "
                + action + " n ON n.idaction = l.idaction_name WHERE " + where + " ORDER BY l.idlink_va LIMIT 1000";
        return rows(
                connection,
                sql,
                row -> "action " + row.getLong(3) + " of visit " + row.getLong(1) + " at " + row.getString(2) + ": "
                        + shown(row.getString(4)) + " " + shown(row.getString(5)));
    }

    private List<Row> conversions(Connection connection, String where) throws SQLException {
        String sql = "SELECT idvisit, server_time, idgoal, idorder, revenue FROM `" + prefix + "log_conversion` WHERE "
                + where + " ORDER BY idvisit, server_time, idgoal LIMIT 1000";
        return rows(
                connection,
                sql,
                row -> "conversion of visit " + row.getLong(1) + " at " + row.getString(2) + ": goal "
                        + row.getInt(3) + (row.getString(4) == null ? "" : ", order " + row.getString(4)) + ", revenue "
                        + row.getString(5));
    }

    private interface Printed {
        String of(ResultSet row) throws SQLException;
    }

    private static List<Row> rows(Connection connection, String sql, Printed printed) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                long time = row.getObject(2, LocalDateTime.class).toEpochSecond(ZoneOffset.UTC);
                rows.add(new Row(row.getLong(1), time, printed.of(row)));
            }
        }
        return rows;
    }

    private static String shown(@Nullable String name) {
        return name == null ? "-" : name;
    }
}
