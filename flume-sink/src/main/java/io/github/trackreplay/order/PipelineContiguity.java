/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.order.CarriedSpan.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether all that a pipeline should have brought of a stream has come, as offsets show it: every file and every partition that
 * has brought anything goes without a hole up to something later than the time in question. A file that ends before that counts as read to its
 * end where another one of the stream has begun at its first byte since. Pure.
 *
 * <p>Why so: {@code docs/decisions/0044-what-offsets-prove.md}.
 */
public final class PipelineContiguity {
    private final List<CarriedSpan> rows;
    private final long disorder;

    /** When each file's first request was. */
    private final Map<String, Long> began = new HashMap<>();

    /** The answer. */
    public sealed interface Verdict permits Proven, Assumed {}

    /** Nothing is missing. */
    public record Proven() implements Verdict {}

    /**
     * Nobody knows.
     *
     * @param why the end of a sentence
     */
    public record Assumed(String why) implements Verdict {}

    /**
     * Of one stream.
     *
     * @param rows its own, and those of the topics
     * @param disorder how far its event times may run backwards, milliseconds
     */
    public PipelineContiguity(List<CarriedSpan> rows, long disorder) {
        this.rows = List.copyOf(rows);
        this.disorder = disorder;
        of(Kind.FILE_BEGAN).forEach(row -> began.putIfAbsent(row.name(), row.time()));
    }

    /** @param through milliseconds since 1970-01-01 UTC */
    public Verdict through(long through) {
        Map<String, List<CarriedSpan>> used = byName(of(Kind.TOPIC_USED));
        List<CarriedSpan> unplaced = of(Kind.UNPLACED).stream()
                .filter(row -> row.stream() != 0 || !used.isEmpty()) // what topics lack concerns who uses them
                .toList();
        if (!unplaced.isEmpty()) {
            return new Assumed("nobody said where its lines until "
                    + moment(unplaced.get(unplaced.size() - 1).time()) + " stood");
        }
        Map<String, List<CarriedSpan>> files = byName(of(Kind.FILE));
        files.keySet().removeIf(name -> began(name) == Long.MIN_VALUE); // it has never brought a request
        if (files.isEmpty() && used.isEmpty()) {
            return new Assumed("nobody says where its lines stood");
        }
        return hole(files, through)
                .or(() -> late(files, through))
                .or(() -> partitions(used, through))
                .<Verdict>map(Assumed::new)
                .orElseGet(Proven::new);
    }

    private List<CarriedSpan> of(Kind kind) {
        return rows.stream().filter(row -> row.kind() == kind).toList();
    }

    private static Map<String, List<CarriedSpan>> byName(List<CarriedSpan> rows) {
        Map<String, List<CarriedSpan>> byName = new TreeMap<>();
        rows.stream()
                .sorted(Comparator.comparingLong(CarriedSpan::start))
                .forEach(row -> byName.computeIfAbsent(row.name(), n -> new ArrayList<>())
                        .add(row));
        return byName;
    }

    private Optional<String> hole(Map<String, List<CarriedSpan>> files, long through) {
        String first = files.keySet().stream()
                .min(Comparator.comparingLong(this::began))
                .orElse("");
        for (Map.Entry<String, List<CarriedSpan>> file : files.entrySet()) {
            CarriedSpan begin = file.getValue().get(0);
            if (begin.start() > 0 && !file.getKey().equals(first) && began(file.getKey()) - disorder <= through) {
                return Optional.of(missing(file.getKey(), "bytes", 0, begin.start()));
            }
            Optional<String> between = hole(file.getKey(), "bytes", file.getValue(), through);
            if (between.isPresent()) {
                return between;
            }
        }
        return Optional.empty();
    }

    private Optional<String> hole(String name, String what, List<CarriedSpan> spans, long through) {
        long reached = Long.MIN_VALUE;
        for (int i = 1; i < spans.size(); i++) {
            reached = Math.max(reached, spans.get(i - 1).time());
            if (reached == Long.MIN_VALUE || reached - disorder <= through) {
                return Optional.of(
                        missing(name, what, spans.get(i - 1).end(), spans.get(i).start()));
            }
        }
        return Optional.empty();
    }

    private static String missing(String name, String what, long from, long to) {
        return what + " " + from + " to " + to + " of " + name + " have not come";
    }

    private long began(String file) {
        return began.getOrDefault(file, Long.MIN_VALUE);
    }

    private Optional<String> late(Map<String, List<CarriedSpan>> files, long through) {
        NavigableMap<Long, Long> followers = followers(files);
        for (Map.Entry<String, List<CarriedSpan>> file : files.entrySet()) {
            long reached = reached(file.getValue());
            if (reached - disorder < through && !isFollowed(reached, followers)) {
                return Optional.of("nothing later has come of " + file.getKey() + since(reached)
                        + ", and no file that began since");
            }
        }
        return Optional.empty();
    }

    /** Far enough from an overflow where no request has a time. */
    private static long reached(List<CarriedSpan> spans) {
        return Math.max(
                Long.MIN_VALUE / 2,
                spans.stream().mapToLong(CarriedSpan::time).max().orElse(Long.MIN_VALUE));
    }

    /**
     * Of the files that have come from their first byte: how far those reach that began at a time or later. A file does not follow
     * itself, since it reaches no further than it does.
     */
    private NavigableMap<Long, Long> followers(Map<String, List<CarriedSpan>> files) {
        TreeMap<Long, Long> reached = new TreeMap<>();
        files.forEach((name, spans) -> {
            if (spans.get(0).start() == 0) {
                reached.merge(began(name), reached(spans), Math::max);
            }
        });
        long furthest = Long.MIN_VALUE;
        for (Map.Entry<Long, Long> from : reached.descendingMap().entrySet()) {
            furthest = Math.max(furthest, from.getValue());
            from.setValue(furthest);
        }
        return reached;
    }

    private boolean isFollowed(long reached, NavigableMap<Long, Long> followers) {
        Map.Entry<Long, Long> next = followers.ceilingEntry(reached - disorder);
        return next != null && next.getValue() > reached;
    }

    private Optional<String> partitions(Map<String, List<CarriedSpan>> used, long through) {
        Map<String, List<CarriedSpan>> came = byName(of(Kind.TOPIC));
        for (Map.Entry<String, List<CarriedSpan>> partition : used.entrySet()) {
            CarriedSpan extent = partition.getValue().get(0);
            List<CarriedSpan> within = came.getOrDefault(partition.getKey(), List.of()).stream()
                    .filter(span -> span.end() > extent.start() && span.start() < extent.end())
                    .toList();
            Optional<String> hole = hole(partition.getKey(), "messages", within, through);
            if (hole.isPresent()) {
                return hole;
            }
            if (reached(partition.getValue()) - disorder < through) {
                return Optional.of("nothing later of it has come of " + partition.getKey() + since(extent.time()));
            }
        }
        return Optional.empty();
    }

    private static String since(long time) {
        return time <= Long.MIN_VALUE / 2 ? "" : " since " + moment(time);
    }

    private static String moment(long time) {
        return time == TakenRanges.NO_WATERMARK
                ? "an unknown time"
                : Instant.ofEpochMilli(time).toString();
    }
}
