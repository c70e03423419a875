/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Columns;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes the times on pages, one statement a change in one batch: which row's time grows is for the database to say, by what is there.
 * Stateless but for the schema.
 */
final class PageTimeWriter {
    private final String table;

    PageTimeWriter(MatomoSchema schema) {
        this.table = schema.table("log_page_view_time");
    }

    /** Writes changes of {@code log_page_view_time} in their order; the rows that they point at are there. */
    void write(SqlCalls calls, List<Change.OfPageTime> changes, Ids ids) throws SQLException {
        Writing writing = new Writing(calls, ids);
        for (Change.OfPageTime change : changes) {
            change.tell(writing);
        }
        if (!changes.isEmpty()) {
            calls.executeBatch();
        }
    }

    private final class Writing implements Change.PageTimes<SQLException> {
        private final SqlCalls calls;
        private final Ids ids;

        Writing(SqlCalls calls, Ids ids) {
            this.calls = calls;
            this.ids = ids;
        }

        @Override
        public void on(Change.InsertPageTime change) throws SQLException {
            calls.addBatch(insert(change.columns(), ids));
        }

        @Override
        public void on(Change.ClosePageTime change) throws SQLException {
            SqlText which = new SqlText()
                    .sql("idvisit = ")
                    .number(ids.of(change.visit()))
                    .sql(" AND idlink_va <> ")
                    .number(ids.of(change.link()))
                    .sql(" AND server_time < ")
                    .time(change.time());
            calls.addBatch(grow(change.time(), change.most(), which));
        }

        @Override
        public void on(Change.GrowPageTime change) throws SQLException {
            SqlText which = new SqlText()
                    .sql("idvisit = ")
                    .number(ids.of(change.visit()))
                    .sql(" AND idpageview = ")
                    .text(change.idPageview());
            calls.addBatch(grow(change.time(), change.most(), which));
        }
    }

    /** An action that is there already keeps its time. */
    private String insert(Columns row, Ids ids) {
        SqlText sql = new SqlText()
                .sql("INSERT INTO ")
                .sql(table)
                .sql(" (`")
                .sql(String.join("`, `", row.names()))
                .sql("`) VALUES (");
        String comma = "";
        for (String name : row.names()) {
            sql.sql(comma).value(row.get(name), ids);
            comma = ", ";
        }
        return sql.sql(") ON DUPLICATE KEY UPDATE idaction_url = VALUES(idaction_url), idaction_name ="
                        + " VALUES(idaction_name)")
                .toString();
    }

    /** MySQL takes no subquery on the table that is updated, unless it is a table of its own. */
    private String grow(long time, int most, SqlText which) {
        return new SqlText()
                .sql("UPDATE ")
                .sql(table)
                .sql(" SET time_spent = LEAST(")
                .number(most)
                .sql(", GREATEST(time_spent, TIMESTAMPDIFF(SECOND, server_time, ")
                .time(time)
                .sql("))) WHERE idpageviewtime = (SELECT idpageviewtime FROM (SELECT idpageviewtime FROM ")
                .sql(table)
                .sql(" WHERE ")
                .sql(which.toString())
                .sql(" ORDER BY server_time DESC, idpageviewtime DESC LIMIT 1) latest)")
                .toString();
    }
}
