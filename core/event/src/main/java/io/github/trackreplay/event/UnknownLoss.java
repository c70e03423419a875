/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

/**
 * A time in which bytes of a log may have been written and destroyed that nobody has seen: their number is not known, not
 * even whether there were any. Milliseconds since 1970-01-01 UTC, by the clock of the machine that has the log.
 *
 * @param from when the log was last seen whole
 * @param to when the destruction was noticed
 */
public record UnknownLoss(long from, long to) {
    public UnknownLoss {
        if (to < from) {
            throw new IllegalArgumentException("no time: [" + from + ", " + to + "]");
        }
    }

    /** Whether the other lies in it. */
    public boolean covers(UnknownLoss other) {
        return from <= other.from && other.to <= to;
    }

    /** Whether the two have more than a moment in common. */
    public boolean overlaps(UnknownLoss other) {
        return Math.max(from, other.from) < Math.min(to, other.to);
    }

    /** The least time that covers both. */
    public UnknownLoss and(UnknownLoss other) {
        return new UnknownLoss(Math.min(from, other.from), Math.max(to, other.to));
    }
}
