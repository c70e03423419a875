/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

/** How far a log file has been read: what reading on needs, or nothing but its position. */
sealed interface ReadState permits ReadProgress, ReadState.Resting {
    /** Its position says all that is needed to read on, besides this. */
    enum Resting implements ReadState {
        /** No line in parts goes on behind the position. */
        NOTHING_BEGUN,
        /** Whether one does is forgotten, as after a restart. */
        FORGOTTEN
    }
}
