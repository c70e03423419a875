/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.RawPack;

/** Finds the event times of a pack's requests. Whoever knows the log format does; the reader does not. */
@FunctionalInterface
public interface PackTimes {
    /**
     * Event times, milliseconds since 1970-01-01 UTC.
     *
     * @param least the least one; {@link Long#MAX_VALUE} where there is none
     * @param greatest the greatest one; {@link Long#MIN_VALUE} where there is none
     * @param disorder how far they run backwards: the most by which one lies before one that precedes it; 0 if none does
     */
    record Span(long least, long greatest, long disorder) {
        /** No time at all. */
        public static final Span NONE = new Span(Long.MAX_VALUE, Long.MIN_VALUE, 0);

        /** Both, this one first. */
        public Span then(Span next) {
            long between = greatest > next.least ? greatest - next.least : 0;
            return new Span(
                    Math.min(least, next.least),
                    Math.max(greatest, next.greatest),
                    Math.max(between, Math.max(disorder, next.disorder)));
        }
    }

    /** The times of all requests in a pack, in their order. Asked for one pack after the other, not always by the same thread. */
    Span of(RawPack pack);
}
