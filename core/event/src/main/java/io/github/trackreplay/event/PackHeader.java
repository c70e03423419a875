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
 * @param readTime when the bytes were read, milliseconds since 1970-01-01 UTC; never an event time
 * @param host the name of the machine that read them
 * @param watermark no request with an earlier event time (milliseconds since 1970-01-01 UTC) is still to come from the stream
 *     once the ledger reaches {@code end}: set by heartbeats, and where a first pass has told the times of what is still to come
 * @param disorder how far event times may run backwards within the stream, milliseconds
 * @param trackerPaths the declared paths of tracker calls, as the ledger keeps them
 * @param beforeStart bytes of {@code [start, end)} that were skipped because they lie before the stream's
 *     {@code startAt}
 * @param lost bytes of {@code [start, end)} that were destroyed before they were read
 * @param unknownLoss when bytes may have been destroyed behind {@code end} that were never seen
 * @param proofs what the file's bytes hash to: at {@code start}, at the end of each block that ends in the range, and at
 *     {@code end}, as far as the reader knows; ascending by boundary. None where an older version read the bytes
 * @param path where on the host the bytes were read, for people; of a {@link PipelineLog} by which {@link Way} they came; empty
 *     where that is not known
 * @param places where the lines of a {@link PipelineLog}'s pack stood; of any other file {@link Places#UNKNOWN}
 * @param lineEnds which line ends the proofs are of
 */
public record PackHeader(
        LogFile file,
        long start,
        long end,
        long readTime,
        String host,
        OptionalLong watermark,
        long disorder,
        String trackerPaths,
        long beforeStart,
        long lost,
        Optional<UnknownLoss> unknownLoss,
        List<Proof> proofs,
        String path,
        Places places,
        LineEnds lineEnds) {
    public PackHeader {
        Objects.requireNonNull(lineEnds, "lineEnds");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(places, "places");
        proofs = List.copyOf(proofs);
        Objects.requireNonNull(unknownLoss, "unknownLoss");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(watermark, "watermark");
        Objects.requireNonNull(trackerPaths, "trackerPaths");
        if (start < 0 || end < start) {
            throw new IllegalArgumentException(
                    "a range is [start, end) with 0 <= start <= end, not [" + start + ", " + end + ")");
        }
        long before = start - 1;
        for (Proof proof : proofs) {
            if (proof.boundary() <= before || proof.boundary() > end) {
                throw new IllegalArgumentException("proofs ascend within [" + start + ", " + end + "]");
            }
            before = proof.boundary();
        }
    }

    /** A header of a pack that has proofs at some ends of lines. */
    public PackHeader(
            LogFile file,
            long start,
            long end,
            long readTime,
            String host,
            OptionalLong watermark,
            long disorder,
            String trackerPaths,
            long beforeStart,
            long lost,
            Optional<UnknownLoss> unknownLoss,
            List<Proof> proofs,
            String path,
            Places places) {
        this(
                file,
                start,
                end,
                readTime,
                host,
                watermark,
                disorder,
                trackerPaths,
                beforeStart,
                lost,
                unknownLoss,
                proofs,
                path,
                places,
                LineEnds.SOME);
    }

    /** A header of a pack of a log file. */
    public PackHeader(
            LogFile file,
            long start,
            long end,
            long readTime,
            String host,
            OptionalLong watermark,
            long disorder,
            String trackerPaths,
            long beforeStart,
            long lost,
            Optional<UnknownLoss> unknownLoss,
            List<Proof> proofs,
            String path) {
        this(
                file,
                start,
                end,
                readTime,
                host,
                watermark,
                disorder,
                trackerPaths,
                beforeStart,
                lost,
                unknownLoss,
                proofs,
                path,
                Places.UNKNOWN);
    }

    /** A header of a pack of which it is not known where its bytes were read. */
    public PackHeader(
            LogFile file,
            long start,
            long end,
            long readTime,
            String host,
            OptionalLong watermark,
            long disorder,
            String trackerPaths,
            long beforeStart,
            long lost,
            Optional<UnknownLoss> unknownLoss,
            List<Proof> proofs) {
        this(
                file,
                start,
                end,
                readTime,
                host,
                watermark,
                disorder,
                trackerPaths,
                beforeStart,
                lost,
                unknownLoss,
                proofs,
                "");
    }

    /** A header of a pack whose bytes nothing proves. */
    public PackHeader(
            LogFile file,
            long start,
            long end,
            long readTime,
            String host,
            OptionalLong watermark,
            long disorder,
            String trackerPaths,
            long beforeStart,
            long lost,
            Optional<UnknownLoss> unknownLoss) {
        this(
                file,
                start,
                end,
                readTime,
                host,
                watermark,
                disorder,
                trackerPaths,
                beforeStart,
                lost,
                unknownLoss,
                List.of());
    }

    /** A header of a pack behind which nothing can have been destroyed unseen. */
    public PackHeader(
            LogFile file,
            long start,
            long end,
            long readTime,
            String host,
            OptionalLong watermark,
            long disorder,
            String trackerPaths,
            long beforeStart,
            long lost) {
        this(file, start, end, readTime, host, watermark, disorder, trackerPaths, beforeStart, lost, Optional.empty());
    }

    /** The same, read at a path. */
    public PackHeader withPath(String where) {
        return with(where, places, lineEnds, proofs);
    }

    /** The same of lines that stood there. */
    public PackHeader withPlaces(Places ofLines) {
        return with(path, ofLines, lineEnds, proofs);
    }

    /** The same with proofs at these line ends. */
    public PackHeader withLineEnds(LineEnds ends) {
        return with(path, places, ends, proofs);
    }

    /** The same with some of its proofs. */
    public PackHeader withProofs(List<Proof> some) {
        return with(path, places, LineEnds.SOME, some);
    }

    private PackHeader with(String where, Places ofLines, LineEnds ends, List<Proof> proven) {
        return new PackHeader(
                file,
                start,
                end,
                readTime,
                host,
                watermark,
                disorder,
                trackerPaths,
                beforeStart,
                lost,
                unknownLoss,
                proven,
                where,
                ofLines,
                ends);
    }

    /** The same with another promise. */
    public PackHeader withWatermark(OptionalLong promise) {
        return with(start, end, promise, disorder, beforeStart, lost);
    }

    /** The same with another promise, and with how far event times run backwards in milliseconds. */
    public PackHeader promising(long promise, long backwards) {
        return with(start, end, OptionalLong.of(promise), backwards, beforeStart, lost);
    }

    /** The part before a byte, of which nothing is promised; what was skipped or lost is told by the other part. */
    public PackHeader until(long middle) {
        return with(start, middle, OptionalLong.empty(), disorder, 0, 0);
    }

    /** The part from a byte on. */
    public PackHeader from(long middle) {
        return with(
                middle, end, watermark, disorder, Math.min(beforeStart, end - middle), Math.min(lost, end - middle));
    }

    private PackHeader with(long from, long to, OptionalLong promise, long backwards, long before, long gone) {
        List<Proof> within = proofs.stream()
                .filter(proof -> proof.boundary() >= from && proof.boundary() <= to)
                .toList();
        return new PackHeader(
                file,
                from,
                to,
                readTime,
                host,
                promise,
                backwards,
                trackerPaths,
                before,
                gone,
                unknownLoss,
                within,
                path,
                places,
                lineEnds == LineEnds.ALL_THERE_ARE && to < end ? LineEnds.ALL : lineEnds);
    }

    /** The bytes that this pack accounts for. */
    public long length() {
        return end - start;
    }
}
