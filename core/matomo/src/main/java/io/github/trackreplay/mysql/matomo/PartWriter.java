/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.mysql.SqlFailure;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.CoalescedChanges;
import io.github.trackreplay.tracking.model.Known;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Writes the changes of one batch a part at a time, in order, each part in another thread while the next one is being decided.
 * What the deciding thread reads meanwhile, it reads by {@link #reading}: a statement of the writing thread is seen wholly or
 * not at all, and of which visits have got which ids it is told together with what it reads. Not thread-safe.
 */
final class PartWriter implements AutoCloseable {
    /** Each cut costs an update of every visit that goes on behind it. */
    private static final int LEAST_PART = 5_000;

    /** While less than that is decided, little is written. */
    private static final int LEAST_LEFT = 2_000;

    private final ChangeWriter writer;
    private final Connection connection;
    private final ExecutorService thread;
    private final Ids ids = new Ids();
    private final SqlCalls.Turns turns = new SqlCalls.Turns();
    private @Nullable Future<?> running;
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

    /**
     * Whether what has been decided and not begun to be written makes a part: it is as many as a part holds or, while nothing is
     * being written, as are left to be decided. So little is left to be written when all is decided, and a batch of less than a
     * part is written while it is decided too.
     *
     * @param decided how many of the batch's requests have been decided
     * @param all how many it has
     * @param most how many a part holds
     */
    boolean isPart(int decided, int all, int most) {
        int waiting = decided - begunUpTo;
        int left = all - decided;
        return waiting >= most || (left >= LEAST_LEFT && waiting >= Math.max(LEAST_PART, left) && !isWriting());
    }

    /** Whether a part is being written. */
    boolean isWriting() {
        return running != null && !running.isDone();
    }

    /** Writes the last part. */
    void finish(List<Change> part) throws SQLException {
        await();
        write(part);
    }

    private void write(List<Change> part) throws SQLException {
        writer.write(connection, new CoalescedChanges(part), ids, turns);
    }

    /**
     * Calls for reading while a part may be being written.
     *
     * @param known is told of visits that are rows by now
     * @throws SQLException what the writing has met so far
     */
    SqlCalls reading(Known known) throws SQLException {
        if (running != null && running.isDone()) {
            await();
        }
        return new SqlCalls(connection, turns, () -> known.wrote(ids.news()));
    }

    /** Calls of a third thread, which asks while the deciding one decides; see {@link #tellIds}. */
    SqlCalls calls() throws SQLException {
        return new SqlCalls(connection, turns, () -> {});
    }

    /** Before what {@link #calls} have found is told: which visits are rows by now. For the deciding thread. */
    void tellIds(Known known) {
        known.wrote(ids.news());
    }

    /**
     * Waits until everything that was begun is written.
     *
     * @throws SQLException what the writing met
     */
    private void await() throws SQLException {
        Future<?> last = running;
        running = null;
        if (last == null) {
            return;
        }
        Awaited.result(last);
    }

    /**
     * Waits.
     *
     * @throws SQLException what the writing met: to a failure of the deciding thread it is added as suppressed
     */
    @Override
    public void close() throws SQLException {
        await();
    }

    /**
     * What to make of a failure of the deciding thread. A deadlock or a lost connection that the writing met ends the
     * transaction of both, so whatever the deciding thread has met, then no request is to blame for it.
     *
     * @return what the writing met, with the failure as its cause; the failure itself where nothing such has happened
     */
    static Exception judged(Exception deciding) {
        if (SqlFailure.of(deciding).passes()) {
            return deciding;
        }
        for (Throwable met : deciding.getSuppressed()) {
            if (met instanceof SQLException writing && SqlFailure.of(writing).passes()) {
                return new SQLException(writing.getMessage(), writing.getSQLState(), writing.getErrorCode(), deciding);
            }
        }
        return deciding;
    }
}
