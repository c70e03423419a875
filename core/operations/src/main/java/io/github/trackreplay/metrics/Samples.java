/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.metrics;

import io.github.trackreplay.metrics.Metric.Kind;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The values of one scrape. Values of several reporters under the same labels become one: counters are added, of gauges the
 * greatest is taken. So is what lies beyond {@link #MOST_SERIES}, so that a neighbour who makes up names costs no memory. Not
 * thread-safe.
 */
public final class Samples {
    static final int MOST_SERIES = 500;
    static final String OTHER = "(other)";

    private final Map<Metric, Map<List<String>, Double>> values = new LinkedHashMap<>();

    /** Adds a value. A value for each label, in their order. */
    public void add(Metric metric, double value, String... labels) {
        if (labels.length != metric.labels().size()) {
            throw new IllegalArgumentException(metric.name() + " has the labels " + metric.labels());
        }
        Map<List<String>, Double> series = values.computeIfAbsent(metric, m -> new LinkedHashMap<>());
        List<String> key = List.of(labels);
        if (series.size() >= MOST_SERIES && !series.containsKey(key)) {
            key = Collections.nCopies(labels.length, OTHER);
        }
        series.merge(key, value, metric.kind() == Kind.COUNTER ? Double::sum : Math::max);
    }

    /** Adds a whole number. */
    public void add(Metric metric, long value, String... labels) {
        add(metric, (double) value, labels);
    }

    /** Adds a point in time; nothing where it is unknown or unlimited. */
    public void addTime(Metric metric, long millis, String... labels) {
        if (millis != Long.MIN_VALUE && millis != Long.MAX_VALUE) {
            add(metric, millis / 1000.0, labels);
        }
    }

    /** Adds counts by reason. */
    public void addByReason(Metric metric, String outcome, Map<String, Long> byReason) {
        new TreeMap<>(byReason).forEach((reason, number) -> add(metric, number, outcome, reason));
    }

    /** The values of a metric by their labels; none where nobody reports it. */
    Map<List<String>, Double> of(Metric metric) {
        return values.getOrDefault(metric, Map.of());
    }

    /** Each metric that somebody reports. */
    Set<Metric> metrics() {
        return values.keySet();
    }

    List<MetricSnapshot> snapshots() {
        List<MetricSnapshot> snapshots = new ArrayList<>();
        values.forEach((metric, series) -> snapshots.add(snapshot(metric, series)));
        return snapshots;
    }

    private static MetricSnapshot snapshot(Metric metric, Map<List<String>, Double> series) {
        MetricMetadata about = new MetricMetadata(metric.name(), metric.doc());
        return switch (metric.kind()) {
            case COUNTER ->
                new CounterSnapshot(
                        about,
                        series.entrySet().stream()
                                .map(e -> new CounterSnapshot.CounterDataPointSnapshot(
                                        e.getValue(), Labels.of(metric.labels(), e.getKey()), null, 0))
                                .toList());
            case GAUGE ->
                new GaugeSnapshot(
                        about,
                        series.entrySet().stream()
                                .map(e -> new GaugeSnapshot.GaugeDataPointSnapshot(
                                        e.getValue(), Labels.of(metric.labels(), e.getKey()), null))
                                .toList());
            case INFO ->
                new InfoSnapshot(
                        about,
                        series.keySet().stream()
                                .map(labels ->
                                        new InfoSnapshot.InfoDataPointSnapshot(Labels.of(metric.labels(), labels)))
                                .toList());
            case HISTOGRAM -> throw new IllegalArgumentException(metric.name() + " is observed, not reported");
        };
    }
}
