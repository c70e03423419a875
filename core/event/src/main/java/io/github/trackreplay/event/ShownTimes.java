/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.Map;
import java.util.Optional;

/**
 * The event times of a pack's requests, as whoever knows the log's format tells them to the source that has read it: in a
 * header of the raw event itself, which never leaves the agent. Milliseconds since 1970-01-01 UTC.
 *
 * @param least the least one
 * @param greatest the greatest one
 * @param disorder the most by which one lies before one that precedes it; 0 if none does
 * @param wholeSeconds whether none of them says more than the second
 */
public record ShownTimes(long least, long greatest, long disorder, boolean wholeSeconds) {
    private static final String NONE = "none";

    /** The times of a pack's requests; empty if there is none. */
    public static Optional<ShownTimes> of(Pack pack) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        long disorder = 0;
        boolean whole = true;
        for (PackEntry entry : pack.entries()) {
            if (entry instanceof TrackingRequest request) {
                long time = request.time();
                least = Math.min(least, time);
                greatest = Math.max(greatest, time);
                disorder = Math.max(disorder, greatest - time);
                whole &= time % 1000 == 0;
            }
        }
        return least == Long.MAX_VALUE
                ? Optional.empty()
                : Optional.of(new ShownTimes(least, greatest, disorder, whole));
    }

    /** Tells the source of a raw event what its pack has turned out to hold. */
    public static void tell(Map<String, String> headers, Pack pack) {
        headers.put(
                Headers.TIMES,
                of(pack).map(t -> t.least + "," + t.greatest + "," + t.disorder + "," + t.wholeSeconds)
                        .orElse(NONE));
    }

    /** Whether somebody has told what a raw event holds. */
    public static boolean told(Map<String, String> headers) {
        return headers.containsKey(Headers.TIMES);
    }

    /** What was told; empty if nothing, or that there is no time. */
    public static Optional<ShownTimes> in(Map<String, String> headers) {
        String text = headers.getOrDefault(Headers.TIMES, NONE);
        if (text.equals(NONE)) {
            return Optional.empty();
        }
        String[] parts = text.split(",", -1);
        return Optional.of(new ShownTimes(
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]),
                Long.parseLong(parts[2]),
                Boolean.parseBoolean(parts[3])));
    }
}
