/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.checkpoint.UnidentifiedFile;
import io.github.trackreplay.source.rotation.Age;
import io.github.trackreplay.source.rotation.Glimpse;
import io.github.trackreplay.source.rotation.Presence;
import io.github.trackreplay.source.rotation.Rotation;
import io.github.trackreplay.source.rotation.RotationName;
import io.github.trackreplay.source.rotation.Surroundings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The files on disk that belong to one stream, as listings show them. The one that a log file is read from is kept open, so that its
 * bytes stay within reach when its path is renamed or removed. For one thread.
 */
final class Carriers {
    private final Rotation rotation;
    private final Carrier.Shared shared;
    private final Disturbances disturbances = new Disturbances();
    private final List<Carrier> all = new ArrayList<>();
    private HashPlaces<Carrier> byKey = new HashPlaces<>(Carriers::keyHash);
    private final OpenCarriers opened;
    private Optional<RotationName> newestName = Optional.empty();
    private List<Carrier> newest = List.of();
    /** Where files stood when a listing showed any. */
    private Set<Path> directories = Set.of();

    private final List<UnidentifiedFile> goneUnidentified = new ArrayList<>();
    private long undecidedAt;
    private List<Carrier> undecided = List.of();

    Carriers(TailReaderConfig.FileAccess access, Rotation rotation) {
        this.opened = new OpenCarriers(access.openFiles());
        this.shared = new Carrier.Shared(access.disk(), opened, new SharedNames());
        this.rotation = rotation;
    }

    /**
     * Takes in a listing.
     *
     * @param hidden what it could not look at: what was there may still be
     */
    void look(List<FoundFile> files, HiddenPaths hidden, long now) {
        Set<Object> seen = new HashSet<>();
        for (FoundFile found : files) {
            if (seen.add(found.key())) {
                see(found, now);
            }
        }
        if (!files.isEmpty()) {
            directories = files.stream().map(FoundFile::directory).collect(Collectors.toUnmodifiableSet());
        }
        if (!hidden.isEmpty()) {
            Set<Path> shown = files.stream().map(FoundFile::path).collect(Collectors.toSet());
            all.stream()
                    .filter(carrier ->
                            carrier.listed() && hidden.hide(carrier.path()) && !shown.contains(carrier.path()))
                    .forEach(carrier -> seen.add(carrier.key));
        }
        newestName = seen.stream().map(key -> get(key).name()).max(Comparator.naturalOrder());
        List<Carrier> gone = all.stream()
                .filter(carrier -> listed(carrier, seen, now) == Presence.GONE)
                .toList();
        if (!gone.isEmpty()) {
            gone.forEach(byKey::remove);
            all.removeAll(Set.copyOf(gone));
        }
        newest = all.stream().filter(this::isNewest).toList();
    }

    private void see(FoundFile found, long now) {
        Optional<Carrier> known = find(found.key());
        if (known.isEmpty()) {
            Carrier fresh = new Carrier(shared, found, now);
            all.add(fresh);
            byKey.add(fresh);
            disturbances.cameOrWent();
        } else if (!known.get().listed() || !known.get().isAs(found)) {
            disturbances.changed(known.get());
        }
        known.ifPresent(carrier -> carrier.update(found, now));
    }

    private Optional<Carrier> find(Object key) {
        for (Carrier near : byKey.near(key.hashCode())) {
            if (near.key.equals(key)) {
                return Optional.of(near);
            }
        }
        return Optional.empty();
    }

    /** Does with a carrier what a listing means for it. */
    private Presence listed(Carrier carrier, Set<Object> seen, long now) {
        boolean shown = seen.contains(carrier.key);
        Presence.Listed listed =
                new Presence.Listed(shown, carrier.isWritten(), carrier.settled(), shown && isNewest(carrier));
        Presence presence = rotation.presence(carrier.glimpse(), listed);
        switch (presence) {
            case STAYS -> {}
            case LET_GO -> carrier.close();
            case LOOK_AGAIN -> {
                disturbances.cameOrWent();
                unbind(carrier, now);
            }
            case TRY_AGAIN -> {
                disturbances.cameOrWent();
                carrier.tryAgain();
            }
            case OUT_OF_SIGHT -> outOfSight(carrier);
            case GONE -> {
                outOfSight(carrier);
                carrier.file().ifPresent(file -> file.missedIn(carrier, now));
                carrier.unidentified().ifPresent(goneUnidentified::add);
                letGo(carrier);
            }
        }
        return presence;
    }

    private void outOfSight(Carrier carrier) {
        disturbances.cameOrWent();
        carrier.outOfSight();
    }

    /** What has happened to them. */
    Disturbances disturbances() {
        return disturbances;
    }

    /** All of them, now and later. */
    Collection<Carrier> all() {
        return Collections.unmodifiableCollection(all);
    }

    /** Those that are open just now. */
    Set<Carrier> opened() {
        return opened.all();
    }

