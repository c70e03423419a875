/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.order.Bound;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.Release;
import io.github.trackreplay.order.ReplayOrder;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Applies what the order admits, new and held back, and moves the frontier. Used once. */
final class Releasing {
    /** Least weight that a release may take, however little is to be kept between two of them. */
    private static final long LEAST_MEMORY = 1 << 20;

    private final TransactionScope scope;
    private final LedgerState state;
    private final RequestApplier applier;
    private final SuspectRequests suspects;
    private final Outcomes outcomes;

    /**
     * What was released.
     *
     * @param fromHold how many of the requests had been held back by earlier transactions
     * @param applyNanos time spent in applying
     */
    record Released(Release<Candidate> release, long fromHold, long applyNanos) {
        /** Whether more could be released at once. */
        boolean moreDue() {
            return release.next().isPresent();
        }
    }

    Releasing(TransactionScope scope, RequestApplier applier, SuspectRequests suspects, Outcomes outcomes) {
        this.scope = scope;
        this.state = scope.state();
        this.applier = applier;
        this.suspects = suspects;
        this.outcomes = outcomes;
    }

    /**
     * Releases below a bound.
     *
     * @param onTime new requests at or above the frontier; they are sorted
     * @param late new requests below it
     * @param most requests, where more were not delivered just now
     */
    Released run(Bound bound, List<Candidate> onTime, List<Candidate> late, int most) throws SQLException {
        onTime.sort(Comparator.comparing(Candidate::key));
        Release<Candidate> release = release(bound, onTime, most);
        List<Candidate> due = new ArrayList<>(late);
        due.sort(Comparator.comparing(Candidate::key));
        due.forEach(c -> state.tally(state.streamOf(state.file(c.fileId()))).addLate(1));
        due.addAll(release.released());
        long fresh = (long) onTime.size() - release.left().size();
        long fromHold = release.released().size() - fresh;
        settle(release, fromHold);
        long nanos = apply(due);
        advance(bound, release);
        return new Released(release, fromHold, nanos);
    }

    private Release<Candidate> release(Bound bound, List<Candidate> onTime, int most) throws SQLException {
        HeldStore store = new HeldStore(scope.connection(), scope.ledger().held(), state);
        // What has been delivered is in memory anyway: storing what is due of it, to read it again, would save nothing.
        Release.Limits limits = new Release.Limits(
                Math.max(most, onTime.size()),
                Math.max(
                        Math.max(LEAST_MEMORY, scope.policy().limits().memory()),
                        Weight.sum(onTime, Candidate::weight)));
        return Release.of(onTime, state.index(), store, bound, limits);
    }

    /** Takes what was held back out of its file's account; its outcome is booked like that of the others. */
    private void settle(Release<Candidate> release, long fromHold) throws SQLException {
        if (fromHold > 0) {
            state.need(
                    scope.connection(),
                    release.released().stream().map(Candidate::fileId).toList());
            for (Candidate candidate : release.released()) {
                if (candidate.origin() == Candidate.FROM_HOLD) {
                    FileTrack file = state.file(candidate.fileId());
                    file.account().release(candidate.bytes());
                    file.touch();
                }
            }
        }
        release.done().forEach(pack -> state.cache().remove(pack));
    }

    private long apply(List<Candidate> due) throws SQLException {
        long start = System.nanoTime();
        new Applying(scope, applier, outcomes, suspects).run(due);
        return System.nanoTime() - start;
    }

    private void advance(Bound bound, Release<Candidate> release) {
        if (!scope.collects() && release.released().isEmpty()) {
            return; // what an import only announces makes nothing late for another one that begins just now
        }
        if (release.next().isPresent()) {
            state.order().advanceFrontier(release.next().get());
        } else if (bound.key().isPresent()) {
            state.order().advanceFrontier(bound.key().get());
        } else if (!release.released().isEmpty()) {
            Candidate last = release.released().get(release.released().size() - 1);
            state.order().advanceFrontier(ReplayOrder.after(last.key()));
        }
    }
}
