/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.parameters.PlainCall;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When the last that Matomo's tables have of each site ends: what came later has not been recorded, and need not be looked for. What came
 * shortly before they were asked, or since, is looked for all the same: Matomo may be recording it. Immutable.
 */
final class RecordedEnds {
    /** So long before the tables were asked, in seconds, nothing comes any more; clocks differ. */
    private static final long STILL_COMING = 3600;

    /** Of more visits of a site in a day nobody works out how long they last. */
    private static final int MOST_VISITS = 20_000;

    /** No ping comes so long after a visit's last action, in seconds. */
    private static final long LONGEST_PING = VisitMatches.LONGEST_PING;

    private final Map<Integer, Ends> sites;
    private final long tolerance;
    private final long settledUntil;

    /**
     * The ends of a site.
     *
     * @param last the time of its last action
     * @param pinged until when pings may have made a visit longer, {@code last} at least
     */
    private record Ends(long last, long pinged) {
        private static final Ends NEVER = new Ends(Long.MIN_VALUE / 2, Long.MIN_VALUE / 2);
    }

    private RecordedEnds(Map<Integer, Ends> sites, long tolerance, long settledUntil) {
        this.sites = sites;
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
        Map<Integer, Ends> sites = new HashMap<>();
        last.forEach((site, time) -> sites.put(site, new Ends(time, time + LONGEST_PING)));
        List<TimeWindows> few = new ArrayList<>();
        reader.countVisits(
                statement,
                last.keySet().stream().map(site -> dayBefore(site, last)).toList(),
                site -> {
                    if (site.number() <= MOST_VISITS) {
                        few.add(dayBefore(site.idSite(), last));
                    }
                });
        reader.visitEnds(
                statement,
                few,
                end -> sites.computeIfPresent(
                        end.idSite(), (site, ends) -> new Ends(ends.last(), Math.max(ends.last(), end.number()))));
        return new RecordedEnds(sites, tolerance, now - STILL_COMING);
    }

    private static TimeWindows dayBefore(int idSite, Map<Integer, Long> last) {
        long time = last.getOrDefault(idSite, 0L);
        return new TimeWindows(idSite, time - LONGEST_PING, time);
    }

    /**
     * Whether a request may have been recorded.
     *
     * @param time at which it came, seconds since 1970-01-01 UTC
     */
    boolean mayHave(PlainCall call, long time) {
        Ends ends = sites.getOrDefault(call.idSite(), Ends.NEVER);
        return time >= settledUntil || time <= (call.mayBePing() ? ends.pinged() : ends.last()) + tolerance;
    }
}
