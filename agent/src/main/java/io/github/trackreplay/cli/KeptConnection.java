/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.cli.Database.Work;
import io.github.trackreplay.mysql.SqlFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks a database on one connection, however many questions there are: an import has some for each of its files. A connection that
 * has been lost meanwhile is opened anew, again and again while the database is away, as long as the patience lasts. Thread-safe:
 * one question at a time.
 */
final class KeptConnection implements Asking, AutoCloseable {
    private final DatabaseOptions database;
    private final Duration patience;
    private @Nullable Connection connection;

    /** @param patience for how long a question is repeated; zero for one attempt on a new connection */
    KeptConnection(DatabaseOptions database, Duration patience) {
        this.database = database;
        this.patience = patience;
    }

    @Override
    public synchronized <T> T use(Work<T> work) throws InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            boolean kept = connection != null;
            try {
                return ask(work);
            } catch (CommandFailure e) {
                boolean passes =
                        e.getCause() != null && SqlFailure.of(e.getCause()).passes();
                close();
                if (!passes || (!kept && System.nanoTime() - begun >= patience.toNanos())) {
                    throw e;
                }
                if (!kept) {
                    AttemptPause.take();
                }
            }
        }
    }

    private <T> T ask(Work<T> work) {
        Connection current = connection;
        if (current == null) {
            current = Database.open(database);
            connection = current;
        }
        try {
            return work.with(current);
        } catch (SQLException e) {
            throw Database.failure(database.url(), e);
        }
    }

    @Override
    public synchronized void close() {
        Connection current = connection;
        connection = null;
        if (current != null) {
            try {
                current.close();
            } catch (SQLException e) {
                // it was lost already, and nothing of it is needed
            }
        }
    }
}
