/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.sink.LeftOut;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The first and the last request of each minute of a log file, as the survey reads them, and whether a share of an hour's is
 * recorded: one that is recorded for certain, or half of all, where it is only probable. For one thread.
 */
public final class RecordedShare {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final int AT_ONCE = 2000;

    /** Pairs; enough for a week of one log. Of more, every second minute is looked at, or every fourth, and so on. */
    private static final int MOST = 10_000;

    private final LeftOut settings;
    private final Map<Place, Pair> minutes = new TreeMap<>();
    private long step = 1;
    /** What the last request that was noted belongs to. */
    private Optional<Pair> current = Optional.empty();

    /** A minute of a log file. */
    private record Place(long minute, String stream, String fingerprint) implements Comparable<Place> {
        private static final Comparator<Place> ORDER = Comparator.comparingLong(Place::minute)
                .thenComparing(Place::stream)
                .thenComparing(Place::fingerprint);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    private static final class Pair {
        private final Place place;
        private final LocatedRequest first;
        private LocatedRequest last;

        Pair(Place place, LocatedRequest first) {
            this.place = place;
            this.first = first;
            this.last = first;
        }

        boolean isOf(long minute, LogFile file) {
            return place.minute == minute
                    && last.file().fingerprint().equals(file.fingerprint())
                    && place.stream.equals(file.stream());
        }
    }

    /** Whether a request is asked for. */
    @FunctionalInterface
    public interface Wanted {
        boolean test(LogFile file, TrackingRequest request) throws InterruptedException;
    }

    /** @param settings what is left out for other reasons */
    public RecordedShare(LeftOut settings) {
        this.settings = settings;
    }

    /** Notes a request of a surveyed log. */
    public void note(LogFile file, TrackingRequest request) {
        if (settings.reason(file, request).isPresent()) {
            return;
        }
        long minute = Math.floorDiv(request.time(), MINUTE);
        if (minute % step != 0) {
            return;
        }
        LocatedRequest located = new LocatedRequest(file, request);
        Pair pair = current.filter(last -> last.isOf(minute, file)).orElseGet(() -> pair(minute, located));
        current = Optional.of(pair);
        pair.last = located;
    }

    private Pair pair(long minute, LocatedRequest located) {
        LogFile file = located.file();
        Place place = new Place(minute, file.stream(), file.fingerprint().hex());
        Pair pair = minutes.computeIfAbsent(place, p -> new Pair(p, located));
        if (minutes.size() > MOST) {
            thin();
        }
        return pair;
    }

    private void thin() {
        step *= 2;
        minutes.keySet().removeIf(place -> place.minute % step != 0);
    }

    /**
     * Whether anything may be recorded. To be asked once everything has been read.
     *
     * @param wanted whether a request may be new at all
     */
    public boolean found(RecordedRequests.Tables tables, Wanted wanted) throws InterruptedException {
        List<LocatedRequest> together = new ArrayList<>();
        for (LocatedRequest request : chosen(wanted)) {
            if (together.size() >= AT_ONCE && hour(request) != hour(together.get(together.size() - 1))) {
                if (isShare(tables, together)) {
                    return true;
                }
                together.clear();
            }
            together.add(request);
        }
        return !together.isEmpty() && isShare(tables, together);
    }

    private List<LocatedRequest> chosen(Wanted wanted) throws InterruptedException {
        List<LocatedRequest> chosen = new ArrayList<>();
        for (Pair pair : minutes.values()) {
            add(chosen, pair.first, wanted);
            if (pair.last.request().offset() != pair.first.request().offset()) {
                add(chosen, pair.last, wanted);
            }
        }
        return chosen;
    }

    private static void add(List<LocatedRequest> chosen, LocatedRequest located, Wanted wanted)
            throws InterruptedException {
        if (wanted.test(located.file(), located.request())) {
            chosen.add(located);
        }
    }

    private static long hour(LocatedRequest located) {
        return Math.floorDiv(located.request().time(), HOUR);
    }

    private static boolean isShare(RecordedRequests.Tables tables, List<LocatedRequest> requests)
            throws InterruptedException {
        RecordedRequests.Found found = tables.find(List.copyOf(requests));
        Map<Long, Integer> balance = new HashMap<>();
        for (int i = 0; i < requests.size(); i++) {
            balance.merge(hour(requests.get(i)), found.recorded().get(i) ? 1 : -1, Integer::sum);
        }
        return found.recorded().cardinality() > found.probable().cardinality()
                || balance.values().stream().anyMatch(more -> more >= 0);
    }
}
