/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import java.sql.SQLException;
import java.time.Duration;

/** Sums up the time that is spent in calls of the database, or in waiting for them. For one thread. */
final class DatabaseTime {
    private long nanos;
    private long lastCall = System.nanoTime();

    /** Something that the database does, or that waits for it. */
    interface Work {
        void run() throws SQLException;
    }

    void of(Work work) throws SQLException {
        long begun = System.nanoTime();
        work.run();
        lastCall = System.nanoTime();
        nanos += lastCall - begun;
    }

    /** It has just answered a question that another thread has asked for this one. */
    void answered() {
        lastCall = System.nanoTime();
    }

    /** Whether the database has heard nothing for so long. */
    boolean silentFor(Duration silence) {
        return System.nanoTime() - lastCall > silence.toNanos();
    }

    long nanos() {
        return nanos;
    }
}
