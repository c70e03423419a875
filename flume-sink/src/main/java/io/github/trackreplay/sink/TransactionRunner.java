/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.IdleLimit;
import io.github.trackreplay.mysql.UnpreparedException;
import io.github.trackreplay.mysql.ledger.LedgerException;
import io.github.trackreplay.mysql.ledger.Progress;
import io.github.trackreplay.mysql.ledger.SpoiltHeldException;
import io.github.trackreplay.mysql.ledger.WriteStreams;
import io.github.trackreplay.order.Newcomers;
import io.github.trackreplay.token.TokenMask;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs transactions: connection, lock, {@link ReplayTransaction}, COMMIT, and what is remembered of them. How one ended is told, never
 * thrown. Not thread-safe.
 */
final class TransactionRunner {
    private static final Logger log = LoggerFactory.getLogger(TransactionRunner.class);

    private final EngineParts engine;
    private final Ledger ledger;
    private final ReplayPolicy policy;
    private final TokenMask mask;
    private final HighWater highWater;
    private final LedgerWatch watch;
    private final LedgerUpkeep upkeep;
    private final ReplayMemory memory;
    private final SuspectRequests suspects;
    private final Newcomers newcomers;
    private Passing passing = Passing.unwatched();
    private IntSupplier mostReleased = () -> Integer.MAX_VALUE;
    private long lastTransaction;
    private String knownLedger = "";

    /** What becomes of a transaction in the end. */
    enum Ending {
        COMMIT,
        /** It is taken back: it was only to show whether it can be done. */
        TAKE_BACK
    }

    TransactionRunner(
            EngineParts engine, TokenMask mask, HighWater highWater, LedgerWatch watch, SuspectRequests suspects) {
        this.engine = engine;
        this.ledger = engine.ledger();
        this.policy = engine.policy();
        this.mask = mask;
        this.highWater = highWater;
        this.watch = watch;
        this.upkeep = new LedgerUpkeep(ledger, policy);
        this.memory = new ReplayMemory(engine.applier());
        this.suspects = suspects;
        this.newcomers = new Newcomers(policy.waits().maxHold().toMillis());
    }

    /** See {@link Replayer#bounded}. */
    void bounded(IntSupplier most) {
        mostReleased = most;
    }

    /** Has somebody told of what passes. */
    void watched(Passing by) {
        passing = by;
    }

    ReplayMemory memory() {
        return memory;
    }

    /** When the last transaction was begun, milliseconds since 1970-01-01 UTC; 0 if none was. */
    long lastTransaction() {
        return lastTransaction;
    }

    /**
     * Runs one.
     *
     * @param unheard what the attempt before was to commit, if nothing was heard of that
     */
    Attempted run(List<Delivery> packs, Ending ending, Optional<CommitSummary> unheard) {
        suspects.end();
        return new Running(packs, ending, unheard).run();
    }

    /** One attempt. */
    private final class Running {
        private final List<Delivery> packs;
        private final Ending ending;
        private Optional<CommitSummary> unheard;
        private TransactionPhase phase = TransactionPhase.CONNECT;

        Running(List<Delivery> packs, Ending ending, Optional<CommitSummary> unheard) {
            this.packs = packs;
            this.ending = ending;
            this.unheard = unheard;
        }

        Attempted run() {
            try {
                return new Attempted.Done(onAConnection());
            } catch (UnpreparedException e) {
                return new Attempted.Unprepared(e);
            } catch (SpoiltHeldException e) {
                return new Attempted.Spoilt(e);
            } catch (SQLException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
                engine.applier().failed();
                if (e instanceof LedgerException) {
                    watch.doubted(); // before what is left of our tables is read anew
                }
                return new Attempted.Failed(phase, e, unheard);
            }
        }

        private CommitSummary onAConnection() throws SQLException {
            long start = System.nanoTime();
            Connection connection = connect();
            boolean usable = false;
            try {
                CommitSummary summary = locked(connection);
                usable = true;
                return summary.lasting(System.nanoTime() - start);
            } catch (UnpreparedException e) {
                memory.forget();
                usable = isTakenBack(connection, e); // with a new session everything is read anew, while requests wait
                throw e;
            } finally {
                release(connection, usable);
            }
        }

