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
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

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

    /** What stands in more logs says nothing: somebody calls all frontends in the same second. */
    private static final int MOST_LOGS = 8;

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

    /** A request of the sample, and where it stands: once for each log file, and for each line of a log of which there are copies. */
    private static final class Said {
        private final long time;
        private final List<Place> places = new ArrayList<>(1);
        private boolean everywhere;

        Said(long time) {
            this.time = time;
        }

        void add(Place place) {
            if (everywhere || places.stream().anyMatch(place::isKnownWith)) {
                return;
            }
            places.add(place);
            if (places.size() > MOST_LOGS) {
                everywhere = true;
                places.clear();
            }
        }
    }

    private record Place(SampledLog log, long offset) {
        /** Whether it is of the same log file, or the same line of a copy. */
        boolean isKnownWith(Place other) {
            return log.number() == other.log.number()
                    || (offset == other.offset
                            && Backfill.FileOfStream.of(log.file()).is(other.log.file()));
        }
    }

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

    /** The times of a log file's sample, ascending. */
    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    private record Times(long[] ascending) {
        long least() {
            return ascending[0];
        }

        long greatest() {
            return ascending[ascending.length - 1];
        }

        /** How many lie in the time that another log file has too. */
        int within(Times other) {
            return before(other.greatest() + 1) - before(other.least());
        }

        private int before(long time) {
            int from = 0;
            int to = ascending.length;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (ascending[middle] < time) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return from;
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
        sample.computeIfAbsent(hash, key -> new Said(request.time())).add(new Place(log, request.offset()));
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
        Map<Integer, Times> times = times();
        List<Common> found = common(taken).stream()
                .filter(common -> common.requests >= LEAST && common.anyNew && isShare(common, times))
                .toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String shown =
                found.stream().limit(MOST_SHOWN).map(SharedRequests::words).collect(Collectors.joining("; "));
        int more = found.size() - MOST_SHOWN;
        return Optional.of(shown + (more > 0 ? "; and " + more + " more such pairs" : "") + ".");
    }

    private static String words(Common common) {
        return common.other.path() + " holds requests that stand in " + common.one.path() + " too ("
                + String.format(Locale.ROOT, "%,d", common.requests) + " of a sample)";
    }

    private List<Common> common(Taken taken) throws InterruptedException {
        Map<Pair, Common> pairs = new HashMap<>();
        for (Said said : sample.values()) {
            List<Place> places = said.places;
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
        Common common = pairs.computeIfAbsent(
                new Pair(one.log().number(), other.log().number()), pair -> new Common(one.log(), other.log()));
        common.requests++;
        common.anyNew = common.anyNew
                || !taken.test(one.log().file(), one.offset())
                || !taken.test(other.log().file(), other.offset());
    }

    /** What the sample has of each log file, by its number. */
    private Map<Integer, Times> times() {
        Map<Integer, LongStream.Builder> noted = new HashMap<>();
        for (Said said : sample.values()) {
            for (Place place : said.places) {
                noted.computeIfAbsent(place.log().number(), number -> LongStream.builder())
                        .add(said.time);
            }
        }
        Map<Integer, Times> times = new HashMap<>();
        noted.forEach((number, some) ->
                times.put(number, new Times(some.build().sorted().toArray())));
        return times;
    }

    private static boolean isShare(Common common, Map<Integer, Times> times) {
        Times one = Objects.requireNonNull(times.get(common.one.number()));
        Times other = Objects.requireNonNull(times.get(common.other.number()));
        return 2 * common.requests >= Math.min(one.within(other), other.within(one));
    }
}
