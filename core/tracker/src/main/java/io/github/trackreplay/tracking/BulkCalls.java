/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.tracking.RequestOutcome.Refused;
import io.github.trackreplay.tracking.model.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Collects the outcomes of requests in their order. Those of one bulk call stand or fall together where Matomo's tracker meets
 * an error that it does not count as an invalid request: it then takes back what the call has written so far and looks at no
 * further request of it. A call's requests must not be split over several collections. Not thread-safe.
 *
 * <p>Source of the rules: Matomo's {@code BulkTracking/Tracker/Handler::process} and
 * {@code BulkTracking/Tracker/Handler::onException}.
 *
 * <p>Why so: {@code docs/decisions/0009-bulk-calls.md}.
 */
public final class BulkCalls {
    /** Reason of a call that has no token where bulk calls need one. */
    static final String TOKEN_REQUIRED = "bulk-token-required";

    /** Reasons that Matomo does not count among the invalid requests. */
    private static final Set<String> ENDING =
            Set.of(TOKEN_REQUIRED, "inactive-plugin", "duplicate-item", "value-does-not-fit", "array-parameter");

    private final List<LocatedRequest> requests;
    private final List<RequestOutcome> outcomes;
    private int callBegin;
    private int changesBegin;
    private boolean stand = true;

    /** For some requests in their order. */
    public BulkCalls(List<LocatedRequest> requests) {
        this.requests = requests;
        this.outcomes = new ArrayList<>(requests.size());
    }

    /** The first place at or behind the given one where a cut tears no call apart. */
    public static int endOfCall(List<LocatedRequest> requests, int at) {
        int end = at;
        while (end > 0 && end < requests.size() && isSameCall(requests, end - 1, end)) {
            end++;
        }
        return end;
    }

    /** Whether the next request is the first of its call: what was decided before it stays. */
    public boolean isAtBegin() {
        int at = outcomes.size();
        return at == 0 || !isSameCall(requests, at - 1, at);
    }

    /** The next request is to be decided, after so many changes. */
    public void begin(int changes) {
        if (isAtBegin()) {
            callBegin = outcomes.size();
            changesBegin = changes;
        }
    }

    /** The request was decided; false when its call is void now: then all of the call have their outcomes. */
    public boolean add(Decision.Decided decided) {
        int at = outcomes.size();
        RequestOutcome outcome = decided.outcome();
        outcomes.add(outcome);
        if (!isBulk(requests.get(at)) || !(outcome instanceof Refused refused) || !ENDING.contains(refused.reason())) {
            return true;
        }
        stand = false;
        Refused others = new Refused(
                "bulk-void",
                "Matomo takes back the whole bulk call because of another of its requests: " + refused.detail());
        for (int i = callBegin; i < at; i++) {
            outcomes.set(i, others);
        }
        for (int i = at + 1; i < requests.size() && isSameCall(requests, at, i); i++) {
            outcomes.add(others);
        }
        return false;
    }

    /** Whether no call is void; one that is, is the last. */
    public boolean stand() {
        return stand;
    }

    /** What stays of the changes when the last call is void: Matomo notes a missing token before the call begins. */
    public List<Change> kept(List<Change> changes, Decision.Decided last) {
        List<Change> kept = new ArrayList<>(changes.subList(0, changesBegin));
        if (last.outcome() instanceof Refused refused && refused.reason().equals(TOKEN_REQUIRED)) {
            kept.addAll(last.changes());
        }
        return kept;
    }

    /** All decisions with the outcomes as they are now: those that are void have no changes. */
    public List<Decision.Decided> decisions(List<Decision.Decided> made) {
        List<Decision.Decided> all = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            boolean stands = i < made.size() && made.get(i).outcome().equals(outcomes.get(i));
            all.add(stands ? made.get(i) : new Decision.Decided(outcomes.get(i), List.of(), Reasons.NONE));
        }
        return all;
    }

    /** The outcomes so far. */
    public List<RequestOutcome> outcomes() {
        return outcomes;
    }

    private static boolean isBulk(LocatedRequest request) {
        return request.request().bulkToken().isPresent();
    }

    private static boolean isSameCall(List<LocatedRequest> requests, int one, int other) {
        LocatedRequest a = requests.get(one);
        LocatedRequest b = requests.get(other);
        return isBulk(a)
                && isBulk(b)
                && a.request().offset() == b.request().offset()
                && a.file().equals(b.file());
    }
}
