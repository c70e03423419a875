/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.rotation.Age;
import io.github.trackreplay.source.rotation.CarrierState;
import io.github.trackreplay.source.rotation.CarrierVerdict;
import io.github.trackreplay.source.rotation.Evidence;
import io.github.trackreplay.source.rotation.FileGlimpse;
import io.github.trackreplay.source.rotation.Glimpse;
import io.github.trackreplay.source.rotation.Hindrance;
import io.github.trackreplay.source.rotation.Presence;
import io.github.trackreplay.source.rotation.Rotation;
import io.github.trackreplay.source.rotation.RotationName;
import io.github.trackreplay.source.rotation.Surroundings;
import io.github.trackreplay.source.tail.Identifier.Identity;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The files on disk that belong to one stream, and which log file each of them holds. The one that a log file is read from
 * is kept open, so that its bytes stay within reach when its path is renamed or removed.
 */
final class Carriers {
    private final String stream;
    private final TailListener listener;
    private final EventTimeFinder times;
    private final Rotation rotation;
    private final Disk disk;
    /** So many files that are not read yet stay open at most; what else there is can be opened at its path, if it stays there. */
    private static final int MOST_WAITING_OPEN = 64;

    /** After so many files the first look says how far it is. */
    private static final int TELL_EVERY = 2_000;

    private final Map<Object, Carrier> byKey = new LinkedHashMap<>();
    private final CarrierOrder order = new CarrierOrder(byKey.values());
    private Optional<RotationName> newest = Optional.empty();
    private List<Carrier> newestOnes = List.of();
    private final List<Path> emptied = new ArrayList<>();
    private int waitingOpen;
    private boolean stirred;
    private final Set<Carrier> opened = new LinkedHashSet<>();
    /** Counts what may concern more than the log file that is being read. */
    private long disturbances = 1;

    private long measuredAt;
    private long calmAt;
    private long undecidedAt;
    private List<Carrier> undecided = List.of();
    /** Whether bytes of a log file have come within reach that were not. */
    private boolean moreToCompare;

    /** A carrier of a log file that is not known yet. */
    record Newcomer(Carrier carrier, Identity.New identity, OptionalLong firstTime) {}

    Carriers(String stream, TailReaderConfig config, Rotation rotation) {
        this.stream = stream;
        this.rotation = rotation;
        this.listener = config.listener();
        this.times = config.times();
        this.disk = config.disk();
    }

    /** Takes in a listing; returns the carriers whose content has been replaced. */
    List<Carrier> look(List<FoundFile> files, long now) {
        Set<Object> seen = new HashSet<>();
        for (FoundFile found : files) {
            if (seen.add(found.key())) {
                Carrier carrier = byKey.get(found.key());
                if (carrier == null) {
                    carrier = new Carrier(disk, found, now, opened);
                    byKey.put(found.key(), carrier);
                    stirred = true;
                    disturbances++;
                } else if (!carrier.listed || !carrier.isAs(found)) {
                    stirs(carrier);
                }
                carrier.update(found, now);
                carrier.listed = true;
            }
        }
        newest = seen.stream().map(key -> carrier(key).name).max(Comparator.naturalOrder());
        for (Iterator<Carrier> all = byKey.values().iterator(); all.hasNext(); ) {
            if (listed(all.next(), seen) == Presence.GONE) {
                all.remove();
            }
        }
        newestOnes = byKey.values().stream().filter(this::isNewest).toList();
        return measure(byKey.values(), now);
    }

    /** Does with a carrier what a listing means for it. */
    private Presence listed(Carrier carrier, Set<Object> seen) {
        boolean shown = seen.contains(carrier.key);
        Presence.Listed listed =
                new Presence.Listed(shown, carrier.isWritten(), carrier.settled(), shown && isNewest(carrier));
        Presence presence = rotation.presence(carrier.glimpse(), listed);
        switch (presence) {
            case STAYS -> {}
            case LET_GO -> carrier.close();
            case LOOK_AGAIN -> {
                stirred = true;
                unbind(carrier);
            }
            case OUT_OF_SIGHT -> outOfSight(carrier);
            case GONE -> {
                outOfSight(carrier);
                forget(carrier);
            }
        }
        return presence;
    }

