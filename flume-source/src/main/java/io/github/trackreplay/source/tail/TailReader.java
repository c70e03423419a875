/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.Elapsed;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.ShownTimes;
import io.github.trackreplay.source.checkpoint.Positions;
import io.github.trackreplay.source.checkpoint.StreamPositions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows the live logs of a source: finds files, tells by content which log file each of them is, reads complete lines.
 *
 * <p>Promises: each complete line of each log file is offered once in committed terms, byte-identical, whatever renames,
 * truncates, copies, compresses or removes the files; ranges of a log file follow each other without a gap; bytes that were
 * destroyed unread are counted where their length was seen, otherwise the listener is told. A file that
 * vanished, or that cannot be read and was never known, does not keep the others waiting; what is left of a known one does while it is
 * there and cannot be read.
 *
 * <p>Limits: what is written and destroyed between two looks (100 ms; a second with thousands of files, up to ten where listing them takes that
 * long) was never seen. Two
 * files with the same bytes are one. A file that is edited in place is a new one. Rotated files need to match the patterns
 * if they are to be found again after a restart.
 *
 * <p>For one thread; holds one open file per live log and per file that is not read to its end.
 */
public final class TailReader implements PackReader {
    /** What was found is handed on after so many bytes at the latest: a line or an archive of gigabytes holds nobody up. */
    private static final long MOST_SCANNED = 32L << 20;

    private static final long LOOK_EVERY_MILLIS = 100;
    private static final long MEASURE_EVERY_MILLIS = 10;
    /** A listing may take this share of the time: one in so many. */
    private static final int LISTING_SHARE = 100;

    private static final long LONGEST_PAUSE_MILLIS = 1_000;
    /** Where it takes longer than that it takes one in so many: there is something to read as well. */
    private static final int MOST_LISTING_SHARE = 5;

    private static final long MOST_PAUSE_MILLIS = 10_000;
    /** While names do not change and nothing is written, a listing may take one in so many of the time. */
    private static final int RESTING_SHARE = 500;

    /** So long names that do not change stand for a listing, however quick it is. */
    private static final long LEAST_REST_MILLIS = 1_000;

    private static final long LONGEST_REST_MILLIS = 300_000;
    /** So long after the last line streams count as idle. */
    private static final long IDLE_MILLIS = 10_000;

    private static final long REFRESH_MILLIS = 60_000;
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final TailReaderConfig config;
    private final TailSettings settings;
    private final InstantSource clock;
    private final TailListener listener;
    private final Counts counts = new Counts();
    private final LineReader lines;
    private final Batch batch = new Batch();
    private final Map<String, StreamTail> streams = new LinkedHashMap<>();
    private final StreamNames names;
    private final Map<String, StreamPositions> saved = new LinkedHashMap<>();
    private final Set<Path> unreadable = new HashSet<>();
    private final Set<String> unmatched = new HashSet<>();
    private final long savedAt;
    private final long startedAt;
    private long lookedAt;
    private long measuredAt = NEVER;
    /** Of which look everything has been read and said. */
    private long scannedAt = NEVER;
    /** Whether all streams were asleep when that was found out. */
    private boolean asleep;
    /** Whether a stream may have woken or gone to sleep since. */
    private boolean sleepUnknown = true;
    /** Whether the last listing may have begun a search for the end of a first line. */
    private boolean maySearch;

    private long pause = LOOK_EVERY_MILLIS;
    private long rest;
    private long listedAt;
    private long linesAt;
    private long refreshedAt;
    private boolean moved = true;
    private boolean looked;
    private boolean unsaved;
    private boolean brokeOff;
    private int turnOf;
    /** Shared by all streams. */
    private final StrayPatience patience = new StrayPatience();
    /** Whether a look will tell more, however short the last one was ago. */
    private boolean lookNow;

    private int searchOf;
    private int straysOf;
    private Set<String> leftOut = Set.of();
    /** Streams of which what was found at the start is not looked at yet for its times. */
    private final Set<StreamTail> toSurvey = new LinkedHashSet<>();
    /** Streams that have not said yet what was found. */
    private final Deque<StreamTail> toPromise = new ArrayDeque<>();

    private Optional<LineReader> surveying = Optional.empty();
    private boolean unawaited;
    private boolean told;
    /** What the first listing could not look at, and none since. */
    private HiddenPaths hiddenAtStart = HiddenPaths.NONE;

    private int filesListed;
    private Known before;

    /** What is to be saved, and how many streams that are. */
    private record Known(Positions positions, int streams) {}

