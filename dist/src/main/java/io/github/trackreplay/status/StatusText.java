/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** The status as a person reads it in a terminal. */
public final class StatusText {
    private final Instant now;

    /** @param now what ages are counted from */
    public StatusText(Instant now) {
        this.now = now;
    }

    public String of(Status status) {
        StringBuilder text = new StringBuilder();
        line(text, "last commit", ago(status.committedAt()) + ", number " + status.commits());
        line(text, "complete through", when(status.completeThrough()));
        line(
                text,
                "watermark",
                when(status.watermark())
                        + status.watermarkStream()
                                .map(s -> ", held by stream " + s)
                                .orElse(""));
        line(text, "held back", count(status.heldRequests()) + " requests");
        line(text, "bytes", equation(status.bytes()));
        for (Status.Collector collector : status.collectors()) {
            line(
                    text,
                    "collector",
                    collector.name() + ", seen " + ago(Optional.of(collector.seenAt())) + ", waits "
                            + duration(collector.maxHold()) + " for a stream that brings nothing");
        }
        for (Status.Stream stream : status.streams()) {
            append(text, stream);
        }
        return text.toString();
    }

    private void append(StringBuilder text, Status.Stream stream) {
        text.append(System.lineSeparator());
        line(text, "stream " + stream.name(), stream.state() + (stream.expected() ? ", expected" : ""));
        line(text, "  last seen", ago(stream.lastSeen()) + "; newest request " + newest(stream));
        line(text, "  complete through", completeThrough(stream));
        StringBuilder outcomes = new StringBuilder();
        stream.outcomes()
                .forEach((outcome, requests) -> outcomes.append(outcomes.isEmpty() ? "" : ", ")
                        .append(outcome)
                        .append(' ')
                        .append(count(requests)));
        line(text, "  requests", (outcomes.isEmpty() ? "none" : outcomes) + "; late " + count(stream.late()));
        for (Status.Loss loss : stream.losses()) {
            line(text, "  not accepted", loss(loss));
        }
        for (Status.LogFileAccount file : stream.files()) {
            line(
                    text,
                    "  file " + file.number(),
                    file.fingerprint().substring(0, 12) + " on " + file.host() + ": " + equation(file.bytes()));
        }
    }

    /** One loss; {@code trackreplay stream accept} lets completeness pass it. */
    static String loss(Status.Loss loss) {
        String from = loss.from().map(Instant::toString).orElse("the beginning");
        return loss.to()
                .map(to -> "unknown loss possible between " + from + " and " + to)
                .orElseGet(() -> count(loss.bytes()) + " bytes lost, from " + from + " on");
    }

    private static String equation(Status.Bytes bytes) {
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
        Duration lag = Duration.between(time, now);
        return lag.toHours() >= 48 ? lag.toDays() + " days ago" : lag.toSeconds() + " s ago";
    }

    /** A time, or what stands for its absence. */
    public static String when(Optional<Instant> time) {
        return time.map(t -> t.equals(Instant.MAX) ? "everything (ended)" : t.toString())
                .orElse("unknown");
    }

    /** How far a stream is complete, in words where that is no time. */
    public static String completeThrough(Status.Stream stream) {
        if (stream.state().equals("retired")) {
            return "retired, nothing waits for it";
        }
        return stream.completeThrough()
                .map(t -> t.equals(Instant.MAX) ? "complete, it has ended" : t.toString())
                .orElse("nothing yet");
    }

    private String ago(Optional<Instant> time) {
        return time.map(t -> Math.max(0, Duration.between(t, now).toSeconds()) + " s ago")
                .orElse("never");
    }
}
