/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.metrics.AgentMetrics;
import io.github.trackreplay.metrics.MetricsHub;
import io.github.trackreplay.metrics.Reporter;
import io.github.trackreplay.metrics.Samples;
import io.github.trackreplay.mysql.SqlFailure;
import io.github.trackreplay.order.StreamOrder;
import io.github.trackreplay.order.StreamState;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * What a sink measures. Written by the sink's thread, read by any: what belongs to the sink's thread is copied after a commit,
 * at most once a second.
 */
final class SinkFigures implements Reporter {
    private static final long COPY_MILLIS = 1_000;
    /** For so long a sink may try before it counts as unable; a commit of a great batch takes seconds. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private static final double NANOS = 1e9;

    private final MetricsHub hub;
    private final String sink;
    private final String collector;
    private final Supplier<ReplayTotals> totals;
    private final Supplier<Optional<String>> matomo;
    private final Passing passing;
    private volatile List<StreamFigures> streams = List.of();
    private volatile long copied = Long.MIN_VALUE;
    private volatile long lastCommit = Long.MIN_VALUE;
    private volatile String trouble = "The database has not been asked yet.";
    private volatile long tryingSince;
    private volatile boolean trying;

    private record StreamFigures(String name, long watermark, OptionalLong skew, StreamState state) {}

    /**
     * The figures of one sink.
     *
     * @param collector as it names itself in the database
     * @param passing what has passed since the last commit
     */
    SinkFigures(
            MetricsHub hub,
            String sink,
            String collector,
            Supplier<ReplayTotals> totals,
            Supplier<Optional<String>> matomo,
            Passing passing) {
        this.hub = hub;
        this.sink = sink;
        this.collector = collector;
        this.totals = totals;
        this.matomo = matomo;
        this.passing = passing;
    }

    /** Notes that something is tried. */
    void trying(long nanos) {
        tryingSince = nanos;
        trying = true;
    }

    /** Notes a success. */
    void committed(CommitSummary summary, Collection<StreamOrder> now, long millis) {
        trying = false;
        trouble = "";
        Passing.Committed passed = passing.drain();
        hub.tap().add(passed.unseen(), passed.shown());
        if (summary.commitNumber() != 0) {
            lastCommit = millis;
            hub.observeCommit((summary.applyNanos() + summary.ledgerNanos()) / NANOS);
            for (long time : passed.times()) {
                hub.observeLineToRow((millis - time) / 1000.0);
            }
        }
        boolean aged = copied == Long.MIN_VALUE || millis - copied >= COPY_MILLIS || millis < copied;
        if (aged || streams.size() != now.size()) {
            copied = millis;
            streams = now.stream()
                    .map(s -> new StreamFigures(s.name(), s.watermark(), s.skew(), s.state()))
                    .toList();
        }
    }

    /** Notes a failure. */
    void failed(String why) {
        trouble = why;
    }

    @Override
    public Optional<String> trouble() {
        if (!trouble.isEmpty()) {
            return Optional.of("Sink " + sink + ": " + trouble);
        }
        return trying && System.nanoTime() - tryingSince > PATIENCE_NANOS
                ? Optional.of("Sink " + sink + ": the database has not answered for a minute.")
                : Optional.empty();
    }

    @Override
    public void report(Samples samples) {
        ReplayTotals sums = totals.get();
        samples.add(AgentMetrics.REQUESTS, sums.counts().recorded(), "recorded", "");
        samples.add(AgentMetrics.REQUESTS, sums.counts().duplicates(), "duplicate", "");
        samples.addByReason(AgentMetrics.REQUESTS, "excluded", sums.counts().excluded());
        samples.addByReason(AgentMetrics.REQUESTS, "rejected", sums.counts().rejected());
        samples.addByReason(AgentMetrics.REQUESTS, "skipped", sums.counts().skipped());
        samples.add(AgentMetrics.LATE_REQUESTS, sums.counts().late());
        samples.add(AgentMetrics.PACKS, sums.counts().packs());
        samples.add(AgentMetrics.TAKEN_BYTES, sums.counts().takenBytes());
        samples.add(AgentMetrics.LOST_BYTES, sums.counts().lostBytes());
        samples.add(AgentMetrics.RECOVERED_BYTES, sums.counts().recoveredBytes());
        samples.add(AgentMetrics.HELD_REQUESTS, sums.order().heldRequests());
        samples.add(AgentMetrics.HELD_BYTES, sums.order().heldBytes());
        samples.addTime(AgentMetrics.WATERMARK, sums.order().watermark());
        samples.addTime(AgentMetrics.COMPLETE_THROUGH, sums.order().completeThrough());
        samples.add(AgentMetrics.COMMITS, sums.commits());
        samples.add(AgentMetrics.WORK, sums.applyNanos() / NANOS, "apply");
        samples.add(AgentMetrics.WORK, sums.ledgerNanos() / NANOS, "ledger");
        samples.addTime(AgentMetrics.LAST_COMMIT, lastCommit);
        samples.add(AgentMetrics.DATABASE_UP, trouble().isEmpty() ? 1 : 0);
        samples.add(AgentMetrics.COLLECTOR, 1, collector);
        matomo.get().ifPresent(version -> samples.add(AgentMetrics.MATOMO, 1, version));
        retries(samples, sums.retries());
        ofStreams(samples, System.currentTimeMillis());
    }

    private static void retries(Samples samples, Map<SqlFailure, Long> byClass) {
        for (SqlFailure kind : SqlFailure.values()) {
            samples.add(
                    AgentMetrics.RETRIES,
                    byClass.getOrDefault(kind, 0L),
                    kind.name().toLowerCase(Locale.ROOT));
        }
    }

    private void ofStreams(Samples samples, long now) {
        for (StreamFigures stream : streams) {
            samples.add(
                    AgentMetrics.STREAM_STATE,
                    1,
                    stream.name(),
                    stream.state().name().toLowerCase(Locale.ROOT));
            samples.addTime(AgentMetrics.STREAM_WATERMARK, stream.watermark(), stream.name());
            if (stream.watermark() != Long.MIN_VALUE && stream.watermark() != Long.MAX_VALUE) {
                samples.add(AgentMetrics.STREAM_LAG, Math.max(0, now - stream.watermark()) / 1000.0, stream.name());
            }
            stream.skew().ifPresent(skew -> samples.add(AgentMetrics.STREAM_SKEW, skew / 1000.0, stream.name()));
        }
    }
}
