/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.tracking.RequestOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Requests that were refused, or failed, although each was alone in its call and a harmless call went through. They are to blame when
 * others are counted; where none is, the endpoint is, and nothing is kept as rejected unless that has gone on for long enough.
 * Thread-safe.
 */
final class Blame {
    private final boolean refusedEnough;
    private final boolean failedEnough;
    private final List<Accused> accused = new ArrayList<>();
    private final List<Accused> suspected = new ArrayList<>();
    private final List<Accused> overtaken = new ArrayList<>();
    private boolean othersPass;
    private boolean passed;
    private boolean leftAlone;

    /**
     * One that was refused or failed.
     *
     * @param at its index among those that are applied together
     * @param why what was heard, sentences
     */
    record Accused(int at, RequestName name, Uncounted what, String why) {}

    /**
     * Of one attempt.
     *
     * @param othersPass whether other requests of those that wait for the ledger's COMMIT were counted before
     * @param refusedEnough whether so many are sent, or it has gone on for so long, that those that are refused are to blame even where
     *     none is counted
     * @param failedEnough whether it has gone on for so long that those that fail are
     */
    Blame(boolean othersPass, boolean refusedEnough, boolean failedEnough) {
        this.othersPass = othersPass;
        this.refusedEnough = refusedEnough;
        this.failedEnough = failedEnough;
    }

    /** A request was refused. */
    synchronized void accuse(Accused one) {
        accused.add(one);
        overtaken.add(one);
    }

    /**
     * With a request Matomo has met an error again and again. That it is the request shows only where another one is counted in the
     * same attempt; of two with nothing counted neither is known to be to blame, and each attempt would go through ever more of them.
     *
     * @return whether it is suspected: the first one; others where any was counted, or it has gone on for long enough
     */
    synchronized boolean suspect(Accused one) {
        boolean suspect = suspected.isEmpty() || passed || failedEnough;
        if (suspect) {
            suspected.add(one);
            overtaken.add(one);
        }
        return suspect;
    }

    /** A request is not sent any more: so it must not be later, should this attempt end without an outcome. */
    synchronized void leftOut(Accused one) {
        overtaken.add(one);
    }

    /** The server asks to be left alone, so it must not be called either to find out who is to blame. */
    synchronized void leaveAlone() {
        leftAlone = true;
    }

    /** Whether the server asks to be left alone. */
    synchronized boolean leftAlone() {
        return leftAlone;
    }

    /** Whether a request was counted in this attempt. */
    synchronized boolean passed() {
        return passed;
    }

    /**
     * A request was counted: that is to be written down together with those that it shows to be to blame, because they must not be sent
     * behind it, should this attempt end without an outcome.
     *
     * @return these, each once
     */
    synchronized List<Accused> otherPasses() {
        othersPass = true;
        passed = true;
        List<Accused> all = List.copyOf(overtaken);
        overtaken.clear();
        return all;
    }

    /** Whether requests are to blame though none was counted, so that it must be sure that harmless calls go through. */
    synchronized boolean allAreRefused() {
        return (refusedEnough && !accused.isEmpty() && !othersPass)
                || (failedEnough && !suspected.isEmpty() && !passed);
    }

    /** Why it must be waited, where requests failed and none was counted. */
    synchronized Optional<String> waits() {
        return suspected.isEmpty() || passed || failedEnough
                ? Optional.empty()
                : Optional.of(suspected.get(0).why());
    }

    /**
     * Everything has been sent: gives the outcomes of those that were refused or failed.
     *
     * @return how many they are of which no other request has shown that they are to blame
     * @throws EndpointRefusesException if not one request was counted, and more may show who is to blame
     */
    synchronized int settle(RequestOutcome[] outcomes) {
        if (!accused.isEmpty() && !othersPass && !refusedEnough) {
            throw new EndpointRefusesException(
                    accused.get(0).why() + " Not one request was counted, so none is to blame: all are kept.");
        }
        accused.forEach(one -> outcomes[one.at()] = one.what().outcome(one.why()));
        suspected.forEach(one -> outcomes[one.at()] = one.what().outcome(one.why()));
        return (othersPass ? 0 : accused.size()) + (passed ? 0 : suspected.size());
    }
}
