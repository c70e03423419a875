/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.flume.Event;

/**
 * Puts events in a thread that nobody interrupts. Flume stops a source with an interrupt; when that hits a file channel in
 * the middle of a write, the channel's files are closed under it: the put fails, no checkpoint is written, and the next
 * start replays the whole channel. For one calling thread, which waits for the end of each put and keeps its interrupt.
 */
final class UndisturbedPuts {
    private final ExecutorService thread;

    UndisturbedPuts(String name) {
        thread = Executors.newSingleThreadExecutor(work -> {
            Thread made = new Thread(work, name);
            made.setDaemon(true);
            return made;
        });
    }

    /** Has a batch put; what the put throws is thrown here. */
    void put(List<Event> events, Consumer<List<Event>> put) {
        Future<?> done = thread.submit(() -> put.accept(events));
        try {
            Uninterruptibles.getUninterruptibly(done);
        } catch (ExecutionException e) {
            Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
            Throwables.throwIfUnchecked(cause);
            throw new IllegalStateException(cause);
        }
    }

    /** Lets the thread go. */
    void end() {
        thread.shutdown();
    }
}
