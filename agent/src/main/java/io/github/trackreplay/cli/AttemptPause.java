/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

/** The pause of a command between two questions to a database: while it is away, or others are at work in it. */
final class AttemptPause {
    /** Short for a person who waits, and nothing to a database. */
    private static final long MILLISECONDS = 200;

    private AttemptPause() {}

    static void take() throws InterruptedException {
        Thread.sleep(MILLISECONDS);
    }
}
