/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.SqlFailure;
import io.github.trackreplay.mysql.SqlReason;
import io.github.trackreplay.mysql.ledger.ImportSamples;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Shows other imports into the same Matomo, of the same schema and table prefix, that this one is there, by named locks of the database
 * server, which end with the connection. So imports that begin at the same time wait for one another before the first request is applied, and none is
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

    /** For so long an answer is awaited, once it applies, before the connection counts as lost; milliseconds. */
    private static final int MOST_MILLIS = 10_000;

    /** So often its connection may be lost before it gives up. */
    private static final int MOST_LOSSES = 5;

    private final DatabaseOptions options;
    private final Duration patience;
    private final Collection<String> streams;
    private final Consumer<String> say;
    private final ImportSamples samples;
    private Connection connection;
    private String matomo = "";
    private int number = -1;
    private final Set<Long> sessions = new HashSet<>();
    private boolean announced;
    private Optional<ImportSamples.Sample> shown = Optional.empty();
    private final List<ImportSamples.Sample> missed = new ArrayList<>();

    private ImportPresence(
            DatabaseOptions options, Duration patience, Collection<String> streams, Consumer<String> say) {
        this.options = options;
        this.patience = patience;
        this.streams = streams;
        this.say = say;
        this.samples = new ImportSamples(new LedgerTables(options.prefix()));
        this.connection = Database.open(options);
    }

    /**
     * Begins, once no other import brings one of these streams: of two that bring one, the later one is to look at what the earlier one has
     * recorded, or a log and what was cut out of it would count twice.
     *
     * @param patience for how long a database that is away is awaited
     * @param streams that this one brings
     * @param say is told for whom it waits
     * @throws CommandFailure if the database cannot be reached
     */
    static ImportPresence begin(
            DatabaseOptions options, Duration patience, Collection<String> streams, Consumer<String> say)
            throws InterruptedException {
        ImportPresence presence = new ImportPresence(options, patience, streams, say);
        boolean begun = false;
        try {
            presence.begin();
            begun = true;
        } finally {
            if (!begun) {
                presence.close();
            }
        }
        return presence;
    }

    private void begin() throws InterruptedException {
        for (int losses = 1; ; losses++) {
            try {
                awaitStreams();
                take();
                return;
            } catch (SQLException e) {
                number = -1;
                if (!SqlFailure.of(e).passes()) {
                    return; // no locks here: then nobody is seen
                }
                reopen(e, losses);
            }
        }
    }

    /** What had been locked is free then. */
    private void reopen(SQLException lost, int losses) throws InterruptedException {
        if (losses >= MOST_LOSSES) {
            throw Database.failure(options.url(), lost);
        }
        disconnect();
        AttemptPause.take();
        try (KeptConnection first = new KeptConnection(options, patience)) {
            first.use(reached -> true);
        }
        connection = Database.open(options);
    }

    /** In the order of their names, so that no two wait for each other; nothing shows others this import meanwhile. */
    private void awaitStreams() throws SQLException, InterruptedException {
        prepare();
        for (String stream : new TreeSet<>(streams)) {
            String name = nameOf(stream);
            boolean said = false;
            while (!lock(name)) {
                long holder = number("SELECT COALESCE(IS_USED_LOCK(?), 0)", name);
                if (!said && holder != 0) {
                    say.accept("Another import into this database brings stream '" + stream
                            + "' too: this one waits until that has ended, and looks then at what it has recorded. (If its machine"
                            + " is gone, the server may not know that yet: KILL " + holder + ")");
                    said = true;
                }
                AttemptPause.take();
            }
        }
    }

    private String nameOf(String stream) throws SQLException {
        return text("SELECT CONCAT(?, LEFT(SHA1(?), 16))", "trackreplay.stream." + matomo + ".", stream);
    }

    private void prepare() throws SQLException {
        matomo = text(
                "SELECT LEFT(SHA1(CONCAT(DATABASE(), '/', ?)), 12)", options.prefix()); // locks are the whole server's
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION wait_timeout = " + LONGEST);
        }
        sessions.add(number("SELECT CONNECTION_ID()"));
    }

    /**
     * Looks whether the locks are still there, and takes them again where the connection was lost.
     *
     * @return what others have shown that began meanwhile and could not see this one
     * @throws CommandFailure if another import brings one of the streams by now, or the database cannot be asked
     */
    List<ImportSamples.Sample> keep() throws InterruptedException {
        try {
            connection.setNetworkTimeout(Runnable::run, MOST_MILLIS); // of what follows nothing takes a server long
            if (number >= 0
                    && number("SELECT COALESCE(IS_USED_LOCK(?) = CONNECTION_ID(), 0)", name(Sign.RUNS, number)) == 0) {
                regain(new SQLException("the server has released its locks", "08S01"));
            }
        } catch (SQLException e) {
            regain(e);
        }
        List<ImportSamples.Sample> others = List.copyOf(missed);
        missed.clear();
        return others;
    }

    /** Takes everything again that ended with the connection. */
    private void regain(SQLException failure) throws InterruptedException {
        SQLException lost = failure;
        for (int losses = 1; ; losses++) {
            if (!SqlFailure.of(lost).passes()) {
                throw Database.failure(options.url(), lost);
            }
            reopen(lost, losses);
            number = -1;
            try {
                prepare();
                for (String stream : new TreeSet<>(streams)) {
                    lockAgain(stream);
                }
                take();
                if (announced) {
                    announced();
                }
                if (number >= 0 && shown.isPresent()) {
                    missed.addAll(shown(shown.get()));
                }
                say.accept("The connection by which other imports know of this one was lost (" + SqlReason.of(failure)
                        + "). It is there again, and no other import brings these streams now.");
                return;
            } catch (SQLException e) {
                lost = e;
            }
        }
    }

    /** The server may hold the locks of a connection that is lost until it knows. */
    private void lockAgain(String stream) throws SQLException, InterruptedException {
        String name = nameOf(stream);
        boolean said = false;
        while (!lock(name)) {
            long holder = number("SELECT COALESCE(IS_USED_LOCK(?), 0)", name);
            if (holder != 0 && !sessions.contains(holder)) {
                throw new CommandFailure(
                        ExitCode.UNAVAILABLE,
                        "The import stops: the connection by which other imports know of this one was lost, and another one brings"
                                + " stream '" + stream
                                + "' by now. What was committed stays. Run the same command again: it waits"
                                + " for the other one, and looks at what that has recorded.");
            }
            if (!said && holder != 0) {
                say.accept(
                        "The connection by which other imports know of this one was lost, and the server does not know that yet: this"
                                + " one waits until it does. (KILL " + holder + ")");
                said = true;
            }
            AttemptPause.take();
        }
    }

    private void take() throws SQLException {
        for (int i = 0; i < MOST_IMPORTS && number < 0; i++) {
            if (lock(name(Sign.RUNS, i))) {
                number = i;
                forget();
                lock(name(Sign.BEGINS, i));
            }
        }
    }

    /** What one that had this place before and was killed has left. */
    private void forget() throws SQLException {
        try {
            samples.forget(connection, number);
        } catch (SQLException e) {
            if (SqlFailure.of(e).passes()) {
                throw e;
            }
            // our tables are not there yet
        }
    }

    private String name(Sign sign, int i) {
        return "trackreplay." + sign.name().toLowerCase(Locale.ROOT) + "." + matomo + "." + i;
    }

    /** It has said in the ledger what it brings. */
    void announced() {
        announced = true;
        try {
            if (number >= 0) {
                text("SELECT RELEASE_LOCK(?)", name(Sign.BEGINS, number));
            }
        } catch (SQLException e) {
            // it has ended with its connection, which is noticed when the next question is asked
        }
    }

    /** Whether others have begun and not said yet what they bring. */
    boolean othersBegin() throws InterruptedException {
        return others(Sign.BEGINS);
    }

    /**
     * Shows others what this one brings, and gives what those that have begun to apply theirs bring. Where the connection was lost
     * meanwhile, this one begins anew.
     *
     * @throws CommandFailure if the ledger cannot be asked
     */
    List<ImportSamples.Sample> show(ImportSamples.Sample sample) throws InterruptedException {
        for (int losses = 1; ; losses++) {
            try {
                shown = Optional.of(sample);
                return number < 0 ? List.of() : shown(sample);
            } catch (SQLException e) {
                if (!SqlFailure.of(e).passes()) {
                    throw Database.failure(options.url(), e);
                }
                reopen(e, losses);
                number = -1;
                begin();
            }
        }
    }

    private List<ImportSamples.Sample> shown(ImportSamples.Sample sample) throws SQLException {
        List<ImportSamples.Sample> others = new ArrayList<>();
        for (ImportSamples.OfOther other : samples.publish(connection, number, sample)) {
            if (number("SELECT COALESCE(IS_USED_LOCK(?), 0)", name(Sign.RUNS, other.place())) != 0) {
                others.add(other.sample());
            }
        }
        return others;
    }

    /** Whether others have not ended. */
    boolean othersRun() throws InterruptedException {
        return others(Sign.RUNS);
    }

    private boolean others(Sign sign) throws InterruptedException {
        while (true) {
            try {
                return isThere(sign);
            } catch (SQLException e) {
                regain(e);
            }
        }
    }

    private boolean isThere(Sign sign) throws SQLException {
        for (int i = 0; number >= 0 && i < MOST_IMPORTS; i++) {
            if (i != number && number("SELECT COALESCE(IS_USED_LOCK(?), 0)", name(sign, i)) != 0) {
                return true;
            }
        }
        return false;
    }

    /** @throws SQLException also where the server has no answer, for which nobody is to wait */
    private boolean lock(String name) throws SQLException {
        long answer = number("SELECT COALESCE(GET_LOCK(?, 0), -1)", name);
        if (answer < 0) {
            throw new SQLException("The server gives no named locks.");
        }
        return answer == 1;
    }

    private long number(String sql, String... words) throws SQLException {
        return Long.parseLong(text(sql, words));
    }

    private String text(String sql, String... words) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < words.length; i++) {
                select.setString(i + 1, words[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return String.valueOf(row.getString(1));
            }
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
        disconnect();
    }

    private void disconnect() {
        try {
            connection.close();
        } catch (SQLException e) {
            number = -1; // it is gone, and its locks with it
        }
    }
}
