/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which days of sites are marked for archiving. Of a date whose marks were all looked for once, a site that had none need not be asked
 * for again, however many thousands of sites there are: at worst a day is marked twice. One that had a mark is asked for when it is
 * needed, since an archiver may have taken that meanwhile. Not thread-safe.
 */
final class ArchivingMarks {
    private final Map<SiteDay, Boolean> days = new HashMap<>();
    private final Map<LocalDate, Set<Integer>> dates = new HashMap<>();

    /** Whether a day is marked; empty where that is unknown. */
    Optional<Boolean> of(SiteDay day) {
        Boolean known = days.get(day);
        if (known != null) {
            return Optional.of(known);
        }
        Set<Integer> sites = dates.get(day.date());
        return sites == null || sites.contains(day.idSite()) ? Optional.empty() : Optional.of(false);
    }

    void loaded(SiteDay day, boolean exists) {
        days.putIfAbsent(day, exists);
    }

    void loaded(LocalDate date, Set<Integer> sites) {
        dates.putIfAbsent(date, sites);
    }

    void marked(SiteDay day) {
        days.put(day, true);
    }
}
