/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.apache.flume.Event;

/**
 * What one collector has confirmed lately, for the case that it dies with it, and what this collector shall get besides
 * because another one has died. Outlives connections. Holds no more than a time and a number of bytes say: the oldest events
 * go first, and those that a collector confirmed only when newer ones come, so that what it got last stays known, however
 * long ago that was. Not thread-safe.
 */
final class Handover {
    private final long windowNanos;
    private final long mostBytes;
    private final Deque<Noted> confirmed = new ArrayDeque<>();
    private final Deque<Noted> waiting = new ArrayDeque<>();
    private long confirmedBytes;
    private long waitingBytes;
    private long count;

    private record Noted(long nanos, long size, Event event) {}

    Handover(long windowNanos, long mostBytes) {
        this.windowNanos = windowNanos;
        this.mostBytes = mostBytes;
    }

    /** Notes what the collector has confirmed at a moment of {@link System#nanoTime}. */
    void confirmed(long nanos, Collection<Event> events) {
        count += events.size();
        for (Event event : events) {
            Noted noted = new Noted(nanos, size(event), event);
            confirmed.addLast(noted);
            confirmedBytes += noted.size();
        }
        while (!confirmed.isEmpty()
                && (confirmedBytes > mostBytes || nanos - confirmed.peekFirst().nanos() > windowNanos)) {
            confirmedBytes -= confirmed.removeFirst().size();
        }
    }

    /** How many events the collector has confirmed so far. */
    long count() {
        return count;
    }

    /** Has events sent to this collector before anything else. */
    void repeat(Collection<Event> events) {
        for (Event event : events) {
            Noted noted = new Noted(0, size(event), event);
            waiting.addLast(noted);
            waitingBytes += noted.size();
        }
        while (waitingBytes > mostBytes) {
            waitingBytes -= waiting.removeFirst().size();
        }
    }

    /** The next events to repeat, the oldest first; empty when there are none. They stay until they are confirmed. */
    List<Event> next(int most) {
        return waiting.isEmpty()
                ? List.of()
                : waiting.stream().limit(most).map(Noted::event).toList();
    }

    /** Notes that the collector has confirmed the first of the events to repeat. */
    void repeated(long nanos, int count) {
        List<Event> done = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Noted noted = waiting.removeFirst();
            waitingBytes -= noted.size();
            done.add(noted.event());
        }
        confirmed(nanos, done);
    }

    /** Hands out, and forgets, all that another collector must get when this one is dead. */
    List<Event> takeAll() {
        List<Event> all = new ArrayList<>(confirmed.size() + waiting.size());
        confirmed.forEach(noted -> all.add(noted.event()));
        waiting.forEach(noted -> all.add(noted.event()));
        confirmed.clear();
        waiting.clear();
        confirmedBytes = 0;
        waitingBytes = 0;
        return all;
    }

    /** Body and headers with what the virtual machine adds, roughly. */
    private static long size(Event event) {
        long size = 200L + event.getBody().length;
        for (var header : event.getHeaders().entrySet()) {
            size += 100L + header.getKey().length() + header.getValue().length();
        }
        return size;
    }
}
