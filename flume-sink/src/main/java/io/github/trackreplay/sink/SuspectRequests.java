/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.OrderKey;
import io.github.trackreplay.event.TrackingRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which requests are to blame when whole transactions fail again and again while they are applied: what only ends the
 * transaction (a lost connection, a timeout, a lock) cannot be isolated within it. Remembers from attempt to attempt at which
 * requests it failed, has these applied in halves, and in the end condemns one. The caller only tells of failures that are
 * not the database's own: a plain request goes through at the same time.
 *
 * <p>Mutable, pure: the time is a parameter. For one thread.
 *
 * <p>Why so: {@code docs/decisions/0021-what-fails-again-is-narrowed-down.md}.
 */
final class SuspectRequests {
    /** Failures at the same place before anything is done about it, and of one request before it is condemned. */
    static final int TRIES = 3;

    /** For a lock that somebody else holds a request waits longer. */
    static final Duration LOCK_PATIENCE = Duration.ofMinutes(10);

    private List<OrderKey> applying = List.of();
    private Optional<TrackingRequest> example = Optional.empty();
    private List<OrderKey> suspects = List.of();
    private final Map<OrderKey, String> condemned = new HashMap<>();
    private boolean narrowing;
    private int failures;
    private long since;

    /**
     * Notes that these requests are being applied together.
     *
     * @param example one of them
     */
    void begin(List<OrderKey> together, TrackingRequest example) {
        applying = together;
        this.example = Optional.of(example);
    }

    /** One of the requests that were applied when the last transaction failed; empty if it failed at something else. */
    Optional<TrackingRequest> failing() {
        return applying.isEmpty() ? Optional.empty() : example;
    }

    /** Notes that they were, or that the transaction is over. */
    void end() {
        applying = List.of();
    }

    /**
     * Notes that the last transaction failed while it applied requests, although the database takes others.
     *
     * @param byLock whether a lock of somebody else was waited for
     * @param sentence what went wrong
     */
    void failed(boolean byLock, String sentence, long now) {
        Set<OrderKey> common = new HashSet<>(suspects);
        common.retainAll(applying);
        List<OrderKey> before = suspects;
        if (common.isEmpty()) {
            suspects = applying;
            narrowing = false;
            failures = 1;
            since = now;
        } else {
            suspects = applying.stream().filter(common::contains).toList();
            failures = suspects.size() < before.size() && narrowing ? 1 : failures + 1;
        }
        applying = List.of();
        narrowing |= failures >= TRIES;
        boolean patient = !byLock || now - since >= LOCK_PATIENCE.toMillis();
        if (suspects.size() == 1 && failures >= TRIES && patient) {
            suspects.forEach(key -> condemned.put(key, sentence));
            suspects = List.of();
            narrowing = false;
        }
    }

    /** Why a request is not to be applied at all. */
    Optional<String> condemned(OrderKey key) {
        return condemned.isEmpty() ? Optional.empty() : Optional.ofNullable(condemned.get(key));
    }

    /** Where to cut requests, so that the suspects are applied by themselves and in halves: ascending indexes. */
    List<Integer> cuts(List<OrderKey> requests) {
        if (!narrowing || suspects.isEmpty()) {
            return List.of();
        }
        Set<OrderKey> second =
                new HashSet<>(Halves.of(suspects).map(Halves::second).orElse(List.of()));
        Set<OrderKey> all = new HashSet<>(suspects);
        List<Integer> cuts = new ArrayList<>();
        int before = -1;
        for (int i = 0; i < requests.size(); i++) {
            int part = !all.contains(requests.get(i)) ? 0 : second.contains(requests.get(i)) ? 2 : 1;
            if (i > 0 && part != before) {
                cuts.add(i);
            }
            before = part;
        }
        return cuts;
    }

    /** Everything that was given has been committed. */
    void clear() {
        applying = List.of();
        suspects = List.of();
        condemned.clear();
        narrowing = false;
        failures = 0;
    }
}
