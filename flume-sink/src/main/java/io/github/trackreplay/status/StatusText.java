/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.status;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The status as a person reads it in a terminal: one screen, unless more is asked for. Pure. */
public final class StatusText {
    private static final int MOST_STREAMS = 12;

    /** Most streams of which a screen says everything; of the others that need a look their lives. */
    private static final int MOST_IN_FULL = 3;

    private static final int MOST_NAMED = 8;

    private static final int MOST_COLLECTORS = 3;

    private final Instant now;
    private final View view;

    /**
     * What is asked for.
     *
     * @param files each log file
     * @param details everything about each stream, also those about which there is nothing to say
     */
    public record View(boolean files, boolean details) {
        /** One screen. */
        public static final View SCREEN = new View(false, false);

        private boolean all() {
            return files || details;
        }
    }

    /** @param now what ages are counted from */
    public StatusText(Instant now, View view) {
        this.now = now;
        this.view = view;
    }

    public String of(Status status) {
        StringBuilder text = new StringBuilder();
        line(text, "last commit", ago(status.committedAt()) + ", number " + status.commits());
        line(text, "complete through", completeThrough(status));
        Diagnosis.ahead(status, now).ifPresent(sentence -> line(text, "  !", sentence));
        Diagnosis.wentBack(status.collectors(), now).ifPresent(sentence -> line(text, "  !", sentence));
        line(text, "watermark", watermark(status));
        line(text, "held back", heldBack(status));
        line(text, "bytes", equation(status.bytes()));
        skipped(status).ifPresent(words -> line(text, "skipped", words));
        collectors(text, status.collectors());
        outside(text, status.outside());
        streams(text, status.streams(), status.collectors());
        return text.toString();
    }

    private static void outside(StringBuilder text, Status.Outside outside) {
        if (!outside.waiting().isEmpty()) {
            line(
                    text,
                    "from outside",
                    "events that no frontend of ours sent (" + Diagnosis.reasons(outside.waiting())
                            + "): trackreplay rejected list");
        }
        if (!outside.unkept().isEmpty()) {
            line(
                    text,
                    "not kept",
                    "such events, because what is kept had reached maxAsideBytes ("
                            + Diagnosis.reasons(outside.unkept()) + "). To make room: trackreplay rejected discard");
        }
    }

    /** Of all streams: bytes of lines and numbers of requests, by the reason why nothing was made of them. */
    private static Optional<String> skipped(Status status) {
        Map<String, Long> bytes = new TreeMap<>();
        Map<String, Long> requests = new TreeMap<>();
        for (Status.Stream stream : status.streams()) {
            skippedBy(stream).forEach((reason, n) -> bytes.merge(reason, n, Long::sum));
            stream.requests().outcomes().forEach((outcome, n) -> {
                if (outcome.startsWith("skipped/")) {
                    requests.merge(outcome.substring("skipped/".length()), n, Long::sum);
                }
            });
        }
        List<String> words = new ArrayList<>();
        bytes.forEach((reason, n) -> words.add(reason + " " + count(n) + " bytes"));
        requests.forEach((reason, n) -> words.add(reason + " " + count(n) + (n == 1 ? " request" : " requests")));
        return words.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", words));
    }

    private static String completeThrough(Status status) {
        return status.reach()
                .completeThrough()
                .map(t -> t.equals(Instant.MAX) ? "everything that was read (all streams have ended)" : t.toString())
                .orElse("nothing yet: see the streams");
    }

    private static String watermark(Status status) {
        return status.reach()
                        .watermark()
                        .map(t -> t.equals(Instant.MAX) ? "none needed, all streams have ended" : t.toString())
                        .orElse(status.streams().isEmpty() ? "no stream has sent anything yet" : "not known yet")
                + status.watermarkStream().map(s -> ", held by stream " + s).orElse("");
    }

    private static String heldBack(Status status) {
        return status.heldRequests() == 0
                ? "nothing"
                : count(status.heldRequests()) + " requests wait for their turn"
                        + status.watermarkStream()
                                .map(s -> ", for what stream " + s + " will bring")
                                .orElse("");
    }

    /** Those that run, or the last one that did. */
    private void collectors(StringBuilder text, List<Status.Collector> collectors) {
        List<Status.Collector> running = collectors.stream()
                .filter(c -> c.running(now) || c.refusing(now))
                .toList();
        List<Status.Collector> shown = running.isEmpty() || view.details() ? collectors : running;
        int most = view.details() ? shown.size() : MOST_COLLECTORS;
        for (Status.Collector collector : shown.subList(0, Math.min(shown.size(), most))) {
            line(
                    text,
                    "collector",
                    collector.name() + ", seen " + ago(Optional.of(collector.seenAt())) + ", waits "
                            + duration(collector.maxHold()) + " for a stream that brings nothing"
                            + (collector.running(now)
                                    ? ""
                                    : collector.refusing(now) ? " (TAKES NOTHING)" : " (NOT RUNNING)"));
        }
        if (shown.size() > most) {
            line(text, "", "and " + (shown.size() - most) + " more collectors");
        }
    }

