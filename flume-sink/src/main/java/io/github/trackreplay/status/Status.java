/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.status;

import io.github.trackreplay.event.PipelineLog;
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
 * @param reach of all streams together
 * @param watermarkStream the stream that holds the watermark
 * @param heldRequests requests held back
 * @param streams every stream, by name
 * @param outside events that name no log file of ours
 * @param collectors every collector that has ever used the database, the one seen last first; no imports
 */
public record Status(
        long commits,
        Optional<Instant> committedAt,
        Reach reach,
        Optional<String> watermarkStream,
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
        return new Status(commits, committedAt, reach, watermarkStream, heldRequests, some, outside, collectors);
    }

    /**
     * One collector.
     *
     * @param seenAt when it last said that it is there, by its clock
     * @param maxHold how long it waits for a stream that brings nothing
     * @param refuses whether it knows of commits that the database lacks, which has gone back: then it takes nothing
     */
    public record Collector(String name, Instant seenAt, Duration maxHold, boolean refuses) {
        private static final Duration SILENCE = Duration.ofSeconds(90);

        /** One that takes what comes. */
        public Collector(String name, Instant seenAt, Duration maxHold) {
            this(name, seenAt, maxHold, false);
        }

        /** Whether it is running and takes what comes, as far as can be known: an idle one says so every half minute. */
        public boolean running(Instant now) {
            return !refuses && isThere(now);
        }

        /** Whether it is running and takes nothing. */
        public boolean refusing(Instant now) {
            return refuses && isThere(now);
        }

        private boolean isThere(Instant now) {
            return seenAt.plus(SILENCE).isAfter(now);
        }
    }

    /**
     * How far something has come.
     *
     * @param watermark no earlier request is still to come; {@link Instant#MAX} when all has ended
     * @param completeThrough every request up to here has been applied, or of a stream taken without a gap; {@link Instant#MAX}
     *     likewise
     */
    public record Reach(Optional<Instant> watermark, Optional<Instant> completeThrough) {}

    /**
     * What a stream shows of itself.
     *
     * @param seen when anything of it was last taken
     * @param request when a request of it was last taken
     * @param skew by how much the times that it brings lie behind the collector's clock, negative if ahead
     * @param disorder how far its agent takes its event times to run backwards
     */
    public record Signs(
            Optional<Instant> seen, Optional<Instant> request, Optional<Duration> skew, Optional<Duration> disorder) {}

    /**
     * What became of a stream's requests.
     *
     * @param late those that came below the frontier
     * @param outcomes requests by outcome and reason ({@code recorded}, {@code rejected/no-time})
     * @param waiting rejected lines and requests that wait to be replayed, by reason
     * @param skipped bytes of the skipped ones by reason, as far as one is noted
     */
    public record Requests(
            long late, Map<String, Long> outcomes, Map<String, Long> waiting, Map<String, Long> skipped) {}

    /**
     * What keeps a stream's completeness back until an operator accepts it.
     *
     * @param losses what was destroyed, or may have been
     * @param conflicts packs that contradict what had been taken
     * @param disbelieved what came under its name and was not believed, which holds it back where it is all that comes
     */
    public record Doubts(List<Loss> losses, long conflicts, Disbelieved disbelieved) {
        /** Nothing was not believed. */
        public Doubts(List<Loss> losses, long conflicts) {
            this(losses, conflicts, Disbelieved.NOTHING);
        }
    }

    /**
     * Events that name a stream and were not believed, of those that are kept.
     *
     * @param events how many, by reason
     * @param last when the last one came
     */
    public record Disbelieved(Map<String, Long> events, Optional<Instant> last) {
        /** None. */
        public static final Disbelieved NOTHING = new Disbelieved(Map.of(), Optional.empty());

        /** Keeps its own map. */
        public Disbelieved {
            events = Map.copyOf(events);
        }

        Disbelieved and(Disbelieved other) {
            Map<String, Long> both = new TreeMap<>(events);
            other.events.forEach((reason, number) -> both.merge(reason, number, Long::sum));
            return new Disbelieved(
                    both,
                    last.filter(time -> other.last.filter(time::isBefore).isEmpty())
                            .or(() -> other.last));
        }
    }

    /**
     * One stream.
     *
     * @param state active, quiet, awaited, unreachable, behind, ended, retired or stopped
     * @param expected whether a collector's configuration lists it
     * @param files its log files, the oldest first
     */
    public record Stream(
            String name,
            String state,
            boolean expected,
            Signs signs,
            Reach reach,
            Requests requests,
            Doubts doubts,
            List<LogFileAccount> files) {
        /** For how long a stream that says something each second may be silent before that is worth a word. */
        private static final Duration SILENCE = Duration.ofSeconds(30);

        /** Whether not even heartbeats have come of it for a while. */
        public boolean silent(Instant now) {
            return signs.seen().map(seen -> seen.plus(SILENCE).isBefore(now)).orElse(true);
        }

        /** Whether a pipeline of others brings it, which has no heartbeats. */
        public boolean piped() {
            String pipeline = PipelineLog.fingerprint().hex();
            return files.stream().anyMatch(file -> file.fingerprint().equals(pipeline));
        }

        private Stream since(Instant time) {
            List<LogFileAccount> recent = files.stream()
                    .filter(file -> file.times()
                            .seen()
                            .filter(seen -> !seen.isBefore(time))
                            .isPresent())
                    .toList();
            return new Stream(name, state, expected, signs, reach, requests, doubts, recent);
        }

        /** The greatest event time in it. */
        public Optional<Instant> newest() {
            return files.stream().flatMap(file -> file.times().last().stream()).max(Comparator.naturalOrder());
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
     * @param twoReaders whether it is that two agents brought logs of their own under the stream's name in that time
     */
    public record Loss(long bytes, Optional<Instant> from, Optional<Instant> to, boolean twoReaders) {
        /** Of what was destroyed, or may have been. */
        public Loss(long bytes, Optional<Instant> from, Optional<Instant> to) {
            this(bytes, from, to, false);
        }
    }

    /**
     * Times of a log file.
     *
     * @param seen when anything of it was last taken
     * @param first the least event time in it
     * @param last the greatest event time in it
     */
    public record Times(Optional<Instant> seen, Optional<Instant> first, Optional<Instant> last) {}

    /**
     * One log file.
     *
     * @param path where it was read last; empty if that is unknown
     * @param skipped bytes of the skipped ones by reason, as far as one is noted
     */
    public record LogFileAccount(
            String fingerprint,
            long number,
            String host,
            String path,
            Times times,
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
