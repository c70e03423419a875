/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.Places;
import io.github.trackreplay.order.CarriedSpan.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which bytes of files and which messages of topics have come of pipelines' streams, as spans: what lies between two of them has
 * not. Bounded for each stream. Mutable, not thread-safe.
 */
public final class CarriedPlaces {
    /** Most spans of a file or partition; the oldest holes beyond are forgotten, and the time up to them is not proven. */
    static final int MOST_SPANS = 500;

    /** Most files of a stream, and most partitions; further ones have no place. */
    static final int MOST_FILES = 1_000;

    private static final long HOUR = 3_600_000;

    private final Map<Key, TakenRanges> ranges = new LinkedHashMap<>();
    private final Set<Key> changed = new LinkedHashSet<>();

    /** What a container's rows have in common. */
    public record Key(long stream, Kind kind, String name) {}

    /** What is to be stored: all rows of keys that have changed. A key without rows is gone. */
    public record Changes(Collection<Key> keys, List<CarriedSpan> rows) {}

    /** What lies between two spans. */
    public record Hole(Key key, long from, long to) {}

    /** Adds what is stored of a stream, or of topics; to be done before the first of its packs is noted. */
    public void restore(List<CarriedSpan> stored) {
        stored.forEach(row -> of(new Key(row.stream(), row.kind(), row.name()))
                .restore(new TakenRanges.Span(row.start(), row.end(), row.time())));
    }

    private TakenRanges of(Key key) {
        return ranges.computeIfAbsent(key, k -> new TakenRanges());
    }

    /**
     * Notes where a pack's lines stood. Of a file or partition that has never brought a request nothing is kept.
     *
     * @param broughtNew whether a request of it had not been taken before
     * @param newest greatest event time of its requests, or {@link Long#MIN_VALUE}
     * @param latest what claims to be later is no time, milliseconds
     */
    public void note(long stream, Places places, boolean broughtNew, long newest, long latest) {
        Set<String> withRequests = new HashSet<>();
        places.runs().stream().filter(Places.Run::hasRequests).forEach(run -> withRequests.add(run.container()));
        for (Places.Run run : places.runs()) {
            boolean credible = run.newest() <= latest;
            Places.Run noted = credible ? run : Places.Run.of(run.in(), run.container(), run.start(), run.end());
            if (run.in() == Places.In.TOPIC) {
                message(stream, noted, withRequests.contains(run.container()));
            } else if (withRequests.contains(run.container())
                    || ranges.containsKey(new Key(stream, Kind.FILE, run.container()))) {
                file(stream, noted, broughtNew);
            }
        }
        if (!places.all()) {
            unplaced(stream, Math.min(newest, latest));
        }
    }

    /** To the hour, so that it is written once an hour. */
    private void unplaced(long stream, long until) {
        long hour = until == Long.MIN_VALUE ? until : Math.floorDiv(until, HOUR) * HOUR + HOUR;
        Key key = new Key(stream, Kind.UNPLACED, "");
        TakenRanges known = of(key);
        if (known.at(0).filter(span -> span.watermark() >= hour).isEmpty()) {
            known.add(new ByteRange(0, 0), hour);
            changed.add(key);
        }
    }

    private void file(long stream, Places.Run run, boolean broughtNew) {
        Key key = new Key(stream, Kind.FILE, run.container());
        if (!ranges.containsKey(key) && containers(stream, Kind.FILE) >= MOST_FILES) {
            unplaced(stream, run.newest());
            return;
        }
        if (broughtNew && isAnotherGeneration(of(key), run)) {
            setAside(key);
            setAside(new Key(stream, Kind.FILE_BEGAN, run.container()));
        }
        if (run.newest() != Long.MIN_VALUE) {
            began(new Key(stream, Kind.FILE_BEGAN, run.container()), run);
        }
        add(key, run, Places.SHORTER_THAN_A_REQUEST);
    }

    private long containers(long stream, Kind kind) {
        return ranges.keySet().stream()
                .filter(key -> key.stream() == stream && key.kind() == kind)
                .count();
    }

    /** Where all of it has come already, and yet it is new and later than that, the file has begun anew under its old name. */
    private static boolean isAnotherGeneration(TakenRanges came, Places.Run run) {
        return came.missing(new ByteRange(run.start(), run.end())).isEmpty()
                && came.at(run.start())
                        .filter(span -> run.newest() > span.watermark())
                        .isPresent();
    }

