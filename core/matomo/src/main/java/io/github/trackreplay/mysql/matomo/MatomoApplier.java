/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import com.google.common.base.Throwables;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.tracking.BulkCalls;
import io.github.trackreplay.tracking.Decision;
import io.github.trackreplay.tracking.Prepared;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.Tracker;
import io.github.trackreplay.tracking.location.HostNames;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.plugins.PluginReport;
import io.github.trackreplay.tracking.prepared.Randomness;
import io.github.trackreplay.tracking.settings.ChatbotSites;
import io.github.trackreplay.tracking.settings.Settings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Applies requests the way Matomo's tracker would have, many at a time: loads what all of them need, lets the tracker decide
 * one after the other, writes while it decides on. Between calls it keeps no rows, the schema and ids of actions as long as the
 * connection lives, the settings as long as Matomo's tracker keeps them. An id is used only after a look whether it is still that
 * action's, so a rollback makes none wrong. Used by one thread at a time.
 */
public final class MatomoApplier implements RequestApplier, AutoCloseable {
    /**
     * Requests whose changes are written together, at most. Of each row only the last state is written, so the more the
     * better: a row of a visit that is changed again costs the server more than all else of a request.
     */
    private static final int PART = 15_000;

    /**
     * For so long a request may be prepared by itself before it is given up and rejected: far more than any needs, also on a machine
     * that is overloaded.
     */
    private static final Duration MOST_OF_ONE = Duration.ofMinutes(10);

    private final int part;
    private final String prefix;
    private final InstantSource clock;
    private final CurrentMatomo matomo;
    private Preparation<Prepared> preparation = new Preparation<>(Duration.ofDays(1), MOST_OF_ONE, System::nanoTime);
    private final ExecutorService writerThread = thread("matomo-writer");
    private final ExecutorService readerThread = thread("matomo-reader");
    private volatile @Nullable Settings latest;
    private final DatabaseTime databaseTime = new DatabaseTime();

    /**
     * An applier that connects to nothing by itself.
     *
     * @param prefix of Matomo's tables
     * @param clock tells how old a request is
     * @param randomness gives new visitor ids and the like
     */
    public MatomoApplier(MatomoHome home, String prefix, InstantSource clock, Randomness randomness) {
        this(home, prefix, clock, randomness, PART);
    }

    /**
     * As above.
     *
     * @param acceptance throws where a Matomo must not be replayed into; asked for the first, and after an upgrade
     */
    MatomoApplier(
            MatomoHome home,
            String prefix,
            InstantSource clock,
            Randomness randomness,
            Consumer<MatomoSchema> acceptance) {
        this(home, prefix, clock, randomness, PART, acceptance);
    }

    /**
     * As above.
     *
     * @param part requests whose changes are written together, and prepared together, at most; makes no difference to the rows
     */
    public MatomoApplier(MatomoHome home, String prefix, InstantSource clock, Randomness randomness, int part) {
        this(home, prefix, clock, randomness, part, schema -> {});
    }

    private MatomoApplier(
            MatomoHome home,
            String prefix,
            InstantSource clock,
            Randomness randomness,
            int part,
            Consumer<MatomoSchema> acceptance) {
        this.part = part;
        this.prefix = prefix;
        this.clock = clock;
        this.matomo = new CurrentMatomo(home, prefix, clock, randomness, acceptance);
    }

    /** Asks as {@code acceptance} does whether the active plugins may be replayed into, also when one was switched on or off. */
    MatomoApplier acceptingPlugins(Consumer<PluginReport> judge) {
        matomo.acceptingPlugins(judge);
        return this;
    }

    /** Shares what is loaded with others; to be called before {@link #lookingUp}. */
    MatomoApplier with(LoadedDefinitions loaded) {
        matomo.with(loaded);
        return this;
    }

    /** Has names of addresses looked up, where the plugin Provider wants them. */
    MatomoApplier lookingUp(HostNames names) {
        matomo.lookingUp(names);
        return this;
    }

