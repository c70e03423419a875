/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.metrics;

import io.github.trackreplay.page.History;
import io.github.trackreplay.page.LedgerView;
import io.github.trackreplay.page.Tap;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Where the components of one process report what they measure. Thread-safe.
 *
 * <p>Why so: {@code docs/decisions/0028-one-endpoint-a-process.md}.
 */
public final class MetricsHub {
    private static final MetricsHub PROCESS = new MetricsHub(InstantSource.system());

    private final List<Reporter> reporters = new CopyOnWriteArrayList<>();
    private final List<LedgerView> ledgers = new CopyOnWriteArrayList<>();
    private final Tap tap = new Tap();
    private final History history = new History();
    private final double start;
    private final Histogram commitDuration =
            histogram(AgentMetrics.COMMIT_DURATION, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30);
    private final Histogram lineToRow =
            histogram(AgentMetrics.LINE_TO_ROW, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 86_400);

    MetricsHub(InstantSource clock) {
        this.start = clock.millis() / 1000.0;
    }

    /** The one of this process. */
    public static MetricsHub ofProcess() {
        return PROCESS;
    }

    /** Somebody's place among the reporters. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Asks a reporter at each scrape from now on, until what is returned is closed. */
    public Registration register(Reporter reporter) {
        reporters.add(reporter);
        return () -> reporters.remove(reporter);
    }

    /** Has a ledger shown on the page, until what is returned is closed. */
    public Registration show(LedgerView ledger) {
        ledgers.add(ledger);
        return () -> ledgers.remove(ledger);
    }

    /** The ledger that the page shows: the first one's. */
    Optional<LedgerView> ledger() {
        return ledgers.stream().findFirst();
    }

    /** How many databases the process replays into. */
    int databases() {
        return (int) ledgers.stream().map(LedgerView::where).distinct().count();
    }

    /** The requests that pass. */
    public Tap tap() {
        return tap;
    }

    History history() {
        return history;
    }

    /** Notes how many seconds a transaction took. */
    public void observeCommit(double seconds) {
        commitDuration.observe(seconds);
    }

    /** Notes how many seconds lay between a line's time and the commit of its rows. */
    public void observeLineToRow(double seconds) {
        lineToRow.observe(Math.max(0, seconds));
    }

    /** Why the process cannot do its work, a sentence for each component in trouble; or that no component runs. */
    public List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        for (Reporter reporter : reporters) {
            reporter.trouble().ifPresent(troubles::add);
        }
        if (reporters.isEmpty()) {
            troubles.add("No component has started.");
        }
        return troubles;
    }

    MetricSnapshots scrape() {
        List<MetricSnapshot> all = new ArrayList<>(samples().snapshots());
        all.addAll(histograms());
        return new MetricSnapshots(all);
    }

    /** The present values. */
    Samples samples() {
        Samples samples = new Samples();
        for (Reporter reporter : reporters) {
            reporter.report(samples);
        }
        FlumeFigures.report(samples);
        ofProcess(samples);
        return samples;
    }

    List<HistogramSnapshot> histograms() {
        return List.of(commitDuration.collect(), lineToRow.collect());
    }

    private void ofProcess(Samples samples) {
        samples.add(
                AgentMetrics.BUILD,
                1,
                Optional.ofNullable(MetricsHub.class.getPackage().getImplementationVersion())
                        .orElse("development"),
                Runtime.version().toString());
        samples.add(AgentMetrics.START, start);
        samples.add(AgentMetrics.READY, troubles().isEmpty() ? 1 : 0);
        Runtime runtime = Runtime.getRuntime();
        samples.add(AgentMetrics.HEAP_USED, runtime.totalMemory() - runtime.freeMemory());
        samples.add(AgentMetrics.HEAP_MOST, runtime.maxMemory());
    }

    private static Histogram histogram(Metric metric, double... bounds) {
        return Histogram.builder()
                .name(metric.name())
                .help(metric.doc())
                .classicOnly()
                .classicUpperBounds(bounds)
                .build();
    }
}
