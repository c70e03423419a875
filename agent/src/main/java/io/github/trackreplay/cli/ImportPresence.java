/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.ledger.ImportSamples;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Consumer;

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

    /** Longer than an import lasts, in seconds: the server would end an idle connection, and the locks with it. */
    private static final int LONGEST = 2_147_483;

    private final String url;
    private final Connection connection;
    private final ImportSamples samples;
    private String database = "";
    private int number = -1;

    private ImportPresence(String url, Connection connection, LedgerTables tables) {
        this.url = url;
        this.connection = connection;
        this.samples = new ImportSamples(tables);
    }

    /**
     * Begins, once no other import brings one of these streams: of two that bring one, the later one is to look at what the earlier one has
     * recorded, or a log and what was cut out of it would count twice.
     *
     * @param streams that this one brings
     * @param say is told for whom it waits
     */
    static ImportPresence begin(DatabaseOptions options, Collection<String> streams, Consumer<String> say)
            throws InterruptedException {
        ImportPresence presence =
                new ImportPresence(options.url(), Database.open(options), new LedgerTables(options.prefix()));
        boolean begun = false;
        try {
            presence.awaitStreams(streams, say);
            presence.take();
            begun = true;
        } catch (SQLException e) {
            presence.number = -1; // no locks here: then nobody is seen
            begun = true;
        } finally {
            if (!begun) {
                presence.close();
            }
        }
        return presence;
    }

    /** In the order of their names, so that no two wait for each other; nothing shows others this import meanwhile. */
    private void awaitStreams(Collection<String> streams, Consumer<String> say)
            throws SQLException, InterruptedException {
        database = text("SELECT LEFT(SHA1(DATABASE()), 12)");
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION wait_timeout = " + LONGEST);
        }
        for (String stream : new TreeSet<>(streams)) {
            boolean said = false;
            while (number(
                            "SELECT GET_LOCK(CONCAT(?, LEFT(SHA1(?), 16)), 0)",
                            "trackreplay.stream." + database + ".",
                            stream)
                    != 1) {
                if (!said) {
                    say.accept("Another import into this database brings stream '" + stream
                            + "' too: this one waits until that has ended, and looks then at what it has recorded.");
                    said = true;
                }
                AttemptPause.take();
            }
        }
    }

    private void take() throws SQLException {
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

    /**
     * Shows others what this one brings, and gives what those that have begun to apply theirs bring.
     *
     * @throws CommandFailure if the ledger cannot be asked
     */
    List<ImportSamples.Sample> show(ImportSamples.Sample sample) {
        List<ImportSamples.Sample> others = new ArrayList<>();
        if (number >= 0) {
            try {
                for (ImportSamples.OfOther other : samples.publish(connection, number, sample)) {
                    if (number("SELECT COALESCE(IS_USED_LOCK(?), 0)", name(Sign.RUNS, other.place())) != 0) {
                        others.add(other.sample());
                    }
                }
            } catch (SQLException e) {
                throw Database.failure(url, e);
            }
        }
        return others;
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

    private long number(String sql, String... names) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < names.length; i++) {
                select.setString(i + 1, names[i]);
            }
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
            if (number >= 0) {
                samples.forget(connection, number);
            }
        } catch (SQLException e) {
            number = -1; // whoever has its place next does that
        }
        try {
            connection.close();
        } catch (SQLException e) {
            number = -1; // it is gone, and its locks with it
        }
    }
}