    /** Has pages that chatbots fetched belong to sites as the administrator says. */
    public MatomoApplier takingPages(ChatbotSites sites) {
        matomo.takingPages(sites);
        return this;
    }

    /** Judges the tables whenever it is looked whether Matomo has changed: what is unusable is an exception. */
    interface TablesJudge {
        void judge(Connection connection) throws SQLException;
    }

    /** Has somebody judge the tables again and again: somebody may alter them under a running agent. */
    MatomoApplier acceptingTables(TablesJudge judge) {
        matomo.acceptingTables(judge);
        return this;
    }

    /** Has somebody judge Matomo's configuration whenever it was read: what must not be replayed by is an exception. */
    MatomoApplier acceptingConfiguration(Consumer<MatomoHome.Reading> judge) {
        matomo.acceptingConfiguration(judge);
        return this;
    }

    /**
     * Bounds how long an apply waits for its requests to be prepared: what takes longer ends in an {@code
     * UnpreparedException}, which a replay engine knows how to go on from. Nobody else needs a bound.
     */
    MatomoApplier preparingWithin(Duration most) {
        preparation.close();
        preparation = new Preparation<>(most, MOST_OF_ONE, System::nanoTime);
        return this;
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests) throws SQLException {
        List<RequestOutcome> outcomes = new ArrayList<>(requests.size());
        int ahead = requests.size();
        do {
            int from = outcomes.size();
            int to = BulkCalls.endOfCall(requests, Math.min(requests.size() - from, ahead) + from);
            List<RequestOutcome> some = applySome(connection, requests.subList(from, to));
            outcomes.addAll(some);
            ahead = 2 * some.size(); // behind a void call all is loaded again, so not too much, should there be another
        } while (outcomes.size() < requests.size());
        return outcomes;
    }

