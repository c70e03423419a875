/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.tracking.RequestOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Requests that were refused, or failed, although each was alone in its call and a harmless call went through. They are to blame when
 * others are counted; where none is, the endpoint is, and nothing is kept as rejected. Thread-safe.
 */
final class Blame {
    private final boolean enough;
    private final List<Accused> accused = new ArrayList<>();
    private final List<Accused> suspected = new ArrayList<>();
    private boolean othersPass;
    private boolean passed;

    private record Accused(int at, RequestOutcome outcome, String why) {}

    /**
     * Of one attempt.
     *
     * @param othersPass whether other requests of those that wait for the ledger's COMMIT were counted before
     * @param enough whether so many are sent that those that are refused are to blame even where none is counted
     */
    Blame(boolean othersPass, boolean enough) {
        this.othersPass = othersPass;
        this.enough = enough;
    }

    /**
     * A request was refused.
     *
     * @param at its index among those that are applied together
     * @param outcome if it is to blame
     */
    synchronized void accuse(int at, RequestOutcome outcome, String why) {
        accused.add(new Accused(at, outcome, why));
    }

    /**
     * With a request Matomo has met an error again and again. That it is the request shows only where another one is counted in the
     * same attempt; of two with nothing counted neither is known to be to blame, and each attempt would go through ever more of them.
     *
     * @return whether it is suspected: the first one, and others where any was counted
     */
    synchronized boolean suspect(int at, RequestOutcome outcome, String why) {
        boolean first = suspected.isEmpty() || passed;
        if (first) {
            suspected.add(new Accused(at, outcome, why));
        }
        return first;
    }

    /** Whether a request was counted in this attempt. */
    synchronized boolean passed() {
        return passed;
    }

    /** A request was counted. */
    synchronized void otherPasses() {
        othersPass = true;
        passed = true;
    }

    /** Whether requests are to blame though none was counted, so that it must be sure that harmless calls go through. */
    synchronized boolean allAreRefused() {
        return enough && !accused.isEmpty() && !othersPass;
    }

    /** Why it must be waited, where requests failed and none was counted. */
    synchronized Optional<String> waits() {
        return suspected.isEmpty() || passed
                ? Optional.empty()
                : Optional.of(suspected.get(0).why());
    }

    /**
     * Everything has been sent: gives the outcomes of those that were refused or failed.
     *
     * @return how many they are where not one request was counted; 0 where one was
     * @throws EndpointRefusesException if not one request was counted, and more may show who is to blame
     */
    synchronized int settle(RequestOutcome[] outcomes) {
        List<Accused> all = new ArrayList<>(accused);
        all.addAll(suspected);
        if (!accused.isEmpty() && !othersPass && !enough) {
            throw new EndpointRefusesException(
                    accused.get(0).why() + " Not one request was counted, so none is to blame: all are kept.");
        }
        all.forEach(one -> outcomes[one.at()] = one.outcome());
        return othersPass ? 0 : all.size();
    }
}
