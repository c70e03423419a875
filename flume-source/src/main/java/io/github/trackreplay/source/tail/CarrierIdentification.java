/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.rotation.Age;
import io.github.trackreplay.source.rotation.CarrierState;
import io.github.trackreplay.source.rotation.Rotation;
import io.github.trackreplay.source.tail.LogFileIdentity.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds out which log files the carriers of one stream hold, and binds them to these. What cannot be told yet is tried again when it
 * has changed, when it has rested, or when bytes have come within reach with which it can be compared. For one thread.
 */
final class CarrierIdentification {
    /** After so many files the first look says how far it is. */
    private static final int TELL_EVERY = 2_000;

    /** A line of a file that is no longer than that ends soon enough. */
    private static final long NEAR = 1 << 20;
    /** So many of those that are longer are looked at that far at once. */
    private static final int MOST_NEAR_SEARCHES = 8;

    private final String stream;
    private final TailListener listener;
    private final EventTimeFinder times;
    private final Disk disk;
    private final Rotation rotation;
    private final Carriers carriers;
    private final Readability readability;
    private final CarrierOrder order;
    private final StrayPatience patience;
    /** Whose first line's end is far away, as far as anybody has looked; of the first one that is done just now. */
    private final Map<Carrier, Sought> sought = new LinkedHashMap<>();
    /** Whose first line's end was far away and has been found, or has none yet, and as what they were looked at. */
    private final Map<Carrier, Head.Search> searched = new HashMap<>();

    /** For which archives were unpacked to be compared with, and how often they had doubled then. */
    private final Map<Carrier, Integer> unpackedAt = new HashMap<>();

    private int saidSought;
    private int nearSearches;
    private final List<Path> emptied = new ArrayList<>();
    private final List<Carrier> cutShort = new ArrayList<>();
    private final List<TrackedFile> grownUnread = new ArrayList<>();
    /** Whether what the server may be writing is left out, as it goes on as no log does. */
    private boolean leftOutLive;

    private boolean brokenOff;
    /** Since when what comes into sight now may have been written. */
    private long writtenSince;
    /** Whether bytes of a log file have come within reach that were not. */
    private boolean moreToCompare;

    /**
     * A file whose first line is searched for its end.
     *
     * @param within as what it is looked at
     * @param wasEndless whether it is known to go on as no log does
     */
    private record Sought(Head.Search within, boolean wasEndless, Optional<FirstLineSearch> search) {
        Sought in(Content content) {
            return search.filter(known -> known.isOf(content)).isPresent()
                    ? this
                    : new Sought(within, wasEndless, Optional.of(new FirstLineSearch(content, within)));
        }
    }

    CarrierIdentification(TailedStream stream, StrayPatience patience) {
        this.patience = patience;
        this.stream = stream.name();
        this.listener = stream.listener();
        this.times = stream.config().times();
        this.disk = stream.config().access().disk();
        this.rotation = stream.rotation();
        this.carriers = stream.carriers();
        this.readability = stream.readability();
        this.order = new CarrierOrder(carriers.all());
    }

    /**
     * Finds out which log files the undecided carriers hold; returns those that hold new ones, oldest first. A look that is {@linkplain
     * #isBrokenOff broken off} gives none, for those that were not looked at may be older.
     *
     * @param writtenSince since when what comes into sight now may have been written, milliseconds since 1970-01-01 UTC
     */
    List<Newcomer> identify(KnownFiles known, long writtenSince, long now) {
        this.writtenSince = writtenSince;
        order.look();
        List<Newcomer> newcomers = new ArrayList<>();
        int looked = 0;
        searched.keySet().removeIf(carrier -> !carrier.isUndecided() || !carriers.has(carrier));
        unpackedAt.keySet().removeIf(carrier -> !carriers.has(carrier));
        nearSearches = 0;
        List<Carrier> undecided = undecided(now);
        for (Carrier carrier : undecided) {
            if (++looked % TELL_EVERY == 0) {
                listener.looking(stream, looked, undecided.size());
            }
            identify(carrier, known, now).ifPresent(newcomers::add);
        }
        brokenOff = !sought.isEmpty() && !patience.isOver();
        if (brokenOff) {
            saySought(undecided.size());
            return List.of();
        }
        carriers.all().forEach(carrier -> sayIfCutShort(carrier, now));
        leaveThoseThatMustWait(newcomers, now);
        if (moreToCompare) {
            // what could not be told apart may be now: the next look tries
            carriers.all().stream()
                    .filter(carrier -> carrier.isUndecided() && carrier.size() > 0)
                    .forEach(Carrier::unsettle);
            moreToCompare = false;
        }
        order.oldestFirst(newcomers);
        return newcomers;
    }

