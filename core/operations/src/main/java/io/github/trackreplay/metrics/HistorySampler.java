/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.metrics;

import io.github.trackreplay.page.History;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Makes points of the last hour from the present values. Not thread-safe. */
final class HistorySampler {
    private final MetricsHub hub;
    private Samples before = new Samples();
    private boolean begun;
    private long beforeMillis;

    HistorySampler(MetricsHub hub) {
        this.hub = hub;
    }

    /** Adds a point for the time since the last call; the first call only remembers. */
    void sample(long now) {
        Samples samples = hub.samples();
        if (begun && now > beforeMillis) {
            double seconds = (now - beforeMillis) / 1000.0;
            hub.history().add(new History.Point(now, seconds, values(samples, seconds), lags(samples)));
        }
        before = samples;
        begun = true;
        beforeMillis = now;
    }

    private Map<String, Double> values(Samples samples, double seconds) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("read", rate(samples, AgentMetrics.PARSED_REQUESTS, labels -> true, seconds));
        values.put("recorded", rate(samples, AgentMetrics.REQUESTS, HistorySampler::isApplied, seconds));
        values.put(
                "rejected",
                rate(samples, AgentMetrics.REQUESTS, labels -> labels.get(0).equals("rejected"), seconds));
        values.put("lag", max(samples.of(AgentMetrics.STREAM_LAG)));
        values.put("lagBytes", sum(samples.of(AgentMetrics.LAG_BYTES), labels -> true));
        values.put("held", sum(samples.of(AgentMetrics.HELD_REQUESTS), labels -> true));
        values.put("queued", sum(samples.of(AgentMetrics.CHANNEL_EVENTS), labels -> true));
        return values;
    }

    private static boolean isApplied(List<String> labels) {
        return labels.get(0).equals("recorded") || labels.get(0).equals("excluded");
    }

    private static Map<String, Double> lags(Samples samples) {
        Map<String, Double> lags = new LinkedHashMap<>();
        samples.of(AgentMetrics.STREAM_LAG).forEach((labels, lag) -> lags.put(labels.get(0), lag));
        return lags;
    }

    /** A component that has started again counts from 0 again. */
    private double rate(Samples samples, Metric metric, Predicate<List<String>> wanted, double seconds) {
        double now = sum(samples.of(metric), wanted);
        double then = sum(before.of(metric), wanted);
        return Double.isNaN(now) ? now : Math.max(0, now - (Double.isNaN(then) ? 0 : then)) / seconds;
    }

    /** NaN where nobody reports it. */
    private static double sum(Map<List<String>, Double> series, Predicate<List<String>> wanted) {
        return series.isEmpty()
                ? Double.NaN
                : series.entrySet().stream()
                        .filter(e -> wanted.test(e.getKey()))
                        .mapToDouble(Map.Entry::getValue)
                        .sum();
    }

    private static double max(Map<List<String>, Double> series) {
        return series.values().stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }
}
