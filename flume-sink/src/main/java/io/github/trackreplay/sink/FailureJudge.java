/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.SqlFailure;
import io.github.trackreplay.mysql.UnpreparedException;
import java.util.Optional;

/**
 * What a failed transaction calls for. Remembers from attempt to attempt, so that nothing is waited for for ever which others' success
 * proves to be the fault of what was delivered. Not thread-safe.
 */
final class FailureJudge {
    /** So often a transaction may break off, although the database answers, before less is tried at a time. */
    private static final int MOST_BREAKS = 5;

    private final EngineParts engine;
    private final SuspectRequests suspects;
    private final CounterTests counterTests;
    private int breaks;
    private int shortages;

    /** What is to be done next. */
    enum Next {
        /** The same is tried again in a moment. */
        WAIT,
        /** Less is tried at a time, until what is to blame is found. */
        NARROW,
        /** An administrator must act. */
        GIVE_UP
    }

    FailureJudge(EngineParts engine, SuspectRequests suspects, CounterTests counterTests) {
        this.engine = engine;
        this.suspects = suspects;
        this.counterTests = counterTests;
    }

    /**
     * What comes next.
     *
     * @param several whether less can be tried at a time
     */
    Next after(Attempted.Failed failed, boolean several) throws InterruptedException {
        Throwable failure = failed.failure();
        SqlFailure kind = SqlFailure.of(failure);
        if (failure instanceof UnpreparedException) {
            suspectIfAny(failure);
            return Next.WAIT;
        }
        if (Remedy.needsAdministrator(failure)) {
            return Next.GIVE_UP;
        }
        if (!kind.passes()) {
            return failed.phase().beforeTaking() ? Next.GIVE_UP : Next.NARROW;
        }
        if (SqlFailure.isOfServer(failure)) {
            return several && wantsLessTooOften(failure) ? Next.NARROW : Next.WAIT;
        }
        if (!engine.applier().canBeTakenBack()) {
            return Next.WAIT; // it finds what is to blame itself, and remembers what it has done
        }
        if (suspectIfAny(failure)) {
            return Next.WAIT;
        }
        return breaksTooOften(failed.phase(), several) ? Next.NARROW : Next.WAIT;
    }

    /** Says whether requests were being applied; these are suspected where plain ones go through. */
    private boolean suspectIfAny(Throwable failure) throws InterruptedException {
        Optional<TrackingRequest> failing = suspects.failing();
        if (failing.isPresent() && counterTests.plainOnesAreRecorded(failing.get())) {
            suspects.failed(Remedy.isLock(failure), Remedy.reason(failure), engine.now());
        }
        return failing.isPresent();
    }

    /** A server that has no room for so much at a time may have it for less; one line is tried as long as it takes. */
    private boolean wantsLessTooOften(Throwable failure) {
        if (!SqlFailure.wantsLess(failure)) {
            return false;
        }
        shortages++;
        return shortages >= MOST_BREAKS;
    }

    private boolean breaksTooOften(TransactionPhase phase, boolean several) {
        boolean narrowable = phase == TransactionPhase.TAKE || (phase == TransactionPhase.COMMIT && several);
        if (narrowable && counterTests.commits()) {
            breaks++;
        }
        return narrowable && breaks >= MOST_BREAKS;
    }

    /** Whether a transaction broke off while something was taken: of no lock of somebody else's, and not while requests were applied. */
    boolean isBreak(Attempted.Failed failed) {
        Throwable failure = failed.failure();
        return failed.phase() == TransactionPhase.TAKE
                && !(failure instanceof UnpreparedException)
                && SqlFailure.of(failure).passes()
                && !SqlFailure.isOfServer(failure)
                && !Remedy.isLock(failure)
                && suspects.failing().isEmpty();
    }

    /** Everything that was delivered has been committed. */
    void succeeded() {
        suspects.clear();
        breaks = 0;
        shortages = 0;
    }
}