    private void saySought(int undecided) {
        if (saidSought != sought.size()) {
            saidSought = sought.size();
            listener.looking(stream, Math.max(0, undecided - saidSought), undecided);
        }
    }

    /** Whether the first line of any file is searched for its end. */
    boolean searches() {
        return !sought.isEmpty();
    }

    /** Does a piece of that. */
    void searchOn() {
        Map.Entry<Carrier, Sought> first = sought.entrySet().iterator().next();
        Carrier carrier = first.getKey();
        Sought begun = first.getValue();
        try {
            if (carrier.isUndecided() && carriers.has(carrier) && carrier.isWithinReach()) {
                Content content = carrier.open();
                Sought now = begun.in(content);
                sought.put(carrier, now);
                patience.searched(FirstLineSearch.PIECE);
                if (!now.search().orElseThrow().goOn(FirstLineSearch.PIECE)) {
                    return;
                }
                searched.put(carrier, begun.within());
            }
        } catch (NoLineException e) {
            becomeEndless(carrier, begun.within(), begun.wasEndless(), e);
        } catch (IOException e) {
            readability.failed(carrier, e);
        }
        sought.remove(carrier);
        carriers.disturbances().disturb();
    }

    /**
     * Whether the end of a file's first line is near, or has been searched for. Otherwise that is done in pieces, between which others are
     * read.
     */
    private boolean isSearched(Carrier carrier, Content content, boolean wasEndless, Head.Search search)
            throws IOException {
        if (searched.containsKey(carrier)
                || (!content.sequential() && carrier.size() <= NEAR)
                || FirstLineSearch.isShort(content)) {
            return true;
        }
        if (!sought.containsKey(carrier) && nearSearches < MOST_NEAR_SEARCHES) {
            nearSearches++;
            if (new FirstLineSearch(content, search).goOn(NEAR)) {
                return true;
            }
        }
        sought.putIfAbsent(carrier, new Sought(search, wasEndless, Optional.empty()));
        carriers.closeUnlessFewAreOpen(carrier);
        return false;
    }

    private void becomeEndless(Carrier carrier, Head.Search search, boolean wasEndless, NoLineException e) {
        try {
            if (!wasEndless) {
                listener.noLog(stream, carrier.path(), e.sentence());
                leftOutLive |= search == Head.Search.AS_IN_A_LIVE_LOG;
            }
            carrier.rememberBeginning();
            leaveOut(carrier, Optional.empty());
            carrier.becomeEndless();
        } catch (IOException failed) {
            readability.failed(carrier, failed);
        }
    }

    /**
     * Those that may tell now what they hold, older ones first: where two of them begin with all that was taken of a log file, as after
     * a crash that lost what was saved last, that is the older one.
     */
    private List<Carrier> undecided(long now) {
        List<Carrier> undecided = carriers.all().stream()
                .filter(carrier -> carrier.isUndecided() && mayTellMore(carrier, now))
                .collect(Collectors.toCollection(ArrayList::new));
        undecided.sort(CarrierOrder.BY_NAME);
        return undecided;
    }

    /** Which log file such an archive was cannot be told. */
    private void sayIfCutShort(Carrier carrier, long now) {
        if (carrier.isPacked()
                && carrier.isUndecided()
                && carrier.settled()
                && rotation.isCutShort(carrier.glimpse(), now)
                && carrier.breaksOffAtOnce()) {
            cutShort.add(carrier);
            listener.damaged(
                    stream, carrier.path(), 0, new IOException("It breaks off before the end of its first line"));
        }
    }

    private boolean mayTellMore(Carrier carrier, long now) {
        if (carrier.isEndless()) {
            return !carrier.settled() && mayBeginOtherwise(carrier) && rotation.hasRested(carrier.glimpse(), now);
        }
        return !carrier.settled()
                || (rotation.mayLackAnEnd(carrier.glimpse()) && mayBeWhole(carrier, now))
                || rotation.isOverdue(carrier.glimpse(), now);
    }

