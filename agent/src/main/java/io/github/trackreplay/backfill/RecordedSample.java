/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.TrackingRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The first request of each minute, and whether a share of an hour's is recorded: one that is recorded for certain, or half of
 * all, where it is only probable. For one thread.
 */
public final class RecordedSample implements PackLook {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final int AT_ONCE = 2000;

    /** Enough for two weeks; of more, every second minute is looked at, or every fourth, and so on. */
    private static final int MOST = 20_000;

    private final RecordedRequests.Tables tables;
    private final Wanted wanted;
    private final NavigableMap<Long, LocatedRequest> minutes = new TreeMap<>();
    private long step = 1;

    /** Whether a request is asked for. */
    @FunctionalInterface
    interface Wanted {
        boolean test(LogFile file, TrackingRequest request) throws InterruptedException;
    }

    RecordedSample(RecordedRequests.Tables tables, Wanted wanted) {
        this.tables = tables;
        this.wanted = wanted;
    }

    @Override
    public void read(Pack pack) throws InterruptedException {
        for (PackEntry entry : pack.entries()) {
            if (entry instanceof TrackingRequest request) {
                read(pack.header().file(), request);
            }
        }
    }

    private void read(LogFile file, TrackingRequest request) throws InterruptedException {
        long minute = Math.floorDiv(request.time(), MINUTE);
        if (minute % step != 0) {
            return;
        }
        if (!minutes.containsKey(minute) && wanted.test(file, request)) {
            minutes.put(minute, new LocatedRequest(file, request));
            if (minutes.size() >= MOST) {
                thin();
            }
        }
    }

    private void thin() {
        step *= 2;
        minutes.keySet().removeIf(minute -> minute % step != 0);
    }

    /** Whether anything may be recorded. To be asked once everything has been read. */
    public boolean found() throws InterruptedException {
        List<LocatedRequest> together = new ArrayList<>();
        for (LocatedRequest request : minutes.values()) {
            if (together.size() >= AT_ONCE && hour(request) != hour(together.get(together.size() - 1))) {
                if (isShare(together)) {
                    return true;
                }
                together.clear();
            }
            together.add(request);
        }
        return !together.isEmpty() && isShare(together);
    }

    private static long hour(LocatedRequest located) {
        return Math.floorDiv(located.request().time(), HOUR);
    }

    private boolean isShare(List<LocatedRequest> requests) throws InterruptedException {
        RecordedRequests.Found found = tables.find(List.copyOf(requests));
        Map<Long, Integer> balance = new HashMap<>();
        for (int i = 0; i < requests.size(); i++) {
            balance.merge(hour(requests.get(i)), found.recorded().get(i) ? 1 : -1, Integer::sum);
        }
        return found.recorded().cardinality() > found.probable().cardinality()
                || balance.values().stream().anyMatch(more -> more >= 0);
    }
}
