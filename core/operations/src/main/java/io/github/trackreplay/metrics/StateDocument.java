/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.metrics;

import io.github.trackreplay.page.Document;
import io.github.trackreplay.page.History;
import io.github.trackreplay.page.LedgerView;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBucket;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The document that the page reads: every figure of the process, the last hour, and what the ledger knows. */
final class StateDocument {
    private final MetricsHub hub;
    private final Document json = new Document();

    StateDocument(MetricsHub hub) {
        this.hub = hub;
    }

    /**
     * Writes it. Used once.
     *
     * @param since the last hour only after this time, milliseconds
     * @param visitors whether what visitors sent may be in it
     */
    byte[] write(long since, boolean visitors) {
        Samples samples = hub.samples();
        json.object(() -> {
            json.field("now").number(System.currentTimeMillis());
            json.field("troubles").array(hub.troubles(), json::text);
            json.field("visitors").yes(visitors);
            json.field("figures").object(() -> samples.metrics().forEach(metric -> figure(metric, samples.of(metric))));
            json.field("histograms").object(() -> hub.histograms().forEach(this::histogram));
            json.field("history").array(hub.history().since(since), this::point);
            json.field("databases").number(hub.databases());
            json.field("ledger");
            Optional<LedgerView> ledger = hub.ledger();
            if (ledger.isPresent()) {
                json.embedded(ledger.get().document(visitors));
            } else {
                json.text(null);
            }
        });
        return json.bytes();
    }

    /** {@code "name": [[["label", ...], value], ...]}. */
    private void figure(Metric metric, Map<List<String>, Double> series) {
        json.field(metric.name())
                .array(
                        series.entrySet(),
                        e -> json.array(() -> {
                            json.array(e.getKey(), json::text);
                            json.number(e.getValue());
                        }));
    }

    /** {@code "name": [[upper bound or null, number], ...]}, not cumulative. */
    private void histogram(HistogramSnapshot histogram) {
        json.field(histogram.getMetadata().getName())
                .array(() -> histogram
                        .getDataPoints()
                        .forEach(point -> point.getClassicBuckets().stream().forEach(this::bucket)));
    }

    private void bucket(ClassicHistogramBucket bucket) {
        json.array(() -> {
            json.number(bucket.getUpperBound());
            json.number(bucket.getCount());
        });
    }

    private void point(History.Point point) {
        json.object(() -> {
            json.field("time").number(point.time());
            point.values().forEach((name, value) -> json.field(name).number(value));
            json.field("streams")
                    .object(() -> point.lags()
                            .forEach((stream, lag) -> json.field(stream).number(lag)));
        });
    }
}
