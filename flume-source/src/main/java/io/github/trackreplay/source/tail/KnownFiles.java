/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.Fingerprint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The log files of a stream by their fingerprints, so that asking costs the same however many there are. Mutable. */
final class KnownFiles {
    private final Map<Fingerprint, List<TrackedFile>> byFingerprint = new HashMap<>();
    private final Set<TrackedFile> longer = new LinkedHashSet<>();

    void add(TrackedFile file) {
        byFingerprint
                .computeIfAbsent(file.fingerprint(), f -> new ArrayList<>(1))
                .add(file);
        if (file.head.longer()) {
            longer.add(file);
        }
    }

    void remove(TrackedFile file) {
        List<TrackedFile> same = byFingerprint.getOrDefault(file.fingerprint(), List.of());
        if (same.remove(file) && same.isEmpty()) {
            byFingerprint.remove(file.fingerprint());
        }
        longer.remove(file);
    }

    boolean has(Fingerprint fingerprint) {
        return byFingerprint.containsKey(fingerprint);
    }

    /** Those that a content may be: with the ordinary head that it has, and all whose heads are longer than ordinary ones. */
    List<TrackedFile> candidates(Optional<Head> ordinary) {
        Set<TrackedFile> candidates =
                new LinkedHashSet<>(ordinary.map(head -> byFingerprint.getOrDefault(head.fingerprint(), List.of()))
                        .orElse(List.of()));
        candidates.addAll(longer);
        return List.copyOf(candidates);
    }
}
