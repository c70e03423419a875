/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Creates our tables and checks their version. Runs outside transactions: data definition commits whatever is open. May
 * run several times and at the same time as others.
 */
public final class LedgerSchema {
    /** Column, key or table that an upgrade makes is there already, or gone: an earlier run was cut off. */
    private static final Set<Integer> DONE_BEFORE = Set.of(1050, 1060, 1061, 1091);

    private static final int NO_SUCH_TABLE = 1146;

    private final LedgerTables tables;
    private final List<Upgrade> upgrades;

    /**
     * What brings the tables forward by one version. May be cut off and run again.
     *
     * @param version the version that the tables have afterwards
     * @param statements in their order; what has happened already must fail with a code that says so, or do no harm
     */
    record Upgrade(int version, List<String> statements) {}

    public LedgerSchema(LedgerTables tables) {
        this(tables, new LedgerUpgrades(tables).all());
    }

    LedgerSchema(LedgerTables tables, List<Upgrade> upgrades) {
        this.tables = tables;
        this.upgrades = upgrades;
    }

    /** The version that the tables have after {@link #createOrUpgrade}. */
    private int newest() {
        return upgrades.isEmpty()
                ? LedgerTables.VERSION
                : upgrades.get(upgrades.size() - 1).version();
    }

    /**
     * Creates the tables where there are none, completes a set whose creation was cut off, and brings older ones forward.
     *
     * @throws LedgerException if the tables are of a newer version than this program, or if one of a complete set is lost:
     *     made anew, and empty, it would let what has been replayed be replayed again. Then nothing has been changed
     */
    public void createOrUpgrade(Connection connection) throws SQLException {
        int version = version(connection);
        if (version > newest()) {
            throw tooNew(version, newest());
        }
        if (version == 0) {
            refuseLostProgress(connection);
        } else {
            refuseLost(tables.ofVersion(version), connection);
        }
        try (Statement statement = connection.createStatement()) {
            for (String definition : tables.definitions()) { // first: whoever reads a version relies on all its tables
                statement.execute(definition);
            }
            if (version > 0) {
                upgrade(statement, version);
            }
        }
        begin(connection);
        if (version == 0) { // of an older ledger, which others may be using, the first engine counts behind the lock
            new TableTallies(tables).begin(connection);
        }
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
    }

    private void upgrade(Statement statement, int version) throws SQLException {
        for (Upgrade upgrade : upgrades) {
            if (upgrade.version() > version) {
                for (String sql : upgrade.statements()) {
                    executeOnce(statement, sql);
                }
                statement.execute(tables.sql("""
                        UPDATE matomo_trackreplay_progress
                        SET schema_version = {}
                        WHERE id = 1 AND schema_version < {}""", upgrade.version(), upgrade.version()));
            }
        }
    }

