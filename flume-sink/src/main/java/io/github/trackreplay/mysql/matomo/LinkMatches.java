/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.mysql.matomo.RecordedReader.Link;
import io.github.trackreplay.tracking.Trace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Gives each of some requests at most one row of {@code log_link_visit_action}, and each row to at most one request: those first
 * that fit best. Pure but for the rows that are claimed. For one thread.
 */
final class LinkMatches {
    private static final int SAME_PAGE_VIEW = 0;
    private static final int SAME_VISITOR = 1;
    private static final int SAME_CONFIGURATION = 2;
    private static final int UNKNOWN_VISITOR = 3;

    private final long tolerance;
    private final Map<Action, List<Integer>> waiting = new HashMap<>();
    private final Map<Integer, Trace> traces = new HashMap<>();
    private final List<Pair> pairs = new ArrayList<>();

    /** What an action is, apart from whose. */
    private record Action(int idSite, List<Long> ids) {}

    private record Pair(int request, long row, int rank, long distance) {}

    /** @param tolerance how far a row's time may be from the request's, in seconds */
    LinkMatches(long tolerance) {
        this.tolerance = tolerance;
    }

    /**
     * Adds a request.
     *
     * @param ids what its row's action columns hold
     */
    void await(int request, Trace trace, List<Long> ids) {
        traces.put(request, trace);
        waiting.computeIfAbsent(new Action(trace.idSite(), ids), action -> new ArrayList<>())
                .add(request);
    }

    /** Adds a row. */
    void offer(Link row) {
        for (int request : waiting.getOrDefault(new Action(row.idSite(), row.actions()), List.of())) {
            Trace trace = traces.get(request);
            long distance = Math.abs(row.time() - trace.time());
            if (distance <= tolerance) {
                rank(trace, row).ifPresent(rank -> pairs.add(new Pair(request, row.id(), rank, distance)));
            }
        }
    }

    private static OptionalInt rank(Trace trace, Link row) {
        String idPageview = trace.idPageview();
        if (!idPageview.isEmpty()) {
            return idPageview.equals(row.idPageview()) ? OptionalInt.of(SAME_PAGE_VIEW) : OptionalInt.empty();
        }
        if (trace.idVisitor().isPresent() && trace.idVisitor().getAsLong() == row.idVisitor()) {
            return OptionalInt.of(SAME_VISITOR);
        }
        if (trace.configId().isPresent() && trace.configId().getAsLong() == row.configId()) {
            return OptionalInt.of(SAME_CONFIGURATION);
        }
        return trace.idVisitor().isEmpty() ? OptionalInt.of(UNKNOWN_VISITOR) : OptionalInt.empty();
    }

    /**
     * Claims rows, those of an earlier claim left out.
     *
     * @param found gets the requests that have got one
     * @param probable gets those whose row may be another visitor's
     */
    void claim(ClaimedRows claimed, BitSet found, BitSet probable) {
        pairs.sort(Comparator.comparingInt(Pair::rank)
                .thenComparingLong(Pair::distance)
                .thenComparingInt(Pair::request)
                .thenComparingLong(Pair::row));
        for (Pair pair : pairs) {
            if (!found.get(pair.request()) && claimed.add(pair.row())) {
                found.set(pair.request());
                probable.set(pair.request(), pair.rank() == UNKNOWN_VISITOR);
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
