/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Compression;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.PacketLimit;
import io.github.trackreplay.mysql.ledger.RejectedRows;
import io.github.trackreplay.mysql.ledger.Rejection;
import io.github.trackreplay.mysql.ledger.StreamTally;
import io.github.trackreplay.mysql.ledger.WriteOutcomes;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.StreamOrder;
import io.github.trackreplay.token.TokenMask;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** Books the one outcome of every request and line of a transaction: file account, counters, rejected rows. */
final class Outcomes {
    static final String OLDER_THAN_LEDGER = "older-than-ledger";

    static final String LATE = "late";

    /**
     * What speaks of a wrong setting (the log's format) and so can stop a stream of which nothing could be read yet: the codes of
     * {@code accesslog.Unreadable}. All else is as visitors, other sites' pages and clocks choose; and once lines of a stream can be
     * read, so are lines that cannot be.
     */
    private static final Set<String> OF_SETTINGS = Set.of("unreadable-line", "no-time", "no-address");
    /** The pack's bytes are proven to be others than those that had been taken of its range. */
    static final String CONFLICT = "conflict";

    /** The outcome of what is not kept. */
    static final String UNKEPT = "unkept";

    private final LedgerState state;
    private final TokenMask mask;
    private final int mostRejectsInRow;
    private final LongSupplier ids;
    private final Set<String> stopped = new TreeSet<>();
    private final List<Rejection> rejections = new ArrayList<>();
    private final Map<WriteOutcomes.CounterKey, Long> counters = new HashMap<>();
    private final Map<Long, Desk> desks = new HashMap<>();
    private final Map<String, Long> excluded = new TreeMap<>();
    private final Map<String, Long> rejected = new TreeMap<>();
    private final Map<List<String>, Rejects> rejects = new LinkedHashMap<>();
    private final Map<String, Long> skipped = new TreeMap<>();
    private final Offered offered = new Offered();
    private long recorded;
    private final Passing passing;
    private long duplicates;
    private long unproven;

    Outcomes(LedgerState state, TokenMask mask, int mostRejectsInRow, LongSupplier ids, Passing passing) {
        this.passing = passing;
        this.mostRejectsInRow = mostRejectsInRow;
        this.state = state;
        this.mask = mask;
        this.ids = ids;
    }

    private void count(FileTrack file, String outcome, String reason) {
        counters.merge(new WriteOutcomes.CounterKey(desk(file).streamId, outcome, reason), 1L, Long::sum);
    }

    /** What is needed again and again for the requests of one file. */
    private static final class Desk {
        private final long streamId;
        private final String stream;
        private final StreamTally tally;
        private long recorded;
        private long withoutHost;
        private long ofHost;

        Desk(StreamOrder stream, StreamTally tally) {
            this.streamId = stream.id();
            this.stream = stream.name();
            this.tally = tally;
        }
    }

    private Desk desk(FileTrack file) {
        return desks.computeIfAbsent(file.id(), id -> {
            StreamOrder stream = state.streamOf(file);
            return new Desk(stream, state.tally(stream));
        });
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
        desk.recorded++;
        recorded++;
    }

    void exclude(FileTrack file, TrackingRequest request, long bytes, String reason) {
        passing.applied(file.file().stream(), request, "excluded", reason);
        file.account().apply(bytes);
        file.touch();
        tally(file).read();
        count(file, "excluded", reason);
        excluded.merge(reason, 1L, Long::sum);
    }

    void skip(FileTrack file, long bytes, String reason) {
        file.account().skip(bytes);
        count(file, "skipped", reason);
        skipped.merge(reason, 1L, Long::sum);
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
        count(file, "duplicate", proven ? "" : "unproven");
        duplicates++;
        unproven += proven ? 0 : 1;
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
        counters.merge(
                new WriteOutcomes.CounterKey(desk(file).streamId, "rejected", CONFLICT), (long) entries, Long::sum);
        rejected.merge(CONFLICT, (long) entries, Long::sum);
        note(stream.name(), CONFLICT, detail);
    }

    /** A line that could not be read as a request. */
    void reject(FileTrack file, RejectedLine line, long bytes) {
        reject(
                file,
                new Rejection(
                        ids.getAsLong(),
                        OptionalLong.of(file.id()),
                        line.offset(),
                        bytes,
                        0,
                        OptionalLong.empty(),
                        line.reason(),
                        line.detail(),
                        Rejection.Form.LINE,
                        masked(line.raw())));
    }

