/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.status;

import io.github.trackreplay.event.StreamName;
import io.github.trackreplay.tracking.plugins.PluginRequests;
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

/** What is odd about a stream, unfinished or lost, each with its remedy. Pure. */
public final class Diagnosis {
    private static final Duration LEAST_SKEW = Duration.ofMinutes(1);

    /** A frontend that is ahead by less than the sink's maxFuture, 10 minutes unless set, is believed. */
    private static final Duration LEAST_AHEAD = Duration.ofMinutes(15);

    /** What came so long ago tells of now: a heartbeat is sent each second, and held back by nothing for long. */
    private static final Duration STILL = Duration.ofMinutes(2);

    private Diagnosis() {}

    /** Why it is not to be believed how far everything is complete, if it lies in the future: no clock that is right has said that. */
    public static Optional<String> ahead(Status status, Instant now) {
        return status.reach()
                .completeThrough()
                .filter(through -> !through.equals(Instant.MAX) && through.isAfter(now.plus(LEAST_AHEAD)))
                .map(through ->
                        "All is said to be complete through " + through + ", which lies in the future: the clock of a"
                                + " machine with a sink, of all frontends, or of this machine was or is wrong. What comes until then is"
                                + " late, and nobody knows what is missing of it. Set that clock right.");
    }

    /** What to say where collectors know of commits that the database lacks, if one that runs does. */
    public static Optional<String> wentBack(List<Status.Collector> collectors, Instant now) {
        return collectors.stream()
                .filter(collector -> collector.refusing(now))
                .findFirst()
                .map(
                        collector -> "The database has gone back: collector " + collector.name()
                                + " knows of commits that it lacks, so nothing of any stream is taken. Its log says by which imports what is"
                                + " missing is brought back, and how it goes on then. Retire no stream for its silence meanwhile.");
    }

    /**
     * Sentences; none where all is well.
     *
     * @param collectors all of them: where none takes anything, no stream is to blame for its silence
     */
    public static List<String> of(Status.Stream stream, List<Status.Collector> collectors, Instant now) {
        List<String> sentences = new ArrayList<>(holding(stream, collectors, now));
        if (!stream.bytes().balanced()) {
            sentences.add("THE SUMS ARE WRONG: " + StatusText.equation(stream.bytes())
                    + ". See 'trackreplay audit' for the files.");
        }
        waiting(stream, sentences);
        unkept(stream, sentences);
        return sentences;
    }

    private static void waiting(Status.Stream stream, List<String> sentences) {
        Map<String, Long> rejected = new TreeMap<>(stream.requests().waiting());
        Map<String, Long> aside = new TreeMap<>(stream.requests().waiting());
        rejected.keySet().removeIf(reason -> reason.startsWith(PluginRequests.REASON));
        aside.keySet().removeIf(reason -> !reason.startsWith(PluginRequests.REASON));
        if (!rejected.isEmpty()) {
            sentences.add(count(sum(rejected)) + " rejected (" + reasons(rejected)
                    + "). To see them: trackreplay rejected list --stream " + StreamName.shellWord(stream.name()));
        }
        if (!aside.isEmpty()) {
            sentences.add(count(sum(aside)) + " set aside for plugins that are not imitated (" + reasons(aside)
                    + "). They keep their place; the sink's pluginRequests hands them to Matomo, or once they can be applied:"
                    + " trackreplay rejected replay --stream " + StreamName.shellWord(stream.name()));
        }
    }

    private static void unkept(Status.Stream stream, List<String> sentences) {
        Map<String, Long> unkept = Status.unkept(stream.requests().outcomes());
        if (!unkept.isEmpty()) {
            sentences.add("Of what came under its name and was not believed " + reasons(unkept)
                    + " were not kept: the sink's maxAsideBytes was reached. If its frontend sent them, read its logs again:"
                    + " trackreplay import --stream " + StreamName.shellWord(stream.name()) + "=FILE");
        }
    }

