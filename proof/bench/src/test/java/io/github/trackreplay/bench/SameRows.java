/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares what the log tables of two schemas say, whatever the ids are that connect their rows: numbers of rows, and sums over
 * what stands in them, with names in the place of the ids of actions.
 */
final class SameRows {
    private static final Map<String, String> QUESTIONS = Map.of(
            "log_action",
            """
            SELECT COUNT(*), SUM(CRC32(CONCAT_WS('|', type, COALESCE(url_prefix, '-'), name))) FROM %s.matomo_log_action
            """,
            "log_visit",
            """
            SELECT COUNT(*), SUM(CRC32(CONCAT_WS('|', v.idsite, HEX(v.idvisitor), v.visit_first_action_time,
                v.visit_last_action_time, v.visit_total_actions, v.visit_total_interactions, v.visit_total_events,
                v.visit_total_searches, v.visit_total_time, v.visit_goal_buyer, v.visit_goal_converted, v.visitor_returning,
                v.visitor_count_visits, v.referer_type, v.referer_name, v.referer_keyword, e.name, x.name)))
            FROM %1$s.matomo_log_visit v
            LEFT JOIN %1$s.matomo_log_action e ON e.idaction = v.visit_entry_idaction_url
            LEFT JOIN %1$s.matomo_log_action x ON x.idaction = v.visit_exit_idaction_url
            """,
            "log_link_visit_action",
            """
            SELECT COUNT(*), SUM(CRC32(CONCAT_WS('|', l.idsite, HEX(l.idvisitor), l.server_time, u.name, n.name, r.name,
                l.idpageview, l.time_spent_ref_action, l.custom_float)))
            FROM %1$s.matomo_log_link_visit_action l
            LEFT JOIN %1$s.matomo_log_action u ON u.idaction = l.idaction_url
            LEFT JOIN %1$s.matomo_log_action n ON n.idaction = l.idaction_name
            LEFT JOIN %1$s.matomo_log_action r ON r.idaction = l.idaction_url_ref
            """,
            "log_conversion",
            """
            SELECT COUNT(*), SUM(CRC32(CONCAT_WS('|', c.idsite, HEX(c.idvisitor), c.server_time, c.idgoal, c.idorder, c.items,
                c.revenue, c.url)))
            FROM %s.matomo_log_conversion c
            """,
            "log_conversion_item",
            """
            SELECT COUNT(*), SUM(CRC32(CONCAT_WS('|', i.idsite, HEX(i.idvisitor), i.server_time, i.idorder, i.price, i.quantity,
                s.name, n.name, c.name)))
            FROM %1$s.matomo_log_conversion_item i
            LEFT JOIN %1$s.matomo_log_action s ON s.idaction = i.idaction_sku
            LEFT JOIN %1$s.matomo_log_action n ON n.idaction = i.idaction_name
            LEFT JOIN %1$s.matomo_log_action c ON c.idaction = i.idaction_category
            """);

    private SameRows() {}

    /** The tables that say different things. */
    static List<String> different(Connection connection, String one, String other) throws SQLException {
        List<String> different = new ArrayList<>();
        for (Map.Entry<String, String> question : QUESTIONS.entrySet()) {
            String first = answer(connection, question.getValue().formatted(one));
            String second = answer(connection, question.getValue().formatted(other));
            if (!first.equals(second)) {
                different.add(question.getKey() + " (" + first + "; " + second + ")");
            }
        }
        return different;
    }

    private static String answer(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1) + " rows, " + row.getString(2);
        }
    }
}
