/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.backfill.RequestKinds.Kind;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.ledger.SkippingStreams;
import io.github.trackreplay.sink.LeftOut;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final RequestKinds kinds;
    private final Map<Backfill.FileOfStream, RequestRuns> recorded = new HashMap<>();
    private final List<Entry> chunk = new ArrayList<>();
    private final Set<Backfill.FileOfStream> asking = new HashSet<>();
    private RecordedHours hours = new RecordedHours();
    private Disputes disputes = new Disputes();
    private Optional<Disputes> settling = Optional.empty();
    private long chunkBytes;

    /** A request that is asked for, or the first behind such of its file that is not. */
    private record Entry(LocatedRequest located, boolean isAsked) {}

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
     * @param claiming those among them that have claimed a row, which may be another one's
     */
    public record Found(BitSet recorded, BitSet probable, BitSet claiming) {}

    /** Has found nothing yet. */
    public RecordedRequests(Tables tables, RequestKinds kinds) {
        this.tables = tables;
        this.kinds = kinds;
    }

    @Override
    public Optional<String> reason(LogFile file, TrackingRequest request) {
        RequestRuns runs = recorded.get(Backfill.FileOfStream.of(file));
        return runs != null && runs.contains(request) ? Optional.of(REASON) : Optional.empty();
    }

    /** Whether there is a share at all: looks for a few of each minute. */
    public boolean isShare(RecordedShare sample) throws InterruptedException {
        return sample.found(tables, kinds::isUnknown);
    }

    /** Lets what is settled claim its rows; to be read before {@link #all} where there are disputes. */
    public PackLook settled() {
        return pack -> look(pack, Kind.SETTLED);
    }

    /** Looks for everything that may be recorded. */
    public PackLook all() {
        return pack -> look(pack, Kind.UNKNOWN);
    }

    /**
     * Whether something that was found may have got the row of something settled. Then it forgets what it has found, and all has to be
     * read twice more: {@link #settled}, and {@link #all} again; both ask only where something had been found.
     */
    public boolean isDisputed() {
        if (settling.isPresent() || !disputes.any()) {
            return false;
        }
        settling = Optional.of(disputes);
        disputes = new Disputes();
        hours = new RecordedHours();
        recorded.clear();
        asking.clear();
        return true;
    }

    private void look(Pack pack, Kind wanted) throws InterruptedException {
        LogFile file = pack.header().file();
        for (PackEntry entry : pack.entries()) {
            if (entry instanceof TrackingRequest request) {
                look(file, request, wanted);
            }
        }
        if (chunk.size() >= CHUNK || chunkBytes >= CHUNK_BYTES) {
            end(wanted == Kind.UNKNOWN);
        }
    }

    private void look(LogFile file, TrackingRequest request, Kind wanted) throws InterruptedException {
        Kind kind = kinds.of(file, request);
        boolean concerned = settling.isEmpty() || settling.get().concern(request);
        add(new LocatedRequest(file, request), kind == wanted && concerned);
        if (kind == Kind.SETTLED) {
            disputes.settled(request);
        } else if (kind == Kind.UNKNOWN && wanted == Kind.UNKNOWN && !concerned) {
            hours.add(request.time(), false, false);
        }
    }

    private void add(LocatedRequest located, boolean isAsked) {
        Backfill.FileOfStream file = Backfill.FileOfStream.of(located.file());
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
        Found found = asked.isEmpty() ? new Found(new BitSet(), new BitSet(), new BitSet()) : tables.find(asked);
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
            recorded.computeIfAbsent(Backfill.FileOfStream.of(entry.located().file()), file -> new RequestRuns())
                    .add(request, isRecorded);
            if (entry.isAsked()) {
                hours.add(request.time(), isRecorded, found.probable().get(place));
                if (found.claiming().get(place)) {
                    disputes.found(request);
                }
                place++;
            }
        }
    }

    /** What was found, by hour. */
    public RecordedHours hours() {
        return hours;
    }
}
