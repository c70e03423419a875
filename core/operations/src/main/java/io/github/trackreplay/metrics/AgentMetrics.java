/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.metrics;

import io.github.trackreplay.metrics.Metric.Kind;
import java.util.List;

/** All metrics. Times are seconds, points in time seconds since 1970-01-01 UTC; counters begin with the process. */
public final class AgentMetrics {
    private static final String STREAM = "stream";

    // the source
    public static final Metric READ_BYTES = counter("read_bytes", "bytes", "Bytes of complete lines read.", STREAM);
    public static final Metric READ_LINES = counter("read_lines", "", "Complete lines read.", STREAM);
    public static final Metric CANDIDATE_LINES =
            counter("candidate_lines", "", "Lines read that can be tracker calls.", STREAM);
    public static final Metric SKIPPED_BYTES =
            counter("read_skipped_bytes", "bytes", "Bytes of the other lines.", STREAM);
    public static final Metric BEFORE_START_BYTES =
            counter("read_before_start_bytes", "bytes", "Bytes of those of them that lie before startAt.", STREAM);
    public static final Metric READ_LOST_BYTES =
            counter("read_lost_bytes", "bytes", "Bytes that were destroyed before they were read.", STREAM);
    public static final Metric POSSIBLE_LOSSES =
            counter("possible_losses", "", "How often bytes may have been destroyed that were never seen.", STREAM);
    public static final Metric LAG_BYTES =
            gauge("lag_bytes", "bytes", "Bytes of the stream's logs that are known and not read yet.", STREAM);

    // the interceptor
    public static final Metric PARSED_LINES =
            counter("parsed_lines", "", "Lines that became requests, were skipped or rejected.", "outcome", "reason");
    public static final Metric PARSED_REQUESTS =
            counter("parsed_requests", "", "Requests of these lines; a bulk call has several.");

    // the sink
    public static final Metric REQUESTS = counter(
            "requests",
            "",
            "Requests and rejected lines that the sink has dealt with: recorded, excluded by Matomo's settings, skipped by ours,"
                    + " rejected, duplicate.",
            "outcome",
            "reason");
    public static final Metric LATE_REQUESTS =
            counter("late_requests", "", "Requests applied although later ones had been applied already.");
    public static final Metric PERHAPS_TWICE = counter(
            "perhaps_twice_requests",
            "",
            "Requests sent to the Tracking API again, because the answer to an earlier call is missing: Matomo may have"
                    + " counted them by each.");
    public static final Metric PACKS = counter("packs", "", "Packs that the sink has taken.");
    public static final Metric TAKEN_BYTES =
            counter("taken_bytes", "bytes", "Bytes of logs that the ledger accounts for since the start.");
    public static final Metric LOST_BYTES =
            counter("lost_bytes", "bytes", "Bytes of these that were destroyed unread.");
    public static final Metric RECOVERED_BYTES =
            counter("recovered_bytes", "bytes", "Bytes that had been booked as destroyed and came after all.");
    public static final Metric HELD_REQUESTS =
            gauge("held_requests", "", "Requests that are stored and wait for their turn.");
    public static final Metric HELD_BYTES = gauge("held_bytes", "bytes", "Size of what waits for its turn.");
    public static final Metric WATERMARK = gauge(
            "watermark_timestamp_seconds",
            "seconds",
            "No request with an earlier time is still to come; absent while nothing holds the order.");
    public static final Metric COMPLETE_THROUGH = gauge(
            "complete_through_timestamp_seconds",
            "seconds",
            "Every request until then of every expected stream has been applied; absent while nothing is complete.");
    public static final Metric STREAM_WATERMARK = gauge(
            "stream_watermark_timestamp_seconds",
            "seconds",
            "How far the stream has come, in the times of its log.",
            STREAM);
    public static final Metric STREAM_LAG =
            gauge("stream_lag_seconds", "seconds", "By how much the stream lies behind the present.", STREAM);
    public static final Metric STREAM_SKEW = gauge(
            "stream_skew_seconds",
            "seconds",
            "By how much the times of the stream's log lie steadily behind this machine's clock; negative if ahead.",
            STREAM);
    public static final Metric STREAM_STATE = gauge(
            "stream_state",
            "",
            "1 for the state that the stream is in: active, quiet, awaited, unreachable, behind, ended, retired.",
            STREAM,
            "state");
    public static final Metric COMMITS = counter("commits", "", "Transactions that were committed.");
    public static final Metric COMMIT_DURATION = histogram(
            "commit_duration_seconds", "seconds", "How long a transaction took, from its lock to its commit.");
    public static final Metric WORK = counter(
            "work_seconds",
            "seconds",
            "Time spent in transactions: apply (Matomo's tables) and ledger (ours).",
            "part");
    public static final Metric LINE_TO_ROW = histogram(
            "line_to_row_seconds",
            "seconds",
            "From the time in the line to the commit of its rows; of old logs that is their age.");
    public static final Metric LAST_COMMIT =
            gauge("last_commit_timestamp_seconds", "seconds", "When the last transaction was committed.");
    public static final Metric RETRIES = counter(
            "retries",
            "",
            "Transactions that were tried again, by the class of failure: connection_lost, transient, data, refused, fatal.",
            "class");
    public static final Metric DATABASE_UP =
            gauge("database_up", "", "1 while the database takes requests, 0 while it does not.");
    public static final Metric COLLECTOR =
            info("collector", "Who commits here, as in 'trackreplay status'.", "collector");
    public static final Metric MATOMO = info("matomo", "The Matomo that is replayed into.", "version");

