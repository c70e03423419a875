/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.Trace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The times at which rows of some requests may stand, by site: what overlaps is one window.
 *
 * @param idSite the site
 * @param from first second, since 1970-01-01 UTC
 * @param to last second
 */
record TimeWindows(int idSite, long from, long to) {
    /** The least windows that hold all the times with a tolerance, in seconds, on both sides. */
    static List<TimeWindows> around(Collection<Trace> traces, long tolerance) {
        return around(traces, tolerance, tolerance);
    }

    /**
     * The least windows that hold all the times.
     *
     * @param before so many seconds before each
     * @param after and after each
     */
    static List<TimeWindows> around(Collection<Trace> traces, long before, long after) {
        Map<Integer, TreeSet<Long>> times = new TreeMap<>();
        traces.forEach(trace ->
                times.computeIfAbsent(trace.idSite(), site -> new TreeSet<>()).add(trace.time()));
        return around(times, before, after);
    }

    /** As above, the times by site. */
    static List<TimeWindows> around(Map<Integer, TreeSet<Long>> times, long before, long after) {
        List<TimeWindows> windows = new ArrayList<>();
        times.forEach((site, seconds) -> {
            TimeWindows last = null;
            for (long second : seconds) {
                if (last != null && second - before <= last.to + 1) {
                    last = new TimeWindows(site, last.from, second + after);
                    windows.set(windows.size() - 1, last);
                } else {
                    last = new TimeWindows(site, second - before, second + after);
                    windows.add(last);
                }
            }
        });
        return windows;
    }
}