    private void outOfSight(Carrier carrier) {
        stirred = true;
        disturbances++;
        if (carrier.listed) {
            carrier.unsettle(); // its time of modification is out of sight now, so look at its content once more
        }
        carrier.listed = false;
    }

    /** Something of it has changed; the log file that is being read may grow without a look at all others. */
    private void stirs(Carrier carrier) {
        stirred = true;
        if (carrier.file()
                .filter(file -> !file.finished() && !file.beforeStart())
                .isEmpty()) {
            disturbances++;
        }
    }

    /**
     * Changes with whatever may concern log files besides those that are being read; growth of these does not. So what was
     * found out of all others holds while it stays the same.
     */
    long disturbances() {
        return disturbances;
    }

    /** What one of the carriers holds has been replaced. */
    void disturbed() {
        disturbances++;
    }

    /** Where files were emptied and written anew without being seen shorter in between; asking resets it. */
    List<Path> takeEmptied() {
        List<Path> paths = List.copyOf(emptied);
        emptied.clear();
        return paths;
    }

    /** Whether anything has come, gone or changed since this was asked last; asking resets it. */
    boolean takeStirred() {
        boolean was = stirred;
        stirred = false;
        return was;
    }

    /** Whether the open files that the server may be writing are as long as they were. */
    boolean openNewestAreAsTheyWere() {
        return newestAreAsTheyWere(true);
    }

    /** Whether the files that the server may be writing and that are not open are as they were, without a listing. */
    boolean closedNewestAreAsTheyWere() {
        return newestAreAsTheyWere(false);
    }

