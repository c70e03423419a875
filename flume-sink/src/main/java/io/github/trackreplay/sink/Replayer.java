/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Elapsed;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.mysql.ledger.LedgerCheck;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.SpoiltHeld;
import io.github.trackreplay.order.StreamOrder;
import io.github.trackreplay.token.TokenMask;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntSupplier;

/**
 * The replay engine: takes packs, applies requests once and in order, one transaction per call. Knows no Flume; the sink
 * and the one-shot import both drive it. Not thread-safe.
 *
 * <p>Whatever fails, and also when it is unknown whether a COMMIT succeeded, the same packs may be given again, to this
 * engine or to another one on the same database: what has been taken is dropped.
 */
public final class Replayer {
    /** How often an idle engine looks for what operators and other collectors have done. */
    private static final long LOOK_MILLIS = 5_000;

    /** So long after another collector has committed somebody may wait for what this one says. */
    private static final long ALONE_MILLIS = 60_000;

    private final Waiting waiting;
    private final FailureJudge judge;
    private final TransactionRunner runner;
    private final DeadlockRetry transactions;
    private final ReplayTotals totals = new ReplayTotals();
    /** Until when nothing is overdue, worked out once a transaction: there may be thousands of streams. */
    private OptionalLong overdueAfter = OptionalLong.empty();

    /**
     * An engine that has not connected yet.
     *
     * @param identity names this collector among all that use the database
     * @param mask replaces token values by their hash, before anything is stored
     */
    public Replayer(
            LedgerDatabase database,
            Identity identity,
            RequestApplier applier,
            TokenMask mask,
            ReplayPolicy policy,
            Waiting waiting) {
        LedgerTables tables = database.tables();
        Ledger ledger = new Ledger(tables, identity, policy.passesAfter());
        EngineParts engine = new EngineParts(database.connections(), ledger, applier, policy, waiting);
        LedgerWatch watch = new LedgerWatch(new LedgerCheck(tables));
        SuspectRequests suspects = new SuspectRequests();
        CounterTests counterTests = new CounterTests(engine, new SpoiltHeld(tables));
        this.waiting = waiting;
        this.judge = new FailureJudge(engine, suspects, counterTests);
        this.runner = new TransactionRunner(engine, mask, database.highWater(), watch, suspects);
        this.transactions = new DeadlockRetry(engine, runner, judge, counterTests, watch, totals);
    }

    /** Has somebody told of waiting, who is patient enough for it to be worth it. */
    public Replayer telling(WaitListener toTell) {
        transactions.telling(toTell);
        return this;
    }

    /**
     * Has somebody say before each transaction how many requests it is to apply, where nothing else bounds them: of what was
     * held back there may be any number. The policy's batch size bounds them in any case.
     */
    public Replayer bounded(IntSupplier most) {
        runner.bounded(most);
        return this;
    }

    /** Has somebody told of what passes. */
    void watched(Passing by) {
        runner.watched(by);
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
        overdueAfter = OptionalLong.empty();
        CommitSummary summary = transactions.commit(List.copyOf(deliveries));
        judge.succeeded();
        totals.add(summary);
        return summary;
    }

    /** Goes on without new packs: applies what is still due, passes what is overdue. */
    public CommitSummary tick() throws ReplayException, InterruptedException {
        return replay(List.of());
    }

    /** Whether {@link #tick} has something to do as far as memory knows. Cheap. */
    public boolean needsTick() {
        long now = waiting.now();
        long last = runner.lastTransaction();
        return known().isEmpty() || Elapsed.since(last, now, LOOK_MILLIS) || now > overdueAfter();
    }

    private long overdueAfter() {
        if (overdueAfter.isEmpty()) {
            overdueAfter = OptionalLong.of(
                    known().map(known -> known.order().overdueAfter()).orElse(Long.MIN_VALUE));
        }
        return overdueAfter.getAsLong();
    }

    /**
     * Whether nobody waits for streams to say that they have nothing: no request is held back, and no other collector has
     * committed for a minute. As far as memory knows, so as of the last transaction.
     */
    boolean nobodyWaits() {
        return known().isPresent()
                && totals.order().heldRequests() == 0
                && runner.memory().sinceOthers(waiting.now()) >= ALONE_MILLIS;
    }

    /** The streams as they stand after the last transaction; none while nothing is known. */
    Collection<StreamOrder> streams() {
        return known().map(known -> known.order().streams()).orElse(List.of());
    }

    /** Sums since this engine was made. May be called by any thread. */
    public ReplayTotals totals() {
        return totals;
    }

    private Optional<LedgerState> known() {
        return runner.memory().state();
    }
}
