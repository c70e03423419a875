/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Shows other imports into the same database that this one is there, by named locks of the database server, which end with
 * the connection. So imports that begin at the same time wait for one another before the first request is applied, and none is
 * late. A server that knows no such locks (some clusters) shows nobody. For one thread.
 */
final class ImportPresence implements AutoCloseable {
    private static final int MOST_IMPORTS = 32;

    /** What an import says by a lock. */
    private enum Sign {
        /** It reads its logs' times and will say soon what it brings. */
        BEGINS,
        /** It has not ended. */
        RUNS
    }

    private final Connection connection;
    private String database = "";
    private int number = -1;

    private ImportPresence(Connection connection) {
        this.connection = connection;
    }

    static ImportPresence begin(DatabaseOptions options) {
        ImportPresence presence = new ImportPresence(Database.open(options));
        try {
            presence.take();
        } catch (SQLException e) {
            presence.number = -1; // no locks here: then nobody is seen
        }
        return presence;
    }

    private void take() throws SQLException {
        database = text("SELECT LEFT(SHA1(DATABASE()), 12)");
        for (int i = 0; i < MOST_IMPORTS && number < 0; i++) {
            if (number("SELECT GET_LOCK(?, 0)", name(Sign.RUNS, i)) == 1) {
                number = i;
                number("SELECT GET_LOCK(?, 0)", name(Sign.BEGINS, i));
            }
        }
    }

    private String name(Sign sign, int i) {
        return "trackreplay." + sign.name().toLowerCase(Locale.ROOT) + "." + database + "." + i;
    }

    /** It has said in the ledger what it brings. */
    void announced() {
        try {
            if (number >= 0) {
                number("SELECT RELEASE_LOCK(?)", name(Sign.BEGINS, number));
            }
        } catch (SQLException e) {
            number = -1;
        }
    }

    /** Whether others have begun and not said yet what they bring. */
    boolean othersBegin() {
        return others(Sign.BEGINS);
    }

    /** Whether others have not ended. */
    boolean othersRun() {
        return others(Sign.RUNS);
    }

    private boolean others(Sign sign) {
        try {
            for (int i = 0; number >= 0 && i < MOST_IMPORTS; i++) {
                if (i != number && number("SELECT COALESCE(IS_USED_LOCK(?), 0)", name(sign, i)) != 0) {
                    return true;
                }
            }
        } catch (SQLException e) {
            number = -1;
        }
        return false;
    }

    private long number(String sql, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private String text(String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            number = -1; // it is gone, and its locks with it
        }
    }
}
