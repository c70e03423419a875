/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.util.OptionalLong;

/**
 * Tells the lines that lie before a stream's start by their event times. A line without a readable time goes with the line
 * before it.
 */
final class StartFilter {
    private final OptionalLong skipBefore;
    private final EventTimeFinder times;
    private boolean before = true;

    StartFilter(OptionalLong skipBefore, EventTimeFinder times) {
        this.skipBefore = skipBefore;
        this.times = times;
    }

    EventTimeFinder times() {
        return times;
    }

    boolean active() {
        return skipBefore.isPresent();
    }

    OptionalLong skipBefore() {
        return skipBefore;
    }

    boolean skips(byte[] bytes, int from, int to) {
        if (skipBefore.isEmpty()) {
            return false;
        }
        OptionalLong time = times.find(bytes, from, to);
        if (time.isPresent()) {
            before = time.getAsLong() < skipBefore.getAsLong();
        }
        return before;
    }
}
