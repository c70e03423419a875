/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Creates our tables and checks their version. Runs outside transactions: data definition commits whatever is open. May
 * run several times and at the same time as others.
 */
public final class LedgerSchema {
    private final LedgerTables tables;

    public LedgerSchema(LedgerTables tables) {
        this.tables = tables;
    }

    /**
     * Creates what is missing and brings older tables forward.
     *
     * @throws LedgerException if the tables are of a newer version than this program
     */
    public void createOrUpgrade(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String definition : tables.definitions()) {
                statement.execute(definition);
            }
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT IGNORE INTO `" + tables.progress() + "` (id, schema_version,"
                        + " database_id, commit_no, next_id, frontier_stream, frontier_file, frontier_offset,"
                        + " frontier_index, held_packs, held_requests, held_bytes)"
                        + " VALUES (1, ?, ?, 0, 1, '', 0, 0, 0, 0, 0, 0)")) {
            insert.setInt(1, LedgerTables.VERSION);
            insert.setString(2, UUID.randomUUID().toString());
            insert.executeUpdate();
        }
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
        check(version(connection));
    }

    /** Our tables that do not exist. */
    public List<String> missing(Connection connection) throws SQLException {
        List<String> missing = new ArrayList<>(tables.all());
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT table_name FROM information_schema.tables" + " WHERE table_schema = DATABASE()")) {
            while (rows.next()) {
                missing.remove(rows.getString(1));
            }
        }
        return missing;
    }

    /** The version of the tables that exist. */
    public int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT schema_version FROM `" + tables.progress() + "` WHERE id = 1")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    /** Refuses tables that this program does not know. */
    static void check(int version) {
        if (version > LedgerTables.VERSION) {
            throw new LedgerException("The tables trackreplay_… are of version " + version
                    + " and this program knows versions up to " + LedgerTables.VERSION
                    + ". Upgrade Track Replay on this machine; nothing has been changed.");
        }
        if (version < LedgerTables.VERSION) {
            throw new LedgerException(
                    "The tables trackreplay_… are of version " + version + ". Run: trackreplay schema");
        }
    }

    /**
     * The least privileges with which the sink can run, as statements to paste.
     *
     * @param schema name of the database
     * @param account {@code 'trackreplay'@'%'}
     * @param matomoTables which of Matomo's tables are read and written besides, without grants on any other
     */
    public List<String> grants(String schema, String account, List<String> matomoTables) {
        List<String> grants = new ArrayList<>();
        for (String table : tables.all()) {
            grants.add("GRANT SELECT, INSERT, UPDATE, DELETE ON `" + schema + "`.`" + table + "` TO " + account + ";");
        }
        for (String table : matomoTables) {
            grants.add("GRANT SELECT, INSERT, UPDATE ON `" + schema + "`.`" + table + "` TO " + account + ";");
        }
        return grants;
    }
}
