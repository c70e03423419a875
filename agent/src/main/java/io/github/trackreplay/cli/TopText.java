/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.status.Diagnosis;
import io.github.trackreplay.status.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What {@code top} shows: the ledger now, and what has happened since the last look. Pure.
 *
 * @param before the ledger at the last look; empty the first time
 * @param since how long ago that was
 */
record TopText(Status status, Optional<Status> before, Duration since, Instant now) {
    /** Rates of a stream a second. */
    private record Rates(double applied, double rejected) {}

    /** A screen of so many lines and columns; the streams that need a look come first. */
    List<String> screen(String where, int lines, int columns) {
        List<String> screen = new ArrayList<>();
        screen.add("Track Replay  " + now.toString().substring(11, 19) + " UTC  " + where);
        screen.add(String.format(
                Locale.ROOT,
                "%s requests/s   %s rejected/s   held back %,d   last commit %s",
                rate(sum(Rates::applied)),
                rate(sum(Rates::rejected)),
                status.heldRequests(),
                status.committedAt().map(at -> age(at) + " ago").orElse("never")));
        screen.add("complete through " + time(status.reach().completeThrough()) + "   order held by "
                + status.watermarkStream().orElse("nobody"));
        screen.add("");
        screen.add(String.format(
                Locale.ROOT,
                "%-22s %-11s %9s %9s %9s %12s",
                "STREAM",
                "STATE",
                "LAG",
                "REQ/S",
                "REJ/S",
                "WAIT REJECTED"));
        List<String> warnings = warnings();
        int room = lines - screen.size() - Math.min(warnings.size(), Math.max(2, lines / 3)) - 2;
        List<Status.Stream> streams = sorted();
        streams.stream().limit(Math.max(1, room)).forEach(stream -> screen.add(line(stream)));
        if (streams.size() > Math.max(1, room)) {
            screen.add("and " + (streams.size() - Math.max(1, room)) + " more (trackreplay stream list)");
        }
        if (!warnings.isEmpty()) {
            screen.add("");
            screen.addAll(warnings);
        }
        return screen.stream()
                .limit(Math.max(1, lines - 1L))
                .map(text -> text.length() <= columns ? text : text.substring(0, Math.max(1, columns - 1)) + "…")
                .toList();
    }