    /** @param positions where to go on; empty if the source has never run */
    public TailReader(TailReaderConfig config, Optional<Positions> positions) {
        this.config = config;
        this.settings = config.settings();
        this.clock = config.clocks().present();
        this.startedAt = clock.millis();
        this.listener = config.listener();
        this.lines = new LineReader(settings, counts);
        this.names = new StreamNames(config.stream(), listener);
        this.savedAt = positions.map(Positions::lookedAt).orElse(0L);
        positions.ifPresent(p -> p.streams().forEach(s -> saved.put(s.stream(), s)));
        this.before = new Known(positions.orElse(new Positions(0, List.of())), saved.size());
    }

    /** Whether the last read has ended before everything was looked at: more may be there at once, also behind an empty batch. */
    public boolean brokeOff() {
        return brokeOff;
    }

    @Override
    public List<RawPack> read(int maxPacks, long maxBytes) {
        long now = clock.millis();
        look(now);
        boolean searched = searchOn();
        if (!looked) {
            brokeOff = true;
            return batch.offer(List.of());
        }
        Optional<List<RawPack>> again = batch.again();
        if (again.isPresent()) {
            return again.get();
        }
        boolean awake = !areAsleep();
        before = awake || moved ? new Known(snapshot(), allStreams()) : before;
        moved = awake;
        Turn turn = new Turn(now, lookedAt, maxPacks, maxBytes);
        turn.shared = streams.size() > 1;
        boolean surveyed = survey(turn);
        while (!toPromise.isEmpty() && !turn.full()) {
            toPromise.remove().firstPass().promise(turn, streams.size() > 1);
        }
        if (!awake && !surveyed && !searched && scannedAt == lookedAt && unawaited) {
            brokeOff = false;
            return batch.offer(turn.packs); // what is due meanwhile is said behind the next look
        }
        turn.rarely = rarely(now);
        turn.strays = nextWithStrays();
        List<StreamTail> order = new ArrayList<>(streams.values());
        int idle = 0;
        try {
            while (idle < order.size() && !turn.full() && turn.scanned < MOST_SCANNED) {
                StreamTail stream = order.get(turnOf++ % order.size());
                idle = mayRead(stream) && stream.read(turn) ? 0 : idle + 1;
                unsaved |= stream.takeChanged();
            }
        } catch (RuntimeException | Error e) {
            // what was read before the failure has moved its files on: it is kept for the next read
            sleepUnknown = true;
            batch.offer(turn.packs);
            batch.rewind();
            throw e;
        }
        sleepUnknown = true;
        scannedAt = idle < order.size() ? NEVER : lookedAt;
        boolean strays = order.stream().anyMatch(stream -> mayRead(stream) && stream.hasUnawaited());
        brokeOff = surveyed || searched || strays || (idle < order.size() && !turn.full());
        linesAt = turn.packs.stream().allMatch(pack -> pack.lines().isEmpty()) ? linesAt : now;
        return batch.offer(turn.packs);
    }

    /** Looks on, a piece, for the end of first lines that are longer than those of a log; returns whether there was any to look for. */
    private boolean searchOn() {
        List<StreamTail> searching = maySearch
                ? streams.values().stream().filter(StreamTail::searches).toList()
                : List.of();
        if (searching.isEmpty()) {
            maySearch = false;
            patience.renew();
            return false;
        }
        sleepUnknown = true;
        boolean waited = !patience.isOver();
        boolean found = searching.get(searchOf++ % searching.size()).searchOn();
        lookNow |= found || (waited && patience.isOver());
        return true;
    }

