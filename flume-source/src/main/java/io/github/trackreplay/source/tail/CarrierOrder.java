/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * In which order the server wrote the files of one stream, as far as that can be known: the first event times of two log
 * files tell, else when they were last written, else their names. What has no complete first line yet has only its name, and
 * what was removed not even that, for names shift with each rotation; of these counts in which order they came into sight.
 */
final class CarrierOrder {
    /** Oldest first as far as names tell; of two that had one name in turn, the removed one. */
    static final Comparator<Carrier> BY_NAME =
            Comparator.comparing(Carrier::name).thenComparing(Carrier::listed).thenComparingLong(Carrier::modified);

    private final Collection<Carrier> carriers;
    private long births;

    /** @param carriers the stream's carriers, now and later */
    CarrierOrder(Collection<Carrier> carriers) {
        this.carriers = carriers;
    }

    /** Takes in what a look has shown: which contents came with it, and which files took the places of removed ones. */
    void look() {
        numberBirths();
        List<Carrier> removed = carriers.stream().filter(Carrier::isOutOfSight).toList();
        if (!removed.isEmpty()) {
            noteSuccessors(removed);
        }
    }

    private void noteSuccessors(List<Carrier> removed) {
        Map<Path, Carrier> listed = new HashMap<>();
        carriers.stream().filter(Carrier::listed).forEach(carrier -> listed.put(carrier.path(), carrier));
        for (Carrier before : removed) {
            Optional.ofNullable(listed.get(before.path())).ifPresent(before::succeededBy);
        }
    }

    /** Numbers the contents, oldest first as far as names tell. */
    private void numberBirths() {
        carriers.stream()
                .filter(carrier -> carrier.birth() == 0 && carrier.size() > 0)
                .sorted(BY_NAME)
                .forEachOrdered(carrier -> carrier.born(++births));
    }

    void oldestFirst(List<Newcomer> newcomers) {
        Comparator<Newcomer> undated = Comparator.comparingLong(
                        (Newcomer n) -> n.carrier().lastWritten())
                .thenComparing(n -> n.carrier().name());
        boolean dated = newcomers.stream().allMatch(n -> n.firstTime().isPresent());
        newcomers.sort(
                dated
                        ? Comparator.comparingLong((Newcomer n) -> n.firstTime().orElse(0))
                                .thenComparing(undated)
                        : undated);
    }

    /** A copy or an archive of a log file is as old as the file, whenever it came into sight. */
    static void sameAge(Carrier carrier, TrackedFile file) {
        if (file.birth == 0 || (carrier.birth() != 0 && carrier.birth() < file.birth)) {
            file.birth = carrier.birth();
        }
        carrier.born(file.birth);
    }
}
