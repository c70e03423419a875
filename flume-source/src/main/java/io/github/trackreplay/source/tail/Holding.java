/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

/** What a file on disk holds: a log file that is known, or what is remembered while that cannot be told. */
sealed interface Holding permits TrackedFile, Holding.Untold {
    /** Nothing is remembered. */
    Untold NOTHING = new Nothing();

    /** It cannot be told. Immutable. */
    sealed interface Untold extends Holding {}

    /** Nothing is remembered. */
    record Nothing() implements Untold {}

    /**
     * It may go on in another way than its log file.
     *
     * @param original the log file, which was found in it before any copy of that was
     */
    record Doubted(TrackedFile original) implements Untold {}

    /**
     * It is to be looked at again, which has not been done.
     *
     * @param before the log file that it held before
     */
    record Outdated(TrackedFile before) implements Untold {}
}
