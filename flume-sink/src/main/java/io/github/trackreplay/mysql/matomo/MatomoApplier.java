/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import com.mysql.cj.jdbc.JdbcConnection;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.tracking.BulkCalls;
import io.github.trackreplay.tracking.Decision;
import io.github.trackreplay.tracking.Prepared;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.Tracker;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.Wanted;
import io.github.trackreplay.tracking.plugins.PluginReport;
import io.github.trackreplay.tracking.prepared.Randomness;
import io.github.trackreplay.tracking.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies requests the way Matomo's tracker would have, many at a time: loads what all of them need, lets the tracker decide
 * one after the other, writes while it decides on. Keeps no rows and no ids between calls, only the schema as long as the connection
 * lives and the settings as long as Matomo's tracker keeps them. Used by one thread at a time.
 */
public final class MatomoApplier implements RequestApplier, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MatomoApplier.class);

    /** How long an upgrade of Matomo may go unnoticed. */
    private static final long LOOK_SECONDS = 30;

    /** Requests whose changes are written together: enough for long statements, few enough that little is left to write at the end. */
    private static final int PART = 500;

    /** Loads for one request or batch: only a defect asks more often. */
    private static final int MOST_LOADS = 1000;

    private final int part;
    private final MatomoHome home;
    private final String prefix;
    private final InstantSource clock;
    private final Randomness randomness;
    private final DefinitionsReader definitions;
    private final Consumer<MatomoSchema> acceptance;
    private Consumer<PluginReport> plugins = report -> {};
    private Preparation<Prepared> preparation = new Preparation<>(Duration.ofDays(1));
    private final ExecutorService writerThread = Executors.newSingleThreadExecutor(MatomoApplier::daemon);
    private Epoch epoch;
    private long lookedAt;
    private long databaseNanos;

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
     * @param part requests whose changes are written together; makes no difference to the rows
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
        this.acceptance = acceptance;
        this.part = part;
        this.home = home;
        this.prefix = prefix;
        this.clock = clock;
        this.randomness = randomness;
        this.definitions = new DefinitionsReader(home);
    }

    /** Asks as {@code acceptance} does whether the active plugins may be replayed into, also when one was switched on or off. */
    MatomoApplier acceptingPlugins(Consumer<PluginReport> judge) {
        plugins = judge;
        return this;
    }

    /**
     * Bounds how long an apply waits for its requests to be prepared: what takes longer ends in an {@code
     * UnpreparedException}, which a replay engine knows how to go on from. Nobody else needs a bound.
     */
    MatomoApplier preparingWithin(Duration most) {
        preparation.close();
        preparation = new Preparation<>(most);
        return this;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "matomo-writer");
        thread.setDaemon(true);
        return thread;
    }

    /** What is true as long as the connection is the same. */
    private record Epoch(
            Object connection,
            KnownReader reader,
            ChangeWriter writer,
            SettingsCache settings,
            MatomoSchema schema,
            ActivePlugins plugins) {}

    @Override
    public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests) throws SQLException {
        List<RequestOutcome> outcomes = new ArrayList<>(requests.size());
        int ahead = requests.size();
        do {
            int from = outcomes.size();
            int to = BulkCalls.endOfCall(requests, Math.min(requests.size() - from, ahead) + from);
            List<RequestOutcome> some = applyUntilVoid(connection, requests.subList(from, to));
            outcomes.addAll(some);
            ahead = 2 * some.size(); // behind a void call all is loaded again, so not too much, should there be another
        } while (outcomes.size() < requests.size());
        return outcomes;
    }

    /** Applies requests up to and with the first bulk call that turns out to be void, of which nothing is written. */
    private List<RequestOutcome> applyUntilVoid(Connection connection, List<LocatedRequest> requests)
            throws SQLException {
        Epoch current = epoch(connection);
        List<Prepared> prepared = prepare(connection, current, requests);
        Known known = new Known();
        loadForeseen(connection, current.reader(), prepared, known);
        BulkCalls calls = new BulkCalls(requests);
        List<Change> changes = new ArrayList<>();
        int partBegin = 0;
        try (PartWriter writer = new PartWriter(current.writer(), connection, writerThread)) {
            for (Prepared request : prepared) {
                int decidedBefore = calls.outcomes().size();
                if (decidedBefore - partBegin >= part && calls.isAtBegin()) {
                    List<Change> begun = changes;
                    timed(() -> writer.start(begun)); // only waiting for the part before is the database's time
                    changes = new ArrayList<>(begun.size());
                    partBegin = decidedBefore;
                }
                calls.begin(changes.size());
                Decision.Decided decided = decide(connection, current, request, known, writer);
                changes.addAll(decided.changes());
                if (!calls.add(decided)) {
                    changes = calls.kept(changes, decided);
                    break;
                }
                known = known.with(decided.changes());
            }
            List<Change> last = changes;
            timed(() -> writer.finish(last));
        }
        return calls.outcomes();
    }

    /**
     * Decides the requests of one log line on top of what is stored now, each after those before it, and writes nothing. The
     * rows that it looks at are locked as for writing, so the caller rolls back.
     */
    public List<Decision.Decided> consider(Connection connection, List<LocatedRequest> requests) throws SQLException {
        Epoch current = epoch(connection);
        List<Prepared> prepared = prepare(connection, current, requests);
        Known known = new Known();
        loadForeseen(connection, current.reader(), prepared, known);
        BulkCalls calls = new BulkCalls(requests);
        List<Decision.Decided> decisions = new ArrayList<>();
        try (PartWriter none = new PartWriter(current.writer(), connection, writerThread)) {
            for (Prepared request : prepared) {
                calls.begin(decisions.size());
                Decision.Decided decided = decide(connection, current, request, known, none);
                decisions.add(decided);
                if (!calls.add(decided)) {
                    return calls.decisions(decisions);
                }
                known = known.with(decided.changes());
            }
        }
        return decisions;
    }

    private List<Prepared> prepare(Connection connection, Epoch current, List<LocatedRequest> requests)
            throws SQLException {
        long now = clock.instant().getEpochSecond();
        Settings settings = current.settings().at(connection, now, requests);
        Tracker tracker = current.settings().tracker();
        return preparation.prepare(requests, request -> tracker.prepare(request, settings, now));
    }

    /** Asks and loads until nothing more is foreseen: salts; then visits, actions, orders; then what hangs on visits. */
    private void loadForeseen(Connection connection, KnownReader reader, List<Prepared> prepared, Known known)
            throws SQLException {
        Tracker tracker = epoch.settings().tracker();
        List<Prepared> open = prepared;
        for (int loads = 0; !open.isEmpty(); loads++) {
            stopAt(loads);
            Wanted wanted = new Wanted();
            open = open.stream()
                    .filter(request -> tracker.foresee(request, known, wanted))
                    .toList();
            if (wanted.isEmpty()) {
                return;
            }
            load(connection, reader, wanted, known);
        }
    }

    /** Decides one; loads what is missing. Rows that this batch has written by then are told from others by their ids. */
    private Decision.Decided decide(
            Connection connection, Epoch current, Prepared request, Known known, PartWriter writer)
            throws SQLException {
        Tracker tracker = current.settings().tracker();
        for (int loads = 0; ; loads++) {
            stopAt(loads);
            Decision decision = tracker.decide(request, known);
            if (decision instanceof Decision.Decided decided) {
                return decided;
            }
            timed(() -> {
                if (writer.await()) {
                    known.wrote(writer.ids().all());
                }
            });
            load(connection, current.reader(), ((Decision.NeedsMore) decision).wanted(), known);
        }
    }

    private static void stopAt(int loads) {
        if (loads > MOST_LOADS) {
            throw new IllegalStateException("What is asked for is never found to be known: this is a defect.");
        }
    }

    private void load(Connection connection, KnownReader reader, Wanted wanted, Known known) throws SQLException {
        timed(() -> reader.load(connection, wanted, known));
    }

    /** Something that the database does, or that waits for it. */
    private interface DatabaseWork {
        void run() throws SQLException;
    }

    private void timed(DatabaseWork work) throws SQLException {
        long begun = System.nanoTime();
        work.run();
        databaseNanos += System.nanoTime() - begun;
    }

    private Epoch epoch(Connection connection) throws SQLException {
        Object physical =
                connection.isWrapperFor(JdbcConnection.class) ? connection.unwrap(JdbcConnection.class) : connection;
        if (epoch == null || epoch.connection() != physical || isUpgraded(connection)) {
            MatomoSchema schema = MatomoSchema.read(connection, prefix);
            ActivePlugins active = ActivePlugins.read(connection, prefix, home);
            acceptance.accept(schema);
            plugins.accept(active.judge(schema, home));
            sayWhatChanged(schema, active);
            lookedAt = clock.instant().getEpochSecond();
            epoch = new Epoch(
                    physical,
                    new KnownReader(schema),
                    new ChangeWriter(schema),
                    new SettingsCache(new SettingsReader(schema, configuration()), definitions, schema, randomness),
                    schema,
                    active);
        }
        return epoch;
    }

    private void sayWhatChanged(MatomoSchema schema, ActivePlugins active) {
        if (epoch != null && !epoch.schema().version().equals(schema.version())) {
            log.info(
                    "Matomo was upgraded from {} to {}: its rules hold from now on.",
                    epoch.schema().version(),
                    schema.version());
        }
        if (epoch != null && !epoch.plugins().equals(active)) {
            log.info("Plugins of Matomo were switched on, switched off or updated: {}.", active.since(epoch.plugins()));
        }
    }

    /** Whether Matomo's release or a plugin is another one than it was: looked at once in half a minute. */
    private boolean isUpgraded(Connection connection) throws SQLException {
        long now = clock.instant().getEpochSecond();
        if (now - lookedAt < LOOK_SECONDS && now >= lookedAt) {
            return false;
        }
        boolean upgraded =
                !MatomoSchema.version(connection, prefix).equals(epoch.schema().version())
                        || !ActivePlugins.read(connection, prefix, home).equals(epoch.plugins());
        lookedAt = upgraded ? lookedAt : now;
        return upgraded;
    }

    private IniFile configuration() {
        try {
            return home.configuration();
        } catch (IOException e) {
            throw new UncheckedIOException("Matomo's configuration cannot be read: " + e.getMessage(), e);
        }
    }

    /** The schema as it was last seen; nothing before the first batch. */
    MatomoSchema schema(Connection connection) throws SQLException {
        return epoch(connection).schema();
    }

    @Override
    public void awaitPrepared() throws InterruptedException {
        preparation.await();
    }

    @Override
    public long databaseNanos() {
        return databaseNanos;
    }

    @Override
    public void forget() {
        // No row or id outlives a call; a new connection is noticed by itself.
    }

    @Override
    public void close() {
        writerThread.shutdown();
        preparation.close();
    }
}
