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

    void add(TrackedFile file) {
        byFingerprint.add(file);
        if (file.head().longer()) {
            longer.add(file);
        }
    }

    void remove(TrackedFile file) {
        byFingerprint.remove(file);
        longer.remove(file);
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
