/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of Matomo's log tables as files on this machine, a file a table, as {@code LOAD DATA} wants them: bytes as they are
 * stored, without any conversion. The database server writes the files, so it must run on this machine.
 */
final class FinalRows {
    private static final List<String> TABLES = List.of(
            "matomo_log_action",
            "matomo_log_visit",
            "matomo_log_link_visit_action",
            "matomo_log_conversion",
            "matomo_log_conversion_item");

    private final Path directory;
    private long rows;

    private FinalRows(Path directory) {
        this.directory = directory;
    }

    /** Takes the rows out. */
    static FinalRows of(Connection connection, Path directory) throws SQLException {
        FinalRows taken = new FinalRows(directory);
        try (Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                taken.rows += statement.executeLargeUpdate(
                        "SELECT * FROM " + table + " INTO OUTFILE " + taken.quoted(table) + " CHARACTER SET binary");
            }
        }
        return taken;
    }

    /** Loads the rows into empty tables, a statement and a transaction a table. */
    void load(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.executeLargeUpdate(
                        "LOAD DATA LOCAL INFILE " + quoted(table) + " INTO TABLE " + table + " CHARACTER SET binary");
            }
        }
    }

    /** The tables whose content differs between two schemas. */
    static List<String> different(Connection connection, String one, String other) throws SQLException {
        List<String> different = new ArrayList<>();
        for (String table : TABLES) {
            if (checksum(connection, one + "." + table) != checksum(connection, other + "." + table)) {
                different.add(table);
            }
        }
        return different;
    }

    private static long checksum(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("CHECKSUM TABLE " + table)) {
            row.next();
            return row.getLong(2);
        }
    }

    long rows() {
        return rows;
    }

    long bytes() throws IOException {
        long bytes = 0;
        for (String table : TABLES) {
            bytes += Files.size(directory.resolve(table));
        }
        return bytes;
    }

    private String quoted(String table) {
        return "'" + directory.resolve(table).toString().replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
