/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

/** How often streams at rest are looked at, and say that they are there, by how many there are: together they cost little. Pure. */
final class RestingPace {
    /** How many are looked at in a millisecond. */
    private static final int LOOKS = 2;

    /** Where somebody tells of changes, so many times as rarely. */
    private static final int WHERE_TOLD = 5;

    /** How many say so in a second while nobody waits for it. */
    private static final int HEARTBEATS = 40;

    /** How many say so each time that one would, at most. */
    private static final int AT_ONCE = 200;

    private static final long LEAST_HEARTBEAT_MILLIS = 5_000;
    /** Whoever has not heard of a stream for a minute takes it for gone. */
    private static final long MOST_HEARTBEAT_MILLIS = 50_000;

    private RestingPace() {}

    /**
     * How long none of them need be looked at, milliseconds.
     *
     * @param told whether the operating system tells of changes in their directories
     */
    static long lookMillis(int streams, boolean told) {
        long usual = streams / LOOKS;
        return told ? Math.max(usual, Math.min(LEAST_HEARTBEAT_MILLIS / 2, usual * WHERE_TOLD)) : usual;
    }

    /**
     * How many times as rarely each says that it is there, so that not all are heard of at once.
     *
     * @param usual how often one does, milliseconds
     */
    static long timesAsRarely(int streams, long usual) {
        return Math.max(1, Math.min(MOST_HEARTBEAT_MILLIS / Math.max(1, usual), streams / AT_ONCE));
    }

    /** How often each says that it is there while nobody waits for it, milliseconds. */
    static long heartbeatMillis(int streams) {
        return Math.max(LEAST_HEARTBEAT_MILLIS, Math.min(MOST_HEARTBEAT_MILLIS, streams * 1000L / HEARTBEATS));
    }
}
