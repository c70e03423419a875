/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

/** Whether a file on disk can be read, as far as anybody has tried. */
enum ReadAccess {
    /** Nothing is known to be in the way. */
    FREE,
    /** It cannot be read, and that has been said. */
    DENIED,
    /** The same, but perhaps it can by now: it is tried again. */
    TO_BE_TRIED;

    /** Whether it has been said that it cannot be read, and not yet that it can. */
    boolean isSaid() {
        return this != FREE;
    }
}
