/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.mysql.matomo.RecordedReader.Link;
import io.github.trackreplay.tracking.Trace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives each of some requests at most one row of {@code log_link_visit_action}, and each row to at most one request: those first
 * that fit best. Pure but for the rows that are claimed. For one thread.
 */
final class LinkMatches {
    private final long tolerance;
    private final Map<Action, Map<Whose, NearestRows>> waiting = new HashMap<>();
    private final Map<Integer, Trace> traces = new HashMap<>();

    /** What an action is, apart from whose. */
    private record Action(int idSite, List<Long> ids) {}

    /** By what a row fits, the best first. */
    private enum Fit {
        PAGE_VIEW,
        VISITOR,
        CONFIGURATION,
        UNKNOWN_VISITOR
    }

    /** What a request and a row that fits it have in common. */
    private record Whose(Fit fit, String idPageview, long number) {
        private static final Whose ANYBODY = new Whose(Fit.UNKNOWN_VISITOR, "", 0);

        static Whose pageView(String id) {
            return new Whose(Fit.PAGE_VIEW, id, 0);
        }

        static Whose visitor(long id) {
            return new Whose(Fit.VISITOR, "", id);
        }

        static Whose configuration(long id) {
            return new Whose(Fit.CONFIGURATION, "", id);
        }

        static List<Whose> of(Trace trace) {
            if (!trace.idPageview().isEmpty()) {
                return List.of(pageView(trace.idPageview()));
            }
            List<Whose> all = new ArrayList<>();
            trace.idVisitor().ifPresentOrElse(id -> all.add(visitor(id)), () -> all.add(ANYBODY));
            trace.configId().ifPresent(id -> all.add(configuration(id)));
            return all;
        }

        static List<Whose> of(Link row) {
            return List.of(
                    pageView(row.idPageview()), visitor(row.idVisitor()), configuration(row.configId()), ANYBODY);
        }
    }

    /** @param tolerance how far a row's time may be from the request's, in seconds */
    LinkMatches(long tolerance) {
        this.tolerance = tolerance;
    }

    /**
     * Adds a request; all come before the rows, by ascending number.
     *
     * @param ids what its row's action columns hold
     */
    void await(int request, Trace trace, List<Long> ids) {
        traces.put(request, trace);
        Map<Whose, NearestRows> ofAction =
                waiting.computeIfAbsent(new Action(trace.idSite(), ids), action -> new HashMap<>());
        for (Whose whose : Whose.of(trace)) {
            ofAction.computeIfAbsent(whose, key -> new NearestRows(tolerance)).await(request, trace.time());
        }
    }

    /** Adds a row. */
    void offer(Link row) {
        Map<Whose, NearestRows> ofAction = waiting.get(new Action(row.idSite(), row.actions()));
        if (ofAction == null) {
            return;
        }
        for (Whose whose : Whose.of(row)) {
            NearestRows near = ofAction.get(whose);
            if (near != null) {
                near.offer(row.id(), row.time());
            }
        }
    }

    /**
     * Claims rows, those of an earlier claim left out.
     *
     * @param found gets the requests that have got one
     * @param probable gets those whose row may be another visitor's
     */
    void claim(ClaimedRows claimed, BitSet found, BitSet probable) {
        for (Fit fit : Fit.values()) {
            for (Map<Whose, NearestRows> ofAction : waiting.values()) {
                ofAction.forEach((whose, near) -> {
                    if (whose.fit() == fit) {
                        near.match(request -> !found.get(request), claimed::add, request -> {
                            found.set(request);
                            probable.set(request, fit == Fit.UNKNOWN_VISITOR);
                        });
                    }
                });
            }
        }
    }

    /** The requests that wait. */
    List<Trace> traces() {
        return List.copyOf(traces.values());
    }

    /** Whether some can be told only by their visitor. */
    boolean needConfigurations() {
        return traces.values().stream().anyMatch(trace -> trace.idPageview().isEmpty());
    }
}
