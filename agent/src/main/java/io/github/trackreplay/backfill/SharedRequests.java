/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.ledger.ImportSamples;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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

    /**
     * In so many logs a request is looked for one by one. Of what stands in more, each log is only counted how much of it it has: somebody
     * may call all frontends in the same second.
     */
    private static final int MOST_LOGS = 8;

    /** Who calls all frontends in the same second, a balancer or a monitor, has fewer addresses; visitors have more. */
    private static final int LEAST_CALLERS = 5;

    private static final int MOST_SHOWN = 5;

    /** So many of them other imports are shown at most. */
    private static final int MOST_PUBLISHED = 4_000;

    private final Map<Key, SampledLog> logs = new HashMap<>();
    private final Map<Long, Said> sample = new HashMap<>();
    private long mask;

    /** Whether what stands at an offset of a log file has been taken by an earlier run. */
    @FunctionalInterface
    public interface Taken {
        boolean test(LogFile file, long offset) throws InterruptedException;
    }

    private record Key(Backfill.FileOfStream name, String path) {}

    /** A log file, by its number in the order of reading, and how much it has of the sample. */
    private static final class SampledLog {
        private final int number;
        private final LogFile file;
        private final String path;
        private final Tally all = new Tally();
        private final Tally everywhere = new Tally();
        private final Set<String> callers = new HashSet<>();
        private long lastEverywhere;
        private String other = "";

        SampledLog(int number, LogFile file, String path) {
            this.number = number;
            this.file = file;
            this.path = path;
        }

        int number() {
            return number;
        }

        LogFile file() {
            return file;
        }

        String path() {
            return path;
        }

        /** A request of it stands in more logs than are looked at one by one, another one of which is named. */
        void isEverywhere(long hash, long offset, String caller, String another) {
            everywhere.add(hash);
            if (callers.size() < LEAST_CALLERS) {
                callers.add(caller);
            }
            lastEverywhere = Math.max(lastEverywhere, offset);
            other = other.isEmpty() && !another.equals(path) ? another : other;
        }
    }

    /** How many requests, by the bits that choose the sample: of what is left of it once it is thinned out. */
    private static final class Tally {
        private final int[] byZeros = new int[Long.SIZE + 1];

        void add(long hash) {
            byZeros[Long.numberOfTrailingZeros(hash)]++;
        }

        int within(long mask) {
            int number = 0;
            for (int zeros = Long.bitCount(mask); zeros < byZeros.length; zeros++) {
                number += byZeros[zeros];
            }
            return number;
        }
    }

    /** A request of the sample, and where it stands: once for each log file, and for each line of a log of which there are copies. */
    private static final class Said {
        private final long hash;
        private final long time;
        private final String caller;
        private final List<Place> places = new ArrayList<>(1);
        private boolean everywhere;

        Said(long hash, long time, String caller) {
            this.hash = hash;
            this.time = time;
            this.caller = caller;
        }

        void add(Place place) {
            if (places.stream().anyMatch(place::isKnownWith)) {
                return;
            }
            if (everywhere) {
                count(place);
                return;
            }
            places.add(place);
            if (places.size() > MOST_LOGS) {
                everywhere = true;
                places.forEach(this::count);
            }
        }

        private void count(Place place) {
            place.log()
                    .isEverywhere(
                            hash, place.offset(), caller, places.get(0).log().path());
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
        log.all.add(hash);
        sample.computeIfAbsent(
                        hash,
                        key -> new Said(hash, request.time(), request.client().ip()))
                .add(new Place(log, request.offset()));
        if (sample.size() > MOST) {
            mask = 2 * mask + 1;
            sample.keySet().removeIf(other -> (other & mask) != 0);
        }
    }

    private static long hash(TrackingRequest request) {
        long hash = and(request.time(), request.call().query());
        hash = and(hash, request.call().body().orElse(""));
        hash = and(hash, request.client().ip());
        hash = and(hash, request.client().userAgent());
        return mixed(hash + request.index());
    }

    private static long and(long hash, String part) {
        return mixed(hash * 31 + part.hashCode());
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
        List<String> found = new ArrayList<>();
        for (Common common : common(taken)) {
            if (common.requests >= LEAST && common.anyNew && isShare(common, times)) {
                found.add(words(common));
            }
        }
        for (SampledLog log : logs.values().stream()
                .sorted(Comparator.comparingInt(SampledLog::number))
                .toList()) {
            if (isMadeOfWhatIsEverywhere(log) && !taken.test(log.file(), log.lastEverywhere)) {
                found.add(log.path() + " holds requests that stand in more than " + MOST_LOGS + " other logs too, "
                        + log.other + " among them ("
                        + String.format(Locale.ROOT, "%,d", log.everywhere.within(mask)) + " of a sample)");
            }
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String shown = found.stream().limit(MOST_SHOWN).collect(Collectors.joining("; "));
        int more = found.size() - MOST_SHOWN;
        return Optional.of(shown + (more > 0 ? "; and " + more + " more such pairs" : "") + ".");
    }

    /** What another import can compare with. */
    public ImportSamples.Sample sample() {
        long chosen = mask;
        Map<Long, Long> times = new HashMap<>();
        sample.forEach((hash, said) -> times.put(hash, said.time));
        while (times.size() > MOST_PUBLISHED) {
            chosen = 2 * chosen + 1;
            long thinner = chosen;
            times.keySet().removeIf(hash -> (hash & thinner) != 0);
        }
        return new ImportSamples.Sample(chosen, times);
    }

    /**
     * A sentence that names log files of which at least half, or half of what the other import has, of the time that both have is brought by
     * another import too.
     *
     * @param taken what has been taken before is no matter
     */
    public Optional<String> sentence(ImportSamples.Sample other, Taken taken) throws InterruptedException {
        long both = mask | other.mask();
        Map<SampledLog, OfOther> logsOfBoth = new LinkedHashMap<>();
        for (Said said : sample.values()) {
            if ((said.hash & both) == 0) {
                boolean common = other.times().containsKey(said.hash);
                for (Place place : said.places) {
                    OfOther of = logsOfBoth.computeIfAbsent(place.log(), log -> new OfOther());
                    of.times.add(said.time);
                    of.common += common ? 1 : 0;
                    of.anyNew = of.anyNew || (common && !taken.test(place.log().file(), place.offset()));
                }
            }
        }
        Times others = new Times(other.times().entrySet().stream()
                .filter(request -> (request.getKey() & both) == 0)
                .mapToLong(Map.Entry::getValue)
                .sorted()
                .toArray());
        return logsOfBoth.entrySet().stream()
                .filter(log -> log.getValue().isShare(others))
                .min(Comparator.comparingInt(log -> log.getKey().number()))
                .map(log -> log.getKey().path() + " holds requests that another import brings too, which is running ("
                        + String.format(Locale.ROOT, "%,d", log.getValue().common) + " of a sample).");
    }

    /** What a log file has in common with another import. */
    private static final class OfOther {
        private final LongStream.Builder times = LongStream.builder();
        private int common;
        private boolean anyNew;

        boolean isShare(Times others) {
            if (common < LEAST || !anyNew) {
                return false;
            }
            Times own = new Times(times.build().sorted().toArray());
            return 2 * common >= Math.min(own.within(others), others.within(own));
        }
    }

    /** At least half of what it has, of more callers than a monitor has addresses. */
    private boolean isMadeOfWhatIsEverywhere(SampledLog log) {
        int everywhere = log.everywhere.within(mask);
        return everywhere >= LEAST && log.callers.size() >= LEAST_CALLERS && 2 * everywhere >= log.all.within(mask);
    }

    private static String words(Common common) {
        return common.other.path() + " holds requests that stand in " + common.one.path() + " too ("
                + String.format(Locale.ROOT, "%,d", common.requests) + " of a sample)";
    }

    private List<Common> common(Taken taken) throws InterruptedException {
        Map<Pair, Common> pairs = new HashMap<>();
        for (Said said : sample.values()) {
            List<Place> places = said.everywhere ? List.of() : said.places;
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
            for (Place place : said.everywhere ? List.<Place>of() : said.places) {
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
