/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

/** Where a file on disk is, as listings and attempts to open it have shown. Immutable. */
sealed interface Whereabouts {
    /** What is told without anything besides. */
    enum Spot implements Whereabouts {
        /** The last listing showed it. */
        LISTED,
        /** The last listing showed it, but it was not there any more when it was to be opened; the next one tells where it is. */
        MOVED,
        /** The last listing did not show it: it was renamed away or removed. */
        OUT_OF_SIGHT,
        /** No listing shows it, and it was not there when it was to be opened: nothing is left of it. */
        GONE
    }

    /**
     * It was removed, and another file has taken its path.
     *
     * @param before when that one had been written to as it was seen, nanoseconds since 1970: the server had written to this one before
     */
    record Succeeded(long before) implements Whereabouts {}

    /** Whether the last listing showed it. */
    default boolean listed() {
        return this == Spot.LISTED || this == Spot.MOVED;
    }

    /** Whether it was where it was thought to be whenever it was to be opened. */
    default boolean isWithinReach() {
        return this != Spot.MOVED && this != Spot.GONE;
    }

    /** A listing does not show it. */
    default Whereabouts unlisted() {
        if (this == Spot.LISTED) {
            return Spot.OUT_OF_SIGHT;
        }
        return this == Spot.MOVED ? Spot.GONE : this;
    }

    /** It was not there when it was to be opened. */
    default Whereabouts missed() {
        return listed() ? Spot.MOVED : Spot.GONE;
    }

    /** Another file is at its path; see {@link Succeeded}. */
    default Whereabouts succeeded(long before) {
        return this == Spot.OUT_OF_SIGHT ? new Succeeded(before) : this;
    }
}