    /**
     * Whether what was left out may be a log by now. A plain file is none as long as it begins as it did: a disk's image is written to all the
     * time, and what only grows goes on as it did.
     */
    private boolean mayBeginOtherwise(Carrier carrier) {
        try {
            if (carrier.isPacked() || carrier.beginsOtherwise()) {
                return true;
            }
            carrier.settle(carrier.size());
        } catch (IOException e) {
            readability.failed(carrier, e);
        }
        return false;
    }

    /** Numbers are given in the order of writing: where an older file has no complete first line yet, younger ones wait. */
    private void leaveThoseThatMustWait(List<Newcomer> newcomers, long now) {
        Set<Carrier> coming = new HashSet<>();
        newcomers.forEach(newcomer -> coming.add(newcomer.carrier()));
        List<Carrier> awaited = carriers.all().stream()
                .filter(older -> older.isUndecided()
                        && older.settled()
                        && !coming.contains(older)
                        && rotation.isAwaited(older.glimpse(), now))
                .toList();
        newcomers.removeIf(newcomer -> {
            Age own = newcomer.carrier().age();
            boolean waits = awaited.stream().anyMatch(older -> older.age().precedes(own));
            if (waits) {
                remember(newcomer);
            }
            return waits;
        });
    }

    /** Nothing is known of a newcomer while it waits: by what it holds now it is told whether it loses that meanwhile. */
    private void remember(Newcomer newcomer) {
        Carrier waiting = newcomer.carrier();
        try {
            waiting.waits(
                    waiting.size(), Math.min(writtenSince, newcomer.firstTime().orElse(writtenSince)));
        } catch (IOException e) {
            readability.failed(waiting, e);
        }
    }

    /** Whether a carrier without a complete first line has a successor, so that this line will stay as it is. */
    private boolean mayBeWhole(Carrier carrier, long now) {
        Age own = carrier.age();
        return carrier.size() > 0
                && rotation.hasRested(carrier.glimpse(), now)
                && carriers.all().stream().anyMatch(other -> other.age().succeeds(own));
    }

    /** A newcomer as it is now, unless it is a copy of another newcomer that has become known since. */
    Optional<Newcomer> stillNew(Newcomer newcomer, KnownFiles known, long now) {
        return identify(newcomer.carrier(), known, now);
    }

    private Optional<Newcomer> identify(Carrier carrier, KnownFiles known, long now) {
        if (carrier.size() == 0) {
            carrier.settle(0);
            return Optional.empty();
        }
        try {
            if (Optional.ofNullable(sought.get(carrier)).flatMap(Sought::search).isPresent()) {
                return Optional.empty(); // what is looked at in pieces is not begun anew meanwhile
            }
            Content content = carrier.open();
            Optional<String> foreign = ForeignArchive.of(content);
            if (foreign.isPresent()) {
                leaveOut(carrier, carrier.isForeign() ? Optional.empty() : foreign);
                return Optional.empty();
            }
            boolean wasEndless = carrier.isEndless();
            carrier.becomeReadableKind();
            return identify(carrier, content, wasEndless, known, now);
        } catch (IOException e) {
            readability.failed(carrier, e);
            return Optional.empty();
        }
    }

    private Optional<Newcomer> identify(
            Carrier carrier, Content content, boolean wasEndless, KnownFiles known, long now) throws IOException {
        long size = carrier.size();
        boolean decide = rotation.isOverdue(carrier.glimpse(), now);
        boolean atRest = !carrier.isPacked() && mayBeWhole(carrier, now);
        boolean mayHaveLongHole = !carrier.isPacked() && (carriers.isNewest(carrier) || known.haveLongHole());
        Head.Search search = searched.getOrDefault(
                carrier, mayHaveLongHole ? Head.Search.AS_IN_A_LIVE_LOG : Head.Search.AS_IN_A_LOG);
        if (!isSearched(carrier, content, wasEndless, search)) {
            return Optional.empty();
        }
        Unpacking unpacking = new Unpacking(decide || atRest || doublings(size) > unpackedAt.getOrDefault(carrier, 0));
        Identity identity;
        try {
            identity = LogFileIdentity.identify(
                    content, new LogFileIdentity.Look(atRest, carrier.isMistaken(), decide, search, unpacking), known);
        } catch (NoLineException e) {
            becomeEndless(carrier, search, wasEndless, e);
            return Optional.empty();
        }
        readability.succeeded(carrier);
        boolean told = unpacking.isWanted() && !unpacking.isMissing();
        if (told && !(identity instanceof Identity.New)) { // a new one is looked at again when it is placed
            unpackedAt.put(carrier, doublings(size));
        }
        if (identity instanceof Identity.Known same) {
            bind(carrier, same.file());
        } else if (identity instanceof Identity.New fresh) {
            Newcomer newcomer = new Newcomer(carrier, fresh, FirstTime.of(content, times));
            carriers.closeUnlessFewAreOpen(carrier);
            return Optional.of(newcomer);
        } else if (identity instanceof Identity.Undecided undecided) {
            await(carrier, undecided, size);
        }
        return Optional.empty();
    }

