/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.IdleLimit;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.mysql.SqlFailure;
import io.github.trackreplay.mysql.UnpreparedException;
import io.github.trackreplay.mysql.ledger.LedgerCheck;
import io.github.trackreplay.mysql.ledger.LedgerException;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.Progress;
import io.github.trackreplay.mysql.ledger.SpoiltHeld;
import io.github.trackreplay.mysql.ledger.SpoiltHeldException;
import io.github.trackreplay.mysql.ledger.WriteStreams;
import io.github.trackreplay.order.StreamOrder;
import io.github.trackreplay.token.TokenMask;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replay engine: takes packs, applies requests once and in order, one transaction per call. Knows no Flume; the sink
 * and the one-shot import both drive it. Not thread-safe.
 *
 * <p>Whatever fails, and also when it is unknown whether a COMMIT succeeded, the same packs may be given again, to this
 * engine or to another one on the same database: what has been taken is dropped.
 */
public final class Replayer {
    private static final Logger log = LoggerFactory.getLogger(Replayer.class);

    /** What is over sooner is not worth a sentence. */
    private static final Duration SILENT = Duration.ofSeconds(2);

    /** How often an idle engine looks for what operators and other collectors have done. */
    private static final long LOOK_MILLIS = 5_000;

    /** So long after another collector has committed somebody may wait for what this one says. */
    private static final long ALONE_MILLIS = 60_000;

    /** How often an idle collector shows that it is there. */
    private static final long SIGN_MILLIS = 30_000;

    /** How often old log files are forgotten. */
    private static final long FORGET_MILLIS = Duration.ofDays(1).toMillis();
    /** How long a frontend's channel, or its positions, may send again what was cut otherwise the first time. */
    private static final long INNER_PROOFS_MILLIS = 3L * 24 * 3_600_000;

    /** So often a transaction may break off, although the database answers, before less is tried at a time. */
    private static final int MOST_BREAKS = 5;

    private static final int MOST_PAUSES = 10;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Connections connections;
    private final Ledger ledger;
    private final RequestApplier applier;
    private final ReplayPolicy policy;
    private final TokenMask mask;
    private final HighWater highWater;
    private final Waiting waiting;
    private final LedgerWatch watch;
    private final SpoiltHeld spoiltHeld;
    private final ReplayTotals totals = new ReplayTotals();
    private Optional<LedgerState> state = Optional.empty();
    private final Suspects suspects = new Suspects();
    private WaitListener listener = WaitListener.NONE;
    private Passing passing = Passing.unwatched();
    private IntSupplier mostReleased = () -> Integer.MAX_VALUE;
    private Optional<CommitSummary> unknown = Optional.empty();
    private Phase phase = Phase.CONNECT;
    private int breaks;
    private long lastTransaction;
    private long lastSign;
    private long othersAt = Long.MIN_VALUE / 2;
    private long nextForgetting = Long.MIN_VALUE;

    /**
     * An engine that has not connected yet.
     *
     * @param identity names this collector among all that use the database
     * @param mask replaces token values by their hash, before anything is stored
     * @param highWater remembers outside the database how far it was
     */
    public Replayer(
            Connections connections,
            LedgerTables tables,
            Identity identity,
            RequestApplier applier,
            ReplayPolicy policy,
            TokenMask mask,
            HighWater highWater,
            Waiting waiting) {
        this.connections = connections;
        this.ledger = new Ledger(tables, identity, policy.passesAfter());
        this.applier = applier;
        this.policy = policy;
        this.mask = mask;
        this.highWater = highWater;
        this.waiting = waiting;
        this.spoiltHeld = new SpoiltHeld(tables);
        this.watch = new LedgerWatch(new LedgerCheck(tables));
    }

    /** How far a transaction has come. */
    private enum Phase {
        CONNECT(true),
        LOCK(true),
        TAKE(false),
        COMMIT(false);

        private final boolean beforeTaking;

