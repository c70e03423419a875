/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

/** What a stream is doing, for people. */
public enum StreamState {
    /** It brings requests. */
    ACTIVE,
    /** It has nothing to bring and says so. */
    QUIET,
    /** A collector expects it, and its agent has not said anything yet. */
    AWAITED,
    /** It says nothing; the order no longer waits for it. */
    UNREACHABLE,
    /** What it brings lies so far behind the others that the order no longer waits for it. */
    BEHIND,
    /** Its reader has said that nothing more comes. */
    ENDED,
    /** The operator has taken it out. */
    RETIRED
}
