/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says something to the database while a transaction of ours works without asking for anything: the server ends one that is
 * silent for {@link io.github.trackreplay.mysql.IdleLimit#TRANSACTION}, and a slow machine takes longer than that to judge and
 * pack the requests of a large batch. For one thread.
 */
final class KeepAlive {
    private static final Duration MOST_SILENT = Duration.ofSeconds(1);

    private final Word word;
    private final LongSupplier nanoTime;
    private long spoken;

    /** A statement that does nothing. */
    interface Word {
        void say() throws SQLException;
    }

    /** @param nanoTime any time that only moves forward, in nanoseconds */
    KeepAlive(Word word, LongSupplier nanoTime) {
        this.word = word;
        this.nanoTime = nanoTime;
        this.spoken = nanoTime.getAsLong();
    }

    static KeepAlive of(Connection connection) {
        return new KeepAlive(
                () -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("DO 0");
                    }
                },
                System::nanoTime);
    }

    /** To be called again and again by whoever works without statements. */
    void work() throws SQLException {
        long now = nanoTime.getAsLong();
        if (now - spoken >= MOST_SILENT.toNanos()) {
            word.say();
            spoken = now;
        }
    }
}
