/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.ledger.SkippingStreams;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.order.TakenRanges;
import io.github.trackreplay.sink.LeftOut;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which requests of an import Matomo's tables have already, found out before any is applied. What the ledger proves to be taken is
 * not asked for; it only claims its own rows, and so do requests that a setting leaves out. For one thread, and for the replay
 * once all has been read.
 */
public final class RecordedRequests implements LeftOut {
    /** The reason by which such requests are counted. */
    public static final String REASON = SkippingStreams.REASON;

    private static final int CHUNK = 4000;
    private static final long CHUNK_BYTES = 16 << 20;

    private final Tables tables;
    private final Ledger ledger;
    private final LeftOut settings;
    private final Grown grown;
    private final Map<Backfill.FileOfStream, Optional<Before>> files = new HashMap<>();
    private final Map<Backfill.FileOfStream, RequestRuns> recorded = new HashMap<>();
    private final RecordedHours hours = new RecordedHours();
    private final List<Entry> chunk = new ArrayList<>();
    private final Set<Backfill.FileOfStream> asking = new HashSet<>();
    private long chunkBytes;

    /** A request that is asked for, or the first behind such of its file that is not. */
    private record Entry(LocatedRequest located, boolean isAsked) {}

    /** What is thought of requests that continue a known log later than all that has been taken of its stream. */
    public enum Grown {
        /**
         * They are new, and nobody looks for them: good enough where all stops at what is found. Of a stream that is skipping they
         * are looked for.
         */
        IS_NEW,
        /** They are looked for as the others are: the log may be one of which an import was interrupted. */
        IS_LOOKED_FOR
    }

    /** Matomo's tables. */
    @FunctionalInterface
    public interface Tables {
        Found find(List<LocatedRequest> requests) throws InterruptedException;
    }

    /**
     * What was found.
     *
     * @param recorded places in the list of requests that are recorded
     * @param probable those among them for which it is only probable
     */
    public record Found(BitSet recorded, BitSet probable) {}

    /** The ledger. */
    public interface Ledger {
        /** What has been taken of a log file. */
        TakenRanges taken(LogFile file) throws InterruptedException;

        /** The greatest time that has been taken of a stream. */
        OptionalLong lastTime(String stream) throws InterruptedException;

        /** Whether an import of a stream, perhaps one that was interrupted, has left out what Matomo's tables had. */
        boolean isSkipping(String stream) throws InterruptedException;
    }

    /** What the ledger says of a log file of which something has been taken. */
    private record Before(TakenRanges taken, long lastTime) {
        boolean isTaken(TrackingRequest request) {
            return taken.missing(new ByteRange(request.offset(), request.offset() + 1))
                    .isEmpty();
        }
    }

    /**
     * @param settings what is left out for other reasons
     * @param grown what is thought of known logs that have grown
     */
    public RecordedRequests(Tables tables, Ledger ledger, LeftOut settings, Grown grown) {
        this.tables = tables;
        this.ledger = ledger;
        this.settings = settings;
        this.grown = grown;
    }

    @Override
    public Optional<String> reason(LogFile file, TrackingRequest request) {
        RequestRuns runs = recorded.get(name(file));
        return runs != null && runs.contains(request) ? Optional.of(REASON) : Optional.empty();
    }

    private static Backfill.FileOfStream name(LogFile file) {
        return new Backfill.FileOfStream(file.stream(), file.fingerprint());
    }

    private enum Kind {
        /** Has been taken, or is left out: its row is its own. */
        SETTLED,
        /** New by the ledger, see {@link Grown#IS_NEW}. */
        PROVEN,
        /** Perhaps recorded. */
        UNKNOWN
    }

    private Kind kind(LogFile file, TrackingRequest request) throws InterruptedException {
        Optional<Before> before = before(file);
        if (before.filter(known -> known.isTaken(request)).isPresent()
                || settings.reason(file, request).isPresent()) {
            return Kind.SETTLED;
        }
        boolean isLater =
                before.filter(known -> request.time() > known.lastTime()).isPresent();
        return grown == Grown.IS_NEW && isLater ? Kind.PROVEN : Kind.UNKNOWN;
    }

    private Optional<Before> before(LogFile file) throws InterruptedException {
        Optional<Before> known = files.get(name(file));
        if (known == null) {
            TakenRanges taken = ledger.taken(file);
            known = taken.spans().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Before(taken, provenUntil(file.stream())));
            files.put(name(file), known);
        }
        return known;
    }

    /** Behind which time the ledger alone proves what a known log brings to be new. */
    private long provenUntil(String stream) throws InterruptedException {
        return ledger.isSkipping(stream)
                ? Long.MAX_VALUE
                : ledger.lastTime(stream).orElse(Long.MAX_VALUE);
    }

    /** Whether there is a share at all: looks for a few of each minute. */
    public boolean isShare(RecordedSample sample) throws InterruptedException {
        return sample.found(tables, (file, request) -> kind(file, request) == Kind.UNKNOWN);
    }

    /** Lets what is settled claim its rows; to be read before {@link #all}. */
    public PackLook settled() {
        return pack -> look(pack, Kind.SETTLED);
    }

    /** Looks for everything that may be recorded. */
    public PackLook all() {
        return pack -> look(pack, Kind.UNKNOWN);
    }

    private void look(Pack pack, Kind wanted) throws InterruptedException {
        LogFile file = pack.header().file();
        for (PackEntry entry : pack.entries()) {
            if (entry instanceof TrackingRequest request) {
                add(new LocatedRequest(file, request), kind(file, request) == wanted);
            }
        }
        if (chunk.size() >= CHUNK || chunkBytes >= CHUNK_BYTES) {
            end(wanted == Kind.UNKNOWN);
        }
    }

    private void add(LocatedRequest located, boolean isAsked) {
        Backfill.FileOfStream file = name(located.file());
        boolean endsRun = !isAsked && asking.remove(file);
        if (isAsked) {
            asking.add(file);
            chunkBytes += located.request().length();
        }
        if (isAsked || endsRun) {
            chunk.add(new Entry(located, isAsked));
        }
    }

    /**
     * Looks for what is left of a reading; to be called after each.
     *
     * @param counts whether what is found is left out of the import
     */
    public void end(boolean counts) throws InterruptedException {
        List<LocatedRequest> asked =
                chunk.stream().filter(Entry::isAsked).map(Entry::located).toList();
        Found found = asked.isEmpty() ? new Found(new BitSet(), new BitSet()) : tables.find(asked);
        if (counts) {
            count(found);
        }
        chunk.clear();
        chunkBytes = 0;
    }

    private void count(Found found) {
        int place = 0;
        for (Entry entry : chunk) {
            TrackingRequest request = entry.located().request();
            boolean isRecorded = entry.isAsked() && found.recorded().get(place);
            recorded.computeIfAbsent(name(entry.located().file()), file -> new RequestRuns())
                    .add(request, isRecorded);
            if (entry.isAsked()) {
                hours.add(request.time(), isRecorded, found.probable().get(place));
                place++;
            }
        }
    }

    /** What was found, by hour. */
    public RecordedHours hours() {
        return hours;
    }
}
