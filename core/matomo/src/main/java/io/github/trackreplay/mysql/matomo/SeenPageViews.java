/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.mysql.matomo.RecordedReader.PageViewAction;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** The requests of a page view, few for each. */
    private static final class Calls {
        private long[] seconds = new long[2];
        private int[] requests = new int[2];
        private int count;

        void add(long second, int request) {
            if (count == seconds.length) {
                seconds = Arrays.copyOf(seconds, 2 * count);
                requests = Arrays.copyOf(requests, 2 * count);
            }
            seconds[count] = second;
            requests[count++] = request;
        }

        /** Takes those out that came near a second; returns whether there was any. */
        boolean take(long second, long tolerance, BitSet taken) {
            int left = 0;
            for (int i = 0; i < count; i++) {
                if (Math.abs(seconds[i] - second) <= tolerance) {
                    taken.set(requests[i]);
                } else {
                    seconds[left] = seconds[i];
                    requests[left++] = requests[i];
                }
            }
            boolean any = left < count;
            count = left;
            return any;
        }
    }

    /** Requests by their page views. */
    private static final class Waiting {
        private final Map<PageView, Calls> calls = new HashMap<>();
        private final Map<Integer, TreeSet<Long>> times = new TreeMap<>();

        void await(int request, Clue.OfPageView clue) {
            times.computeIfAbsent(clue.idSite(), site -> new TreeSet<>()).add(clue.time());
            calls.computeIfAbsent(new PageView(clue.idSite(), clue.idPageview()), view -> new Calls())
                    .add(clue.time(), request);
        }

        List<String> ids() {
            Set<String> ids = new LinkedHashSet<>();
            calls.keySet().forEach(view -> ids.add(view.id()));
            return List.copyOf(ids);
        }
    }

    /** @param tolerance how far a row's time may be from the request's, in seconds */
    SeenPageViews(long tolerance) {
        this.tolerance = tolerance;
    }

    /** Which of some requests may have been recorded, as far as their page views tell. */
    BitSet find(RecordedReader reader, Statement statement, List<Clue> clues) throws SQLException {
        BitSet found = new BitSet(clues.size());
        Waiting waiting = new Waiting();
        for (int i = 0; i < clues.size(); i++) {
            if (clues.get(i) instanceof Clue.OfPageView ofPageView) {
                waiting.await(i, ofPageView);
            } else {
                found.set(i, clues.get(i) instanceof Clue.OfOther);
            }
        }
        if (!waiting.calls.isEmpty()) {
            List<TimeWindows> windows = TimeWindows.around(waiting.times, tolerance, tolerance);
            waiting.calls.keySet().forEach(view -> latest.putIfAbsent(view, false));
            reader.actions(statement, windows, waiting.ids(), row -> offer(row, waiting, found));
        }
        return found;
    }

    /** Each request is found once, however many rows there are. */
    private void offer(PageViewAction row, Waiting waiting, BitSet found) {
        PageView view = new PageView(row.idSite(), row.idPageview());
        Calls calls = waiting.calls.get(view);
        if (calls != null && calls.take(row.time(), tolerance, found)) {
            latest.put(view, true);
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
