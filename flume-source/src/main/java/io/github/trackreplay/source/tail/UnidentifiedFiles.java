/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.checkpoint.Anchor;
import io.github.trackreplay.source.checkpoint.UnidentifiedFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Files on disk of which nobody can tell yet which log file they hold. No log file's position names them, so positions name them themselves,
 * and where one is gone that is a possible loss: while the reader runs, while it is down, or with the reader if nothing else held it. For one
 * thread.
 */
final class UnidentifiedFiles {
    /** So much is read at most, of archives unpacked, to find what is gone in other files of the stream. */
    private static final long MOST_READ = 16L << 20;

    /** What a look into a file counts for at least, and into an archive. */
    private static final long LEAST_READ = 4 << 10;

    private static final long LEAST_UNPACKED = 64 << 10;

    private final String stream;
    private final TailListener listener;
    private final Carriers carriers;
    private final PossibleLoss losses;
    /** Of which it is not known yet whether they are gone. */
    private final List<UnidentifiedFile> missing;
    /** Of whose possible loss no pack has told yet. */
    private final List<UnidentifiedFile> untold = new ArrayList<>();

    private Set<String> keys;

    /** @param saved those that there were when the reader stopped */
    UnidentifiedFiles(TailedStream stream, PossibleLoss losses, List<UnidentifiedFile> saved) {
        this.stream = stream.name();
        this.listener = stream.listener();
        this.carriers = stream.carriers();
        this.losses = losses;
        this.missing = new ArrayList<>(saved);
        this.keys = keysOf(saved);
    }

    private static Set<String> keysOf(List<UnidentifiedFile> files) {
        return files.stream().map(UnidentifiedFile::key).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The files have been looked at: says what is gone.
     *
     * @param hides whether some may be where nobody could look
     * @return whether there are others than before
     */
    boolean look(boolean hides, long now) {
        if (!losses.isUntold()) {
            untold.clear();
        }
        missing.addAll(carriers.takeGoneUnidentified());
        if (!hides && !missing.isEmpty()) {
            Map<String, Carrier> byText = new HashMap<>();
            carriers.all().stream()
                    .filter(Carrier::listed)
                    .forEach(carrier -> byText.put(carrier.key.toString(), carrier));
            missing.removeIf(file -> isDecided(file, Optional.ofNullable(byText.get(file.key())), now));
        }
        Set<String> before = keys;
        keys = keysOf(saved());
        return !before.equals(keys);
    }

    /** Whether it is known by now what has become of one; if it is gone, that is said. */
    private boolean isDecided(UnidentifiedFile file, Optional<Carrier> itself, long now) {
        if (itself.filter(carrier -> !carrier.isWithinReach()).isPresent()) {
            return false;
        }
        boolean there = itself.isPresent()
                && (file.held().isEmpty() || itself.get().beginsWith(file.held().get()));
        if (!there && !standsElsewhere(file)) {
            untold.add(file);
            losses.note(
                    file.since(),
                    now,
                    file.path()
                            + " is gone, and it was not known yet which log file it was; nothing that is there begins so");
        }
        return true;
    }

    /** Whether another file that is there begins with all that it held, as far as can be found out by reading so much. */
    private boolean standsElsewhere(UnidentifiedFile file) {
        if (file.held().isEmpty()) {
            return false;
        }
        Anchor held = file.held().get();
        List<Carrier> youngestFirst = carriers.all().stream()
                .filter(other -> other.listed() && (other.isPacked() || other.size() >= held.offset()))
                .sorted(Comparator.comparingLong(Carrier::modified).reversed())
                .toList();
        long left = MOST_READ;
        for (Carrier other : youngestFirst) {
            long read = other.isPacked() ? Math.max(LEAST_UNPACKED, held.offset()) : LEAST_READ;
            if (read <= left) {
                left -= read;
                if (other.beginsWith(held)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** To be saved. */
    List<UnidentifiedFile> saved() {
        List<UnidentifiedFile> all = new ArrayList<>(missing);
        all.addAll(untold);
        all.addAll(carriers.unidentified());
        return List.copyOf(all);
    }

    /** The reader stops: says what is gone with it, but for what a file that is there begins with. The next start notes a possible loss. */
    void letGo() {
        carriers.opened().stream()
                .filter(carrier ->
                        carrier.isUndecided() && carrier.isOpenPlain() && !carrier.listed() && carrier.size() > 0)
                .filter(carrier -> carrier.unidentified()
                        .filter(file -> file.held()
                                .filter(held -> held.offset() == carrier.size())
                                .isPresent())
                        .filter(this::standsElsewhere)
                        .isEmpty())
                .forEach(carrier -> listener.lostUnidentified(stream, carrier.path(), carrier.size()));
    }
}
