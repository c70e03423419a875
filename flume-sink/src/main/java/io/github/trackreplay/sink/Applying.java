/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.tracking.RequestOutcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Has requests applied in their order, in parts, and books the outcomes. {@link RequestNarrowing} finds those that cannot be. The
 * requests of a bulk call go together as long as that can be.
 */
final class Applying {
    /** Of what is applied together, the share by which the last ones may be more. */
    private static final int FEW = 8;

    /** Requests that are applied together, or a few more: what bounds the memory that they take. */
    private final int together;

    private final LedgerState state;
    private final Outcomes outcomes;
    private final SuspectRequests suspects;
    private final RequestQuarantine quarantine;
    private final RequestNarrowing narrowing;
    private boolean othersGo;

    Applying(TransactionScope scope, RequestApplier applier, Outcomes outcomes, SuspectRequests suspects) {
        this.together = scope.policy().limits().batchSize();
        this.state = scope.state();
        this.outcomes = outcomes;
        this.suspects = suspects;
        this.quarantine = new RequestQuarantine(scope, applier, outcomes);
        this.narrowing = new RequestNarrowing(scope.connection(), applier, suspects, quarantine, this::book);
    }

    void run(List<Candidate> requests) throws SQLException {
        List<Candidate> left = new ArrayList<>(requests.size());
        for (Candidate request : requests) {
            Optional<String> reason = suspects.condemned(request.key());
            if (reason.isPresent()) {
                quarantine.condemn(request, reason.get());
            } else {
                left.add(request);
            }
        }
        int from = 0;
        for (int cut : suspects.cuts(left.stream().map(Candidate::key).toList())) {
            applyInParts(left.subList(from, cut));
            from = cut;
        }
        applyInParts(left.subList(from, left.size()));
        quarantine.settle(othersGo);
    }

    private void applyInParts(List<Candidate> requests) throws SQLException {
        int from = 0;
        while (from < requests.size()) {
            int to = end(requests.size(), from);
            while (to < requests.size() && RequestNarrowing.areOfOneCall(requests.get(to - 1), requests.get(to))) {
                to++;
            }
            narrowing.applyTogether(requests.subList(from, to));
            from = to;
        }
    }

    /** Where those that are applied next end. A few more than are wanted go with them: by themselves they would cost far more. */
    private int end(int size, int from) {
        return size - from <= together + together / FEW ? size : from + together;
    }

    private void book(Candidate request, RequestOutcome outcome) {
        othersGo = true;
        FileTrack file = state.file(request.fileId());
        if (outcome instanceof RequestOutcome.Excluded excluded) {
            outcomes.exclude(file, request.request(), request.bytes(), excluded.reason());
        } else if (outcome instanceof RequestOutcome.Refused refused) {
            outcomes.reject(file, request.request(), request.bytes(), refused.reason(), refused.detail());
        } else {
            outcomes.record(file, request.request(), request.bytes());
        }
    }
}