    private static long sum(Map<String, Long> numbers) {
        return numbers.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Of these, what keeps completeness back. */
    public static List<String> holding(Status.Stream stream, List<Status.Collector> collectors, Instant now) {
        List<String> sentences = new ArrayList<>();
        state(stream, collectors, now, sentences);
        for (Status.Loss loss : stream.doubts().losses()) {
            sentences.add(StatusText.loss(loss));
        }
        twoReaders(stream, sentences);
        if (stream.doubts().losses().stream().anyMatch(loss -> !loss.twoReaders())) {
            sentences.add(
                    "Nothing is complete beyond these losses until you accept them: trackreplay stream accept "
                            + StreamName.shellWord(stream.name())
                            + ". If there is a copy of such a log, import it first, with --late=apply: what was lost of it is applied.");
        }
        if (stream.doubts().conflicts() > 0) {
            sentences.add(count(stream.doubts().conflicts())
                    + " packs contradict what had been taken before; nothing of them was"
                    + " applied. Find out which are the log's own. If these are, import the log: trackreplay import --late=apply"
                    + " --stream " + StreamName.shellWord(stream.name())
                    + "=FILE brings what of it is proven to be other bytes than those taken. Then: trackreplay stream accept "
                    + StreamName.shellWord(stream.name()));
        }
        gap(stream, sentences);
        return sentences;
    }

    private static void twoReaders(Status.Stream stream, List<String> sentences) {
        Optional<Instant> since = stream.doubts().losses().stream()
                .filter(Status.Loss::twoReaders)
                .map(loss -> loss.from().orElse(Instant.MIN))
                .min(Comparator.naturalOrder());
        if (since.isEmpty()) {
            return;
        }
        String hosts = stream.files().stream()
                .filter(file -> file.times()
                        .seen()
                        .filter(seen -> !seen.isBefore(since.get()))
                        .isPresent())
                .map(Status.LogFileAccount::host)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        sentences.add("Each frontend needs a name of its own" + (hosts.isEmpty() ? "" : " (read on: " + hosts + ")")
                + ": stop one of the two and start it again with another stream at its source, and startAt set to the time at"
                + " which it was stopped. Nothing is complete beyond that until you accept it: trackreplay stream accept "
                + StreamName.shellWord(stream.name()));
    }

    /** Whether packs arrive under its name and none of them is believed: then its agent runs, and what is wrong is said instead. */
    private static boolean disbelieved(Status.Stream stream, Instant now, List<String> sentences) {
        Status.Disbelieved disbelieved = stream.doubts().disbelieved();
        Optional<Instant> last = disbelieved
                .last()
                .filter(at -> at.plus(STILL).isAfter(now))
                .filter(at -> stream.signs().seen().filter(at::isBefore).isEmpty());
        if (last.isEmpty()) {
            return false;
        }
        sentences.add("Packs arrive under its name and none is believed (" + reasons(disbelieved.events())
                + ", the last at "
                + last.get() + "), so nothing of it is taken. "
                + disbelieved.events().keySet().stream()
                        .sorted()
                        .map(Diagnosis::remedy)
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining(" "))
                + " If they are none of yours, somebody else reaches this collector's port, and its agent is not running. What was kept of"
                + " its own: trackreplay rejected replay --stream " + StreamName.shellWord(stream.name()) + " --reason "
                + String.join(", or ", new TreeMap<>(disbelieved.events()).keySet()));
        return true;
    }

    private static Optional<String> remedy(String reason) {
        return switch (reason) {
            case "wrong-signature" ->
                Optional.of(
                        "Let signingKeys at its frontend's interceptor and at the sink hold the same key for it, and that"
                                + " interceptor be the last one.");
            case "unsigned-event" -> Optional.of("Set signingKeys at the interceptor of its frontend.");
            case "unproven-range" ->
                Optional.of(
                        "Update its frontend's agent, or set unprovenPacks = taken for the sink until its channel is drained.");
            default -> Optional.empty();
        };
    }

    /** Why nothing of a stream is taken that may well bring something, if that is known. */
    private static Optional<String> untaken(Status.Stream stream, List<Status.Collector> collectors, Instant now) {
        Optional<Status.Collector> last = collectors.stream().max(Comparator.comparing(Status.Collector::seenAt));
        if (last.isEmpty() || collectors.stream().anyMatch(collector -> collector.running(now))) {
            return Optional.empty();
        }
        if (last.get().refusing(now)) {
            return Optional.of("Nothing is taken of it, as of no stream: the database has gone back, see collector "
                    + last.get().name() + "'s log. It is not to be retired for that.");
        }
        boolean longer = stream.signs()
                .seen()
                .filter(seen -> seen.isBefore(last.get().seenAt().minus(STILL)))
                .isPresent();
        return longer
                ? Optional.empty()
                : Optional.of("Nothing is taken of it, as of no stream, because no collector is running ("
                        + last.get().name() + " was, until " + last.get().seenAt()
                        + "). Start it; if it has been started, its log says what keeps it.");
    }

