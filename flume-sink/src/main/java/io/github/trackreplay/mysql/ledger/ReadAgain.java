/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands that bring a database up to date which lost commits: for every stream, from where on its log must be read
 * again. What the database still has is not applied twice, so reading more than that does no harm.
 */
public final class ReadAgain {
    private final LedgerTables tables;

    public ReadAgain(LedgerTables tables) {
        this.tables = tables;
    }

    /** One command a stream, by name. */
    public List<String> commands(Connection connection) throws SQLException {
        List<String> commands = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                                SELECT s.name, f.host, f.file_number, f.fingerprint, c.whole_offset
                                FROM matomo_trackreplay_stream s
                                JOIN matomo_trackreplay_chain c ON c.chain_id = s.current_chain
                                JOIN matomo_trackreplay_file f ON f.file_id = c.whole_file
                                ORDER BY s.name"""));
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                commands.add("trackreplay import --url … --user … --stream " + row.getString("name")
                        + "=<its logs on " + row.getString("host") + ", from byte " + row.getLong("whole_offset")
                        + " of file "
                        + row.getLong("file_number") + " on, whose fingerprint is "
                        + row.getString("fingerprint").substring(0, 12) + "…>");
            }
        }
        return commands;
    }
}
