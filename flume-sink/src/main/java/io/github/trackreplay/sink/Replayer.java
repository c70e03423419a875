/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.mysql.SqlFailure;
import io.github.trackreplay.mysql.ledger.LedgerException;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.Progress;
import io.github.trackreplay.mysql.ledger.WriteStreams;
import io.github.trackreplay.mysql.matomo.UnusableSchemaException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The replay engine: takes packs, applies requests once and in order, one transaction per call. Knows no Flume; the sink
 * and the one-shot import both drive it. Not thread-safe.
 *
 * <p>Whatever fails, and also when it is unknown whether a COMMIT succeeded, the same packs may be given again, to this
 * engine or to another one on the same database: what has been taken is dropped.
 */
public final class Replayer {
    /** How long a transient failure is retried before the caller hears of it. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How often an idle engine looks for what operators and other collectors have done. */
    private static final long LOOK_MILLIS = 5_000;

    /** How often an idle collector shows that it is there. */
    private static final long SIGN_MILLIS = 30_000;

    /** How often old log files are forgotten. */
    private static final long FORGET_MILLIS = Duration.ofDays(1).toMillis();

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Connections connections;
    private final Ledger ledger;
    private final RequestApplier applier;
    private final ReplayPolicy policy;
    private final TokenMask mask;
    private final HighWater highWater;
    private final Waiting waiting;
    private final ReplayTotals totals = new ReplayTotals();
    private LedgerState state;
    private CommitSummary unknown;
    private long lastTransaction;
    private long lastSign;
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
     * Takes packs and applies what may be applied, in one transaction. Retries for about two seconds what may succeed at
     * once.
     *
     * @throws ReplayException if nothing was committed as far as is known; give the same packs again later
     * @throws InterruptedException likewise
     */
    public CommitSummary replay(Collection<? extends Delivery> deliveries)
            throws ReplayException, InterruptedException {
        List<Delivery> packs = List.copyOf(deliveries);
        long deadline = waiting.now() + PATIENCE.toMillis();
        unknown = null;
        for (int attempt = 1; ; attempt++) {
            try {
                CommitSummary summary = once(packs);
                totals.add(summary);
                return summary;
            } catch (SQLException | RuntimeException e) {
                SqlFailure failure = SqlFailure.of(e);
                boolean hopeful = failure == SqlFailure.CONNECTION_LOST || failure == SqlFailure.TRANSIENT;
                if (!hopeful || waiting.now() >= deadline) {
                    throw exception(e, failure);
                }
                waiting.pause(PAUSE.multipliedBy(Math.min(attempt, 5)));
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
        return state == null
                || now - lastTransaction >= LOOK_MILLIS
                || state.order().overdue(now);
    }

    /** Sums since this engine was made. May be called by any thread. */
    public ReplayTotals totals() {
        return totals;
    }

    private static ReplayException exception(Exception failure, SqlFailure kind) {
        if (failure instanceof LedgerException || failure instanceof UnusableSchemaException) {
            return new ReplayException(ReplayException.Kind.NEEDS_ADMINISTRATOR, failure.getMessage(), failure);
        }
        return switch (kind) {
            case CONNECTION_LOST, TRANSIENT ->
                new ReplayException(ReplayException.Kind.UNAVAILABLE, Remedy.reason(failure), failure);
            case DATA, FATAL ->
                new ReplayException(ReplayException.Kind.NEEDS_ADMINISTRATOR, Remedy.of(failure), failure);
        };
    }

    private CommitSummary once(List<Delivery> packs) throws SQLException {
        long start = System.nanoTime();
        Connection connection = connect();
        boolean usable = false;
        try {
            forgetOldFiles(connection);
            Progress progress = ledger.lock(connection);
            CommitSummary summary = judged(connection, progress);
            if (summary == null) {
                summary = transact(connection, progress, packs);
            } else {
                connection.rollback();
            }
            usable = true;
            return timed(summary, System.nanoTime() - start);
        } finally {
            release(connection, usable);
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
                state = null;
                applier.forget();
            }
        }
    }

    private void forgetOldFiles(Connection connection) throws SQLException {
        long now = waiting.now();
        if (unknown == null && now >= nextForgetting) {
            boolean more =
                    ledger.forget(connection, now - policy.ledgerRetention().toMillis());
            nextForgetting = more ? now : now + FORGET_MILLIS;
        }
    }

    /** Whether the last attempt, of whose COMMIT nothing was heard, was committed after all. */
    private CommitSummary judged(Connection connection, Progress progress) throws SQLException {
        CommitSummary attempted = unknown;
        unknown = null;
        if (attempted != null
                && progress.commitNumber() >= attempted.commitNumber()
                && ledger.lastCommit(connection) == attempted.commitNumber()) {
            highWater.committed(progress.databaseId(), attempted.commitNumber());
            return attempted;
        }
        return null;
    }

    private CommitSummary transact(Connection connection, Progress progress, List<Delivery> packs) throws SQLException {
        Optional<String> wentBack = highWater.wentBack(progress);
        if (wentBack.isPresent()) {
            throw new LedgerException(wentBack.get() + System.lineSeparator() + ledger.readAgain(connection));
        }
        long now = waiting.now();
        lastTransaction = now;
        if (state == null || !state.isOf(progress)) {
            applier.forget();
            state = new LedgerState(ledger.load(), policy, progress.databaseId());
        } else if (state.commitNumber() != progress.commitNumber()) {
            applier.forget();
        }
        state.catchUp(connection, progress, now);
        CommitSummary summary =
                new ReplayTransaction(connection, ledger, state, policy, applier, mask, progress, now).run(packs);
        if (summary.commitNumber() == 0) {
            connection.rollback();
            showItself(connection, now);
            return summary;
        }
        lastSign = now;
        unknown = summary;
        connection.commit();
        unknown = null;
        WriteStreams.noteStored(state.order().streams(), state.tallies());
        state.committed(summary.commitNumber());
        highWater.committed(progress.databaseId(), summary.commitNumber());
        return summary;
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
                connection.close();
            } catch (SQLException e) {
                connections.evict(connection);
            }
            return;
        }
        state = null;
        applier.forget();
        connections.evict(connection);
    }

    private static CommitSummary timed(CommitSummary s, long nanos) {
        return s.withTimes(s.applyNanos(), nanos - s.applyNanos(), 0);
    }
}
