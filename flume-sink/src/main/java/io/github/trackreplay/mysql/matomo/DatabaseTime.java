/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import java.sql.SQLException;

/** Sums up the time that is spent in calls of the database, or in waiting for them. For one thread. */
final class DatabaseTime {
    private long nanos;

    /** Something that the database does, or that waits for it. */
    interface Work {
        void run() throws SQLException;
    }

    void of(Work work) throws SQLException {
        long begun = System.nanoTime();
        work.run();
        nanos += System.nanoTime() - begun;
    }

    long nanos() {
        return nanos;
    }
}