    private static void state(
            Status.Stream stream, List<Status.Collector> collectors, Instant now, List<String> sentences) {
        boolean silence = !List.of("active", "quiet").contains(stream.state()) || stream.silent(now);
        if (silence && List.of("awaited", "unreachable", "active", "quiet").contains(stream.state())) {
            if (disbelieved(stream, now, sentences)) {
                return;
            }
            Optional<String> untaken = untaken(stream, collectors, now);
            if (untaken.isPresent()) {
                sentences.add(untaken.get());
                return;
            }
        }
        String silent = stream.signs().seen().map(seen -> "since " + seen).orElse("so far");
        switch (stream.state()) {
            case "stopped" ->
                sentences.add(
                        "It has stopped: nothing of it could be read, no collector lists it, or its logs are those of another"
                                + " stream (the collector's log says which). Correct the setting that is wrong (see"
                                + " 'trackreplay rejected list --stream " + StreamName.shellWord(stream.name())
                                + "'), then: trackreplay stream resume "
                                + StreamName.shellWord(stream.name())
                                + ". Of another stream's logs that would count everything twice: give the source its old name, then:"
                                + " trackreplay stream retire " + StreamName.shellWord(stream.name()));
            case "awaited" ->
                sentences.add("A collector's configuration expects it, and its agent has not said anything yet. Start"
                        + " that frontend's agent, or take it out: trackreplay stream retire "
                        + StreamName.shellWord(stream.name()));
            case "unreachable" ->
                sentences.add("Nothing arrives of it " + silent + (stream.piped() ? "" : ", not even heartbeats")
                        + ", and the order no longer waits for it. Start "
                        + (stream.piped() ? "its shipper" : "that frontend's agent")
                        + ", or take it out: trackreplay stream retire " + StreamName.shellWord(stream.name()));
            case "behind" ->
                sentences.add(
                        "What it brings lies too far behind the other streams and comes no nearer, so the order no"
                                + " longer waits for it: it is applied late. Set that frontend's clock and the time zone in its log"
                                + " right; if they are, its agent cannot keep up.");
            case "active", "quiet" -> {
                skew(stream, sentences);
                if (stream.silent(now)) {
                    sentences.add("Nothing arrives of it " + silent
                            + (stream.piped()
                                    ? ": everything waits for it until it has been quiet for the sink's pipelineIdle (60 s unless"
                                            + " set), and needs nothing then."
                                    : ", not even heartbeats: everything waits for it. Is its agent running, and can it reach a"
                                            + " collector? If it will not return: trackreplay stream retire "
                                            + StreamName.shellWord(stream.name())));
                }
            }
            default -> {
                // retired and ended streams hold nothing
            }
        }
    }

    /** A clock that is wrong, or what has not been read yet; which of the two, the next look shows. */
    private static void skew(Status.Stream stream, List<String> sentences) {
        Duration skew = stream.signs().skew().orElse(Duration.ZERO);
        if (skew.abs().compareTo(LEAST_SKEW) >= 0) {
            sentences.add("The times that it brings lie " + count(skew.abs().toSeconds()) + " s "
                    + (skew.isNegative() ? "ahead of" : "behind")
                    + " the collector's clock. If that does not shrink, set that"
                    + " frontend's clock and the time zone in its log right.");
        }
    }

    private static void gap(Status.Stream stream, List<String> sentences) {
        boolean behind = stream.reach().watermark().isPresent()
                && stream.doubts().losses().isEmpty()
                && stream.reach()
                        .completeThrough()
                        .map(through -> through.isBefore(
                                stream.reach().watermark().get().minusMillis(1)))
                        .orElse(true);
        if (behind) {
            sentences.add("A part of its log has not arrived, though later parts have. Does it wait in another"
                    + " collector's channel? Start that one. If it is lost: trackreplay stream accept "
                    + StreamName.shellWord(stream.name()));
        }
    }

    static String reasons(Map<String, Long> numbers) {
        return numbers.entrySet().stream()
                .map(entry -> entry.getKey() + " " + count(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