    // Flume
    public static final Metric CHANNEL_EVENTS =
            gauge("channel_events", "", "Events that wait in the channel.", "channel");
    public static final Metric CHANNEL_CAPACITY =
            gauge("channel_capacity_events", "", "Events that fit into the channel.", "channel");
    public static final Metric DELIVERED_EVENTS = counter(
            "delivered_events", "", "Events that a sink has delivered, to the database or a collector.", "sink");
    public static final Metric FAILED_DELIVERIES =
            counter("failed_deliveries", "", "Attempts of a sink to deliver that failed.", "sink");

    // the process
    public static final Metric BUILD =
            info("build", "This Track Replay and the Java that it runs on.", "version", "java");
    public static final Metric START =
            gauge("start_timestamp_seconds", "seconds", "When the process began to measure.");
    public static final Metric READY = gauge("ready", "", "1 where /health/ready says yes.");
    public static final Metric HEAP_USED = gauge("heap_used_bytes", "bytes", "Heap in use.");
    public static final Metric HEAP_MOST = gauge("heap_limit_bytes", "bytes", "Heap at most.");

    /** All of them, in the order of the documentation. */
    public static final List<Metric> ALL = List.of(
            READ_BYTES,
            READ_LINES,
            CANDIDATE_LINES,
            SKIPPED_BYTES,
            BEFORE_START_BYTES,
            READ_LOST_BYTES,
            POSSIBLE_LOSSES,
            LAG_BYTES,
            PARSED_LINES,
            PARSED_REQUESTS,
            REQUESTS,
            LATE_REQUESTS,
            PERHAPS_TWICE,
            PACKS,
            TAKEN_BYTES,
            LOST_BYTES,
            RECOVERED_BYTES,
            HELD_REQUESTS,
            HELD_BYTES,
            WATERMARK,
            COMPLETE_THROUGH,
            STREAM_WATERMARK,
            STREAM_LAG,
            STREAM_SKEW,
            STREAM_STATE,
            COMMITS,
            COMMIT_DURATION,
            WORK,
            LINE_TO_ROW,
            LAST_COMMIT,
            RETRIES,
            DATABASE_UP,
            COLLECTOR,
            MATOMO,
            CHANNEL_EVENTS,
            CHANNEL_CAPACITY,
            DELIVERED_EVENTS,
            FAILED_DELIVERIES,
            BUILD,
            START,
            READY,
            HEAP_USED,
            HEAP_MOST);

    private AgentMetrics() {}

    private static Metric counter(String name, String unit, String doc, String... labels) {
        return new Metric("trackreplay_" + name, Kind.COUNTER, unit, List.of(labels), doc);
    }

    private static Metric gauge(String name, String unit, String doc, String... labels) {
        return new Metric("trackreplay_" + name, Kind.GAUGE, unit, List.of(labels), doc);
    }

    private static Metric histogram(String name, String unit, String doc) {
        return new Metric("trackreplay_" + name, Kind.HISTOGRAM, unit, List.of(), doc);
    }

    private static Metric info(String name, String doc, String... labels) {
        return new Metric("trackreplay_" + name, Kind.INFO, "", List.of(labels), doc);
    }

    /** The page of documentation, Markdown. */
    public static String page() {
        StringBuilder text = new StringBuilder("""
                # Metrics

                Generated by `trackreplay reference --metrics`; do not edit. `metricsPort` of a source or sink opens an
                endpoint: `/metrics` (OpenMetrics; Prometheus' older text for those who ask for `text/plain`, as `promtool check metrics` reads it), `/health/live`,
                `/health/ready` (status 200 or 503) and a page to look at, `/` ([page.md](page.md)). Counters begin at 0 with the process. A label that names streams,
                channels or reasons has at most %d values; what is beyond is counted under `(other)`.

                | metric | kind | labels | what it says |
                |---|---|---|---|
                """.formatted(Samples.MOST_SERIES));
        for (Metric metric : ALL) {
            text.append("| `")
                    .append(metric.exposed())
                    .append("` | ")
                    .append(metric.kind().name().toLowerCase(java.util.Locale.ROOT))
                    .append(" | ")
                    .append(String.join(", ", metric.labels()))
                    .append(" | ")
                    .append(metric.doc())
                    .append(" |\n");
        }
        return text.toString();
    }
}