    /** First those about which there is something to say. */
    private void streams(StringBuilder text, List<Status.Stream> streams, List<Status.Collector> collectors) {
        List<Status.Stream> odd =
                streams.stream().filter(s -> isOdd(s, collectors)).toList();
        List<Status.Stream> well =
                streams.stream().filter(s -> !isOdd(s, collectors)).toList();
        int brief = odd(text, odd, collectors);
        int most = view.all() ? well.size() : Math.min(well.size(), MOST_STREAMS - brief);
        if (!well.isEmpty() && !odd.isEmpty()) {
            text.append(System.lineSeparator());
        }
        for (Status.Stream stream : well.subList(0, most)) {
            if (view.all()) {
                append(text, stream, collectors);
            } else {
                line(text, "stream " + stream.name(), brief(stream));
            }
        }
        if (well.size() > most) {
            line(
                    text,
                    "",
                    "and " + count(well.size() - most)
                            + " more streams about which there is nothing to say (--stream NAME, --all)");
        }
    }

    /** The worst in full, some more in a line each, of the rest how many there are. Returns how many lines the middle has. */
    private int odd(StringBuilder text, List<Status.Stream> all, List<Status.Collector> collectors) {
        List<Status.Stream> worst = all.stream()
                .sorted(Comparator.comparingInt(StatusText::urgency))
                .toList();
        int full = view.all() ? worst.size() : Math.min(worst.size(), MOST_IN_FULL);
        worst.subList(0, full).forEach(stream -> append(text, stream, collectors));
        int named = Math.min(worst.size(), full + MOST_NAMED);
        if (named > full) {
            text.append(System.lineSeparator());
        }
        for (Status.Stream stream : worst.subList(full, named)) {
            line(text, "stream " + stream.name(), life(stream) + "; needs a look (--stream NAME)");
        }
        if (worst.size() > named) {
            line(text, "", "and " + rest(worst.subList(named, worst.size())) + " need a look (--all)");
        }
        return named - full;
    }

    /** What is lost or wrong first, then what somebody expects. */
    private static int urgency(Status.Stream stream) {
        if (!stream.bytes().balanced()) {
            return 0;
        }
        if (!stream.doubts().losses().isEmpty() || stream.doubts().conflicts() > 0) {
            return 1;
        }
        return stream.expected() ? 2 : 3;
    }

    /** How many streams, and how many of each state. */
    private static String rest(List<Status.Stream> streams) {
        Map<String, Long> states = streams.stream()
                .collect(Collectors.groupingBy(Status.Stream::state, TreeMap::new, Collectors.counting()));
        return count(streams.size()) + " more streams ("
                + states.entrySet().stream()
                        .map(state -> state.getKey() + " " + count(state.getValue()))
                        .collect(Collectors.joining(", "))
                + ")";
    }

    private boolean isOdd(Status.Stream stream, List<Status.Collector> collectors) {
        return !Diagnosis.of(stream, collectors, now).isEmpty();
    }

    private String brief(Status.Stream stream) {
        return life(stream) + ", " + count(stream.files().size())
                + (stream.files().size() == 1 ? " file, " : " files, ")
                + count(stream.bytes().read()) + " bytes; newest request " + newest(stream) + disorder(stream);
    }

    /** Of a stream that may still bring something. */
    private static String disorder(Status.Stream stream) {
        return stream.over()
                ? ""
                : stream.signs()
                        .disorder()
                        .map(d -> String.format(
                                Locale.ROOT,
                                "; disorder %s s",
                                BigDecimal.valueOf(d.toMillis(), 3)
                                        .stripTrailingZeros()
                                        .toPlainString()))
                        .orElse("");
    }

    /** What the state means just now. */
    String life(Status.Stream stream) {
        return switch (stream.state()) {
            case "active", "quiet" -> {
                if (stream.silent(now)) {
                    yield "SILENT for " + since(stream.signs().seen());
                }
                boolean brings = stream.signs().request().isPresent()
                        && !stream.signs().request().get().plusSeconds(30).isBefore(now);
                yield brings
                        ? "live, requests arrive"
                        : "live, only heartbeats arrive for "
                                + since(stream.signs().request());
            }
            case "awaited" -> "awaited, its agent has not said anything yet";
            case "unreachable" -> "UNREACHABLE, passed by the order";
            case "behind" -> "BEHIND the others, passed by the order";
            case "ended" -> "ended, all of it has been read";
            case "retired" -> "retired, nothing waits for it";
            case "stopped" -> "STOPPED";
            default -> stream.state();
        };
    }

    private String since(Optional<Instant> time) {
        return time.map(t -> age(Duration.between(t, now))).orElse("ever");
    }

