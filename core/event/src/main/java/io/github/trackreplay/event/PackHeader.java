/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one pack accounts for: the bytes {@code [start, end)} of one log file, its requests and the skipped bytes between
 * them.
 *
 * @param file the log file
 * @param start first (uncompressed) byte accounted for
 * @param end one past the last byte accounted for; {@code start == end} only in a heartbeat that covers nothing new
 * @param reading who read the bytes, when, and for which paths
 * @param promise what is promised of the times of what is still to come
 * @param unread what was not read of the bytes, and may be gone behind them
 * @param proven what the bytes hash to
 * @param places where the lines of a {@link PipelineLog}'s pack stood; of any other file {@link Places#UNKNOWN}
 */
public record PackHeader(
        LogFile file,
        long start,
        long end,
        Reading reading,
        Promise promise,
        Unread unread,
        Proven proven,
        Places places) {

    /**
     * Who read the bytes of a pack, when, and for which paths.
     *
     * @param time when they were read, milliseconds since 1970-01-01 UTC; never an event time
     * @param host the name of the machine that read them
     * @param path where on the host they were read, for people; of a {@link PipelineLog} by which {@link Way} they came; empty
     *     where that is not known
     * @param trackerPaths the declared paths of tracker calls, as the ledger keeps them
     * @param reader which life of which agent's source read them, made up anew at each of its starts; empty where nobody follows a
     *     log, and of agents that did not say
     */
    public record Reading(long time, String host, String path, String trackerPaths, String reader) {
        /** Nothing is known of it, as of what is put together from a ledger's rows. */
        public static final Reading UNKNOWN = of(0, "", "");

        public Reading {
            Objects.requireNonNull(host, "host");
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(trackerPaths, "trackerPaths");
            Objects.requireNonNull(reader, "reader");
        }

        /** By nobody who follows a log. */
        public Reading(long time, String host, String path, String trackerPaths) {
            this(time, host, path, trackerPaths, "");
        }

        /** Where on the host is not known. */
        public static Reading of(long time, String host, String trackerPaths) {
            return new Reading(time, host, "", trackerPaths);
        }

        /** The same at a path. */
        public Reading at(String where) {
            return new Reading(time, host, where, trackerPaths, reader);
        }
    }

    /**
     * What is promised of the times of what is still to come.
     *
     * @param watermark no request with an earlier event time (milliseconds since 1970-01-01 UTC) is still to come from the stream
     *     once the ledger reaches the pack's end: set by heartbeats, and where a first pass has told the times of what is still to come
     * @param disorder how far event times may run backwards within the stream, milliseconds
     */
    public record Promise(OptionalLong watermark, long disorder) {
        /**
         * The watermark of a pack without bytes whose reader still looks at what there was at its start: something comes, and from which time
         * on is not known yet.
         */
        public static final long ANY_TIME = 0;

        /** Nothing is promised, and event times do not run backwards. */
        public static final Promise NONE = none(0);

        public Promise {
            Objects.requireNonNull(watermark, "watermark");
        }

        /** Nothing is promised. */
        public static Promise none(long disorder) {
            return new Promise(OptionalLong.empty(), disorder);
        }

        /** That nothing earlier is still to come. */
        public static Promise of(long watermark, long disorder) {
            return new Promise(OptionalLong.of(watermark), disorder);
        }
    }

    /**
     * What was not read of the bytes of a pack, and what may be gone behind them.
     *
     * @param beforeStart bytes that were skipped because they lie before the stream's {@code startAt}
     * @param lost bytes that were destroyed before they were read
     * @param unknownLoss when bytes may have been destroyed behind the pack's end that were never seen
     * @param archiveEnd what an archive shows of where the log file ends, which is where the pack does
     */
    public record Unread(long beforeStart, long lost, Optional<UnknownLoss> unknownLoss, ArchiveEnd archiveEnd) {
        /** Everything was read. */
        public static final Unread NOTHING = of(0, 0);

        public Unread {
            Objects.requireNonNull(unknownLoss, "unknownLoss");
            Objects.requireNonNull(archiveEnd, "archiveEnd");
            if (archiveEnd == ArchiveEnd.BROKEN_OFF && unknownLoss.isEmpty()) {
                throw new IllegalArgumentException("what breaks off may have lost something");
            }
        }

        /** Where the log file ends nothing tells. */
        public Unread(long beforeStart, long lost, Optional<UnknownLoss> unknownLoss) {
            this(beforeStart, lost, unknownLoss, ArchiveEnd.UNTOLD);
        }

        /** Nothing can have been destroyed unseen. */
        public static Unread of(long beforeStart, long lost) {
            return new Unread(beforeStart, lost, Optional.empty());
        }

        /** Of no more than so many bytes. */
        private Unread atMost(long bytes) {
            return new Unread(Math.min(beforeStart, bytes), Math.min(lost, bytes), unknownLoss, archiveEnd);
        }

        /** The same, where the log file ends. */
        public Unread at(ArchiveEnd end) {
            return new Unread(beforeStart, lost, unknownLoss, end);
        }
    }

    /**
     * What the bytes hash to.
     *
     * @param proofs at the pack's start, at the end of each block that ends in the range, and at its end, as far as the reader knows;
     *     ascending by boundary. None where an older version read the bytes
     * @param lineEnds which line ends the proofs are of
     */
    public record Proven(List<Proof> proofs, LineEnds lineEnds) {
        /** Nothing proves the bytes. */
        public static final Proven NOTHING = of(List.of());

        public Proven {
            proofs = List.copyOf(proofs);
            Objects.requireNonNull(lineEnds, "lineEnds");
        }

        /** At some ends of lines. */
        public static Proven of(List<Proof> proofs) {
            return new Proven(proofs, LineEnds.SOME);
        }

        /** Of those that lie in {@code [from, to]}, where the pack goes on behind that or not. */
        private Proven within(long from, long to, boolean goesOn) {
            List<Proof> within = proofs.stream()
                    .filter(proof -> proof.boundary() >= from && proof.boundary() <= to)
                    .toList();
            return new Proven(within, lineEnds == LineEnds.ALL_THERE_ARE && goesOn ? LineEnds.ALL : lineEnds);
        }
    }

    public PackHeader {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(reading, "reading");
        Objects.requireNonNull(promise, "promise");
        Objects.requireNonNull(unread, "unread");
        Objects.requireNonNull(proven, "proven");
        Objects.requireNonNull(places, "places");
        if (start < 0 || end < start) {
            throw new IllegalArgumentException(
                    "a range is [start, end) with 0 <= start <= end, not [" + start + ", " + end + ")");
        }
        long before = start - 1;
        for (Proof proof : proven.proofs()) {
            if (proof.boundary() <= before || proof.boundary() > end) {
                throw new IllegalArgumentException("proofs ascend within [" + start + ", " + end + "]");
            }
            before = proof.boundary();
        }
    }

    /** A header of a pack of which everything was read, and whose bytes nothing proves. */
    public PackHeader(LogFile file, long start, long end, Reading reading, Promise promise) {
        this(file, start, end, reading, promise, Unread.NOTHING, Proven.NOTHING, Places.UNKNOWN);
    }

    /** See {@link Reading#time}. */
    public long readTime() {
        return reading.time();
    }

    /** See {@link Reading#host}. */
    public String host() {
        return reading.host();
    }

    /** See {@link Reading#path}. */
    public String path() {
        return reading.path();
    }

    /** See {@link Reading#reader}. */
    public String reader() {
        return reading.reader();
    }

    /** See {@link Reading#trackerPaths}. */
    public String trackerPaths() {
        return reading.trackerPaths();
    }

    /** See {@link Promise#watermark}. */
    public OptionalLong watermark() {
        return promise.watermark();
    }

    /** See {@link Promise#disorder}. */
    public long disorder() {
        return promise.disorder();
    }

    /** See {@link Unread#beforeStart}. */
    public long beforeStart() {
        return unread.beforeStart();
    }

    /** See {@link Unread#lost}. */
    public long lost() {
        return unread.lost();
    }

    /** See {@link Unread#unknownLoss}. */
    public Optional<UnknownLoss> unknownLoss() {
        return unread.unknownLoss();
    }

    /** See {@link Unread#archiveEnd}. */
    public ArchiveEnd archiveEnd() {
        return unread.archiveEnd();
    }

    /** See {@link Proven#proofs}. */
    public List<Proof> proofs() {
        return proven.proofs();
    }

    /** See {@link Proven#lineEnds}. */
    public LineEnds lineEnds() {
        return proven.lineEnds();
    }

    /** The same, read by another. */
    public PackHeader with(Reading other) {
        return new PackHeader(file, start, end, other, promise, unread, proven, places);
    }

    /** The same with another promise. */
    public PackHeader with(Promise other) {
        return new PackHeader(file, start, end, reading, other, unread, proven, places);
    }

    /** The same, of which something else was not read. */
    public PackHeader with(Unread other) {
        return new PackHeader(file, start, end, reading, promise, other, proven, places);
    }

    /** The same, proven in another way. */
    public PackHeader with(Proven other) {
        return new PackHeader(file, start, end, reading, promise, unread, other, places);
    }

    /** The same, read at a path. */
    public PackHeader withPath(String where) {
        return with(reading.at(where));
    }

    /** The same of lines that stood there. */
    public PackHeader withPlaces(Places ofLines) {
        return new PackHeader(file, start, end, reading, promise, unread, proven, ofLines);
    }

    /** The same with proofs at these line ends. */
    public PackHeader withLineEnds(LineEnds ends) {
        return with(new Proven(proven.proofs(), ends));
    }

    /** The same with some of its proofs. */
    public PackHeader withProofs(List<Proof> some) {
        return with(Proven.of(some));
    }

    /** The same with another promise. */
    public PackHeader withWatermark(OptionalLong watermark) {
        return with(new Promise(watermark, promise.disorder()));
    }

    /** The same without a promise. */
    public PackHeader withoutWatermark() {
        return withWatermark(OptionalLong.empty());
    }

    /** The same with another promise, and with how far event times run backwards in milliseconds. */
    public PackHeader promising(long watermark, long disorder) {
        return with(Promise.of(watermark, disorder));
    }

    /** The part before a byte, of which nothing is promised; what was skipped or lost is told by the other part. */
    public PackHeader until(long middle) {
        return part(start, middle, Promise.none(promise.disorder()), new Unread(0, 0, unknownLoss()));
    }

    /** The part from a byte on. */
    public PackHeader from(long middle) {
        return part(middle, end, promise, unread.atMost(end - middle));
    }

    private PackHeader part(long from, long to, Promise promised, Unread missing) {
        return new PackHeader(file, from, to, reading, promised, missing, proven.within(from, to, to < end), places);
    }

    /** Whether its reader says that it still looks at what there was at its start. */
    public boolean looks() {
        return start == end && watermark().isPresent() && watermark().getAsLong() == Promise.ANY_TIME;
    }

    /** The bytes that this pack accounts for. */
    public long length() {
        return end - start;
    }
}
