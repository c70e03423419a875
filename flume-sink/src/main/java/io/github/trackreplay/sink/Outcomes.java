/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.PacketLimit;
import io.github.trackreplay.mysql.ledger.Rejection;
import io.github.trackreplay.mysql.ledger.ReofferedRows;
import io.github.trackreplay.mysql.ledger.StreamTally;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.StreamOrder;
import io.github.trackreplay.token.TokenMask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** Books the one outcome of every request and line of a transaction: file account, counters, rejected rows. */
final class Outcomes {
    static final String OLDER_THAN_LEDGER = "older-than-ledger";

    static final String LATE = "late";

    /** Why bytes were skipped whose request had come before. */
    private static final String REPEATED = "duplicate";

    /**
     * What speaks of a wrong setting (the log's format) and so can stop a stream of which nothing could be read yet: the codes of
     * {@code accesslog.Unreadable}. All else is as visitors, other sites' pages and clocks choose; and once lines of a stream can be
     * read, so are lines that cannot be.
     */
    private static final Set<String> OF_SETTINGS = Set.of("unreadable-line", "no-time", "no-address");
    /** The pack's bytes are proven to be others than those that had been taken of its range. */
    static final String CONFLICT = "conflict";

    /** Whose counters are those of events that name no stream. */
    private static final long NO_STREAM = 0;

    /** The outcome of what is not kept. */
    static final String UNKEPT = "unkept";

    private final LedgerState state;
    private final int mostRejectsInRow;
    private final Passing passing;
    private final RejectionRows rows;
    private final OutcomeCounts counts = new OutcomeCounts();
    private final Set<String> stopped = new TreeSet<>();
    private final List<Rejection> rejections = new ArrayList<>();
    private final Map<Long, Desk> desks = new HashMap<>();
    private final Offered offered = new Offered();

    Outcomes(LedgerState state, TokenMask mask, int mostRejectsInRow, LongSupplier ids, Passing passing) {
        this.state = state;
        this.mostRejectsInRow = mostRejectsInRow;
        this.passing = passing;
        this.rows = new RejectionRows(mask, ids);
    }

    /** What is needed again and again for the requests of one file. */
    private static final class Desk {
        private final long streamId;
        private final String stream;
        private final StreamTally tally;
        private final OutcomeCounts.Recorded recorded;
        private long withoutHost;
        private long ofHost;

        Desk(StreamOrder stream, StreamTally tally, OutcomeCounts.Recorded recorded) {
            this.streamId = stream.id();
            this.stream = stream.name();
            this.tally = tally;
            this.recorded = recorded;
        }
    }

    private Desk desk(FileTrack file) {
        Desk desk = desks.get(file.id());
        if (desk == null) {
            StreamOrder stream = state.streamOf(file);
            desk = new Desk(stream, state.tally(stream), counts.recordedOf(stream.id()));
            desks.put(file.id(), desk);
        }
        return desk;
    }

    private StreamTally tally(FileTrack file) {
        return desk(file).tally;
    }

    void record(FileTrack file, TrackingRequest request, long bytes) {
        passing.applied(file.file().stream(), request, "recorded", "");
        file.account().apply(bytes);
        file.touch();
        Desk desk = desk(file);
        desk.tally.read();
        desk.recorded.add();
    }

    void exclude(FileTrack file, TrackingRequest request, long bytes, String reason) {
        passing.applied(file.file().stream(), request, "excluded", reason);
        file.account().apply(bytes);
        file.touch();
        tally(file).read();
        counts.excluded(desk(file).streamId, reason);
    }

    void skip(FileTrack file, long bytes, String reason) {
        file.account().skip(bytes);
        counts.skipped(desk(file).streamId, reason);
        counts.skippedBytes(file.id(), reason, bytes);
    }

    /** A request that a setting leaves out. */
    void skip(FileTrack file, TrackingRequest request, long bytes, String reason) {
        Desk desk = desk(file);
        desk.withoutHost += HostFilter.UNKNOWN.equals(reason) ? 1 : 0;
        desk.ofHost += HostFilter.REASON.equals(reason) ? 1 : 0;
        passing.skipped(file.file().stream(), request, reason);
        skip(file, bytes, reason);
    }

    /** A request that no setting of the sink's leaves out; its outcome is still to come. */
    void chosen(FileTrack file) {
        desk(file).ofHost++;
    }

