/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.CoalescedChanges;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Writes the changes of one batch a part at a time, in order, each part in another thread while the next one is being decided.
 * The connection belongs to that thread from {@link #start} until {@link #await} returns. Not thread-safe.
 */
final class PartWriter implements AutoCloseable {
    private final ChangeWriter writer;
    private final Connection connection;
    private final ExecutorService thread;
    private final Ids ids = new Ids();
    private Future<?> running;
    private int begunUpTo;

    PartWriter(ChangeWriter writer, Connection connection, ExecutorService thread) {
        this.writer = writer;
        this.connection = connection;
        this.thread = thread;
    }

    /**
     * Begins to write a part, once the one before is written.
     *
     * @param upTo how many of the batch's requests it and those before it hold
     */
    void start(List<Change> part, int upTo) throws SQLException {
        await();
        begunUpTo = upTo;
        running = thread.submit(() -> {
            write(part);
            return null;
        });
    }

    /** How many of the batch's requests have been begun to be written. */
    int begunUpTo() {
        return begunUpTo;
    }

    /** Whether the connection belongs to the writing thread, which uses it. */
    boolean isWriting() {
        return running != null && !running.isDone();
    }

    /** Writes the last part. */
    void finish(List<Change> part) throws SQLException {
        await();
        write(part);
    }

    private void write(List<Change> part) throws SQLException {
        writer.write(connection, new CoalescedChanges(part), ids);
    }

    /**
     * Waits until everything that was begun is written; the connection is the caller's again.
     *
     * @return whether there was anything to wait for, so that there may be new ids
     * @throws SQLException what the writing met
     */
    boolean await() throws SQLException {
        Future<?> last = running;
        running = null;
        if (last == null) {
            return false;
        }
        try {
            Uninterruptibles.getUninterruptibly(last);
            return true;
        } catch (ExecutionException e) {
            Throwables.throwIfInstanceOf(e.getCause(), SQLException.class);
            Throwables.throwIfUnchecked(e.getCause());
            throw new IllegalStateException(e.getCause());
        }
    }

    /** The ids of the rows that are written. */
    Ids ids() {
        return ids;
    }

    /** Waits; what the writing met after something else has failed is of no interest. */
    @Override
    public void close() {
        try {
            await();
        } catch (SQLException | RuntimeException e) {
            // the caller has a failure of its own and rolls back
        }
    }
}
