/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.mysql.matomo.RecordedReader.PageViewAction;
import io.github.trackreplay.tracking.Lead;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Of which page views Matomo's tables have an action about the time of a request of theirs: only such requests can have been recorded,
 * if all that they leave is a row with that id. Remembers the latest page views of which there was none. For one thread.
 */
final class SeenPageViews {
    private static final int REMEMBERED = 50_000;

    private final long tolerance;
    private final Map<PageView, Boolean> latest = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PageView, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record PageView(int idSite, String id) {
        // written out: what the compiler makes of a record is not inlined, and it is asked for all the time
        @Override
        public boolean equals(Object other) {
            return other instanceof PageView that && idSite == that.idSite && id.equals(that.id);
        }

        @Override
        public int hashCode() {
            return 31 * id.hashCode() + idSite;
        }
    }

    /** Requests of page views by their seconds. */
    private static final class Waiting {
        private final Map<PageView, NavigableMap<Long, List<Integer>>> requests = new HashMap<>();
        private final Map<Integer, TreeSet<Long>> times = new TreeMap<>();

        void await(int request, Lead lead) {
            times.computeIfAbsent(lead.idSite(), site -> new TreeSet<>()).add(lead.time());
            requests.computeIfAbsent(new PageView(lead.idSite(), lead.idPageview()), view -> new TreeMap<>())
                    .computeIfAbsent(lead.time(), second -> new ArrayList<>())
                    .add(request);
        }
    }

    /** @param tolerance how far a row's time may be from the request's, in seconds */
    SeenPageViews(long tolerance) {
        this.tolerance = tolerance;
    }

    /** Which of some requests may have been recorded, as far as their page views tell. */
    BitSet find(RecordedReader reader, Statement statement, List<Optional<Lead>> leads) throws SQLException {
        BitSet found = new BitSet(leads.size());
        Waiting waiting = new Waiting();
        for (int i = 0; i < leads.size(); i++) {
            Optional<Lead> lead = leads.get(i);
            if (lead.filter(Lead::isOfPageView).isPresent()) {
                waiting.await(i, lead.get());
            } else {
                found.set(i, lead.isPresent());
            }
        }
        if (!waiting.requests.isEmpty()) {
            List<TimeWindows> windows = TimeWindows.around(waiting.times, tolerance, tolerance);
            waiting.requests.keySet().forEach(view -> latest.putIfAbsent(view, false));
            reader.actions(statement, windows, ids(waiting), row -> offer(row, waiting, found));
        }
        return found;
    }

    private static List<String> ids(Waiting waiting) {
        return waiting.requests.keySet().stream().map(PageView::id).distinct().toList();
    }

    /** Each request is found once, however many rows there are. */
    private void offer(PageViewAction row, Waiting waiting, BitSet found) {
        PageView view = new PageView(row.idSite(), row.idPageview());
        NavigableMap<Long, List<Integer>> bySecond = waiting.requests.get(view);
        if (bySecond != null) {
            Map<Long, List<Integer>> near = bySecond.subMap(row.time() - tolerance, true, row.time() + tolerance, true);
            if (!near.isEmpty()) {
                latest.put(view, true);
                near.values().forEach(requests -> requests.forEach(found::set));
                near.clear();
            }
        }
    }

    /** Whether the log has had requests of a page view lately, and Matomo's tables nothing of any of them. */
    boolean isUnseen(int idSite, String idPageview) {
        return Boolean.FALSE.equals(latest.get(new PageView(idSite, idPageview)));
    }

    void clear() {
        latest.clear();
    }
}
