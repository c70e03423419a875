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
 * Writes the changes of one batch a part at a time, in order, each in another thread while the next one but one is being decided: of
 * a part that waits, visits are written as the next part leaves them, for an update costs more than the rest of a request.
 * What the deciding thread reads meanwhile, it reads by {@link #reading}: a statement of the writing thread is seen wholly or
 * not at all, and of which visits have got which ids it is told together with what it reads. Not thread-safe.
 *
 * <p>Why so: {@code docs/decisions/0036-parts-and-turns.md}.
 */
final class PartWriter implements AutoCloseable {
    /**
     * Requests of the first part, and of those towards the end. Each visit that goes on behind a cut costs an update, but of all cuts
     * of a batch together one.
     */
    private static final int FIRST_PART = 3_000;

    private static final int LEAST_PART = 2_000;

    /** Requests of the parts between, where they are not waited for. */
    private static final int USUAL_PART = 10_000;

    /** While less than that is decided, little is written. */
    private static final int LEAST_LEFT = 2_000;

    private final OrderedTableWriter writer;
    private final Connection connection;
    private final ExecutorService thread;
    private final Ids ids = new Ids();
    private final RestingUpdates updates = new RestingUpdates();
    private final SqlCalls.Turns turns = new SqlCalls.Turns();
    private @Nullable Future<?> running;
    private CoalescedChanges next = new CoalescedChanges(List.of());
    private int begunUpTo;

    PartWriter(OrderedTableWriter writer, Connection connection, ExecutorService thread) {
        this.writer = writer;
        this.connection = connection;
        this.thread = thread;
    }

    /**
     * Gives a part, and begins to write the one before it, once those before that are written.
     *
     * @param upTo how many of the batch's requests it and those before it hold
     */
    void start(List<Change> part, int upTo) throws SQLException {
        await();
        begunUpTo = upTo;
        running = thread.submit(() -> {
            writeUpTo(new CoalescedChanges(part));
            return null;
        });
    }

    /** Writes the part before a part: a new visit that goes on in that one is written as it is then. */
    private void writeUpTo(CoalescedChanges part) throws SQLException {
        CoalescedChanges changes = next;
        next = part;
        changes.takeAhead(part);
        writer.write(connection, changes, updates.after(changes.visitUpdates()), ids, turns);
    }

    /**
     * Whether what has been decided and not begun to be written makes a part: it is as many as a part holds or, while nothing is
     * being written, enough to begin with, then as many as have been begun before, at last as many as are left to be decided. So the
     * writing begins soon, and little is left of it when all is decided.
     *
     * @param decided how many of the batch's requests have been decided
     * @param all how many it has
     * @param most how many a part holds
     */
    boolean isPart(int decided, int all, int most) {
        int waiting = decided - begunUpTo;
        int left = all - decided;
        int wanted = Math.min(USUAL_PART, Math.min(begunUpTo, left));
        int least = begunUpTo == 0 ? FIRST_PART : Math.max(LEAST_PART, wanted);
        return waiting >= most || (left >= LEAST_LEFT && waiting >= least && !isWriting());
    }

    /** Whether a part is being written. */
    boolean isWriting() {
        return running != null && !running.isDone();
    }

    /** Writes the last part. */
    void finish(List<Change> part) throws SQLException {
        await();
        writeUpTo(new CoalescedChanges(part));
        writer.write(connection, next, updates.atLast(next.visitUpdates()), ids, turns);
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