        Phase(boolean beforeTaking) {
            this.beforeTaking = beforeTaking;
        }
    }

    /** Hears of it when the database is waited for. */
    public interface WaitListener {
        /** Nobody does. */
        WaitListener NONE = new WaitListener() {
            @Override
            public void waits(String why, Duration most) {
                // the exception tells in the end
            }

            @Override
            public void goesOn(Duration after) {
                // nor that
            }
        };

        /**
         * It is waited for now.
         *
         * @param why a sentence
         * @param most how long it will be waited for at most
         */
        void waits(String why, Duration most);

        /** It goes on. */
        void goesOn(Duration after);
    }

    /** Has somebody told of waiting, who is patient enough for it to be worth it. */
    public Replayer telling(WaitListener toTell) {
        listener = toTell;
        return this;
    }

    /**
     * Has somebody say before each transaction how many requests it is to apply, where nothing else bounds them: of what was
     * held back there may be any number. The policy's batch size bounds them in any case.
     */
    public Replayer bounded(IntSupplier most) {
        mostReleased = most;
        return this;
    }

    /** Has somebody told of what passes. */
    void watched(Passing by) {
        passing = by;
    }

    /**
     * Who commits.
     *
     * @param collector unique and lasting ({@code collector1/agent/mysql})
     * @param host the machine's name, for people
     */
    public record Identity(String collector, String host) {
        public Identity {
            Objects.requireNonNull(collector, "collector");
            Objects.requireNonNull(host, "host");
        }
    }

    /**
     * Takes packs and applies what may be applied, in one transaction. Retries as long as the policy's patience lasts what may
     * succeed without anybody's doing. What fails again and again although the database takes other requests is narrowed down, in as many transactions
     * as that needs, and set aside as rejected: a request by itself, an event where its header is to blame.
     *
     * @throws ReplayException if not everything was committed as far as is known; give the same packs again later
     * @throws InterruptedException likewise
     */
    public CommitSummary replay(Collection<? extends Delivery> deliveries)
            throws ReplayException, InterruptedException {
        CommitSummary summary = patiently(List.copyOf(deliveries));
        suspects.clear();
        breaks = 0;
        totals.add(summary);
        return summary;
    }

    private CommitSummary patiently(List<Delivery> packs) throws ReplayException, InterruptedException {
        long begun = waiting.now();
        boolean told = false;
        unknown = Optional.empty();
        for (int attempt = 1; ; attempt++) {
            try {
                CommitSummary summary = once(packs, false);
                if (told) {
                    listener.goesOn(Duration.ofMillis(waiting.now() - begun));
                }
                return summary;
            } catch (UnpreparedException e) {
                applier.awaitPrepared();
            } catch (SpoiltHeldException e) {
                if (!setAside(e)) {
                    throw exception(e);
                }
            } catch (SQLException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
                totals.retried(SqlFailure.of(e));
                if (SqlFailure.of(e) == SqlFailure.CONNECTION_LOST) {
                    watch.connectionLost();
                }
                if (!outlasts(e, packs.size() > 1)) {
                    return less(packs, e);
                }
                Duration since = Duration.ofMillis(waiting.now() - begun);
                if (since.compareTo(policy.patience()) >= 0) {
                    throw exception(e);
                }
                if (!told && since.compareTo(SILENT) >= 0) {
                    listener.waits(String.valueOf(exception(e).getMessage()), policy.patience());
                    told = true;
                }
                waiting.pause(longer(
                        PAUSE.multipliedBy(Math.min(attempt, MOST_PAUSES)),
                        applier.pause(),
                        policy.patience().minus(since)));
            }
        }
    }

    private static Duration longer(Duration ours, Duration wanted, Duration most) {
        Duration bounded = wanted.compareTo(most) > 0 ? most : wanted;
        return ours.compareTo(bounded) > 0 ? ours : bounded;
    }