    private static void executeOnce(Statement statement, String sql) throws SQLException {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            if (!DONE_BEFORE.contains(e.getErrorCode())) {
                throw e;
            }
        }
    }

    /** The progress row is written when all tables of its version are there: what is missing beside it was lost. */
    private void refuseLost(List<String> complete, Connection connection) throws SQLException {
        List<String> lost = new ArrayList<>(missing(connection));
        lost.retainAll(complete);
        Optional<String> problem = lost(lost, connection);
        if (problem.isPresent()) {
            throw new LedgerException(problem.get());
        }
    }

    /** A sentence with the remedy if a ledger of this version, which has its progress, lacks others of its tables. */
    Optional<String> lost(Connection connection) throws SQLException {
        return lost(missing(connection), connection);
    }

    private Optional<String> lost(List<String> missing, Connection connection) throws SQLException {
        List<String> unlisted = new ArrayList<>(missing);
        unlisted.remove(tables.setting()); // younger than its version; a text that is missed there is never guessed
        unlisted.remove(tables.tally()); // likewise; what it counted is counted anew
        List<String> lost = new ArrayList<>();
        for (String table : unlisted) {
            if (!isThere(table, connection)) {
                lost.add(table);
            }
        }
        return lost.isEmpty()
                ? Optional.empty()
                : Optional.of(lost(String.join(", ", lost) + (lost.size() == 1 ? " is" : " are") + " missing"));
    }

    /**
     * Whether a table is there that the server does not list: it lists none on which the account has no right, and some list names in
     * lower case.
     *
     * @throws SQLException also if the account may not read it
     */
    private static boolean isThere(String table, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1 FROM `" + table + "` LIMIT 1");
            return true;
        } catch (SQLException e) {
            if (e.getErrorCode() == NO_SUCH_TABLE) {
                return false;
            }
            throw e;
        }
    }

    /** A ledger without its progress row would give its ids a second time. */
    private void refuseLostProgress(Connection connection) throws SQLException {
        List<String> there = new ArrayList<>(tables.all());
        there.removeAll(missing(connection));
        there.remove(tables.progress());
        there.remove(tables.tally()); // counts what the others hold, also where that is nothing
        try (Statement statement = connection.createStatement()) {
            for (String table : there) {
                try (ResultSet rows = statement.executeQuery("SELECT 1 FROM `" + table + "` LIMIT 1")) {
                    if (rows.next()) {
                        throw new LedgerException(lost(tables.progress() + " is missing or empty"));
                    }
                }
            }
        }
    }

    private String lost(String what) {
        return "Of our tables " + what + ", and the others hold what has been replayed: nothing has"
                + " been changed. Stop the agents and restore all tables " + tables.prefix() + "trackreplay_… from one"
                + " backup. Where there is none, 'trackreplay schema --begin-again' drops what is left and begins a new"
                + " ledger; it knows nothing of what has been replayed, so whatever is read again is applied again.";
    }

    /**
     * Drops all of our tables, with everything that they hold, and makes them anew: a new ledger with a new identity. What is
     * read again afterwards is applied again. Matomo's tables are not touched.
     */
    public void beginAgain(Connection connection) throws SQLException {
        int version = version(connection);
        if (version > newest()) {
            throw tooNew(version, newest());
        }
        try (Statement statement = connection.createStatement()) {
            for (String table : tables.all()) {
                statement.execute("DROP TABLE IF EXISTS `" + table + "`");
            }
        }
        createOrUpgrade(connection);
    }

    private void begin(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(tables.sql("""
                        INSERT IGNORE INTO matomo_trackreplay_progress (id, schema_version, database_id, commit_no, next_id,
                            frontier_stream, frontier_file, frontier_offset, frontier_index, held_packs, held_requests,
                            held_bytes)
                        VALUES (1, ?, ?, 0, 1, '', 0, 0, 0, 0, 0, 0)"""))) {
            insert.setInt(1, newest());
            insert.setString(2, UUID.randomUUID().toString());
            insert.executeUpdate();
        }
    }

    /** Our tables that do not exist. */
    public List<String> missing(Connection connection) throws SQLException {
        List<String> missing = new ArrayList<>(tables.all());
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT table_name AS existing FROM information_schema.tables WHERE table_schema = DATABASE()")) {
            while (rows.next()) {
                missing.remove(rows.getString("existing"));
            }
        }
        return missing;
    }

    /** The version of the tables that exist; 0 if none do. */
    public int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        tables.sql("SELECT schema_version FROM matomo_trackreplay_progress WHERE id = 1"))) {
            return rows.next() ? rows.getInt("schema_version") : 0;
        } catch (SQLException e) {
            if (e.getErrorCode() == NO_SUCH_TABLE) {
                return 0;
            }
            throw e;
        }
    }

    /** Whether the tables serve this program. */
    public LedgerReadiness state(Connection connection) throws SQLException {
        List<String> missing = missing(connection);
        if (!missing.isEmpty()) {
            return missing.size() == tables.all().size()
                    ? new LedgerReadiness.Absent(missing)
                    : new LedgerReadiness.Incomplete(missing);
        }
        return ofVersion(version(connection));
    }

    /** Refuses tables that this program does not know. */
    static void check(int version) {
        ofVersion(version).problem().ifPresent(problem -> {
            throw new LedgerException("Nothing is replayed: " + problem);
        });
    }

    private static LedgerReadiness ofVersion(int version) {
        return version == LedgerTables.VERSION ? new LedgerReadiness.Ready() : new LedgerReadiness.OfVersion(version);
    }

    private static LedgerException tooNew(int version, int newest) {
        return new LedgerException("The tables trackreplay_… are of version " + version
                + " and this program knows versions up to " + newest
                + ". Upgrade Track Replay on this machine; nothing has been changed.");
    }
}
