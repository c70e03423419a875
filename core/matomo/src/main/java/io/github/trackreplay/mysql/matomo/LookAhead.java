/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.Wanted;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Reads in another thread what the deciding thread will need, by the connection of both, in one turn a question. What it has
 * read is told when it is asked for, together with which visits have got which ids, so it may be older than what has been
 * decided meanwhile, never older than the transaction's locks. For the deciding thread.
 */
final class LookAhead implements AutoCloseable {
    private final KnownReader reader;
    private final PartWriter writer;
    private final ExecutorService thread;
    private @Nullable Future<Answers> asked;

    /** @param thread runs one thing at a time */
    LookAhead(KnownReader reader, PartWriter writer, ExecutorService thread) {
        this.reader = reader;
        this.writer = writer;
        this.thread = thread;
    }

    /**
     * Begins to look; nothing else may be being looked for.
     *
     * @param wanted belongs to this object from now on
     */
    void ask(Wanted wanted) {
        asked = thread.submit(() -> {
            try (SqlCalls calls = writer.calls()) {
                return calls.together(() -> reader.read(calls, wanted));
            }
        });
    }

    /** Whether something was asked for that nobody has been told of. */
    boolean isAsked() {
        return asked != null;
    }

    /** Whether {@link #tell} need not wait. */
    boolean isAnswered() {
        return asked != null && asked.isDone();
    }

    /**
     * Tells what was found, once it is.
     *
     * @throws SQLException what the looking met
     */
    void tell(Known known) throws SQLException {
        Answers answers = await();
        writer.tellIds(known);
        answers.tell(known);
    }

    private Answers await() throws SQLException {
        Future<Answers> last = Objects.requireNonNull(asked, "nothing was asked for");
        asked = null;
        return Objects.requireNonNull(Awaited.result(last));
    }

    /**
     * Waits until nothing is being looked for; nobody wants to hear what was found.
     *
     * @throws SQLException what the looking met, for the transaction may be lost by it
     */
    @Override
    public void close() throws SQLException {
        if (asked != null) {
            await();
        }
    }
}