    /** Whose turn it is to read on in files for which nobody waits. */
    private Optional<StreamTail> nextWithStrays() {
        List<StreamTail> all = streams.values().stream()
                .filter(stream -> mayRead(stream) && stream.hasUnawaited())
                .toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(straysOf++ % all.size()));
    }

    /** Whether nothing is to be read, said or saved of any stream until a file changes. */
    private boolean areAsleep() {
        if (sleepUnknown) {
            asleep = streams.values().stream().allMatch(StreamTail::asleep);
            sleepUnknown = false;
        }
        return asleep;
    }

    private boolean mayRead(StreamTail stream) {
        return !toSurvey.contains(stream) && !leftOut.contains(stream.name());
    }

    /**
     * Looks at a slice of what was found at the start, of the streams with the least first. Nothing of such a stream is read before all of it has
     * been looked at; as long as that takes, it says that it is there.
     *
     * @return whether that has got on
     */
    private boolean survey(Turn turn) {
        if (toSurvey.isEmpty()) {
            return false;
        }
        SurveySlice slice = new SurveySlice(turn.now, filesListed);
        TimesTeller teller = config.teller().orElseThrow();
        if (teller.mayBeAsked()) {
            LineReader reader = surveying.orElseGet(() -> new LineReader(settings, new Counts()));
            surveying = Optional.of(reader);
            for (Iterator<StreamTail> all = toSurvey.iterator(); all.hasNext() && !slice.over(); ) {
                StreamTail stream = all.next();
                if (stream.firstPass().goOn(teller, reader, slice)) {
                    all.remove();
                    toPromise.add(stream);
                }
            }
        }
        surveying = toSurvey.isEmpty() ? Optional.empty() : surveying;
        int waiting = toSurvey.size();
        toSurvey.stream()
                .filter(stream -> stream.isToAnnounce(turn.now, waiting))
                .sorted(Comparator.comparingLong(StreamTail::announcedAt))
                .limit(Math.max(1, turn.maxPacks / 2)) // the rest is for what is read
                .takeWhile(stream -> !turn.full())
                .forEach(stream -> stream.firstPass().announce(turn));
        return slice.gotOn();
    }

    /** How many times rarer than usual heartbeats of streams at rest come. */
    private long rarely(long now) {
        long usual = Math.max(1, settings.heartbeat().toMillis());
        boolean unheard = unawaited && now - linesAt >= IDLE_MILLIS;
        return Math.max(
                unheard ? RestingPace.heartbeatMillis(streams.size()) / usual : 1,
                RestingPace.timesAsRarely(streams.size(), usual));
    }

    /** Lists the files, or only looks at those that may have changed where that was done a moment ago. */
    private void look(long now) {
        if (now < measuredAt) {
            streams.values().forEach(stream -> stream.clockSetBack(now));
        }
        long resting = RestingPace.lookMillis(streams.size(), told);
        long due = told ? Math.max(pause, resting) : pause;
        boolean searching = !looked && streams.values().stream().anyMatch(StreamTail::searches);
        if (lookNow || (!looked && !searching) || Elapsed.since(lookedAt, now, due)) {
            lookNow = false;
            if (glance(now)) {
                pause = Math.min(pause, LONGEST_PAUSE_MILLIS); // a glance is cheap, however long a listing takes
            } else {
                boolean first = !looked;
                maySearch = true;
                list(now);
                long took = Math.max(0, clock.millis() - now);
                pause = first ? LOOK_EVERY_MILLIS : pauseAfter(took);
                rest = Math.max(LEAST_REST_MILLIS, Math.min(LONGEST_REST_MILLIS, took * RESTING_SHARE));
                listedAt = now;
            }
            lookedAt = now;
            measuredAt = now;
            sleepUnknown = true;
        } else if (Elapsed.since(measuredAt, now, Math.max(MEASURE_EVERY_MILLIS, areAsleep() ? resting : 0))) {
            streams.values().forEach(stream -> stream.measure(now, resting));
            measuredAt = now;
            sleepUnknown = true;
        }
    }

    private static long pauseAfter(long took) {
        long ordinary = Math.min(LONGEST_PAUSE_MILLIS, Math.max(LOOK_EVERY_MILLIS, took * LISTING_SHARE));
        return Math.max(ordinary, Math.min(MOST_PAUSE_MILLIS, took * MOST_LISTING_SHARE));
    }

    /** Whether a listing would show nothing new: no name has changed and all streams are at rest. */
    private boolean glance(long now) {
        if (!looked || Elapsed.since(listedAt, now, rest)) {
            return false;
        }
        long logTime = config.clocks().log().millis();
        return config.access().finder().sameNames()
                && streams.values().stream()
                        .allMatch(stream -> stream.glance(now, logTime, rest >= LONGEST_REST_MILLIS));
    }

    private void list(long now) {
        long logTime = config.clocks().log().millis();
        FileFinder.Listing listing = config.access().finder().find();
        report(listing);
        filesListed = listing.files().size();
        config.access().openFiles().listed();
        Map<String, List<FoundFile>> byStream = names.group(listing.files());
        byStream.forEach((name, found) ->
                streams.computeIfAbsent(name, n -> open(n, !looked || hiddenAtStart.hide(found), now)));
        for (String name : List.copyOf(saved.keySet())) {
            streams.computeIfAbsent(name, n -> open(n, !looked, now));
        }
        HiddenPaths hidden = new HiddenPaths(listing.unreadable());
        hiddenAtStart = looked ? hiddenAtStart.alsoIn(listing.unreadable()) : hidden;
        streams.forEach((name, stream) -> stream.look(byStream.getOrDefault(name, List.of()), hidden, now, logTime));
        sayIfTooManyAreOpen();
        if (!looked && !streams.values().stream().allMatch(StreamTail::isLookedAt)) {
            return; // nothing is read before the first look has seen everything
        }
        if (!looked && config.teller().isPresent()) {
            streams.values().stream()
                    .filter(stream -> stream.firstPass().isNeeded())
                    .sorted(Comparator.comparingLong(StreamTail::bytesLeft))
                    .forEach(toSurvey::add);
        }
        looked = true;
    }

    private void sayIfTooManyAreOpen() {
        OpenFiles open = config.access().openFiles();
        if (open.tellFull()) {
            listener.tooManyOpen(open.most());
        }
    }

    /** @param foundAtStart whether its files were there when the source was started, as far as is known */
    private StreamTail open(String name, boolean foundAtStart, long now) {
        Optional<StreamPositions> known = Optional.ofNullable(saved.remove(name));
        Optional<StartAt> startAt = known.isPresent() || (!foundAtStart && !(config.startAt() instanceof StartAt.Time))
                ? Optional.empty()
                : Optional.of(config.startAt());
        return new StreamTail(
                name,
                config,
                counts,
                lines,
                patience,
                new StreamBeginning(startAt, known, known.isEmpty() && looked ? lookedAt : savedAt, now));
    }

    private void report(FileFinder.Listing listing) {
        listing.hidden().forEach((path, why) -> {
            if (unreadable.add(path)) {
                listener.unreadable(path, why);
            }
        });
        for (Path path : List.copyOf(unreadable)) {
            if (!listing.unreadable().contains(path)) {
                unreadable.remove(path);
                listener.readableAgain(path);
            }
        }
        for (String pattern : listing.unmatched()) {
            if (unmatched.add(pattern)) {
                listener.nothingMatches(pattern);
            }
        }
        unmatched.retainAll(listing.unmatched());
    }

    /**
     * Tells what a delivered pack has turned out to hold.
     *
     * @param times empty if nobody can tell
     */
    public void showed(RawPack pack, Optional<ShownTimes> times) {
        StreamTail stream = streams.get(pack.header().file().stream());
        if (stream != null) {
            stream.showed(pack, times, clock.millis());
        }
    }

    /** Says whether nobody waits for streams at rest to say so; once in five seconds, thousands once in 50, they do all the same. */
    public void unawaited(boolean nobodyWaits) {
        unawaited = nobodyWaits;
    }

    /** Says whether somebody tells of changes in the {@linkplain #atRest directories}: then they are looked at less often, if there are many logs. */
    public void told(boolean somebodyTells) {
        told = somebodyTells;
    }

    /**
     * The directories in which something has to change before there is anything to read: while all streams are at rest, no line
     * has come for ten seconds, nor a start, and nobody waits for them to say so. Empty otherwise, and where that is not known.
     */
    public Set<Path> atRest() {
        boolean calm = unawaited
                && looked
                && !batch.outstanding()
                && clock.millis() - Math.max(startedAt, linesAt) >= IDLE_MILLIS
                && areAsleep();
        return calm ? config.access().finder().directories() : Set.of();
    }

    /** When the files were looked at, in milliseconds. */
    public long lookedAt() {
        return lookedAt;
    }

    /** From now on these streams are watched, but nothing is read of them. */
    public void leaveOut(Set<String> streamNames) {
        leftOut = Set.copyOf(streamNames);
    }

    @Override
    public void commit() {
        boolean refresh = lookedAt - refreshedAt >= REFRESH_MILLIS || lookedAt < refreshedAt;
        if (batch.outstanding() && (moved || refresh)) {
            unsaved = true;
            refreshedAt = lookedAt;
        }
        batch.commit();
    }

    @Override
    public void rewind() {
        batch.rewind();
    }

    /** How many streams {@link #positions} knows; of what is found while a batch is offered again it knows nothing. */
    public int knownStreams() {
        return batch.outstanding() || !looked ? before.streams : allStreams();
    }

    private int allStreams() {
        return streams.size() + saved.size();
    }

    /**
     * Of how many log files the first bytes have been committed since the start; of those of a batch that is not
     * committed {@link #positions} knows nothing either.
     */
    public long begunFiles() {
        return batch.begunFiles();
    }

    /** Whether {@link #positions} would say something new; asking resets it. */
    public boolean takeUnsaved() {
        boolean was = unsaved;
        unsaved = false;
        return was;
    }

    /** Where to go on after a restart: behind the last committed batch. */
    public Positions positions() {
        return batch.outstanding() || !looked ? before.positions : snapshot();
    }

    private Positions snapshot() {
        List<StreamPositions> all = new ArrayList<>();
        streams.values().forEach(stream -> all.add(stream.positions()));
        all.addAll(saved.values());
        return new Positions(lookedAt, all);
    }

    @Override
    public long bytesLeft() {
        return areAsleep()
                ? 0
                : streams.values().stream().mapToLong(StreamTail::bytesLeft).sum();
    }

    @Override
    public ReadCounts counts() {
        return counts.now();
    }

    @Override
    public void close() {
        streams.values().forEach(StreamTail::close);
    }
}
