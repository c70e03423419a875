/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.TrackingRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether two log files of one import hold the same requests, because one was cut out of the other or joined from it: they would count
 * twice. A sample of all requests, chosen by what they say, so that the same ones are chosen of each file. Copies, and beginnings, of one log
 * have them at the same places, and are known as that log elsewhere. For one thread.
 */
public final class SharedRequests {
    /** So many different requests are remembered at most. */
    private static final int MOST = 30_000;

    /** Two frontends may log the same call by chance, but not so often. */
    private static final int LEAST = 5;

    private static final int MOST_SHOWN = 5;

    private final Map<Key, SampledLog> logs = new HashMap<>();
    private final Map<Long, Said> sample = new HashMap<>();
    private long mask;

    /** Whether what stands at an offset of a log file has been taken by an earlier run. */
    @FunctionalInterface
    public interface Taken {
        boolean test(LogFile file, long offset) throws InterruptedException;
    }

    private record Key(Backfill.FileOfStream name, String path) {}

    /** A log file, by its number in the order of reading. */
    private record SampledLog(int number, LogFile file, String path) {}

    /** A request of the sample, and where it stands: once for each log file. */
    private record Said(long time, List<Place> places) {}

    private record Place(SampledLog log, long offset) {}

    private record Pair(int one, int other) {}

    /** What two log files have in common. */
    private static final class Common {
        private final SampledLog one;
        private final SampledLog other;
        private int requests;
        private boolean anyNew;

        Common(SampledLog one, SampledLog other) {
            this.one = one;
            this.other = other;
        }
    }

    /** The first and the last time of a log file's sample. */
    private record Span(long least, long greatest) {
        static final Span NEVER = new Span(Long.MAX_VALUE, Long.MIN_VALUE);

        Span with(long time) {
            return new Span(Math.min(least, time), Math.max(greatest, time));
        }

        boolean holds(long time) {
            return time >= least && time <= greatest;
        }
    }

    /** Notes a request of a log. */
    public void note(PackHeader header, TrackingRequest request) {
        long hash = hash(request);
        if ((hash & mask) != 0) {
            return;
        }
        LogFile file = header.file();
        SampledLog log = logs.computeIfAbsent(
                new Key(Backfill.FileOfStream.of(file), header.path()),
                key -> new SampledLog(logs.size(), file, header.path()));
        List<Place> places = sample.computeIfAbsent(hash, key -> new Said(request.time(), new ArrayList<>(1))).places();
        if (places.stream().noneMatch(place -> place.log().equals(log))) {
            places.add(new Place(log, request.offset()));
        }
        if (sample.size() > MOST) {
            mask = 2 * mask + 1;
            sample.keySet().removeIf(other -> (other & mask) != 0);
        }
    }

    private static long hash(TrackingRequest request) {
        long hash = request.time();
        for (String part : List.of(
                request.call().query(),
                request.call().body().orElse(""),
                request.client().ip(),
                request.client().userAgent())) {
            hash = mixed(hash * 31 + part.hashCode());
        }
        return mixed(hash + request.index());
    }

    /** Spreads the bits as the finisher of SplittableRandom does. */
    private static long mixed(long bits) {
        long once = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        long twice = (once ^ (once >>> 27)) * 0x94d049bb133111ebL;
        return twice ^ (twice >>> 31);
    }

    /**
     * A sentence that names such log files, if at least half of what one of them has of their common time stands in the other one too.
     *
     * @param taken what both files have had taken before counts once whatever happens
     */
    public Optional<String> sentence(Taken taken) throws InterruptedException {
        List<String> found = new ArrayList<>();
        for (Common common : common(taken)) {
            if (common.requests >= LEAST && common.anyNew && isShare(common)) {
                found.add(common.other.path() + " holds requests that stand in " + common.one.path() + " too ("
                        + String.format(Locale.ROOT, "%,d", common.requests) + " of a sample)");
            }
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String shown = String.join("; ", found.subList(0, Math.min(MOST_SHOWN, found.size())));
        int more = found.size() - MOST_SHOWN;
        return Optional.of(shown + (more > 0 ? "; and " + more + " more such pairs" : "") + ".");
    }

    private List<Common> common(Taken taken) throws InterruptedException {
        Map<Pair, Common> pairs = new HashMap<>();
        for (Said said : sample.values()) {
            List<Place> places = said.places();
            for (int i = 1; i < places.size(); i++) {
                for (int j = 0; j < i; j++) {
                    add(pairs, places.get(j), places.get(i), taken);
                }
            }
        }
        return pairs.values().stream()
                .sorted(Comparator.<Common>comparingInt(common -> common.one.number())
                        .thenComparingInt(common -> common.other.number()))
                .toList();
    }

    private static void add(Map<Pair, Common> pairs, Place one, Place other, Taken taken) throws InterruptedException {
        if (one.offset() == other.offset()
                && Backfill.FileOfStream.of(one.log().file()).is(other.log().file())) {
            return; // the same line of the same log
        }
        Common common = pairs.computeIfAbsent(
                new Pair(one.log().number(), other.log().number()), pair -> new Common(one.log(), other.log()));
        common.requests++;
        common.anyNew = common.anyNew
                || !taken.test(one.log().file(), one.offset())
                || !taken.test(other.log().file(), other.offset());
    }

    private boolean isShare(Common common) {
        Map<SampledLog, Span> spans = new HashMap<>();
        each(common, (log, time) -> spans.merge(log, new Span(time, time), (span, more) -> span.with(time)));
        Span one = spans.getOrDefault(common.one, Span.NEVER);
        Span other = spans.getOrDefault(common.other, Span.NEVER);
        Map<SampledLog, Integer> both = new HashMap<>();
        each(common, (log, time) -> {
            if (one.holds(time) && other.holds(time)) {
                both.merge(log, 1, Integer::sum);
            }
        });
        int least = Math.min(both.getOrDefault(common.one, 0), both.getOrDefault(common.other, 0));
        return 2 * common.requests >= least;
    }

    /** What the sample has of the two. */
    private void each(Common common, Visit visit) {
        for (Said said : sample.values()) {
            for (Place place : said.places()) {
                if (place.log().equals(common.one) || place.log().equals(common.other)) {
                    visit.at(place.log(), said.time());
                }
            }
        }
    }

    @FunctionalInterface
    private interface Visit {
        void at(SampledLog log, long time);
    }
}