        private CommitSummary locked(Connection connection) throws SQLException {
            if (unheard.isEmpty()) {
                upkeep.run(connection, engine.now());
            }
            IdleLimit.TRANSACTION.set(connection);
            phase = TransactionPhase.LOCK;
            Progress progress = ledger.lock(connection);
            phase = TransactionPhase.TAKE;
            Optional<CommitSummary> done = committedUnheard(connection, progress);
            if (done.isPresent()) {
                connection.rollback();
                return done.get();
            }
            return transact(connection, progress, engine.now());
        }

        /** What the attempt before has committed after all. */
        private Optional<CommitSummary> committedUnheard(Connection connection, Progress progress) throws SQLException {
            Optional<CommitSummary> attempted =
                    unheard.filter(summary -> progress.commitNumber() >= summary.commitNumber());
            boolean committed = attempted.isPresent()
                    && ledger.lastCommit(connection) == attempted.get().commitNumber();
            unheard = Optional.empty();
            if (!committed) {
                return Optional.empty();
            }
            highWater.committed(progress.databaseId(), attempted.get().commitNumber());
            engine.applier().committed();
            passing.committed();
            return attempted;
        }

        /** @param now read behind the lock, which may have been waited for */
        private CommitSummary transact(Connection connection, Progress progress, long now) throws SQLException {
            warnOfAnotherLedger(progress.databaseId());
            refuseADatabaseThatWentBack(connection, progress);
            watch.look(connection, now).ifPresent(log::error);
            refuseOffers();
            lastTransaction = now;
            LedgerState state = memory.of(
                    progress,
                    () -> new LedgerState(ledger.load(), ledger.blocks(), policy, progress.databaseId(), newcomers),
                    now);
            state.catchUp(connection, progress, now);
            passing.begin(mask::mask);
            TransactionScope scope = new TransactionScope(connection, ledger, state, policy, progress, now);
            CommitSummary summary = new ReplayTransaction(scope, engine.applier(), suspects, mask, passing, packs)
                    .run(mostReleased.getAsInt());
            if (ending == Ending.TAKE_BACK) {
                connection.rollback();
                memory.forget();
            } else if (summary.commitNumber() == 0) {
                connection.rollback();
                upkeep.showItself(connection, now);
            } else {
                upkeep.shown(now);
                commit(connection, progress, state, summary);
            }
            return summary;
        }

        private void warnOfAnotherLedger(String databaseId) {
            if (!databaseId.equals(knownLedger)) {
                knownLedger = databaseId;
                highWater.otherLedger(databaseId).ifPresent(log::warn);
            }
        }

        private void refuseADatabaseThatWentBack(Connection connection, Progress progress) throws SQLException {
            Optional<HighWater.WentBack> wentBack = highWater.wentBack(progress);
            if (wentBack.isPresent()) {
                String again = wentBack.get().sentence() + System.lineSeparator() + ledger.readAgain(connection);
                LedgerException refusal = new LedgerException(watch.goneBack(connection, again));
                upkeep.refuse(connection, wentBack.get().known(), engine.now(), refusal);
                throw refusal;
            }
        }

        /** What waits in a table that is not the one that was written may have been applied since. */
        private void refuseOffers() {
            boolean offers = packs.stream()
                    .anyMatch(
                            delivery -> delivery instanceof Delivery.Again || delivery instanceof Delivery.EventAgain);
            if (offers && !policy.collects() && watch.changedByOthers().isPresent()) {
                throw new LedgerException(watch.changedByOthers().get());
            }
        }

        private void commit(Connection connection, Progress progress, LedgerState state, CommitSummary summary)
                throws SQLException {
            unheard = Optional.of(summary);
            phase = TransactionPhase.COMMIT;
            connection.commit();
            unheard = Optional.empty();
            watch.committed();
            engine.applier().committed();
            passing.committed();
            WriteStreams.noteStored(state.order().streams(), state.tallies());
            state.committed(summary.commitNumber());
            highWater.committed(progress.databaseId(), summary.commitNumber());
        }
    }

    /** Time without a database is not time for which a stream was waited for: its packs wait as well. */
    private Connection connect() throws SQLException {
        boolean connected = false;
        try {
            Connection connection = engine.connections().connection();
            connected = true;
            return connection;
        } finally {
            if (!connected) {
                memory.forget();
            }
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

    private void release(Connection connection, boolean usable) {
        if (usable) {
            try {
                IdleLimit.SESSION.set(connection);
                connection.close();
            } catch (SQLException e) {
                engine.connections().evict(connection);
            }
            return;
        }
        memory.forget();
        engine.connections().evict(connection);
    }
}
