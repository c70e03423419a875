/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.cli.Database.Work;
import io.github.trackreplay.mysql.SqlFailure;
import java.time.Duration;

/** Asks a database on a connection of its own. */
interface Asking {
    long PAUSE_MILLIS = 500;

    <T> T use(Work<T> work) throws InterruptedException;

    /** Again and again while the database is away, as long as the patience lasts. */
    static Asking patiently(DatabaseOptions database, Duration patience) {
        return new Asking() {
            @Override
            public <T> T use(Work<T> work) throws InterruptedException {
                long begun = System.nanoTime();
                while (true) {
                    try {
                        return Database.use(database, work);
                    } catch (CommandFailure e) {
                        boolean passes = e.getCause() != null
                                && SqlFailure.of(e.getCause()).passes();
                        if (!passes || System.nanoTime() - begun >= patience.toNanos()) {
                            throw e;
                        }
                        Thread.sleep(PAUSE_MILLIS);
                    }
                }
            }
        };
    }

    /** Once, without patience. */
    static Asking once(DatabaseOptions database) {
        return new Asking() {
            @Override
            public <T> T use(Work<T> work) {
                return Database.use(database, work);
            }
        };
    }
}