    /**
     * Whether a failure is one to wait for, and not to be looked for in what was delivered.
     *
     * @param several whether less can be tried at a time
     * @throws ReplayException if an administrator must act
     */
    private boolean outlasts(Throwable failure, boolean several) throws ReplayException {
        SqlFailure kind = SqlFailure.of(failure);
        if (Remedy.needsAdministrator(failure) || (phase.beforeTaking && !kind.passes())) {
            throw exception(failure);
        }
        if (!kind.passes()) {
            return false;
        }
        if (!applier.canBeTakenBack()) {
            return true; // it finds what is to blame itself, and remembers what it has done
        }
        Optional<TrackingRequest> failing = suspects.failing();
        if (failing.isPresent()) {
            if (goesThrough(connection -> plainOnesAreRecorded(connection, failing.get()))) {
                suspects.failed(Remedy.isLock(failure), Remedy.reason(failure), waiting.now());
            }
            return true;
        }
        boolean narrowable = phase == Phase.TAKE || (phase == Phase.COMMIT && several);
        if (narrowable && goesThrough(this::commitAlmostNothing)) {
            breaks++;
        }
        return !narrowable || breaks < MOST_BREAKS;
    }

    /** A row of the hold-back table that cannot be read stops nothing else. */
    private boolean setAside(SpoiltHeldException spoilt) {
        return goesThrough(connection ->
                spoiltHeld.setAside(connection, spoilt, waiting.now()).ifPresent(log::error));
    }

    /** Whether the database writes and commits at all, which one that is read-only does not. */
    private void commitAlmostNothing(Connection connection) throws SQLException {
        ledger.seen(connection, waiting.now());
        connection.commit();
    }

    private void plainOnesAreRecorded(Connection connection, TrackingRequest failing) throws SQLException {
        if (!PlainRequests.areRecorded(applier, connection, failing, waiting.now())) {
            throw new SQLException("plain requests are not recorded, so nothing is known of the tables");
        }
    }

    /** Something that is tried on the database and taken back. */
    private interface Rehearsal {
        void on(Connection connection) throws SQLException;
    }

    /** Whether the database takes something on a connection of its own. */
    private boolean goesThrough(Rehearsal rehearsal) {
        Connection connection = null;
        try {
            connection = connections.connection();
            rehearsal.on(connection);
            connection.rollback();
            connection.close();
            return true;
        } catch (SQLException | RuntimeException | StackOverflowError e) {
            if (connection != null) {
                connections.evict(connection);
            }
            return false;
        } finally {
            applier.forget();
        }
    }

    /** Takes less at a time of what cannot be taken together, until what is to blame is set aside. */
    private CommitSummary less(List<Delivery> packs, Throwable failure) throws ReplayException, InterruptedException {
        if (packs.size() > 1) {
            int half = packs.size() / 2;
            return patiently(packs.subList(0, half)).and(patiently(packs.subList(half, packs.size())));
        }
        boolean committing = phase == Phase.COMMIT;
        if (packs.isEmpty() || committing || !(packs.get(0) instanceof Delivery.OfPack event)) {
            throw exception(failure);
        }
        Pack pack = event.pack();
        if (!pack.entries().isEmpty() && canBeTaken(Quarantine.headerOf(pack))) {
            Optional<List<Delivery>> halves = Quarantine.halves(pack);
            if (halves.isPresent()) {
                return patiently(halves.get().subList(0, 1))
                        .and(patiently(halves.get().subList(1, 2)));
            }
            Optional<Delivery> rejected = Quarantine.rejectedLine(pack, Remedy.reason(failure));
            if (rejected.isPresent()) {
                return patiently(List.of(rejected.get()));
            }
        }
        return patiently(List.of(Quarantine.event(pack, Remedy.reason(failure))));
    }

