/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import com.google.common.collect.Lists;
import io.github.trackreplay.document.JsonTree;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.SiteDay;
import io.github.trackreplay.tracking.plugins.spam.BannedAddresses;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Writes what the tracker keeps beside its log tables: salts of days, days to archive again, creation of sites, failures, banned addresses. */
final class OptionWriter {
    private static final String RETRY = "40001";
    private static final int MARK_LENGTH = 191;

    /** Rows of a statement: of some 130 characters each. */
    private static final int ROWS = 500;

    private final MatomoSchema schema;

    OptionWriter(MatomoSchema schema) {
        this.schema = schema;
    }

    /**
     * Writes changes, those of a kind together: there may be some for each of thousands of sites.
     *
     * @throws SQLTransactionRollbackException if another process has made a day's salt meanwhile: what was decided with ours
     *     is void, the transaction is to be tried again
     */
    void write(Statement statement, List<Change.BesideLogs> changes) throws SQLException {
        Kinds kinds = new Kinds();
        changes.forEach(change -> change.tell(kinds));
        for (List<Change.InsertDaySalt> some : Lists.partition(kinds.salts, ROWS)) {
            writeSalts(statement, some);
        }
        for (List<Change.MarkForArchiving> some : Lists.partition(kinds.marks, ROWS)) {
            writeMarks(statement, some);
        }
        for (Map.Entry<Long, List<Integer>> sites : kinds.creations.entrySet()) {
            moveCreation(statement, sites.getKey(), sites.getValue());
        }
        if (schema.has("tracking_failure")) {
            for (Change.RecordFailure failure : kinds.failures) { // one a site and kind of failure, and long
                write(statement, failure);
            }
        }
        ban(statement, kinds.banned);
    }

    private void writeSalts(Statement statement, List<Change.InsertDaySalt> salts) throws SQLException {
        Map<String, String> values = new LinkedHashMap<>();
        for (Change.InsertDaySalt salt : salts) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("value", salt.salt());
            json.put("time", salt.created());
            values.put(OptionReader.saltName(new SiteDay(salt.idSite(), salt.date())), JsonTree.line(json));
        }
        if (insertIgnore(statement, values) < values.size()) {
            Map<String, String> stored = stored(statement, values.keySet());
            for (Map.Entry<String, String> salt : values.entrySet()) {
                if (!salt.getValue().equals(stored.get(salt.getKey()))
                        && !replaceUnusable(statement, salt.getKey(), salt.getValue())) {
                    throw new SQLTransactionRollbackException(
                            "Another process has made the option " + salt.getKey() + " meanwhile.", RETRY);
                }
            }
        }
    }

    /** Inserts options that are not there; returns how many that were. */
    private int insertIgnore(Statement statement, Map<String, String> options) throws SQLException {
        SqlText sql = new SqlText()
                .sql("INSERT IGNORE INTO " + schema.table("option") + " (option_name, option_value, autoload) VALUES ");
        String separator = "(";
        for (Map.Entry<String, String> option : options.entrySet()) {
            sql.sql(separator)
                    .text(option.getKey())
                    .sql(",")
                    .text(option.getValue())
                    .sql(",0)");
            separator = ",(";
        }
        return statement.executeUpdate(sql.toString());
    }

    private Map<String, String> stored(Statement statement, Collection<String> names) throws SQLException {
        SqlText sql = new SqlText()
                .sql("SELECT option_name, option_value FROM " + schema.table("option") + " WHERE option_name IN (")
                .texts(names)
                .sql(")");
        Map<String, String> stored = new HashMap<>();
        try (ResultSet rows = statement.executeQuery(sql.toString())) {
            while (rows.next()) {
                stored.put(rows.getString(1), rows.getString(2));
            }
        }
        return stored;
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

    private void writeMarks(Statement statement, List<Change.MarkForArchiving> marks) throws SQLException {
        Map<String, String> options = new LinkedHashMap<>();
        for (Change.MarkForArchiving mark : marks) {
            options.put(nameOf(new SiteDay(mark.idSite(), mark.date())), "1");
        }
        insertIgnore(statement, options);
    }

    private static String nameOf(SiteDay marked) {
        String process = Long.toString(ProcessHandle.current().pid());
        String random = Integer.toString(
                Math.floorMod(marked.hashCode() * 31 + process.hashCode(), 36 * 36 * 36 * 35) + 36 * 36 * 36, 36);
        String name = random + "_" + OptionReader.markName(marked) + "_" + process;
        return name.substring(0, Math.min(name.length(), MARK_LENGTH));
    }

    private void moveCreation(Statement statement, long created, List<Integer> sites) throws SQLException {
        for (List<Integer> some : Lists.partition(sites, ROWS)) {
            SqlText sql = new SqlText()
                    .sql("UPDATE " + schema.table("site") + " SET ts_created = ")
                    .time(created)
                    .sql(" WHERE idsite IN (")
                    .numbers(some)
                    .sql(") AND ts_created > ")
                    .time(created);
            statement.executeUpdate(sql.toString());
        }
    }

    private void write(Statement statement, Change.RecordFailure change) throws SQLException {
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
        Optional<String> banned = banned(statement);
        if (banned.isEmpty()) { // what is not there cannot be locked
            statement.executeUpdate(new SqlText()
                    .sql("INSERT IGNORE INTO " + schema.table("option"))
                    .sql(" (option_name, option_value, autoload) VALUES (")
                    .text(BannedAddresses.OPTION)
                    .sql(",'',0)")
                    .toString());
            banned = banned(statement);
        }
        Optional<String> changed = BannedAddresses.added(banned.orElse(""), addresses);
        if (changed.isPresent()) {
            statement.executeUpdate(new SqlText()
                    .sql("UPDATE " + schema.table("option") + " SET option_value = ")
                    .text(changed.get())
                    .sql(" WHERE option_name = ")
                    .text(BannedAddresses.OPTION)
                    .toString());
        }
    }

    private Optional<String> banned(Statement statement) throws SQLException {
        SqlText sql = new SqlText()
                .sql("SELECT option_value FROM " + schema.table("option") + " WHERE option_name = ")
                .text(BannedAddresses.OPTION)
                .sql(" FOR UPDATE");
        try (ResultSet row = statement.executeQuery(sql.toString())) {
            return row.next() ? Optional.of(Objects.requireNonNullElse(row.getString(1), "")) : Optional.empty();
        }
    }

    /** The changes by what they are. */
    private static final class Kinds implements Change.Beside<RuntimeException> {
        final List<Change.InsertDaySalt> salts = new ArrayList<>();
        final List<Change.MarkForArchiving> marks = new ArrayList<>();
        final List<Change.RecordFailure> failures = new ArrayList<>();
        /** Sites by the time to which they go back. */
        final Map<Long, List<Integer>> creations = new TreeMap<>();

        final Set<String> banned = new LinkedHashSet<>();

        @Override
        public void on(Change.InsertDaySalt change) {
            salts.add(change);
        }

        @Override
        public void on(Change.MarkForArchiving change) {
            marks.add(change);
        }

        @Override
        public void on(Change.MoveSiteCreation change) {
            creations
                    .computeIfAbsent(change.created(), created -> new ArrayList<>())
                    .add(change.idSite());
        }

        @Override
        public void on(Change.RecordFailure change) {
            failures.add(change);
        }

        @Override
        public void on(Change.BanAddress change) {
            banned.add(change.address());
        }
    }
}