    private static int doublings(long size) {
        return Long.SIZE - Long.numberOfLeadingZeros(size);
    }

    /** What it holds is not known yet; there is nothing more to learn as long as it is of a size. */
    private void await(Carrier carrier, Identity.Undecided undecided, long size) throws IOException {
        carrier.becomeUndecided(undecided.lack());
        carrier.settle(size);
        carrier.begins(size, writtenSince);
        if (undecided.lack() == CarrierState.Lack.CONTENT) {
            carriers.closeUnlessNewest(carrier);
        } else {
            carriers.closeUnlessFewAreOpen(carrier);
        }
    }

    /** It becomes no log file as long as it stays as it is; it may be growing, which is no news. */
    private void leaveOut(Carrier carrier, Optional<String> news) {
        readability.succeeded(carrier);
        news.ifPresent(what -> listener.foreignArchive(stream, carrier.path(), what));
        carrier.becomeForeign();
        carrier.settle(carrier.size());
        carrier.close();
    }

    /** A carrier holds a log file, as far as it goes. */
    void bind(Carrier carrier, TrackedFile file) {
        carriers.disturbances().disturb();
        moreToCompare |= file.carriers().isEmpty();
        boolean further =
                file.openPlain().filter(c -> c.size() >= carrier.size()).isPresent();
        boolean returned = file.carriers().isEmpty() && file.readUpTo() > 0;
        CarrierOrder.sameAge(carrier, file);
        if (carrier.heldAnother(file)) {
            emptied.add(carrier.path());
        }
        carrier.bind(file);
        if (file.saidGivenUp && !carrier.isPacked() && carrier.size() > file.observedLength) {
            file.observedLength = carrier.size();
            grownUnread.add(file);
        }
        if (file.beforeStart()
                || file.saidGivenUp
                || file.lostItsEnd()
                || (file.finished() && !mayHoldMore(carrier, file))) {
            carrier.settle(carrier.size());
            carriers.closeUnlessNewest(carrier);
            return;
        }
        if (further) {
            carriers.closeUnlessNewest(carrier); // a copy, needed only if the other one loses its content
        }
        if (!carrier.isPacked()) {
            carrier.sound(carrier.size());
            carrier.ends(carrier.size());
            file.observedLength = Math.max(file.observedLength, carrier.size());
        }
        carriers.closeUnlessFewAreOpen(carrier);
        if (returned) {
            listener.recognised(stream, carrier.path(), file.number(), file.readUpTo());
        }
    }

    private boolean mayHoldMore(Carrier carrier, TrackedFile file) {
        return carrier.isPacked()
                ? file.brokeOff || StatedLength.mayDiffer(disk, carrier.path(), file.readUpTo())
                : carrier.size() > file.readUpTo();
    }

    /** Whether the last look was broken off, as it had much to read: the next one goes on. */
    boolean isBrokenOff() {
        return brokenOff;
    }

    /** Where files were emptied and written anew without being seen shorter in between; asking resets it. */
    List<Path> takeEmptied() {
        List<Path> paths = List.copyOf(emptied);
        emptied.clear();
        return paths;
    }

    /** Archives that were found to break off before the end of their first line; asking resets it. */
    List<Carrier> takeCutShort() {
        List<Carrier> found = List.copyOf(cutShort);
        cutShort.clear();
        return found;
    }

    /** Log files that are not read on, and have grown; asking resets it. */
    List<TrackedFile> takeGrownUnread() {
        List<TrackedFile> found = List.copyOf(grownUnread);
        grownUnread.clear();
        return found;
    }

    /** Whether something that the server may be writing was left out, as it goes on as no log does; asking resets it. */
    boolean takeLeftOutLive() {
        boolean was = leftOutLive;
        leftOutLive = false;
        return was;
    }
}
