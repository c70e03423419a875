/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.Fingerprint;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The log files of a stream by their fingerprints, so that asking costs the same however many there are. Mutable. */
final class KnownFiles {
    private final HashPlaces<TrackedFile> byFingerprint =
            new HashPlaces<>(file -> file.fingerprint().hashCode());
    private final Set<TrackedFile> longer = new LinkedHashSet<>();
    /** How many heads are longer than anybody waits for at the beginning of what the server does not write. */
    private int longHoles;

    void add(TrackedFile file) {
        byFingerprint.add(file);
        if (file.head().longer()) {
            longer.add(file);
        }
        longHoles += holdsLongHole(file) ? 1 : 0;
    }

    void remove(TrackedFile file) {
        byFingerprint.remove(file);
        longer.remove(file);
        longHoles -= holdsLongHole(file) ? 1 : 0;
    }

    private static boolean holdsLongHole(TrackedFile file) {
        return Endless.isOnlyOfLive(file.head().length());
    }

    /** Whether one of them has such a hole before its first line as only a live log may: a copy of it does, too, once it is rotated. */
    boolean haveLongHole() {
        return longHoles > 0;
    }

    boolean has(Fingerprint fingerprint) {
        return !with(fingerprint).isEmpty();
    }

    /** Those that a content may be: with the ordinary head that it has, and all whose heads are longer than ordinary ones. */
    List<TrackedFile> candidates(Optional<Head> ordinary) {
        Set<TrackedFile> candidates = new LinkedHashSet<>();
        ordinary.map(head -> with(head.fingerprint())).ifPresent(candidates::addAll);
        candidates.addAll(longer);
        return List.copyOf(candidates);
    }

    private List<TrackedFile> with(Fingerprint fingerprint) {
        return byFingerprint.near(fingerprint.hashCode()).stream()
                .filter(file -> file.fingerprint().equals(fingerprint))
                .toList();
    }
}
