/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import java.util.OptionalLong;

/** How a stream's event times lie to the present, and how far they run backwards. Mutable. */
final class SkewAndDisorder {
    private final Skew skew = new Skew();
    private OptionalLong disorder = OptionalLong.empty();
    private long disorderAt;

    /** See {@link Skew#note}. */
    OptionalLong noteSkew(long millisecondsBehind, boolean requests, long now) {
        return skew.note(millisecondsBehind, requests, now);
    }

    OptionalLong skew() {
        return skew.measured();
    }

    long skewAt() {
        return skew.measuredAt();
    }

    /** Notes how far its reader says that its event times may run backwards, milliseconds. */
    void noteDisorder(long millis, long now) {
        disorder = OptionalLong.of(millis);
        disorderAt = now;
    }

    OptionalLong disorder() {
        return disorder;
    }

    long disorderAt() {
        return disorderAt;
    }
}