    private boolean newestAreAsTheyWere(boolean open) {
        try {
            for (Carrier carrier : newestOnes) {
                if (carrier.isOpen() == open && !carrier.isAsItWas()) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false; // the listing tells
        }
    }

    /**
     * Whether nothing will happen until a file changes: all are understood and read, none waits for its end, and only what the
     * server may be writing is open.
     */
    boolean atRest(long now) {
        return areUnderstood(now) && opened.stream().allMatch(this::isNewest);
    }

    /** Whether it is known of all what they hold, and they can be read. */
    boolean areUnderstood(long now) {
        if (calmAt != disturbances && byKey.values().stream().allMatch(carrier -> understood(carrier, now))) {
            calmAt = disturbances;
        }
        return calmAt == disturbances && opened.stream().allMatch(carrier -> understood(carrier, now));
    }

    private static boolean isForeign(Carrier carrier) {
        return carrier.state instanceof CarrierState.Foreign;
    }

    private boolean understood(Carrier carrier, long now) {
        return carrier.listed
                && !carrier.unreadable
                && !carrier.away
                && !carrier.shrunk()
                && (!carrier.isUndecided()
                        || carrier.size == 0
                        || isForeign(carrier)
                        || (carrier.settled() && rotation.isGivenUp(carrier.glimpse(), now)));
    }

    private static void forget(Carrier carrier) {
        carrier.file().ifPresent(file -> file.carriers.remove(carrier));
        carrier.close();
    }

    private void unbind(Carrier carrier) {
        forget(carrier);
        carrier.replaced();
        disturbances++;
    }

    /** Looks at the sizes of open files; returns the carriers whose content has been replaced. */
    List<Carrier> measure(long now) {
        return measure(measuredAt == disturbances ? List.copyOf(opened) : byKey.values(), now);
    }

    private List<Carrier> measure(Collection<Carrier> carriers, long now) {
        measuredAt = disturbances;
        List<Glimpse> glimpses = new ArrayList<>(carriers.size());
        for (Carrier carrier : carriers) {
            try {
                if (carrier.measure(now)) {
                    stirs(carrier);
                }
                glimpses.add(carrier.glimpse());
            } catch (IOException e) {
                failed(carrier, e);
            }
        }
        Outcome outcome = new Outcome();
        judged(glimpses).forEach(verdict -> verdict.carryOut(outcome));
        return outcome.replaced;
    }

    /** What glimpses mean, with the bytes read that are asked for. */
    private List<CarrierVerdict> judged(List<Glimpse> glimpses) {
        List<CarrierVerdict> verdicts = rotation.see(glimpses);
        if (verdicts.stream().noneMatch(CarrierVerdict.Prove.class::isInstance)) {
            return verdicts;
        }
        List<Glimpse> proven = new ArrayList<>(glimpses.size());
        for (int i = 0; i < glimpses.size(); i++) {
            if (verdicts.get(i) instanceof CarrierVerdict.Prove asked) {
                evidence(asked).map(glimpses.get(i)::with).ifPresent(proven::add);
            } else {
                proven.add(glimpses.get(i));
            }
        }
        return rotation.see(proven);
    }

    private Carrier carrier(Object key) {
        return Optional.ofNullable(byKey.get(key)).orElseThrow();
    }

    private Optional<Evidence> evidence(CarrierVerdict.Prove asked) {
        Carrier carrier = carrier(asked.key());
        try {
            return Optional.of(carrier.evidence(asked.bytes()));
        } catch (IOException e) {
            failed(carrier, e);
            return Optional.empty();
        }
    }

    /** Carries out what follows from the sizes of carriers. */
    private final class Outcome implements CarrierVerdict.Hand {
        final List<Carrier> replaced = new ArrayList<>();

        @Override
        public void asItWas(CarrierVerdict.AsItWas verdict) {}

        @Override
        public void prove(CarrierVerdict.Prove verdict) {
            throw new IllegalStateException("asked twice for the bytes of " + verdict.key());
        }

        @Override
        public void vouched(CarrierVerdict.Vouched verdict) {
            Carrier carrier = carrier(verdict.key());
            carrier.sound(verdict.length());
            carrier.ends(verdict.length());
            TrackedFile file = carrier.file().orElseThrow();
            file.observedLength = Math.max(file.observedLength, verdict.length());
        }

        @Override
        public void doubted(CarrierVerdict.Doubted verdict) {
            Carrier carrier = carrier(verdict.key());
            carrier.file().orElseThrow().carriers.remove(carrier);
            carrier.doubt();
            disturbances++;
        }

        @Override
        public void replaced(CarrierVerdict.Replaced verdict) {
            replaced.add(carrier(verdict.key()));
        }

        @Override
        public void lookAgain(CarrierVerdict.LookAgain verdict) {
            unbind(carrier(verdict.key()));
        }

        @Override
        public void lostUnidentified(CarrierVerdict.LostUnidentified verdict) {
            Carrier carrier = carrier(verdict.key());
            listener.lostUnidentified(stream, carrier.path, verdict.bytes());
            carrier.replaced();
        }
    }

    /** Finds out which log files the undecided carriers hold; returns those that hold new ones, oldest first. */
    List<Newcomer> identify(KnownFiles known, long now) {
        order.numberBirths();
        List<Newcomer> newcomers = new ArrayList<>();
        waitingOpen = 0;
        int looked = 0;
        for (Carrier carrier : byKey.values()) {
            if (++looked % TELL_EVERY == 0 && carrier.isUndecided() && !carrier.settled()) {
                listener.looking(stream, looked, byKey.size());
            }
            if (carrier.isUndecided()
                    && (!carrier.settled()
                            || (rotation.mayLackAnEnd(carrier.glimpse()) && mayBeWhole(carrier, now))
                            || rotation.isOverdue(carrier.glimpse(), now))) {
                identify(carrier, known, now).ifPresent(newcomers::add);
            }
        }
        Set<Carrier> coming = new HashSet<>();
        newcomers.forEach(newcomer -> coming.add(newcomer.carrier()));
        List<Carrier> awaited = byKey.values().stream()
                .filter(older -> older.isUndecided()
                        && older.settled()
                        && !coming.contains(older)
                        && rotation.isAwaited(older.glimpse(), now))
                .toList();
        newcomers.removeIf(newcomer -> mustWait(newcomer.carrier(), awaited));
        if (moreToCompare) {
            // what could not be told apart may be now: the next look tries
            byKey.values().stream()
                    .filter(carrier -> carrier.isUndecided() && carrier.size > 0)
                    .forEach(Carrier::unsettle);
            moreToCompare = false;
        }
        order.oldestFirst(newcomers);
        return newcomers;
    }

    /** Whether an older file has no complete first line yet: numbers are given in the order of writing. */
    private static boolean mustWait(Carrier newcomer, List<Carrier> awaited) {
        Age own = newcomer.age();
        return awaited.stream().anyMatch(older -> older.age().precedes(own));
    }

    /** Whether a carrier without a complete first line has a successor, so that this line will stay as it is. */
    private boolean mayBeWhole(Carrier carrier, long now) {
        Age own = carrier.age();
        return carrier.size > 0
                && rotation.hasRested(carrier.glimpse(), now)
                && byKey.values().stream().anyMatch(other -> other.age().succeeds(own));
    }

    private Optional<Newcomer> identify(Carrier carrier, KnownFiles known, long now) {
        long size = carrier.size;
        if (size == 0) {
            carrier.settle(0);
            return Optional.empty();
        }
        try {
            Content content = carrier.open();
            Optional<String> foreign = ForeignArchive.of(content);
            if (foreign.isPresent()) {
                leaveOut(carrier, isForeign(carrier) ? Optional.empty() : foreign);
                return Optional.empty();
            }
            carrier.state = isForeign(carrier) ? CarrierState.unknown() : carrier.state;
            boolean decide = rotation.isOverdue(carrier.glimpse(), now);
            Identity identity = Identifier.identify(
                    content, !carrier.archive && mayBeWhole(carrier, now), carrier.deep, decide, known);
            readable(carrier);
            if (identity instanceof Identity.Known same) {
                bind(carrier, same.file(), now);
            } else if (identity instanceof Identity.New fresh) {
                Newcomer newcomer = new Newcomer(carrier, fresh, FirstTime.of(content, times));
                closeUnlessFew(carrier);
                return Optional.of(newcomer);
            } else if (identity instanceof Identity.Undecided undecided) {
                carrier.state = new CarrierState.Undecided(
                        undecided.hollow(), undecided.unproven().isPresent());
                carrier.settle(size);
                carrier.begins(size);
                if (undecided.hollow()) {
                    closeUnlessNewest(carrier);
                } else {
                    closeUnlessFew(carrier);
                }
            }
        } catch (IOException e) {
            failed(carrier, e);
        }
        return Optional.empty();
    }

    /** It becomes no log file as long as it stays as it is; it may be growing, which is no news. */
    private void leaveOut(Carrier carrier, Optional<String> news) {
        readable(carrier);
        news.ifPresent(what -> listener.foreignArchive(stream, carrier.path, what));
        carrier.state = new CarrierState.Foreign();
        carrier.settle(carrier.size);
        carrier.close();
    }

    /** A newcomer as it is now, unless it is a copy of another newcomer that has become known since. */
    Optional<Newcomer> stillNew(Newcomer newcomer, KnownFiles known, long now) {
        return identify(newcomer.carrier(), known, now);
    }

    void bind(Carrier carrier, TrackedFile file, long now) {
        disturbances++;
        moreToCompare |= file.carriers.isEmpty();
        boolean further = file.openPlain().filter(c -> c.size >= carrier.size).isPresent();
        boolean returned = file.carriers.isEmpty() && file.progress.position > 0;
        CarrierOrder.sameAge(carrier, file);
        if (carrier.heldAnother(file)) {
            emptied.add(carrier.path);
        }
        carrier.bind(file);
        if (file.beforeStart() || file.lostItsEnd() || (file.finished() && !mayHoldMore(carrier, file))) {
            carrier.settle(carrier.size);
            closeUnlessNewest(carrier);
            return;
        }
        if (further) {
            closeUnlessNewest(carrier); // a copy, needed only if the other one loses its content
        }
        if (!carrier.archive) {
            carrier.sound(carrier.size);
            carrier.ends(carrier.size);
            file.observedLength = Math.max(file.observedLength, carrier.size);
        }
        closeUnlessFew(carrier);
        if (returned) {
            listener.recognised(stream, carrier.path, file.number, file.progress.position);
        }
    }

    /**
     * What is not read yet is opened again when it is its turn. Plain files stay within reach of a rotation as long as they are
     * few; an open archive costs some 100 KiB.
     */
    private void closeUnlessFew(Carrier carrier) {
        if (carrier.archive) {
            carrier.close();
        } else if (carrier.isOpen() && ++waitingOpen > MOST_WAITING_OPEN) {
            closeUnlessNewest(carrier);
        }
    }

    /** What the server may be writing stays within reach although it holds, so far, nothing but what is known. */
    private void closeUnlessNewest(Carrier carrier) {
        if (carrier.archive || !isNewest(carrier)) {
            carrier.close();
        }
    }

    private boolean isNewest(Carrier carrier) {
        if (carrier.listed) {
            return newest.isEmpty() || carrier.name.compareTo(newest.get()) >= 0;
        }
        Age own = carrier.age();
        return byKey.values().stream().noneMatch(other -> other.listed && own.precedes(other.age()));
    }

    private boolean mayHoldMore(Carrier carrier, TrackedFile file) {
        return carrier.archive
                ? StatedLength.mayDiffer(disk, carrier.path, file.progress.position)
                : carrier.size > file.progress.position;
    }

    /** Whether a carrier that is read for the first time really holds the file up to its position. */
    boolean prove(Carrier carrier, TrackedFile file) throws IOException {
        Content content = carrier.open();
        ReadProgress progress = file.progress;
        if (!content.sequential() && carrier.size < progress.position) {
            readToEnd(carrier, carrier.size); // a shorter copy
            return false;
        }
        if (!content.sequential() || carrier.proven()) {
            return true;
        }
        Optional<byte[]> before = content.before(progress.position);
        if (before.isEmpty()) {
            readToEnd(carrier, carrier.size);
            return false;
        }
        if (!progress.provenBy(before.get())) {
            unbind(carrier);
            carrier.deep = true;
            return false;
        }
        carrier.state = new CarrierState.Archive(true, false);
        return true;
    }

    /** A carrier has been read to its end as of a size. */
    void readToEnd(Carrier carrier, long size) {
        carrier.content()
                .filter(open -> carrier.archive)
                .ifPresent(archive -> carrier.state = new CarrierState.Archive(carrier.proven(), archive.ended()));
        carrier.settle(size);
        if (carrier.file()
                .flatMap(TrackedFile::openPlain)
                .filter(c -> c != carrier)
                .isPresent()) {
            closeUnlessNewest(carrier);
        }
    }

    /** What is around a log file. */
    Surroundings around(TrackedFile file, boolean last) {
        return new Surroundings(last, glimpses(file.carriers), () -> glimpses(undecided()), () -> glimpses(newestOnes));
    }

    private static List<Glimpse> glimpses(List<Carrier> carriers) {
        return carriers.stream().map(Carrier::glimpse).toList();
    }

    /** Whether a file was written before one that is being written still. */
    boolean isOlder(Carrier carrier, TrackedFile live) {
        return rotation.isOlder(carrier.glimpse(), glimpses(live.carriers));
    }

    void finished(TrackedFile file) {
        for (Carrier carrier : List.copyOf(file.carriers)) {
            carrier.settle(carrier.size);
            closeUnlessNewest(carrier);
            if (!carrier.listed) {
                forget(carrier);
                byKey.remove(carrier.key);
                disturbances++;
            }
        }
    }

    /** Whether nothing is pending: no line without line end, no file that is not understood yet. */
    boolean quiet(TrackedFile last, long now) {
        FileGlimpse file = last.glimpse();
        List<Glimpse> lastOnes = glimpses(last.carriers);
        for (Carrier carrier : byKey.values()) {
            boolean concerns = carrier.isUndecided() || carrier.holds(last);
            if (concerns && hinders(carrier, rotation.hindrance(carrier.glimpse(), file, lastOnes, now))) {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing can be promised; a line without its end that nobody waits for any more is said once. */
    private boolean hinders(Carrier carrier, Hindrance hindrance) {
        if (hindrance instanceof Hindrance.LeftBehind line) {
            if (!carrier.halfLineSaid) {
                listener.halfLine(stream, carrier.path, line.from(), line.bytes());
            }
            carrier.halfLineSaid = true;
            return false;
        }
        boolean awaited = hindrance instanceof Hindrance.Awaited;
        carrier.halfLineSaid &= !awaited;
        return awaited;
    }

    void failed(Carrier carrier, IOException why) {
        disturbances++;
        if (!disk.exists(carrier.path) || why instanceof NoSuchFileException) {
            carrier.close();
            carrier.unsettle();
            carrier.away = true;
            return;
        }
        if (!carrier.unreadable) {
            listener.unreadable(carrier.path, String.valueOf(why.getMessage()));
        }
        carrier.close();
        carrier.unreadable = true;
        carrier.unsettle();
    }

    private void readable(Carrier carrier) {
        if (carrier.unreadable) {
            carrier.unreadable = false;
            disturbances++;
            listener.readableAgain(carrier.path);
        }
    }

    /** Tells if an archive is final although it has no valid end. */
    void reportDamage(Carrier carrier) {
        long read = carrier.file().orElseThrow().progress.position;
        carrier.content()
                .flatMap(SequentialContent::damageOf)
                .ifPresent(why -> listener.damaged(stream, carrier.path, read, why));
    }

    /**
     * The files on disk that held log files when the reader stopped, as far as they hold something else, less, or nothing by now.
     *
     * @param undecided gets the log files of which it is not known yet
     */
    Map<TrackedFile, Carrier> rewritten(List<TrackedFile> files, List<TrackedFile> undecided) {
        Map<String, Carrier> byText = new HashMap<>();
        if (files.stream().anyMatch(file -> !file.savedKey.isEmpty())) {
            byKey.values().forEach(carrier -> byText.put(String.valueOf(carrier.key), carrier));
        }
        Map<TrackedFile, Carrier> rewritten = new LinkedHashMap<>();
        for (TrackedFile file : files) {
            Carrier carrier = byText.get(file.savedKey);
            if (carrier == null) {
                continue;
            }
            boolean less = !carrier.archive && carrier.size < Math.max(file.progress.position, file.observedLength);
            if (carrier.size == 0 || (!carrier.isUndecided() && (!carrier.holds(file) || less))) {
                rewritten.put(file, carrier);
            } else if (carrier.isUndecided()) {
                undecided.add(file);
            }
        }
        return rewritten;
    }

    long undecidedBytes() {
        return undecided().stream().mapToLong(c -> c.size).sum();
    }

    /** Of which it is not known what they hold. */
    private List<Carrier> undecided() {
        if (undecidedAt != disturbances) {
            undecided = byKey.values().stream().filter(Carrier::isUndecided).toList();
            undecidedAt = disturbances;
        }
        return undecided;
    }

    void close() {
        byKey.values().forEach(Carrier::close);
        byKey.clear();
    }
}
