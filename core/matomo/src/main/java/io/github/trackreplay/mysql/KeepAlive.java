/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says something to the database while a session of ours works without asking for anything: the server ends one that is silent for
 * {@link IdleLimit}, and it takes longer than that to judge the requests of a large batch on a slow machine, or to wait for others'
 * answers. For one thread.
 */
public final class KeepAlive {
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

    /** @param nanoTime any time that only moves forward, in nanoseconds */
    public static KeepAlive of(Connection connection, LongSupplier nanoTime) {
        return new KeepAlive(() -> say(connection), nanoTime);
    }

    /**
     * Says something now.
     *
     * @throws SQLException if the session is gone, and with it its locks
     */
    public static void say(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DO 0");
        }
    }

    /**
     * To be called again and again by whoever works without statements.
     *
     * @throws SQLException as {@link #say}; no more often than something is said
     */
    public void work() throws SQLException {
        long now = nanoTime.getAsLong();
        if (now - spoken >= MOST_SILENT.toNanos()) {
            spoken = now;
            word.say();
        }
    }
}
