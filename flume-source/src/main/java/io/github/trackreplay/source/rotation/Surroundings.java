/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

import java.util.List;
import java.util.function.Supplier;

/**
 * What is around a log file. What other files show is asked for only where an answer depends on it: there may be very many.
 *
 * @param last whether it is the last one of the chain
 * @param carriers the files on disk that hold it
 * @param undecided those of which it is not known what they hold, also foreign ones
 * @param newest those to which the server may be writing
 */
public record Surroundings(
        boolean last, List<Glimpse> carriers, Supplier<List<Glimpse>> undecided, Supplier<List<Glimpse>> newest) {
    public Surroundings {
        carriers = List.copyOf(carriers);
    }

    /** Whether it is open as the server wrote it. */
    boolean isOpenPlain() {
        return carriers.stream().anyMatch(Glimpse::isOpenPlain);
    }

    /** Whether it, or more of it, may be where nobody can look just now. */
    boolean mayBeElsewhere() {
        return !carriers.isEmpty()
                || undecided.get().stream()
                        .anyMatch(other -> !(other.state() instanceof CarrierState.Foreign)
                                && (other.size() > 0 || !other.readable()));
    }

    /** Whether the server writes to a file by now that is none of its own. */
    boolean showAnotherLiveLog() {
        return carriers.isEmpty()
                ? newest.get().stream().anyMatch(Surroundings::isAnotherLiveLog)
                : undecided.get().stream()
                        .anyMatch(other -> other.age().listed()
                                && carriers.stream().allMatch(own -> other.age().succeeds(own.age())));
    }

    /** Whether it is where the server writes and holds nothing, or nothing but what an older file holds. */
    private static boolean isAnotherLiveLog(Glimpse newest) {
        return newest.age().listed()
                && newest.age().name().isLive()
                && (newest.size() == 0 || newest.file().isPresent());
    }
}
