/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.LogFile;

/** What the order stopped waiting for. What comes of it later is late; completeness still waits for it. */
public sealed interface Passed {
    String stream();

    /** Event time that the stream had reached for certain, or {@link TakenRanges#NO_WATERMARK}. */
    long since();

    /** Bytes that have not arrived although later ones have. */
    record Gap(String stream, LogFile file, ByteRange range, long since) implements Passed {}

    /**
     * A stream that brings nothing, not even heartbeats.
     *
     * @param lastSeen when something of it arrived last, or 0
     */
    record Silence(String stream, long since, long lastSeen) implements Passed {}

    /**
     * A stream that moves, but lies further behind the others than the order waits, and comes no nearer.
     *
     * @param distance by how many milliseconds of event time
     */
    record Behind(String stream, long since, long distance) implements Passed {}

    /**
     * The newcomer that has used up what {@link Newcomers} may hold the others up.
     *
     * @param newcomers how many of them there are
     */
    record Newcomer(String stream, long since, long newcomers) implements Passed {}
}
