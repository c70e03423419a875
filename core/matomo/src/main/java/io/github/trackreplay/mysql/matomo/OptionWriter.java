/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import com.google.gson.JsonObject;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.SiteDay;
import io.github.trackreplay.tracking.plugins.spam.BannedAddresses;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Writes what the tracker keeps beside its log tables: salts of days, days to archive again, creation of sites, failures, banned addresses. */
final class OptionWriter {
    private static final String RETRY = "40001";
    private static final int MARK_LENGTH = 191;

    private final MatomoSchema schema;

    OptionWriter(MatomoSchema schema) {
        this.schema = schema;
    }

    /**
     * Writes changes, in order.
     *
     * @throws SQLTransactionRollbackException if another process has made a day's salt meanwhile: what was decided with ours
     *     is void, the transaction is to be tried again
     */
    void write(Statement statement, List<Change.BesideLogs> changes) throws SQLException {
        Writing writing = new Writing(statement);
        for (Change.BesideLogs change : changes) {
            change.tell(writing);
        }
        ban(statement, writing.banned);
    }

    private void write(Statement statement, Change.InsertDaySalt change) throws SQLException {
        JsonObject json = new JsonObject();
        json.addProperty("value", change.salt());
        json.addProperty("time", change.created());
        String name = OptionReader.saltName(new SiteDay(change.idSite(), change.date()));
        SqlText insert = new SqlText()
                .sql("INSERT IGNORE INTO " + schema.table("option") + " (option_name, option_value, autoload) VALUES (")
                .text(name)
                .sql(",")
                .text(json.toString())
                .sql(",0)");
        if (statement.executeUpdate(insert.toString()) == 0 && !replaceUnusable(statement, name, json.toString())) {
            throw new SQLTransactionRollbackException(
                    "Another process has made the option " + name + " meanwhile.", RETRY);
        }
    }

    /** Writes the salt of pseudonyms of user ids where there is none. */
    void writeUserIdSalt(Statement statement, String salt) throws SQLException {
        SqlText sql = new SqlText()
                .sql("INSERT INTO " + schema.table("option"))
                .sql(" (option_name, option_value, autoload) VALUES ('useridsalt',")
                .text(salt)
                .sql(",1) ON DUPLICATE KEY UPDATE option_value = IF(option_value IN ('', '0'), VALUES(option_value),")
                .sql(" option_value)");
        statement.executeUpdate(sql.toString());
    }

    /** Like Matomo, makes a new salt where the option holds none. */
    private boolean replaceUnusable(Statement statement, String name, String json) throws SQLException {
        SqlText update = new SqlText()
                .sql("UPDATE " + schema.table("option") + " SET option_value = ")
                .text(json)
                .sql(" WHERE option_name = ")
                .text(name)
                .sql(" AND option_value NOT LIKE '%\"value\":\"_%'");
        return statement.executeUpdate(update.toString()) > 0;
    }

    private void write(Statement statement, Change.MarkForArchiving change) throws SQLException {
        SiteDay day = new SiteDay(change.idSite(), change.date());
        String process = Long.toString(ProcessHandle.current().pid());
        String random = Integer.toString(
                Math.floorMod(day.hashCode() * 31 + process.hashCode(), 36 * 36 * 36 * 35) + 36 * 36 * 36, 36);
        String name = random + "_" + OptionReader.markName(day) + "_" + process;
        SqlText sql = new SqlText()
                .sql("INSERT IGNORE INTO " + schema.table("option") + " (option_name, option_value, autoload) VALUES (")
                .text(name.substring(0, Math.min(name.length(), MARK_LENGTH)))
                .sql(",'1',0)");
        statement.executeUpdate(sql.toString());
    }

    private void write(Statement statement, Change.MoveSiteCreation change) throws SQLException {
        SqlText sql = new SqlText()
                .sql("UPDATE " + schema.table("site") + " SET ts_created = ")
                .time(change.created())
                .sql(" WHERE idsite = ")
                .number(change.idSite())
                .sql(" AND ts_created > ")
                .time(change.created());
        statement.executeUpdate(sql.toString());
    }

    private void write(Statement statement, Change.RecordFailure change) throws SQLException {
        if (!schema.has("tracking_failure")) {
            return;
        }
        SqlText sql = new SqlText()
                .sql("INSERT INTO " + schema.table("tracking_failure"))
                .sql(" (idsite, idfailure, date_first_occurred, request_url) VALUES (")
                .number(change.idSite())
                .sql(",")
                .number(change.idFailure())
                .sql(",")
                .time(change.time())
                .sql(",")
                .text(change.requestUrl())
                .sql(") ON DUPLICATE KEY UPDATE idsite = idsite");
        statement.executeUpdate(sql.toString());
    }

    /** The row is locked from the look on, so that nothing which others add meanwhile is lost. */
    private void ban(Statement statement, Set<String> addresses) throws SQLException {
        if (addresses.isEmpty()) {
            return;
        }
        Optional<String> changed = BannedAddresses.added(banned(statement), addresses);
        if (changed.isPresent()) {
            SqlText sql = new SqlText()
                    .sql("INSERT INTO " + schema.table("option") + " (option_name, option_value, autoload) VALUES (")
                    .text(BannedAddresses.OPTION)
                    .sql(",")
                    .text(changed.get())
                    .sql(",0) ON DUPLICATE KEY UPDATE option_value = VALUES(option_value)");
            statement.executeUpdate(sql.toString());
        }
    }

    private String banned(Statement statement) throws SQLException {
        SqlText sql = new SqlText()
                .sql("SELECT option_value FROM " + schema.table("option") + " WHERE option_name = ")
                .text(BannedAddresses.OPTION)
                .sql(" FOR UPDATE");
        try (ResultSet row = statement.executeQuery(sql.toString())) {
            return row.next() ? Objects.requireNonNullElse(row.getString(1), "") : "";
        }
    }

    private final class Writing implements Change.Beside<SQLException> {
        private final Statement statement;
        private final Set<String> banned = new LinkedHashSet<>();

        Writing(Statement statement) {
            this.statement = statement;
        }

        @Override
        public void on(Change.InsertDaySalt change) throws SQLException {
            write(statement, change);
        }

        @Override
        public void on(Change.MarkForArchiving change) throws SQLException {
            write(statement, change);
        }

        @Override
        public void on(Change.MoveSiteCreation change) throws SQLException {
            write(statement, change);
        }

        @Override
        public void on(Change.RecordFailure change) throws SQLException {
            write(statement, change);
        }

        @Override
        public void on(Change.BanAddress change) {
            banned.add(change.address());
        }
    }
}
