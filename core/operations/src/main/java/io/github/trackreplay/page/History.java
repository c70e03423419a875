/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.page;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last hour in points of {@link #STEP_MILLIS}: {@link #POINTS} of them, each with at most {@link #MOST_STREAMS} streams, so
 * about a megabyte at most. Thread-safe.
 */
public final class History {
    /** Between two points. */
    public static final long STEP_MILLIS = 10_000;

    static final int POINTS = 360;
    static final int MOST_STREAMS = 50;

    private final Deque<Point> points = new ArrayDeque<>(POINTS);

    /**
     * One point.
     *
     * @param time its end, milliseconds since 1970-01-01 UTC
     * @param seconds how long it lasted
     * @param values what was measured, by name; rates are a second's, NaN is unknown
     * @param lags lag of each stream in seconds, by name
     */
    public record Point(long time, double seconds, Map<String, Double> values, Map<String, Double> lags) {}

    /** Adds a point; the oldest one goes where there are too many. */
    public synchronized void add(Point point) {
        Map<String, Double> lags = point.lags();
        if (lags.size() > MOST_STREAMS) {
            Map<String, Double> some = new LinkedHashMap<>();
            lags.entrySet().stream().limit(MOST_STREAMS).forEach(e -> some.put(e.getKey(), e.getValue()));
            lags = some;
        }
        if (points.size() == POINTS) {
            points.removeFirst();
        }
        points.addLast(new Point(point.time(), point.seconds(), Map.copyOf(point.values()), Map.copyOf(lags)));
    }

    /** The points later than a time, the oldest one first. */
    public synchronized List<Point> since(long time) {
        return points.stream().filter(point -> point.time() > time).toList();
    }
}
