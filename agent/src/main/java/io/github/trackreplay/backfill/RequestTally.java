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
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    private final Map<Row, Long> rows = new TreeMap<>();
    private final Map<String, Long> others = new TreeMap<>();
    private final Map<String, Long> rejected = new TreeMap<>();

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

    /** @param leftOut what is not counted here, but by its reason */
    public RequestTally(LeftOut leftOut) {
        this.leftOut = leftOut;
    }

    /** Counts a pack, and gives it back. */
    public Pack counted(Pack pack) {
        for (PackEntry entry : pack.entries()) {
            if (entry instanceof RejectedLine line) {
                rejected.merge(line.reason(), 1L, Long::sum);
            } else if (entry instanceof TrackingRequest request) {
                leftOut.reason(pack.header().file(), request)
                        .ifPresentOrElse(
                                reason -> others.merge(reason, 1L, Long::sum), () -> count(row(pack, request)));
            }
        }
        return pack;
    }

    private void count(Row row) {
        boolean isKept = rows.size() < MOST_ROWS || rows.containsKey(row);
        rows.merge(isKept ? row : row.ofOtherSites(), 1L, Long::sum);
    }

    private static Row row(Pack pack, TrackingRequest request) {
        return new Row(
                pack.header().file().stream(),
                LocalDate.ofEpochDay(Math.floorDiv(request.time(), DAY)),
                OptionalLong.of(SiteNumber.of(request)),
                request.status());
    }

    /** The counts. */
    public Map<Row, Long> rows() {
        return rows;
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
        rows.entrySet().stream().limit(MOST_LINES).forEach(row -> lines.add(line(row.getKey(), row.getValue())));
        if (rows.size() > MOST_LINES) {
            lines.add(String.format(Locale.ROOT, "and %,d more rows: --json has them all", rows.size() - MOST_LINES));
        }
        others.forEach((reason, number) -> lines.add(String.format(Locale.ROOT, "left out: %,d %s", number, reason)));
        rejected.forEach(
                (reason, number) -> lines.add(String.format(Locale.ROOT, "cannot be read: %,d %s", number, reason)));
        return lines;
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