    private void setAside(Key key) {
        TakenRanges old = ranges.remove(key);
        changed.add(key);
        if (old != null) {
            long last = old.spans().stream()
                    .mapToLong(TakenRanges.Span::watermark)
                    .max()
                    .orElse(0);
            Key renamed = new Key(key.stream(), key.kind(), key.name() + "#" + generation(key, last));
            ranges.put(renamed, old);
            changed.add(renamed);
        }
    }

    /** A number that no generation before has. */
    private long generation(Key key, long last) {
        long number = Math.max(0, last);
        while (ranges.containsKey(new Key(key.stream(), key.kind(), key.name() + "#" + number))) {
            number++;
        }
        return number;
    }

    private void began(Key key, Places.Run run) {
        List<TakenRanges.Span> known = of(key).spans();
        if (known.isEmpty() || known.get(0).watermark() > run.oldest()) {
            TakenRanges first = new TakenRanges();
            first.restore(new TakenRanges.Span(0, 0, run.oldest()));
            ranges.put(key, first);
            changed.add(key);
        }
    }

    private void message(long stream, Places.Run run, boolean requests) {
        Key used = new Key(stream, Kind.TOPIC_USED, run.container());
        Key topic = new Key(0, Kind.TOPIC, run.container());
        boolean uses = ranges.containsKey(used);
        if (!uses && requests) {
            if (containers(stream, Kind.TOPIC_USED) >= MOST_FILES) {
                unplaced(stream, run.newest());
                return;
            }
            uses = true;
        }
        if (uses) {
            extend(used, run);
        }
        if (uses || ranges.containsKey(topic)) {
            add(topic, run, 1); // also what another stream's messages lie between
        }
    }

    private void extend(Key used, Places.Run run) {
        TakenRanges extent = of(used);
        long from =
                extent.spans().stream().mapToLong(TakenRanges.Span::start).min().orElse(run.start());
        extent.add(new ByteRange(Math.min(from, run.start()), Math.max(extent.end(), run.end())), run.newest());
        changed.add(used);
    }

    /** @param small a hole that is smaller is none */
    private void add(Key key, Places.Run run, int small) {
        TakenRanges came = of(key);
        long before = came.endBefore(run.start());
        long start = before >= 0 && run.start() - before < small ? before : run.start();
        long end = came.nextAfter(run.end())
                .filter(next -> next - run.end() < small)
                .orElse(run.end());
        came.add(new ByteRange(start, end), run.newest());
        changed.add(key);
        bound(key);
    }

    private void bound(Key key) {
        TakenRanges came = of(key);
        List<TakenRanges.Span> spans = came.spans();
        if (spans.size() > MOST_SPANS) {
            came.add(new ByteRange(spans.get(0).start(), spans.get(1).end()), TakenRanges.NO_WATERMARK);
            unplaced(key.stream(), spans.get(1).watermark());
        }
    }

    /**
     * Holes in what has changed since the last {@link #drain} that nothing has filled for a while.
     *
     * @param patience for how long they are waited for, milliseconds of event time
     */
    public List<Hole> overdue(long patience) {
        List<Hole> holes = new ArrayList<>();
        for (Key key : changed) {
            boolean spans = key.kind() == Kind.FILE || key.kind() == Kind.TOPIC;
            TakenRanges came = ranges.get(key);
            if (spans && came != null) {
                holes.addAll(overdue(key, came.spans(), patience));
            }
        }
        return holes;
    }

    private static List<Hole> overdue(Key key, List<TakenRanges.Span> spans, long patience) {
        List<Hole> holes = new ArrayList<>();
        long newest = Long.MIN_VALUE;
        for (int i = spans.size() - 1; i > 0; i--) {
            newest = Math.max(newest, spans.get(i).watermark());
            TakenRanges.Span before = spans.get(i - 1);
            if (newest != Long.MIN_VALUE
                    && before.watermark() != Long.MIN_VALUE
                    && newest - before.watermark() > patience) {
                holes.add(new Hole(key, before.end(), spans.get(i).start()));
            }
        }
        return holes;
    }

    /** What has changed since the last call. */
    public Changes drain() {
        List<CarriedSpan> rows = new ArrayList<>();
        for (Key key : changed) {
            TakenRanges came = ranges.get(key);
            if (came != null) {
                came.spans()
                        .forEach(span -> rows.add(new CarriedSpan(
                                key.stream(), key.kind(), key.name(), span.start(), span.end(), span.watermark())));
            }
        }
        List<Key> keys = List.copyOf(changed);
        changed.clear();
        return new Changes(keys, rows);
    }
}
