/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.sink.LeftOut;
import io.github.trackreplay.tracking.parameters.SiteNumber;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How many requests logs hold, by stream, day, site and status. Sites are told apart in the first {@value #MOST_ROWS} rows, for
 * visitors name what sites they like: behind those, what is new counts for the other sites of its day. Not thread-safe.
 */
public final class RequestTally {
    private static final int MOST_LINES = 40;
    static final int MOST_ROWS = 10_000;
    private static final long DAY = 86_400_000;

    private final LeftOut leftOut;
    private final Map<Row, Count> rows = new HashMap<>();
    /** Where requests of a kind are counted: most are of a kind that has been met before. */
    private final Map<Kind, Count> kinds = new HashMap<>();

    private final Map<String, Long> others = new TreeMap<>();
    private final Map<String, Long> rejected = new TreeMap<>();
    private final Map<String, String> examples = new TreeMap<>();

    /**
     * Requests of one kind.
     *
     * @param day UTC
     * @param site number of Matomo's site, as the request says it; nothing for other sites
     * @param status of the web server's answer; 0 where the log has none
     */
    public record Row(String stream, LocalDate day, OptionalLong site, int status) implements Comparable<Row> {
        private static final Comparator<Row> ORDER = Comparator.comparing(Row::stream)
                .thenComparing(Row::day)
                .thenComparing(row -> row.site().isEmpty())
                .thenComparingLong(row -> row.site().orElse(0))
                .thenComparingInt(Row::status);

        @Override
        public int compareTo(Row other) {
            return ORDER.compare(this, other);
        }

        private Row ofOtherSites() {
            return new Row(stream, day, OptionalLong.empty(), status);
        }
    }

    /** What a row is told from others by, in cheaper terms. */
    private record Kind(String stream, long day, long site, int status) {
        // written out: what the compiler makes of a record is not inlined, and it is asked for each request
        @Override
        public boolean equals(Object other) {
            return other instanceof Kind that
                    && day == that.day
                    && site == that.site
                    && status == that.status
                    && stream.equals(that.stream);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * (31 * stream.hashCode() + Long.hashCode(day)) + Long.hashCode(site)) + status;
        }

        private Row row() {
            return new Row(stream, LocalDate.ofEpochDay(day), OptionalLong.of(site), status);
        }
    }

    private static final class Count {
        private long requests;
    }

    /** @param leftOut what is not counted here, but by its reason */
    public RequestTally(LeftOut leftOut) {
        this.leftOut = leftOut;
    }

    /** Counts a pack, and gives it back. */
    public Pack counted(Pack pack) {
        for (PackEntry entry : pack.entries()) {
            if (entry instanceof RejectedLine line) {
                rejected.merge(line.reason(), 1L, Long::sum);
                examples.putIfAbsent(line.reason(), line.detail());
            } else if (entry instanceof TrackingRequest request) {
                Optional<String> reason = leftOut.reason(pack.header().file(), request);
                if (reason.isPresent()) {
                    others.merge(reason.get(), 1L, Long::sum);
                } else {
                    count(kind(pack, request));
                }
            }
        }
        return pack;
    }

    private void count(Kind kind) {
        Count count = kinds.get(kind);
        if (count == null) {
            Row row = kind.row();
            boolean isKept = rows.size() < MOST_ROWS || rows.containsKey(row);
            count = rows.computeIfAbsent(isKept ? row : row.ofOtherSites(), r -> new Count());
            if (isKept) {
                kinds.put(kind, count);
            }
        }
        count.requests++;
    }

    private static Kind kind(Pack pack, TrackingRequest request) {
        return new Kind(
                pack.header().file().stream(),
                Math.floorDiv(request.time(), DAY),
                SiteNumber.of(request),
                request.status());
    }

    /** The counts. */
    public Map<Row, Long> rows() {
        Map<Row, Long> counts = new TreeMap<>();
        rows.forEach((row, count) -> counts.put(row, count.requests));
        return counts;
    }

    /** Requests that are left out, by the reason. */
    public Map<String, Long> others() {
        return others;
    }

    /** Lines that cannot be read, by the reason. */
    public Map<String, Long> rejected() {
        return rejected;
    }

    /** A table for people, cut where it would not end. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, "%-16s %-10s %8s %6s %12s", "stream", "day (UTC)", "site", "status", "requests"));
        rows().entrySet().stream().limit(MOST_LINES).forEach(row -> lines.add(line(row.getKey(), row.getValue())));
        if (rows.size() > MOST_LINES) {
            lines.add(String.format(Locale.ROOT, "and %,d more rows: --json has them all", rows.size() - MOST_LINES));
        }
        others.forEach((reason, number) -> lines.add(String.format(Locale.ROOT, "left out: %,d %s", number, reason)));
        rejected.forEach(
                (reason, number) -> lines.add(String.format(Locale.ROOT, "cannot be read: %,d %s", number, reason)
                        + example(examples.getOrDefault(reason, ""))));
        return lines;
    }

    /** The first of them: what it says is as a rule what to mend. */
    private static String example(String detail) {
        return detail.isEmpty() ? "" : ". The first: " + detail;
    }

    private static String line(Row row, long number) {
        return String.format(
                Locale.ROOT,
                "%-16s %-10s %8s %6s %,12d",
                row.stream(),
                row.day(),
                row.site().isPresent() ? String.valueOf(row.site().getAsLong()) : "others",
                row.status() == 0 ? "-" : String.valueOf(row.status()),
                number);
    }
}