    /** Those to which the server may be writing. */
    List<Carrier> newest() {
        return newest;
    }

    /** Whether it is one of them. */
    boolean has(Carrier carrier) {
        return find(carrier.key).filter(known -> known == carrier).isPresent();
    }

    /** The one with a key, which must be there. */
    Carrier get(Object key) {
        return find(key).orElseThrow();
    }

    /** The same with what the server may be writing behind all others, whatever its lines say. */
    List<Newcomer> liveLast(List<Newcomer> newcomers) {
        List<Newcomer> sorted = new ArrayList<>(newcomers);
        sorted.sort(Comparator.comparing(newcomer -> isNewest(newcomer.carrier())));
        return sorted;
    }

    /** Whether the server may be writing to it. */
    boolean isNewest(Carrier carrier) {
        if (carrier.listed()) {
            return newestName.isEmpty() || carrier.name().compareTo(newestName.get()) >= 0;
        }
        Age own = carrier.age();
        return all.stream().noneMatch(other -> other.listed() && own.precedes(other.age()));
    }

    /** What is not read yet stays within reach of a removal as long as few files are open; an open archive costs some 100 KiB. */
    void closeUnlessFewAreOpen(Carrier carrier) {
        if (carrier.isPacked() || !opened.mayWait()) {
            closeUnlessNewest(carrier);
        }
    }

    /** What the server may be writing stays within reach although it holds, so far, nothing but what is known. */
    void closeUnlessNewest(Carrier carrier) {
        if (carrier.isPacked() || !isNewest(carrier)) {
            carrier.close();
        }
    }

    /** What it holds is to be found out anew, as it has changed. */
    void unbind(Carrier carrier, long now) {
        carrier.file().ifPresent(file -> file.missedIn(carrier, now));
        unbind(carrier);
    }

    /** What it holds is to be found out anew, as it was mistaken for a log file. */
    void unbind(Carrier carrier) {
        letGo(carrier);
        carrier.lookAgain();
        disturbances.disturb();
    }

    private static void letGo(Carrier carrier) {
        carrier.file().ifPresent(file -> file.heldNoMoreBy(carrier));
        carrier.close();
    }

    /** A log file is final: what no listing shows of it is forgotten. */
    void finished(TrackedFile file) {
        for (Carrier carrier : List.copyOf(file.carriers())) {
            carrier.settle(carrier.size());
            carrier.ends(carrier.size());
            closeUnlessNewest(carrier);
            if (!carrier.listed()) {
                letGo(carrier);
                byKey.remove(carrier);
                all.remove(carrier);
                disturbances.disturb();
            }
        }
    }

    /** What is around a log file. */
    Surroundings around(TrackedFile file, boolean last) {
        return new Surroundings(last, glimpses(file.carriers()), () -> glimpses(undecided()), () -> glimpses(newest));
    }

    static List<Glimpse> glimpses(List<Carrier> carriers) {
        return carriers.stream().map(Carrier::glimpse).toList();
    }

    /** Whether a file was written before one that is being written still. */
    boolean isOlder(Carrier carrier, TrackedFile live) {
        return rotation.isOlder(carrier.glimpse(), glimpses(live.carriers()));
    }

    /** Whether the file on disk that held a log file when it was seen last, or when the source stopped, is there, but cannot be read. */
    boolean isOutOfReach(TrackedFile file) {
        return undecided().stream()
                .filter(carrier -> !carrier.isWithinReach())
                .anyMatch(carrier ->
                        carrier.mayStillHold(file) || carrier.key.toString().equals(file.savedKey));
    }

    /** Those of which nobody can tell yet which log file they hold, as far as anything is remembered of them. */
    List<UnidentifiedFile> unidentified() {
        return undecided().stream()
                .map(Carrier::unidentified)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Those of them that have gone; asking resets it. */
    List<UnidentifiedFile> takeGoneUnidentified() {
        List<UnidentifiedFile> gone = List.copyOf(goneUnidentified);
        goneUnidentified.clear();
        return gone;
    }

    /** Whether one of them may be where a listing could not look, or any may where none has been seen yet. */
    boolean mayBeIn(HiddenPaths hidden) {
        return directories.isEmpty() || directories.stream().anyMatch(hidden::hide);
    }

    /** How many bytes are there of which it is not known what they are, but for what is no log. */
    long undecidedBytes() {
        return undecided().stream()
                .filter(carrier -> !carrier.isForeign())
                .mapToLong(Carrier::size)
                .sum();
    }

    /** Of which it is not known what they hold. */
    private List<Carrier> undecided() {
        if (undecidedAt != disturbances.count()) {
            undecided = all.stream().filter(Carrier::isUndecided).toList();
            undecidedAt = disturbances.count();
        }
        return undecided;
    }

    void close() {
        all.forEach(Carrier::close);
        all.clear();
        byKey = new HashPlaces<>(Carriers::keyHash);
    }

    private static int keyHash(Carrier carrier) {
        return carrier.key.hashCode();
    }
}
