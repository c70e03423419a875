/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

/** Where a file on disk is, as listings and attempts to open it have shown. Immutable; states without data are one object each. */
sealed interface Whereabouts {
    Whereabouts LISTED = new Listed();
    Whereabouts MOVED = new Moved();
    Whereabouts OUT_OF_SIGHT = new OutOfSight();
    Whereabouts GONE = new Gone();

    /** The last listing showed it. */
    record Listed() implements Whereabouts {}

    /** The last listing showed it, but it was not there any more when it was to be opened; the next one tells where it is. */
    record Moved() implements Whereabouts {}

    /** The last listing did not show it: it was renamed away or removed. */
    record OutOfSight() implements Whereabouts {}

    /**
     * It was removed, and another file has taken its path.
     *
     * @param before when that one had been written to as it was seen, nanoseconds since 1970: the server had written to this one before
     */
    record Succeeded(long before) implements Whereabouts {}

    /** No listing shows it, and it was not there when it was to be opened: nothing is left of it. */
    record Gone() implements Whereabouts {}

    /** Whether the last listing showed it. */
    default boolean listed() {
        return this instanceof Listed || this instanceof Moved;
    }

    /** Whether it was where it was thought to be whenever it was to be opened. */
    default boolean isWithinReach() {
        return !(this instanceof Moved || this instanceof Gone);
    }

    /** A listing does not show it. */
    default Whereabouts unlisted() {
        if (this instanceof Listed) {
            return OUT_OF_SIGHT;
        }
        return this instanceof Moved ? GONE : this;
    }

    /** It was not there when it was to be opened. */
    default Whereabouts missed() {
        return listed() ? MOVED : GONE;
    }

    /** Another file is at its path; see {@link Succeeded}. */
    default Whereabouts succeeded(long before) {
        return this instanceof OutOfSight ? new Succeeded(before) : this;
    }
}