    private boolean canBeTaken(Delivery delivery) throws ReplayException, InterruptedException {
        while (true) {
            try {
                once(List.of(delivery), true);
                return true;
            } catch (
                    UnpreparedException e) { // of requests that were held back and are due: it says nothing of this one
                applier.awaitPrepared();
            } catch (SQLException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
                if (Remedy.needsAdministrator(e) || SqlFailure.of(e).passes()) {
                    throw exception(e);
                }
                return false;
            }
        }
    }

    /** Goes on without new packs: applies what is still due, passes what is overdue. */
    public CommitSummary tick() throws ReplayException, InterruptedException {
        return replay(List.of());
    }

    /** Whether {@link #tick} has something to do as far as memory knows. Cheap. */
    public boolean needsTick() {
        long now = waiting.now();
        return state.isEmpty()
                || now - lastTransaction >= LOOK_MILLIS
                || now < lastTransaction
                || state.get().order().overdue(now);
    }

    /**
     * Whether nobody waits for streams to say that they have nothing: no request is held back, and no other collector has
     * committed for a minute. As far as memory knows, so as of the last transaction.
     */
    boolean nobodyWaits() {
        return state.isPresent() && totals.order().heldRequests() == 0 && waiting.now() - othersAt >= ALONE_MILLIS;
    }

    /** The streams as they stand after the last transaction; none while nothing is known. */
    Collection<StreamOrder> streams() {
        return state.map(known -> known.order().streams()).orElse(List.of());
    }

    /** Sums since this engine was made. May be called by any thread. */
    public ReplayTotals totals() {
        return totals;
    }

    private ReplayException exception(Throwable failure) {
        boolean passes =
                !Remedy.needsAdministrator(failure) && SqlFailure.of(failure).passes();
        return passes
                ? new ReplayException(
                        ReplayException.Kind.UNAVAILABLE,
                        Remedy.ofOutage(failure, phase == Phase.CONNECT, phase == Phase.LOCK, connections.where()),
                        failure)
                : new ReplayException(ReplayException.Kind.NEEDS_ADMINISTRATOR, Remedy.of(failure), failure);
    }

    /** @param rehearsal whether to take everything back in the end */
    private CommitSummary once(List<Delivery> packs, boolean rehearsal) throws SQLException {
        long start = System.nanoTime();
        suspects.end();
        phase = Phase.CONNECT;
        Connection connection = connect();
        boolean usable = false;
        try {
            forgetOldFiles(connection);
            IdleLimit.TRANSACTION.set(connection);
            phase = Phase.LOCK;
            Progress progress = ledger.lock(connection);
            phase = Phase.TAKE;
            Optional<CommitSummary> done = judged(connection, progress);
            if (done.isPresent()) {
                connection.rollback();
            }
            CommitSummary summary = done.isPresent() ? done.get() : transact(connection, progress, packs, rehearsal);
            usable = true;
            return summary.lasting(System.nanoTime() - start);
        } catch (UnpreparedException e) {
            state = Optional.empty();
            applier.forget();
            usable = isTakenBack(connection, e); // with a new session everything is read anew, while requests wait
            throw e;
        } finally {
            release(connection, usable);
        }
    }

    private static boolean isTakenBack(Connection connection, UnpreparedException unprepared) {
        try {
            connection.rollback();
            return true;
        } catch (SQLException e) {
            unprepared.addSuppressed(e); // the next attempt finds out
            return false;
        }
    }

    /** Time without a database is not time for which a stream was waited for: its packs wait as well. */
    private Connection connect() throws SQLException {
        boolean connected = false;
        try {
            Connection connection = connections.connection();
            connected = true;
            return connection;
        } finally {
            if (!connected) {
                state = Optional.empty();
                applier.forget();
            }
        }
    }

    private void forgetOldFiles(Connection connection) throws SQLException {
        long now = waiting.now();
        if (unknown.isEmpty() && now >= nextForgetting) {
            boolean more = ledger.forget(
                    connection,
                    now - policy.ledgerRetention().toMillis(),
                    now - INNER_PROOFS_MILLIS,
                    policy.identityWindow().toMillis());
            nextForgetting = more ? now : now + FORGET_MILLIS;
        }
    }