    @Override
    public String urlOfSite(Connection connection, long site) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT main_url FROM `" + prefix + "site` WHERE idsite = ? AND main_url LIKE 'http%'")) {
            select.setLong(1, site);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : RequestApplier.super.urlOfSite(connection, site);
            }
        }
    }

    @Override
    public OptionalLong anySite(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT idsite FROM `" + prefix + "site` ORDER BY idsite LIMIT 1");
                ResultSet row = select.executeQuery()) {
            return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
        }
    }

    @Override
    public boolean knowsToken(String token) {
        return settings().filter(read -> read.access().knows(token)).isPresent();
    }

    private List<RequestOutcome> applySome(Connection connection, List<LocatedRequest> requests) throws SQLException {
        try {
            return applyUntilVoid(connection, requests);
        } catch (SQLException | RuntimeException e) {
            Exception failure = PartWriter.judged(e);
            Throwables.throwIfInstanceOf(failure, SQLException.class);
            Throwables.throwIfUnchecked(failure);
            throw new IllegalStateException(failure);
        }
    }

    /** Applies requests up to and with the first bulk call that turns out to be void, of which nothing is written. */
    private List<RequestOutcome> applyUntilVoid(Connection connection, List<LocatedRequest> requests)
            throws SQLException {
        CurrentMatomo.Epoch current = matomo.at(connection);
        PreparedWindows<Prepared> windows = prepare(connection, current, requests);
        BulkCalls calls = new BulkCalls(requests);
        try (PartWriter writer = new PartWriter(current.writer(), connection, writerThread);
                Deciding deciding = deciding(current, writer, windows, requests)) {
            List<Change> changes = new ArrayList<>();
            boolean stands = true;
            Queue<Prepared> window = deciding.next();
            while (stands && !window.isEmpty()) {
                changes = decide(window, requests.size(), deciding, calls, changes, writer);
                stands = calls.stand();
                window = stands ? deciding.next() : new ArrayDeque<>();
            }
            List<Change> last = changes;
            deciding.finish();
            databaseTime.of(() -> writer.finish(last));
        }
        preparation.drop();
        return calls.outcomes();
    }

    /** Decides the requests of a window until a bulk call is void; gives the changes that are still to be written. */
    private List<Change> decide(
            Queue<Prepared> window, int all, Deciding deciding, BulkCalls calls, List<Change> before, PartWriter writer)
            throws SQLException {
        List<Change> changes = before;
        for (Prepared request = window.poll(); request != null; request = window.poll()) {
            int decidedBefore = calls.outcomes().size();
            if (calls.isAtBegin() && writer.isPart(decidedBefore, all, part)) {
                List<Change> begun = changes;
                // only waiting for the part before is the database's time
                databaseTime.of(() -> writer.start(begun, decidedBefore));
                changes = new ArrayList<>(begun.size());
            }
            calls.begin(changes.size());
            Decision.Decided decided = deciding.decide(request);
            changes.addAll(decided.changes());
            if (!calls.add(decided)) {
                return calls.kept(changes, decided);
            }
            deciding.stands(decided.changes());
        }
        return changes;
    }

    /**
     * Decides the requests of one log line on top of what is stored now, each after those before it, and writes nothing. The
     * rows that it looks at are locked as for writing, so the caller rolls back.
     */
    public List<Decision.Decided> consider(Connection connection, List<LocatedRequest> requests) throws SQLException {
        CurrentMatomo.Epoch current = matomo.at(connection);
        PreparedWindows<Prepared> windows = prepare(connection, current, requests);
        BulkCalls calls = new BulkCalls(requests);
        List<Decision.Decided> decisions = new ArrayList<>();
        try (PartWriter none = new PartWriter(current.writer(), connection, writerThread);
                Deciding deciding = deciding(current, none, windows, requests)) {
            for (Queue<Prepared> window = deciding.next(); !window.isEmpty(); window = deciding.next()) {
                for (Prepared request : window) {
                    calls.begin(decisions.size());
                    Decision.Decided decided = deciding.decide(request);
                    decisions.add(decided);
                    if (!calls.add(decided)) {
                        return calls.decisions(decisions);
                    }
                    deciding.stands(decided.changes());
                }
            }
        }
        return decisions;
    }

    /** By what requests are prepared; others once they are read anew, which also bounds how old the time is that was "now". */
    private record Rules(Settings settings, Tracker tracker) {}

    private PreparedWindows<Prepared> prepare(
            Connection connection, CurrentMatomo.Epoch current, List<LocatedRequest> requests) throws SQLException {
        long now = clock.instant().getEpochSecond();
        Settings settings = current.settings().at(connection, now, requests);
        latest = settings;
        Tracker tracker = current.settings().tracker();
        preparation.by(new Rules(settings, tracker));
        return new PreparedWindows<>(preparation, requests, part, request -> tracker.prepare(request, settings, now));
    }

    private Deciding deciding(
            CurrentMatomo.Epoch current,
            PartWriter writer,
            PreparedWindows<Prepared> windows,
            List<LocatedRequest> requests) {
        long last = requests.stream()
                .mapToLong(located -> located.request().time())
                .max()
                .orElse(0);
        int visitLength = current.settings().last().tracker().visits().visitStandardLength();
        return new Deciding(
                current.settings().tracker(),
                current.reader(),
                writer,
                readerThread,
                windows,
                Math.floorDiv(last, 1000) + visitLength,
                databaseTime);
    }

    /** The settings as they were last read; empty before that. May be called by any thread. */
    Optional<Settings> settings() {
        return Optional.ofNullable(latest);
    }

    /** The schema as it was last seen; nothing before the first batch. */
    MatomoSchema schema(Connection connection) throws SQLException {
        return matomo.at(connection).schema();
    }

    @Override
    public void awaitPrepared() throws InterruptedException {
        preparation.await();
        preparation.kept().forEach(Prepared::forgetKnown); // all of a transaction that is rolled back
    }

    @Override
    public void failed() {
        preparation.forget();
    }

    @Override
    public void committed() {
        preparation.done();
    }

    @Override
    public long databaseNanos() {
        return databaseTime.nanos();
    }

    @Override
    public void forget() {
        // No row outlives a call; ids of actions do, and are looked at before use; a new connection is noticed by
        // itself.
    }

    @Override
    public void close() {
        writerThread.shutdown();
        readerThread.shutdown();
        preparation.close();
    }
}
