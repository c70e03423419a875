/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.parameters.PlainCall;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When the last that Matomo's tables have of each site ends: what came later has not been recorded, and need not be looked for. What came
 * shortly before they were asked, or since, is looked for all the same: Matomo may be recording it. How long pings have made a site's last
 * visits is read from their rows, so only once a ping has come behind all others of the site. For one thread; {@link #mayHave} may be asked
 * by several at once while nothing else is.
 */
final class RecordedEnds {
    /** So long before the tables were asked, in seconds, nothing comes any more; clocks differ. */
    private static final long STILL_COMING = 3600;

    /** Of more visits of a site in a day nobody works out how long they last. */
    private static final int MOST_VISITS = 20_000;

    /** No ping comes so long after a visit's last action, in seconds. */
    private static final long LONGEST_PING = VisitMatches.LONGEST_PING;

    /** The time of each site's last action. */
    private final Map<Integer, Long> last;

    /** Until when pings may have made a visit of a site longer, as far as that has been asked. */
    private final Map<Integer, Long> pinged = new HashMap<>();

    /** Sites of which that is to be asked. */
    private final Set<Integer> doubtful = ConcurrentHashMap.newKeySet();

    private final long tolerance;
    private final long settledUntil;

    private RecordedEnds(Map<Integer, Long> last, long tolerance, long settledUntil) {
        this.last = Map.copyOf(last);
        this.tolerance = tolerance;
        this.settledUntil = settledUntil;
    }

    /**
     * Asks for all sites.
     *
     * @param now seconds since 1970-01-01 UTC
     * @param tolerance how far a row's time may be from the request's, in seconds
     */
    static RecordedEnds read(RecordedReader reader, Statement statement, long now, long tolerance) throws SQLException {
        Map<Integer, Long> last = new HashMap<>();
        reader.lastTimes(statement, site -> last.merge(site.idSite(), site.number(), Math::max));
        return new RecordedEnds(last, tolerance, now - STILL_COMING);
    }

    /**
     * Whether a request may have been recorded.
     *
     * @param time at which it came, seconds since 1970-01-01 UTC
     */
    boolean mayHave(PlainCall call, long time) {
        if (time >= settledUntil) {
            return true;
        }
        Long end = last.get(call.idSite());
        if (end == null) {
            return false;
        }
        return time <= end + tolerance || (call.mayBePing() && mayHavePing(call.idSite(), end, time));
    }

    private boolean mayHavePing(int idSite, long end, long time) {
        Long known = pinged.get(idSite);
        if (known != null) {
            return time <= known + tolerance;
        }
        boolean mayHave = time <= end + LONGEST_PING + tolerance;
        if (mayHave) {
            doubtful.add(idSite);
        }
        return mayHave;
    }

    /** Asks how long visits last, of the sites to which pings have come of which only that tells whether they may have been recorded. */
    void askForPings(RecordedReader reader, Statement statement) throws SQLException {
        if (doubtful.isEmpty()) {
            return;
        }
        List<TimeWindows> windows = doubtful.stream().map(this::dayBefore).toList();
        windows.forEach(window -> pinged.put(window.idSite(), window.to() + LONGEST_PING));
        List<TimeWindows> few = new ArrayList<>();
        reader.countVisits(statement, windows, site -> {
            if (site.number() <= MOST_VISITS) {
                few.add(dayBefore(site.idSite()));
            }
        });
        reader.visitEnds(
                statement,
                few,
                end -> pinged.put(end.idSite(), Math.max(last.getOrDefault(end.idSite(), 0L), end.number())));
        doubtful.clear();
    }

    private TimeWindows dayBefore(int idSite) {
        long time = last.getOrDefault(idSite, 0L);
        return new TimeWindows(idSite, time - LONGEST_PING, time);
    }
}
