/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The bytes of one log file that are accounted for, as spans that neither touch nor overlap. Each span carries the
 * watermark that holds for its stream once everything up to the span's end is accounted for. Notes which spans changed
 * since {@link #drain()}, so that a file costs one row, not one row per range.
 */
public final class TakenRanges {
    /** No watermark is known. */
    public static final long NO_WATERMARK = Long.MIN_VALUE;

    /**
     * Accounted bytes {@code [start, end)}; an empty one stands for a watermark at a place that nothing has reached yet.
     *
     * @param watermark milliseconds since 1970-01-01 UTC, or {@link #NO_WATERMARK}
     */
    public record Span(long start, long end, long watermark) {}

    /**
     * What {@link #drain()} gives.
     *
     * @param written spans that are new or changed, by their start
     * @param removed starts of spans that were merged into others
     */
    public record Changes(List<Span> written, List<Long> removed) {
        public boolean isEmpty() {
            return written.isEmpty() && removed.isEmpty();
        }
    }

    /** What is empty costs nothing: a hundred thousand files may be known, and few have anything missing or new. */
    private NavigableMap<Long, Span> spans = Collections.emptyNavigableMap();

    private NavigableSet<Long> written = Collections.emptyNavigableSet();
    private NavigableSet<Long> removed = Collections.emptyNavigableSet();

    /** The bytes of ranges, ascending; what overlaps or touches is one. */
    public static List<ByteRange> union(Stream<ByteRange> ranges) {
        TakenRanges all = new TakenRanges();
        ranges.forEach(range -> all.add(range, NO_WATERMARK));
        return all.spans.values().stream()
                .map(span -> new ByteRange(span.start(), span.end()))
                .toList();
    }

    /** Adds a span as it is stored; it touches no other. */
    public void restore(Span stored) {
        put(stored);
    }

    private void put(Span span) {
        if (spans.isEmpty()) {
            spans = new TreeMap<>();
        }
        spans.put(span.start(), span);
    }

    /** The parts of a range that are not accounted for yet, ascending. */
    public List<ByteRange> missing(ByteRange range) {
        List<ByteRange> missing = new ArrayList<>(1);
        long at = range.start();
        Map.Entry<Long, Span> floor = spans.floorEntry(at);
        if (floor != null) {
            at = Math.max(at, floor.getValue().end());
        }
        for (Span span : spans.subMap(range.start(), false, Math.max(range.start(), range.end()), false)
                .values()) {
            if (span.start() > at) {
                missing.add(new ByteRange(at, span.start()));
            }
            at = Math.max(at, span.end());
        }
        if (at < range.end()) {
            missing.add(new ByteRange(at, range.end()));
        }
        return missing;
    }

    /** Whether the byte at an offset is accounted for. */
    public boolean holds(long offset) {
        Map.Entry<Long, Span> floor = spans.floorEntry(offset);
        return floor != null && floor.getValue().end() > offset;
    }

    /** Accounts for a range. */
    public void add(ByteRange range, long watermark) {
        long start = range.start();
        long end = range.end();
        long promised = watermark;
        Map.Entry<Long, Span> floor = spans.floorEntry(start);
        if (floor != null && floor.getValue().end() >= start) {
            start = floor.getKey();
        }
        List<Span> touched =
                new ArrayList<>(spans.subMap(start, true, end, true).values());
        for (Span span : touched) {
            end = Math.max(end, span.end());
            promised = Math.max(promised, span.watermark());
        }
        Span merged = new Span(start, end, promised);
        if (touched.size() == 1 && touched.get(0).equals(merged)) {
            return;
        }
        touched.forEach(this::remove);
        put(merged);
        written = with(written, start);
        removed = without(removed, start);
    }

    private void remove(Span span) {
        spans.remove(span.start());
        written = without(written, span.start());
        removed = with(removed, span.start());
    }

    private static NavigableSet<Long> with(NavigableSet<Long> starts, long start) {
        NavigableSet<Long> more = starts.isEmpty() ? new TreeSet<>() : starts;
        more.add(start);
        return more;
    }

    private static NavigableSet<Long> without(NavigableSet<Long> starts, long start) {
        if (!starts.isEmpty()) {
            starts.remove(start);
        }
        return starts;
    }

    /** The span that contains or ends at an offset. */
    public Optional<Span> at(long offset) {
        return Optional.ofNullable(spans.floorEntry(offset))
                .map(Map.Entry::getValue)
                .filter(span -> span.end() >= offset);
    }

    /** Where the last span ends that begins at or before an offset, at most there; -1 if there is none. */
    public long endBefore(long offset) {
        Map.Entry<Long, Span> floor = spans.floorEntry(offset);
        return floor == null ? -1 : Math.min(offset, floor.getValue().end());
    }

    /** Start of the first span that begins beyond an offset. */
    public Optional<Long> nextAfter(long offset) {
        return Optional.ofNullable(spans.higherKey(offset));
    }

    /** All bytes accounted for. */
    public long bytes() {
        return spans.values().stream()
                .mapToLong(span -> span.end() - span.start())
                .sum();
    }

    /** One past the last byte accounted for; 0 when there is none. */
    public long end() {
        return spans.isEmpty() ? 0 : spans.lastEntry().getValue().end();
    }

    public List<Span> spans() {
        return List.copyOf(spans.values());
    }

    /** What changed since the last call. */
    public Changes drain() {
        Changes changes = new Changes(written.stream().map(spans::get).toList(), List.copyOf(removed));
        written = Collections.emptyNavigableSet();
        removed = Collections.emptyNavigableSet();
        return changes;
    }
}
