/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * For how long attempts have gone by in which no request was counted, although harmless calls went through behind each. Who is to
 * blame shows only where others are counted, and those may never come: a batch that is full of what fails is offered again and again.
 * So there is an end of waiting, far beyond a moment in which Matomo itself is to blame. Of a long pause between two attempts nobody
 * knows what became of harmless calls, so only a part of it counts; but it counts, or rare attempts would wait for ever. Mutable,
 * pure: the time is a parameter, in milliseconds; not thread-safe.
 */
final class Standstill {
    /** After which requests are to blame that are refused each time, alone in their calls. */
    static final Duration REFUSED = Duration.ofMinutes(10);

    /** The same of requests that are not answered, or with an error: an alteration of Matomo's tables may take hours. */
    static final Duration FAILED = Duration.ofHours(6);

    /** Between two attempts; what is beyond does not count. */
    private static final long LONGEST_PAUSE = Duration.ofHours(2).toMillis();

    private OptionalLong last = OptionalLong.empty();
    private long lasted;

    /** Nothing was counted, and a harmless call went through. */
    void goesOn(long now) {
        boolean continued = last.isPresent() && now >= last.getAsLong();
        lasted = continued ? until(now) : 0;
        last = OptionalLong.of(now);
    }

    /** A request was counted, or a harmless call did not go through either. */
    void end() {
        last = OptionalLong.empty();
    }

    /** Whether it has lasted for so long. */
    boolean lasts(Duration most, long now) {
        return last.isPresent() && until(now) >= most.toMillis();
    }

    private long until(long now) {
        return lasted + Math.min(Math.max(0, now - last.orElseThrow()), LONGEST_PAUSE);
    }
}
