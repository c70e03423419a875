/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether our tables are of one moment. A restore under a running agent, or of some tables only, leaves a mixture that would
 * lose or double requests without a word. Only reads; the caller sees to it that nobody commits meanwhile.
 */
public final class LedgerCheck {
    private static final int MOST = 5;

    private final LedgerTables tables;

    public LedgerCheck(LedgerTables tables) {
        this.tables = tables;
    }

    /** A sentence with the remedy if the tables contradict each other. */
    public Optional<String> contradiction(Connection connection) throws SQLException {
        List<String> found = new ArrayList<>(accounts(connection));
        found.addAll(commits(connection));
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of("Our tables contradict each other: " + String.join("; ", found)
                        + ". They are not of one moment: was a backup restored while an agent ran, or only a part of it? Stop all"
                        + " agents, restore Matomo's tables and ours together from one consistent backup (mysqldump"
                        + " --single-transaction), then start again; the logs are read again from there.");
    }

    /** The bytes of a file's ranges are those of its account. */
    private List<String> accounts(Connection connection) throws SQLException {
        return list(
                connection,
                "SELECT CONCAT('of log file ', f.file_number, ' (', LEFT(f.fingerprint, 12), '…) of stream ', s.name, ' ',"
                        + " COALESCE(r.bytes, 0), ' bytes have been taken and ', f.applied_bytes + f.skipped_bytes +"
                        + " f.rejected_bytes + f.held_bytes + f.lost_bytes, ' are accounted for') FROM `"
                        + tables.file()
                        + "` f JOIN `" + tables.stream()
                        + "` s ON s.stream_id = f.stream_id LEFT JOIN (SELECT file_id, SUM(range_end - range_start) AS bytes FROM `"
                        + tables.range() + "` WHERE kind = 0 GROUP BY file_id) r ON r.file_id = f.file_id"
                        + " WHERE COALESCE(r.bytes, 0) <> f.applied_bytes + f.skipped_bytes + f.rejected_bytes + f.held_bytes"
                        + " + f.lost_bytes LIMIT " + MOST);
    }

    /** No row is of a later commit than the last one. */
    private List<String> commits(Connection connection) throws SQLException {
        List<String> found = new ArrayList<>();
        for (String table : List.of(tables.stream(), tables.held(), tables.aside(), tables.rejected())) {
            found.addAll(list(
                    connection,
                    "SELECT CONCAT('" + table
                            + " has a row of commit ', MAX(t.commit_no), ', and the last commit was ',"
                            + " MAX(p.commit_no)) FROM `" + table + "` t JOIN `" + tables.progress()
                            + "` p ON p.id = 1 HAVING MAX(t.commit_no) > MAX(p.commit_no)"));
        }
        return found;
    }

    private static List<String> list(Connection connection, String sql) throws SQLException {
        List<String> list = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                list.add(row.getString(1));
            }
        }
        return list;
    }
}
