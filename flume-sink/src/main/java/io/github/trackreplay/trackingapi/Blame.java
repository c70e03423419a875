/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.tracking.RequestOutcome;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests that were refused although each was alone in its call. They are to blame when others are counted; where none is, the
 * endpoint is, and nothing is kept as rejected. Thread-safe.
 */
final class Blame {
    private final List<Accused> accused = new ArrayList<>();
    private boolean othersPass;
    private boolean passed;

    private record Accused(int at, RequestOutcome outcome, String why) {}

    /** @param othersPass whether other requests of those that wait for the ledger's COMMIT were counted before */
    Blame(boolean othersPass) {
        this.othersPass = othersPass;
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

    /** Whether a request was counted in this attempt. */
    synchronized boolean passed() {
        return passed;
    }

    /** A request was counted. */
    synchronized void otherPasses() {
        othersPass = true;
        passed = true;
    }

    /**
     * Everything has been sent: gives the outcomes of those that were refused.
     *
     * @throws EndpointRefusesException if not one request was counted
     */
    synchronized void settle(RequestOutcome[] outcomes) {
        if (!accused.isEmpty() && !othersPass) {
            throw new EndpointRefusesException(
                    accused.get(0).why() + " Not one request was counted, so none is to blame: all are kept.");
        }
        accused.forEach(one -> outcomes[one.at()] = one.outcome());
    }
}
