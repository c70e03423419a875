/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.mysql.matomo.RecordedReader.Client;
import io.github.trackreplay.mysql.matomo.RecordedReader.Conversion;
import io.github.trackreplay.mysql.matomo.RecordedReader.Visit;
import io.github.trackreplay.tracking.Trace;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Judges requests that leave no row of their own by their visits: a ping has been recorded where its visitor has a visit around
 * its time, a cart where that visit has a cart or an order, a goal's conversion where it has converted that goal by then. A visit
 * that has got another visitor and configuration since is found by the page view that the request comes from. A ping whose visit
 * begins only after it counts as recorded too: Matomo has recorded nothing for it, and today it would be taken for the later
 * visit, and make that shorter. For one thread.
 *
 * <p>By its page view nobody looks for a request if Matomo has recorded nothing of that page view's own requests.
 */
final class VisitMatches {
    private static final long CART = -1;
    private static final long ORDER = 0;

    /** No ping comes so long after a visit's last action, in seconds. */
    static final long LONGEST_PING = 86_400;

    /** The length of a visit, as Matomo sets it, in seconds: so long before a request its page view has an action. */
    private static final long VISIT = 1800;

    private final long tolerance;
    private final SeenPageViews seen;
    private final Map<Integer, Trace> waiting = new LinkedHashMap<>();
    private final Map<Key, List<Visit>> visits = new HashMap<>();
    private final Map<PageView, List<Visit>> pageViews = new HashMap<>();
    private final Map<Long, List<Conversion>> conversions = new HashMap<>();

    private record Key(int idSite, boolean isVisitor, long number) {}

    private record PageView(int idSite, String idPageview) {}

    VisitMatches(long tolerance, SeenPageViews seen) {
        this.tolerance = tolerance;
        this.seen = seen;
    }

    void await(int request, Trace trace) {
        waiting.put(request, trace);
    }

    /** Reads what is needed and marks the requests that have been recorded. */
    void find(RecordedReader reader, Statement statement, BitSet found) throws SQLException {
        byClient(reader, statement);
        mark(found);
        Map<Integer, Trace> others = new LinkedHashMap<>(waiting);
        others.entrySet().removeIf(entry -> found.get(entry.getKey()) || !hasPageView(entry.getValue()));
        if (!others.isEmpty()) {
            byPageView(reader, statement, others.values());
            mark(found);
        }
    }

    private boolean hasPageView(Trace trace) {
        return !trace.idPageview().isEmpty() && !seen.isUnseen(trace.idSite(), trace.idPageview());
    }

    private void mark(BitSet found) {
        waiting.forEach((request, trace) -> {
            if (!found.get(request) && isRecorded(trace)) {
                found.set(request);
            }
        });
    }

    private void byClient(RecordedReader reader, Statement statement) throws SQLException {
        Map<Key, Client> clients = new LinkedHashMap<>();
        waiting.values()
                .forEach(trace ->
                        keys(trace).forEach(key -> clients.merge(key, client(key, trace), VisitMatches::wider)));
        Set<Long> ids = new LinkedHashSet<>();
        reader.visits(statement, clients.values(), visit -> {
            add(new Key(visit.idSite(), true, visit.idVisitor()), visit);
            add(new Key(visit.idSite(), false, visit.configId()), visit);
            ids.add(visit.id());
        });
        conversions(reader, statement, ids);
    }

    private void byPageView(RecordedReader reader, Statement statement, Collection<Trace> traces) throws SQLException {
        List<String> drawn = traces.stream().map(Trace::idPageview).distinct().toList();
        Set<Long> ids = new LinkedHashSet<>();
        reader.pageViews(statement, TimeWindows.around(traces, VISIT, tolerance), drawn, row -> {
            pageViews
                    .computeIfAbsent(new PageView(row.visit().idSite(), row.idPageview()), key -> new ArrayList<>())
                    .add(row.visit());
            ids.add(row.visit().id());
        });
        ids.removeAll(conversions.keySet());
        conversions(reader, statement, ids);
    }

    private void conversions(RecordedReader reader, Statement statement, Set<Long> visits) throws SQLException {
        reader.conversions(
                statement,
                visits,
                row -> conversions
                        .computeIfAbsent(row.idVisit(), id -> new ArrayList<>())
                        .add(row));
    }

    private void add(Key key, Visit visit) {
        visits.computeIfAbsent(key, k -> new ArrayList<>()).add(visit);
    }

    private static List<Key> keys(Trace trace) {
        List<Key> keys = new ArrayList<>();
        OptionalLong visitor = trace.idVisitor();
        visitor.ifPresent(id -> keys.add(new Key(trace.idSite(), true, id)));
        trace.configId().ifPresent(id -> keys.add(new Key(trace.idSite(), false, id)));
        return keys;
    }

    private Client client(Key key, Trace trace) {
        return new Client(
                key.idSite(),
                key.isVisitor(),
                key.number(),
                trace.time() - LONGEST_PING,
                trace.time() - tolerance,
                trace.time() + before(trace));
    }

    /** How long before its visit a request may come. */
    private long before(Trace trace) {
        return trace.left() instanceof Trace.Left.Presence ? VISIT : tolerance;
    }

    private static Client wider(Client a, Client b) {
        return new Client(
                a.idSite(),
                a.isVisitor(),
                a.number(),
                Math.min(a.from(), b.from()),
                Math.min(a.until(), b.until()),
                Math.max(a.to(), b.to()));
    }

    private boolean isRecorded(Trace trace) {
        for (Key key : keys(trace)) {
            if (isIn(visits.getOrDefault(key, List.of()), trace)) {
                return true;
            }
        }
        return isIn(pageViews.getOrDefault(new PageView(trace.idSite(), trace.idPageview()), List.of()), trace);
    }

    private boolean isIn(List<Visit> candidates, Trace trace) {
        for (Visit visit : candidates) {
            if (visit.first() - before(trace) <= trace.time()
                    && trace.time() <= visit.last() + tolerance
                    && shows(visit, trace)) {
                return true;
            }
        }
        return false;
    }

    private boolean shows(Visit visit, Trace trace) {
        List<Conversion> ofVisit = conversions.getOrDefault(visit.id(), List.of());
        if (trace.left() instanceof Trace.Left.Goal goal) {
            return ofVisit.stream()
                    .anyMatch(row -> row.idGoal() == goal.idGoal() && row.time() <= trace.time() + tolerance);
        }
        return !(trace.left() instanceof Trace.Left.Cart)
                || ofVisit.stream().anyMatch(row -> row.idGoal() == CART || row.idGoal() == ORDER);
    }
}
