/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.order.TakenRanges;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * What an import would bring that is older than what has been applied already, counted before anything is written: the logs
 * are read once more, and what the ledger proves to be taken does not count. For one thread.
 */
public final class LateRequests implements PackLook {
    private final long applied;
    private final Ledger taken;
    private final BiPredicate<LogFile, TrackingRequest> replayed;
    private final Map<LogFile, TakenRanges> known = new HashMap<>();
    private final Map<String, Tally> late = new TreeMap<>();
    private long fresh;
    private long duplicates;

    /** What the ledger has of a log file. */
    @FunctionalInterface
    public interface Ledger {
        TakenRanges taken(LogFile file) throws InterruptedException;
    }

    /** What is late of one stream. */
    private static final class Tally {
        private long requests;
        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;

        void add(long time) {
            requests++;
            first = Math.min(first, time);
            last = Math.max(last, time);
        }
    }

    /**
     * @param applied event time up to which everything has been applied, exclusive
     * @param taken what the ledger has of a log file
     * @param replayed whether a request is replayed at all
     */
    public LateRequests(long applied, Ledger taken, BiPredicate<LogFile, TrackingRequest> replayed) {
        this.applied = applied;
        this.taken = taken;
        this.replayed = replayed;
    }

    @Override
    public void read(Pack pack) throws InterruptedException {
        if (pack.entries().isEmpty()) {
            return;
        }
        TakenRanges before = known.get(pack.header().file());
        if (before == null) {
            before = taken.taken(pack.header().file());
            known.put(pack.header().file(), before);
        }
        List<ByteRange> missing = before.missing(
                new ByteRange(pack.header().start(), pack.header().end()));
        for (PackEntry entry : pack.entries()) {
            boolean isNew = missing.stream().anyMatch(range -> range.overlap(entry.offset(), entry.offset() + 1) > 0);
            if (entry instanceof TrackingRequest request
                    && replayed.test(pack.header().file(), request)) {
                count(pack.header().file().stream(), request, isNew);
            }
        }
    }

    private void count(String stream, TrackingRequest request, boolean isNew) {
        if (!isNew) {
            duplicates++;
            return;
        }
        fresh++;
        if (request.time() < applied) {
            late.computeIfAbsent(stream, name -> new Tally()).add(request.time());
        }
    }

    /** Requests that have been taken already. */
    public long duplicates() {
        return duplicates;
    }

    /** New requests, the late ones among them. */
    public long fresh() {
        return fresh;
    }

    /** Late requests. */
    public long late() {
        return late.values().stream().mapToLong(tally -> tally.requests).sum();
    }

    public boolean any() {
        return !late.isEmpty();
    }

    /** How many, of how many, of which streams and times. */
    public String sentence() {
        List<String> streams = new ArrayList<>();
        late.forEach((stream, tally) -> streams.add(String.format(
                Locale.ROOT,
                "%,d of stream %s (%s to %s)",
                tally.requests,
                stream,
                Instant.ofEpochMilli(tally.first),
                Instant.ofEpochMilli(tally.last))));
        return String.format(
                Locale.ROOT,
                "%,d of %,d new requests are older than what has been applied already (up to %s): %s.",
                late(),
                fresh,
                Instant.ofEpochMilli(applied),
                String.join(", ", streams));
    }
}
