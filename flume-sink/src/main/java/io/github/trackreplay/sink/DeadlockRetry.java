/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.SqlFailure;
import io.github.trackreplay.mysql.UnpreparedException;
import java.util.List;
import java.util.Optional;

/**
 * Has transactions run again after a deadlock, and after whatever else passes by itself (a lock that was waited for too long, a lost
 * connection, a read-only moment), as long as the patience lasts, until what was delivered is committed; what does not pass is narrowed down.
 * Which failure is which, {@link SqlFailure} says. Not thread-safe.
 */
final class DeadlockRetry {
    /**
     * So often in a row what is not prepared in time is awaited: more windows than a batch of the usual size has, and what has been
     * awaited is ready the next time. Who needs more has a large batch on an overloaded machine, or waits for what does not end; then it
     * is judged as a failure that passes.
     */
    static final int MOST_RESTARTS = 20;

    private final EngineParts engine;
    private final TransactionRunner runner;
    private final FailureJudge judge;
    private final CounterTests counterTests;
    private final LedgerWatch watch;
    private final ReplayTotals totals;
    private final PackBatchNarrowing narrowing = new PackBatchNarrowing(this);
    private WaitListener listener = WaitListener.NONE;

    DeadlockRetry(
            EngineParts engine,
            TransactionRunner runner,
            FailureJudge judge,
            CounterTests counterTests,
            LedgerWatch watch,
            ReplayTotals totals) {
        this.engine = engine;
        this.runner = runner;
        this.judge = judge;
        this.counterTests = counterTests;
        this.watch = watch;
        this.totals = totals;
    }

    /** See {@link Replayer#telling}. */
    void telling(WaitListener toTell) {
        listener = toTell;
    }

    /**
     * Takes all that is given.
     *
     * @throws ReplayException if not everything was committed as far as is known
     */
    CommitSummary commit(List<Delivery> packs) throws ReplayException, InterruptedException {
        RetryPatience patient = new RetryPatience(engine.policy().waits().patience(), listener, engine.waiting());
        Optional<CommitSummary> unheard = Optional.empty();
        while (true) {
            Attempted attempt = prepared(packs, TransactionRunner.Ending.COMMIT, unheard);
            if (attempt instanceof Attempted.Done done) {
                patient.over();
                return done.summary();
            }
            Attempted.Failed failed = (Attempted.Failed) attempt;
            unheard = failed.unheard();
            note(failed.failure());
            switch (judge.after(failed, PackBatchNarrowing.canBeLess(packs))) {
                case WAIT -> patient.pause(engine.applier().pause(), exception(failed));
                case NARROW -> {
                    if (narrowing.helps(packs, failed)) {
                        return narrowing.less(packs, failed);
                    }
                    patient.pause(engine.applier().pause(), exception(failed));
                }
                case GIVE_UP -> throw exception(failed);
            }
        }
    }

    /** Whether it could be taken: done or failed. Everything is taken back. */
    Attempted rehearse(List<Delivery> packs) throws ReplayException, InterruptedException {
        return prepared(packs, TransactionRunner.Ending.TAKE_BACK, Optional.empty());
    }

    /** An attempt that is done or failed: what others are to blame for is seen to and tried again. */
    private Attempted prepared(List<Delivery> packs, TransactionRunner.Ending ending, Optional<CommitSummary> unheard)
            throws ReplayException, InterruptedException {
        Attempted attempt = runner.run(packs, ending, unheard);
        int restarts = 0;
        while (true) {
            if (attempt instanceof Attempted.Unprepared unprepared) {
                if (restarts == MOST_RESTARTS) {
                    return unprepared.failed();
                }
                restarts++;
                engine.applier().awaitPrepared();
            } else if (!(attempt instanceof Attempted.Spoilt spoilt)) {
                return attempt;
            } else if (!counterTests.setAside(spoilt.row())) {
                throw exception(spoilt.failed());
            }
            attempt = runner.run(packs, ending, Optional.empty());
        }
    }

    /**
     * Whether a delivery breaks a transaction off each time that it is tried, while the database takes a neutral one directly before and
     * after each.
     */
    boolean breaksOffByItself(Delivery delivery, Delivery neutral) throws ReplayException, InterruptedException {
        for (int i = 0; i < SuspectRequests.TRIES; i++) {
            if (!isTaken(neutral)
                    || !(rehearse(List.of(delivery)) instanceof Attempted.Failed failed)
                    || !judge.isBreak(failed)) {
                return false;
            }
        }
        return isTaken(neutral);
    }

    private boolean isTaken(Delivery neutral) throws ReplayException, InterruptedException {
        return counterTests.commits() && rehearse(List.of(neutral)) instanceof Attempted.Done;
    }

    /** Whether requests that nothing can be said against are recorded, where this one fails. */
    boolean plainOnesAreRecorded(TrackingRequest failing) throws InterruptedException {
        return counterTests.plainOnesAreRecorded(failing);
    }

    private void note(Throwable failure) {
        SqlFailure kind = SqlFailure.of(failure);
        totals.retried(kind);
        if (kind == SqlFailure.CONNECTION_LOST) {
            watch.connectionLost();
        }
    }

    /** Whether it may succeed with nobody doing anything about it. */
    static boolean passes(Throwable failure) {
        return failure instanceof UnpreparedException
                || (!Remedy.needsAdministrator(failure)
                        && SqlFailure.of(failure).passes());
    }

    /** The failure as a caller hears of it. */
    ReplayException exception(Attempted.Failed failed) {
        Throwable failure = failed.failure();
        return passes(failure)
                ? new ReplayException(
                        ReplayException.Kind.UNAVAILABLE,
                        Remedy.ofOutage(
                                failure, failed.phase(), engine.connections().where()),
                        failure)
                : new ReplayException(ReplayException.Kind.NEEDS_ADMINISTRATOR, Remedy.of(failure), failure);
    }
}