    /** The same in one line, for a log. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%s recorded %s/s rejected %s/s held %d lag %s complete-through %s streams %d warnings %d",
                now.toString().substring(0, 19) + "Z",
                rate(sum(Rates::applied)),
                rate(sum(Rates::rejected)),
                status.heldRequests(),
                lag().map(TopText::length).orElse("-"),
                time(status.reach().completeThrough()),
                status.streams().size(),
                warnings().size());
    }

    /** The same as a document. */
    Map<String, Object> document() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("time", now.toString());
        json.put("seconds", before.isPresent() ? since.toMillis() / 1000.0 : null);
        json.put("appliedPerSecond", number(sum(Rates::applied)));
        json.put("rejectedPerSecond", number(sum(Rates::rejected)));
        json.put("heldRequests", status.heldRequests());
        json.put("completeThrough", JsonOption.time(status.reach().completeThrough()));
        json.put("watermarkStream", status.watermarkStream().orElse(null));
        json.put("streams", status.streams().stream().map(this::document).toList());
        json.put("warnings", warnings());
        return json;
    }

    private Map<String, Object> document(Status.Stream stream) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", stream.name());
        json.put("state", stream.state());
        json.put("lagMillis", lag(stream).map(Duration::toMillis).orElse(null));
        json.put("appliedPerSecond", number(rates(stream).applied()));
        json.put("rejectedPerSecond", number(rates(stream).rejected()));
        return json;
    }

    private List<Status.Stream> sorted() {
        return status.streams().stream()
                .sorted(Comparator.<Status.Stream>comparingInt(stream ->
                                Diagnosis.of(stream, status.collectors(), now).isEmpty() ? 1 : 0)
                        .thenComparing(stream -> lag(stream).orElse(Duration.ZERO), Comparator.reverseOrder())
                        .thenComparing(Status.Stream::name))
                .toList();
    }

    private String line(Status.Stream stream) {
        Rates rates = rates(stream);
        long waiting = stream.requests().waiting().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return String.format(
                Locale.ROOT,
                "%-22s %-11s %9s %9s %9s %,12d",
                stream.name().length() <= 22 ? stream.name() : stream.name().substring(0, 21) + "…",
                stream.silent(now) && stream.state().matches("active|quiet") ? "SILENT" : stream.state(),
                lag(stream).map(TopText::length).orElse("-"),
                rate(rates.applied()),
                rate(rates.rejected()),
                waiting);
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        Diagnosis.wentBack(status.collectors(), now).ifPresent(sentence -> warnings.add("! " + sentence));
        boolean known = !status.collectors().isEmpty();
        if (known
                && status.collectors().stream()
                        .noneMatch(collector -> collector.running(now) || collector.refusing(now))) {
            warnings.add("! No collector is running: nothing is applied.");
        }
        for (Status.Stream stream : status.streams()) {
            Diagnosis.of(stream, status.collectors(), now)
                    .forEach(sentence -> warnings.add("! " + stream.name() + ": " + sentence));
        }
        return warnings;
    }

    private Rates rates(Status.Stream stream) {
        Optional<Status.Stream> then = before.flatMap(status -> status.streams().stream()
                .filter(other -> other.name().equals(stream.name()))
                .findFirst());
        if (before.isEmpty() || since.isZero()) {
            return new Rates(Double.NaN, Double.NaN);
        }
        double seconds = since.toMillis() / 1000.0;
        return new Rates(
                Math.max(0, applied(stream) - then.map(TopText::applied).orElse(0L)) / seconds,
                Math.max(0, rejected(stream) - then.map(TopText::rejected).orElse(0L)) / seconds);
    }

    private double sum(ToDoubleFunction<Rates> which) {
        return status.streams().stream().map(this::rates).mapToDouble(which).sum();
    }

    private static long applied(Status.Stream stream) {
        return count(stream, "recorded") + count(stream, "excluded");
    }

    private static long rejected(Status.Stream stream) {
        return count(stream, "rejected");
    }

    private static long count(Status.Stream stream, String outcome) {
        return stream.requests().outcomes().entrySet().stream()
                .filter(e -> e.getKey().equals(outcome) || e.getKey().startsWith(outcome + "/"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private Optional<Duration> lag() {
        return status.streams().stream().flatMap(stream -> lag(stream).stream()).max(Comparator.naturalOrder());
    }

    private Optional<Duration> lag(Status.Stream stream) {
        return stream.over()
                ? Optional.empty()
                : stream.reach()
                        .watermark()
                        .filter(time -> !time.equals(Instant.MAX))
                        .map(time ->
                                Duration.between(time, now).isNegative() ? Duration.ZERO : Duration.between(time, now));
    }

    private static @Nullable Double number(double rate) {
        return Double.isNaN(rate) ? null : Math.round(rate * 10) / 10.0;
    }

    private static String rate(double rate) {
        return Double.isNaN(rate) ? "-" : String.format(Locale.ROOT, rate < 100 ? "%,.1f" : "%,.0f", rate);
    }

    private String age(Instant time) {
        return length(Duration.between(time, now));
    }

    private static String length(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        return seconds < 10
                ? String.format(Locale.ROOT, "%.1f s", Math.max(0, time.toMillis()) / 1000.0)
                : seconds < 120 ? seconds + " s" : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }

    private static String time(Optional<Instant> time) {
        return time.map(t -> t.equals(Instant.MAX)
                        ? "the end of all streams"
                        : t.toString().substring(0, 19) + "Z")
                .orElse("nothing yet");
    }
}
