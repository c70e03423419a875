/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;

/**
 * Requests and rows of which each request fits each row but for the time: the nearest find each other first. What is kept and done
 * grows with the number of requests and rows, not with that of their pairs, for visitors choose how many are alike. Not
 * thread-safe.
 */
final class NearestRows {
    private final long tolerance;
    private final List<Request> requests = new ArrayList<>();
    private final NavigableSet<Long> requestTimes = new TreeSet<>();
    private final Map<Long, Queue<Long>> rows = new HashMap<>();
    private final Queue<Long> none = new PriorityQueue<>();

    private record Request(int number, long time) {}

    /** @param tolerance how far a row's time may be from the request's, in seconds */
    NearestRows(long tolerance) {
        this.tolerance = tolerance;
    }

    /**
     * Adds a request; all come before the rows, by ascending number.
     *
     * @param time in seconds
     */
    void await(int number, long time) {
        requests.add(new Request(number, time));
        requestTimes.add(time);
    }

    /**
     * Adds a row, unless its time is too far from all requests'.
     *
     * @param time in seconds
     */
    void offer(long row, long time) {
        Long next = requestTimes.ceiling(time - tolerance);
        if (next != null && next <= time + tolerance) {
            rows.computeIfAbsent(time, second -> new PriorityQueue<>()).add(row);
        }
    }

    /**
     * Gives each request at most one row; where several are as near, the request with the least number gets the row with the least.
     *
     * @param waits whether a request has none yet
     * @param claim claims a row; false where that has been claimed
     * @param found gets the requests that have got one
     */
    void match(IntPredicate waits, LongPredicate claim, IntConsumer found) {
        List<Request> left = requests.stream()
                .filter(request -> waits.test(request.number()))
                .toList();
        for (long distance = 0; distance <= tolerance && !left.isEmpty() && !rows.isEmpty(); distance++) {
            left = matchAt(distance, left, claim, found);
        }
    }

    /** Returns the requests that have got none. */
    private List<Request> matchAt(long distance, List<Request> waiting, LongPredicate claim, IntConsumer found) {
        List<Request> left = new ArrayList<>();
        for (Request request : waiting) {
            if (claims(request.time() - distance, request.time() + distance, claim)) {
                found.accept(request.number());
            } else {
                left.add(request);
            }
        }
        return left;
    }

    private boolean claims(long before, long after, LongPredicate claim) {
        Queue<Long> one = rows.getOrDefault(before, none);
        Queue<Long> other = rows.getOrDefault(after, none);
        while (!one.isEmpty() || !other.isEmpty()) {
            boolean isOne = other.isEmpty() || (!one.isEmpty() && one.element() < other.element());
            if (claim.test((isOne ? one : other).remove())) {
                return true;
            }
        }
        return false;
    }
}
