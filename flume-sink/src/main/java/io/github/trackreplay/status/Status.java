/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The ledger at one moment.
 *
 * @param commits transactions committed so far
 * @param committedAt when the last one was, by that collector's clock
 * @param watermark no request with an earlier event time is still to come from any stream; {@link Instant#MAX} when every
 *     stream has ended
 * @param watermarkStream the stream that holds the watermark
 * @param completeThrough every request up to here has been applied
 * @param heldRequests requests held back
 * @param streams every stream, by name
 * @param outside events that name no log file of ours
 * @param collectors every collector that has ever used the database, the one seen last first; no imports
 */
public record Status(
        long commits,
        Optional<Instant> committedAt,
        Optional<Instant> watermark,
        Optional<String> watermarkStream,
        Optional<Instant> completeThrough,
        long heldRequests,
        List<Stream> streams,
        Outside outside,
        List<Collector> collectors) {
    /** So begin the outcomes of what was not kept because too much of its kind was. */
    private static final String UNKEPT = "unkept/";

    /**
     * Events that name no log file of ours.
     *
     * @param waiting those that are kept as rejected and wait to be replayed, by reason
     * @param unkept those that were not kept, because too much of their kind was, by reason
     */
    public record Outside(Map<String, Long> waiting, Map<String, Long> unkept) {}

    /** What was not kept, by reason, of some outcomes. */
    static Map<String, Long> unkept(Map<String, Long> outcomes) {
        Map<String, Long> unkept = new TreeMap<>();
        outcomes.forEach((outcome, n) -> {
            if (outcome.startsWith(UNKEPT)) {
                unkept.put(outcome.substring(UNKEPT.length()), n);
            }
        });
        return unkept;
    }

    /**
     * A part of it: some streams, and of these the log files that were read since a time. Sums are those of the part.
     *
     * @param readSince empty: all files, and all of the streams
     */
    public Status only(Predicate<Stream> wanted, Optional<Instant> readSince) {
        List<Stream> some = streams.stream()
                .filter(wanted)
                .map(stream -> readSince.map(stream::since).orElse(stream))
                .filter(stream -> readSince.isEmpty() || !stream.files().isEmpty())
                .toList();
        return new Status(
                commits,
                committedAt,
                watermark,
                watermarkStream,
                completeThrough,
                heldRequests,
                some,
                outside,
                collectors);
    }

    /**
     * One collector.
     *
     * @param seenAt when it last said that it is there, by its clock
     * @param maxHold how long it waits for a stream that brings nothing
     */
    public record Collector(String name, Instant seenAt, Duration maxHold) {
        private static final Duration SILENCE = Duration.ofSeconds(90);

        /** Whether it is running as far as can be known: an idle one says so every half minute. */
        public boolean running(Instant now) {
            return seenAt.plus(SILENCE).isAfter(now);
        }
    }

    /**
     * One stream.
     *
     * @param state active, quiet, awaited, unreachable, behind, ended, retired or stopped
     * @param expected whether a collector's configuration lists it
     * @param lastSeen when anything of it was last taken
     * @param lastRequest when a request of it was last taken
     * @param watermark no earlier request is still to come from it; {@link Instant#MAX} when it has ended
     * @param completeThrough every request of it up to here has been taken without a gap; {@link Instant#MAX} likewise
     * @param late requests that came below the frontier
     * @param skew by how much the times that it brings lie behind the collector's clock, negative if ahead
     * @param disorder how far its agent takes its event times to run backwards
     * @param outcomes requests by outcome and reason ({@code recorded}, {@code rejected/no-time})
     * @param losses what was destroyed, or may have been, and is not accepted
     * @param conflicts packs that contradict what had been taken, and are not accepted
     * @param waiting rejected lines and requests that wait to be replayed, by reason
     * @param skipped bytes of the skipped ones by reason, as far as one is noted
     * @param files its log files, the oldest first
     */
    public record Stream(
            String name,
            String state,
            boolean expected,
            Optional<Instant> lastSeen,
            Optional<Instant> lastRequest,
            Optional<Instant> watermark,
            Optional<Instant> completeThrough,
            long late,
            Optional<Duration> skew,
            Optional<Duration> disorder,
            Map<String, Long> outcomes,
            List<Loss> losses,
            long conflicts,
            Map<String, Long> waiting,
            Map<String, Long> skipped,
            List<LogFileAccount> files) {
        /** For how long a stream that says something each second may be silent before that is worth a word. */
        private static final Duration SILENCE = Duration.ofSeconds(30);

        /** Whether not even heartbeats have come of it for a while. */
        public boolean silent(Instant now) {
            return lastSeen.map(seen -> seen.plus(SILENCE).isBefore(now)).orElse(true);
        }

        private Stream since(Instant time) {
            return new Stream(
                    name,
                    state,
                    expected,
                    lastSeen,
                    lastRequest,
                    watermark,
                    completeThrough,
                    late,
                    skew,
                    disorder,
                    outcomes,
                    losses,
                    conflicts,
                    waiting,
                    skipped,
                    files.stream()
                            .filter(file -> file.lastSeen()
                                    .filter(seen -> !seen.isBefore(time))
                                    .isPresent())
                            .toList());
        }

        /** The greatest event time in it. */
        public Optional<Instant> newest() {
            return files.stream().flatMap(file -> file.lastTime().stream()).max(Comparator.naturalOrder());
        }

        /** Whether nothing waits for it, because it has ended or was retired. */
        public boolean over() {
            return state.equals("ended") || state.equals("retired");
        }

        /** What became of the bytes of all its files. */
        public Bytes bytes() {
            return files.stream().map(LogFileAccount::bytes).reduce(Bytes.NONE, Bytes::plus);
        }
    }

    /**
     * Destroyed bytes that keep completeness back until the operator accepts them.
     *
     * @param bytes how many; 0 if that is unknown
     * @param from the least event time that they may have had
     * @param to until when an unknown number may have been written
     */
    public record Loss(long bytes, Optional<Instant> from, Optional<Instant> to) {}

    /**
     * One log file.
     *
     * @param path where it was read last; empty if that is unknown
     * @param lastSeen when anything of it was last taken
     * @param skipped bytes of the skipped ones by reason, as far as one is noted
     */
    public record LogFileAccount(
            String fingerprint,
            long number,
            String host,
            String path,
            Optional<Instant> lastSeen,
            Optional<Instant> firstTime,
            Optional<Instant> lastTime,
            Map<String, Long> skipped,
            Bytes bytes) {
        /** What to call it: by its path where that is known. */
        public String name() {
            return path.isEmpty()
                    ? "file " + number + " (" + fingerprint.substring(0, 12) + ") on " + host
                    : host + ":" + path;
        }
    }

    /**
     * What became of bytes.
     *
     * @param read bytes taken, summed from the ledger's ranges, independent of the others
     * @param beforeStart those of {@code skipped} that lie before the stream's start
     */
    public record Bytes(long read, long applied, long skipped, long beforeStart, long rejected, long held, long lost) {
        public static final Bytes NONE = new Bytes(0, 0, 0, 0, 0, 0, 0);

        /** Whether read = applied + skipped + rejected + held back + lost. */
        public boolean balanced() {
            return read == applied + skipped + rejected + held + lost;
        }

        Bytes plus(Bytes other) {
            return new Bytes(
                    read + other.read,
                    applied + other.applied,
                    skipped + other.skipped,
                    beforeStart + other.beforeStart,
                    rejected + other.rejected,
                    held + other.held,
                    lost + other.lost);
        }
    }

    /** What became of the bytes of all streams. */
    public Bytes bytes() {
        return streams.stream().map(Stream::bytes).reduce(Bytes.NONE, Bytes::plus);
    }
}