    private static String age(Duration age) {
        if (age.toHours() >= 48) {
            return age.toDays() + " days";
        }
        return age.toMinutes() >= 2 ? age.toMinutes() + " min" : Math.max(0, age.toSeconds()) + " s";
    }

    private void append(StringBuilder text, Status.Stream stream, List<Status.Collector> collectors) {
        text.append(System.lineSeparator());
        line(text, "stream " + stream.name(), life(stream) + (stream.expected() ? ", expected" : ""));
        Diagnosis.of(stream, collectors, now).forEach(sentence -> line(text, "  !", sentence));
        line(text, "  last seen", ago(stream.signs().seen()) + "; newest request " + newest(stream) + disorder(stream));
        line(text, "  complete through", completeThrough(stream));
        line(text, "  requests", requests(stream));
        line(text, "  bytes", equation(stream.bytes()));
        if (stream.bytes().skipped() > 0) {
            line(text, "  skipped", skipped(stream.bytes(), stream.requests().skipped()));
        }
        if (!view.files()) {
            line(text, "  files", count(stream.files().size()) + " (--files)");
            return;
        }
        for (Status.LogFileAccount file : stream.files()) {
            line(text, "  file " + file.number(), file.name() + ": " + equation(file.bytes()));
            if (file.bytes().skipped() > 0) {
                line(text, "", "skipped: " + skipped(file.bytes(), file.skipped()));
            }
        }
    }

    private static String requests(Status.Stream stream) {
        StringBuilder outcomes = new StringBuilder();
        stream.requests()
                .outcomes()
                .forEach((outcome, requests) -> outcomes.append(outcomes.isEmpty() ? "" : ", ")
                        .append(outcome)
                        .append(' ')
                        .append(count(requests)));
        return (outcomes.isEmpty() ? "none" : outcomes) + "; late "
                + count(stream.requests().late());
    }

    /** Why bytes were skipped: what is noted by reason, and the rest, which names no declared path. */
    static String skipped(Status.Bytes bytes, Map<String, Long> byReason) {
        return skippedBy(bytes, byReason).entrySet().stream()
                .map(entry -> count(entry.getValue()) + " bytes " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    /** Bytes by the reason why they were skipped. */
    static Map<String, Long> skippedBy(Status.Stream stream) {
        return skippedBy(stream.bytes(), stream.requests().skipped());
    }

    private static Map<String, Long> skippedBy(Status.Bytes bytes, Map<String, Long> byReason) {
        Map<String, Long> reasons = new TreeMap<>(byReason);
        if (bytes.beforeStart() > 0) {
            reasons.putIfAbsent("before-start", bytes.beforeStart());
        }
        long noted = reasons.values().stream().mapToLong(Long::longValue).sum();
        if (bytes.skipped() > noted) {
            reasons.merge("no-tracker-call", bytes.skipped() - noted, Long::sum);
        }
        return reasons;
    }

    /** One loss; {@code trackreplay stream accept} lets completeness pass it. */
    public static String loss(Status.Loss loss) {
        String from = loss.from().map(Instant::toString).orElse("the beginning");
        if (loss.twoReaders()) {
            return "two agents brought logs of their own under this name between " + from + " and "
                    + loss.to().orElse(Instant.MAX) + ", so their order was not kept";
        }
        return loss.to()
                .map(to -> "unknown loss possible between " + from + " and " + to)
                .orElseGet(() -> count(loss.bytes()) + " bytes lost, from " + from + " on");
    }

    static String equation(Status.Bytes bytes) {
        return count(bytes.read()) + " read " + (bytes.balanced() ? "=" : "IS NOT") + " " + count(bytes.applied())
                + " applied + " + count(bytes.skipped()) + " skipped + " + count(bytes.rejected()) + " rejected + "
                + count(bytes.held()) + " held back" + (bytes.lost() > 0 ? " + " + count(bytes.lost()) + " lost" : "");
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-18s %s%n", name, value));
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A setting's length of time: {@code 10 min}, {@code 90 s}. */
    public static String duration(Duration duration) {
        return duration.toSecondsPart() == 0 && !duration.isZero()
                ? duration.toMinutes() + " min"
                : duration.toSeconds() + " s";
    }

    private String newest(Status.Stream stream) {
        return stream.newest().map(time -> time + " (" + lag(time) + ")").orElse("none");
    }

    private String lag(Instant time) {
        return age(Duration.between(time, now)) + " ago";
    }

    /** How far a stream is complete, in words where that is no time. */
    public static String completeThrough(Status.Stream stream) {
        if (stream.state().equals("retired")) {
            return "retired, nothing waits for it";
        }
        return stream.reach()
                .completeThrough()
                .map(t -> t.equals(Instant.MAX) ? "complete, it has ended" : t.toString())
                .orElse("nothing yet");
    }

    private String ago(Optional<Instant> time) {
        return time.map(t -> Math.max(0, Duration.between(t, now).toSeconds()) + " s ago")
                .orElse("never");
    }
}