    /** Streams of which requests are skipped because they say no host, and not one has said any; to be asked once. */
    List<String> withoutHost() {
        Map<String, Long> saying = new TreeMap<>();
        Map<String, Long> silent = new TreeMap<>();
        for (Desk desk : desks.values()) {
            saying.merge(desk.stream, desk.ofHost, Long::sum);
            silent.merge(desk.stream, desk.withoutHost, Long::sum);
        }
        return silent.entrySet().stream()
                .filter(stream -> state.hosts()
                        .lacks(stream.getKey(), saying.getOrDefault(stream.getKey(), 0L), stream.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** @param proven whether its bytes are proven to be those that had been taken */
    void duplicate(FileTrack file, boolean proven) {
        counts.duplicate(desk(file).streamId, proven);
    }

    /** A request whose like has come by other bytes: these are skipped. */
    void repeat(FileTrack file, long bytes) {
        duplicate(file, true);
        file.account().skip(bytes);
        counts.skippedBytes(file.id(), REPEATED, bytes);
    }

    /** Entries of a pack that contradicts what had been taken: kept with it, or left out with it. */
    void conflict(FileTrack file, StreamOrder stream, int entries, boolean kept) {
        String detail =
                "Its bytes are proven to be others than those that had been taken of that range of log file number "
                        + file.file().number() + ". They are "
                        + (kept ? "kept in the table trackreplay_conflict, not applied," : "not applied")
                        + " and nothing is complete beyond them. Do two machines send under one stream's name, was the log"
                        + " rewritten, has an agent lost its positions (then an import of the log brings what is missing), or has"
                        + " somebody sent what is none of yours?";
        if (!kept) {
            leaveOut(Optional.of(stream), stream.name(), CONFLICT, detail, entries);
            return;
        }
        counts.rejected(desk(file).streamId, CONFLICT, entries);
        counts.say(new Rejects(stream.name(), CONFLICT, 1, detail, true));
    }

    /** A line that could not be read as a request. */
    void reject(FileTrack file, RejectedLine line, long bytes) {
        reject(file, rows.of(file, line, bytes));
    }

    /** A request that could not be applied. */
    void reject(FileTrack file, TrackingRequest request, long bytes, String reason, String detail) {
        reject(file, rows.of(file, request, bytes, reason, detail));
    }

    /** A request that does not fit into a packet, so it cannot wait in the database. */
    void rejectTooLarge(FileTrack file, TrackingRequest request, long bytes) {
        reject(
                file,
                request,
                bytes,
                "too-large",
                "The request is larger than a row that must wait in the database may be (" + PacketLimit.MOST_VALUE
                        + " bytes compressed).");
    }

    /**
     * Requests of one line, none of them to be applied.
     *
     * @param bytes what they count for together
     */
    void reject(FileTrack file, List<TrackingRequest> requests, long bytes, String reason, String detail) {
        String stream = file.file().stream();
        file.account().reject(bytes);
        file.touch();
        passing.rejected(stream, requests.get(0).time(), reason, detail);
        counts.rejected(desk(file).streamId, reason, requests.size());
        counts.say(new Rejects(stream, reason, requests.size(), detail, true));
        rejections.addAll(rows.of(file, requests, bytes, reason, detail));
    }

    private void reject(FileTrack file, Rejection rejection) {
        String stream = file.file().stream();
        String reason = rejection.reason();
        Rejection.Place place = rejection.place();
        file.account().reject(place.bytes());
        file.touch();
        passing.rejected(stream, place.time().orElse(0), reason, rejection.detail());
        counts.rejected(desk(file).streamId, reason, 1);
        if (offered.reject(rejection)) {
            return;
        }
        if (OF_SETTINGS.contains(reason)) {
            tally(file).reject();
        }
        counts.say(new Rejects(stream, reason, 1, rejection.detail(), true));
        rejections.add(rejection);
    }

    /** A request was read, whatever will become of it. */
    void read(FileTrack file) {
        tally(file).read();
    }

    /** All of a transaction is taken: streams of which nothing could be read, in it and ever, stop. */
    void stopUnread() {
        for (Desk desk : desks.values()) {
            StreamTally tally = desk.tally;
            if (mostRejectsInRow > 0
                    && tally.rejectsInRow() >= mostRejectsInRow
                    && tally.course() == StreamTally.Course.RUNNING) {
                tally.course(StreamTally.Course.STOPPED);
                stopped.add(desk.stream);
            }
        }
    }

    /** Streams that stopped just now, because nothing of them could be read. */
    Set<String> stopped() {
        return stopped;
    }

    /** A rejected row is judged again: takes it out of its file's account and of the counters. */
    void offer(FileTrack file, ReofferedRows.Waiting row, int entries) {
        file.account().reject(-row.bytes());
        file.touch();
        counts.takeBack(desk(file).streamId, "rejected", row.reason(), row.counted(entries));
        offered.add(row, entries);
    }

    /** A line that a setting had left out is judged again: takes its reason out of the counters. */
    void offerSkipped(FileTrack file, String reason, long bytes) {
        counts.takeBackSkippedBytes(file.id(), reason, bytes);
        counts.takeBack(desk(file).streamId, "skipped", reason, 1);
    }

    /** An event that named no file is taken now. */
    void offer(ReofferedRows.Waiting row) {
        counts.takeBack(NO_STREAM, "rejected", row.reason(), 1);
        offered.add(row, 1);
    }

    /** A rejected row that was settled by somebody else meanwhile. */
    void duplicateOffer() {
        counts.duplicateOffer();
    }

    /** The rejected rows that are judged again. */
    Offered offered() {
        return offered;
    }

    /** An event that names no file of ours, with the rows that keep it. */
    void reject(String reason, String detail, List<Rejection> kept) {
        counts.say(new Rejects("", reason, 1, detail, true));
        counts.rejected(NO_STREAM, reason, 1);
        rejections.addAll(kept);
    }

    /**
     * Something that is not kept, because too much of its kind is. Nothing of it counts as taken.
     *
     * @param named the stream that it names, if that is waited for
     * @param stream under whose name it is said; empty for an event from outside
     */
    void leaveOut(Optional<StreamOrder> named, String stream, String reason, String detail, long number) {
        counts.say(new Rejects(stream, reason, number, detail, false));
        counts.unkept(named.map(StreamOrder::id).orElse(NO_STREAM), reason, number);
    }

    /** The rows that are to be stored. */
    List<Rejection> rejections() {
        List<Rejection> all = new ArrayList<>(rejections);
        all.addAll(offered.rejections());
        return all;
    }

    OutcomeCounts counts() {
        return counts;
    }
}