    /** Whether the last attempt, of whose COMMIT nothing was heard, was committed after all. */
    private Optional<CommitSummary> judged(Connection connection, Progress progress) throws SQLException {
        Optional<CommitSummary> attempted =
                unknown.filter(summary -> progress.commitNumber() >= summary.commitNumber());
        unknown = Optional.empty();
        if (attempted.isEmpty()
                || ledger.lastCommit(connection) != attempted.get().commitNumber()) {
            return Optional.empty();
        }
        highWater.committed(progress.databaseId(), attempted.get().commitNumber());
        passing.committed();
        return attempted;
    }

    private CommitSummary transact(Connection connection, Progress progress, List<Delivery> packs, boolean rehearsal)
            throws SQLException {
        Optional<String> wentBack = highWater.wentBack(progress);
        if (wentBack.isPresent()) {
            String again = wentBack.get() + System.lineSeparator() + ledger.readAgain(connection);
            throw new LedgerException(watch.goneBack(connection, again));
        }
        long now = waiting.now();
        watch.look(connection, now).ifPresent(log::error);
        refuseOffers(packs);
        lastTransaction = now;
        LedgerState state = state(progress, now);
        state.catchUp(connection, progress, now);
        passing.begin(mask::mask);
        CommitSummary summary = new ReplayTransaction(
                        connection, ledger, state, policy, applier, suspects, mask, progress, passing, now)
                .releasing(mostReleased.getAsInt())
                .run(packs);
        if (rehearsal) {
            connection.rollback();
            this.state = Optional.empty();
            applier.forget();
            return summary;
        }
        if (summary.commitNumber() == 0) {
            connection.rollback();
            showItself(connection, now);
            return summary;
        }
        lastSign = now;
        unknown = Optional.of(summary);
        phase = Phase.COMMIT;
        connection.commit();
        unknown = Optional.empty();
        watch.committed();
        passing.committed();
        WriteStreams.noteStored(state.order().streams(), state.tallies());
        state.committed(summary.commitNumber());
        highWater.committed(progress.databaseId(), summary.commitNumber());
        return summary;
    }

    /** What memory knows of the ledger; what the applier knows may be old where another one has committed. */
    private LedgerState state(Progress progress, long now) {
        Optional<LedgerState> known = state.filter(ours -> ours.isOf(progress));
        if (known.filter(ours -> ours.commitNumber() == progress.commitNumber()).isEmpty()) {
            applier.forget();
            othersAt = now; // who knows
        }
        LedgerState present =
                known.orElseGet(() -> new LedgerState(ledger.load(), ledger.blocks(), policy, progress.databaseId()));
        state = Optional.of(present);
        return present;
    }

    /** What waits in a table that is not the one that was written may have been applied since. */
    private void refuseOffers(List<Delivery> packs) {
        boolean offers = packs.stream()
                .anyMatch(delivery -> delivery instanceof Delivery.Again || delivery instanceof Delivery.EventAgain);
        if (offers
                && policy.role() == ReplayPolicy.Role.IMPORT
                && watch.changedByOthers().isPresent()) {
            throw new LedgerException(watch.changedByOthers().get());
        }
    }

    /** An idle collector says now and then that it is there, so that imports know who will apply what must wait. */
    private void showItself(Connection connection, long now) throws SQLException {
        if (policy.role() == ReplayPolicy.Role.COLLECTOR && now >= lastSign + SIGN_MILLIS) {
            ledger.seen(connection, now);
            connection.commit();
            lastSign = now;
        }
    }

    private void release(Connection connection, boolean usable) {
        if (usable) {
            try {
                IdleLimit.SESSION.set(connection);
                connection.close();
            } catch (SQLException e) {
                connections.evict(connection);
            }
            return;
        }
        state = Optional.empty();
        applier.forget();
        connections.evict(connection);
    }
}
