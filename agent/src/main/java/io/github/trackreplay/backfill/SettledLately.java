/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.LocatedRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The latest requests of a reading whose rows are their own, for three minutes of the log and 16 MiB of its lines; of earlier ones only
 * their times. For one thread at a time.
 */
final class SettledLately {
    private static final long KEPT_MILLIS = 180_000;
    private static final long KEPT_BYTES = 16 << 20;

    private final Disputes all = new Disputes();
    private final Disputes gone = new Disputes();
    private final Deque<LocatedRequest> latest = new ArrayDeque<>();
    private long bytes;

    void add(LocatedRequest located) {
        all.settled(located.request());
        latest.addLast(located);
        bytes += located.request().length();
        while (bytes > KEPT_BYTES
                || latest.getFirst().request().time() < located.request().time() - KEPT_MILLIS) {
            LocatedRequest oldest = latest.removeFirst();
            gone.settled(oldest.request());
            bytes -= oldest.request().length();
        }
    }

    /** Those whose rows may have been claimed by others; nothing if one of them is not kept. */
    Optional<List<LocatedRequest>> near(List<LocatedRequest> claiming) {
        claiming.forEach(located -> {
            all.found(located.request());
            gone.found(located.request());
        });
        if (gone.any()) {
            return Optional.empty();
        }
        boolean any = all.any();
        return Optional.of(latest.stream()
                .filter(located -> any && all.concern(located.request()))
                .toList());
    }
}