    /** A request that could not be applied. */
    void reject(FileTrack file, TrackingRequest request, long bytes, String reason, String detail) {
        reject(
                file,
                new Rejection(
                        ids.getAsLong(),
                        OptionalLong.of(file.id()),
                        request.offset(),
                        bytes,
                        request.index(),
                        OptionalLong.of(request.time()),
                        reason,
                        detail,
                        Rejection.Form.REQUEST,
                        kept(document(file, request), PacketLimit.MOST_VALUE)));
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

    private void reject(FileTrack file, Rejection rejection) {
        file.account().reject(rejection.bytes());
        file.touch();
        passing.rejected(file.file().stream(), rejection.time().orElse(0), rejection.reason(), rejection.detail());
        if (offered.reject(rejection)) {
            count(file, "rejected", rejection.reason());
            rejected.merge(rejection.reason(), 1L, Long::sum);
            return;
        }
        if (OF_SETTINGS.contains(rejection.reason())) {
            tally(file).reject();
        }
        count(file, "rejected", rejection.reason());
        rejected.merge(rejection.reason(), 1L, Long::sum);
        note(file.file().stream(), rejection.reason(), rejection.detail());
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
    void offer(FileTrack file, RejectedRows.Waiting row, int entries) {
        file.account().reject(-row.bytes());
        file.touch();
        counters.merge(new WriteOutcomes.CounterKey(desk(file).streamId, "rejected", row.reason()), -1L, Long::sum);
        offered.add(row, entries);
    }

    /** A line that a setting had left out is judged again: takes its reason out of the counters. */
    void offerSkipped(FileTrack file, String reason) {
        counters.merge(new WriteOutcomes.CounterKey(desk(file).streamId, "skipped", reason), -1L, Long::sum);
    }

    /** An event that named no file is taken now. */
    void offer(RejectedRows.Waiting row) {
        counters.merge(new WriteOutcomes.CounterKey(0, "rejected", row.reason()), -1L, Long::sum);
        offered.add(row, 1);
    }

    /** A rejected row that was settled by somebody else meanwhile. */
    void duplicateOffer() {
        duplicates++;
    }

    /** The rejected rows that are judged again. */
    Offered offered() {
        return offered;
    }

    private void note(String stream, String reason, String detail) {
        rejects.merge(List.of(stream, reason), new Rejects(stream, reason, 1, detail, true), Rejects::plus);
    }

    /** What was rejected, by stream and reason. */
    List<Rejects> rejects() {
        return List.copyOf(rejects.values());
    }

    /** An event that names no file of ours, with the rows that keep it. */
    void reject(String reason, String detail, List<Rejection> rows) {
        note("", reason, detail);
        rejected.merge(reason, 1L, Long::sum);
        counters.merge(new WriteOutcomes.CounterKey(0, "rejected", reason), 1L, Long::sum);
        rejections.addAll(rows);
    }

    /**
     * Something that is not kept, because too much of its kind is. Nothing of it counts as taken.
     *
     * @param named the stream that it names, if that is waited for
     * @param stream under whose name it is said; empty for an event from outside
     */
    void leaveOut(Optional<StreamOrder> named, String stream, String reason, String detail, long number) {
        long streamId = named.map(StreamOrder::id).orElse(0L);
        rejects.merge(
                List.of(stream, reason, UNKEPT), new Rejects(stream, reason, number, detail, false), Rejects::plus);
        rejected.merge(reason, number, Long::sum);
        counters.merge(new WriteOutcomes.CounterKey(streamId, UNKEPT, reason), number, Long::sum);
    }

    /** What cannot be searched for tokens is not stored, however it comes that it cannot. */
    byte[] masked(byte[] raw) {
        try {
            return mask.mask(raw);
        } catch (RuntimeException | StackOverflowError e) {
            return ("not kept, because it could not be searched for tokens: " + e).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** All of it or, where that is too much to store, its beginning. */
    static byte[] kept(byte[] bytes, int most) {
        return bytes.length <= most ? bytes : Arrays.copyOf(bytes, RejectedLine.MOST_RAW_BYTES);
    }

    private static byte[] document(FileTrack file, TrackingRequest request) {
        PackHeader header = new PackHeader(
                file.file(),
                request.offset(),
                request.offset() + request.length(),
                0,
                "",
                OptionalLong.empty(),
                0,
                "",
                0,
                0);
        List<PackEntry> one = List.of(request);
        return TrackingEventCodec.encode(new Pack(header, one), Compression.NONE)
                .body();
    }

    List<Rejection> rejections() {
        List<Rejection> all = new ArrayList<>(rejections);
        all.addAll(offered.rejections());
        return all;
    }

    Map<WriteOutcomes.CounterKey, Long> counters() {
        for (Desk desk : desks.values()) {
            if (desk.recorded > 0) {
                counters.merge(new WriteOutcomes.CounterKey(desk.streamId, "recorded", ""), desk.recorded, Long::sum);
                desk.recorded = 0;
            }
        }
        return counters;
    }

    Map<String, Long> excluded() {
        return excluded;
    }

    Map<String, Long> rejected() {
        return rejected;
    }

    Map<String, Long> skipped() {
        return skipped;
    }

    long recorded() {
        return recorded;
    }

    long duplicates() {
        return duplicates;
    }

    /** Duplicates whose bytes could not be compared. */
    long unproven() {
        return unproven;
    }
}
