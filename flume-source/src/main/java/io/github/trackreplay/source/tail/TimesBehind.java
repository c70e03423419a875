/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import io.github.trackreplay.event.RawPack;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Finds the event times of a log file's packs, in their order, in another thread while the next ones are being read. Of a file of a
 * few packs there is nothing to gain, so it begins no thread for it. For one thread.
 */
final class TimesBehind implements AutoCloseable {
    private final PackTimes packTimes;
    private final InputTimes times;
    private List<RawPack> waiting = List.of();
    private Optional<ExecutorService> thread = Optional.empty();
    private Optional<Future<?>> begun = Optional.empty();

    /** @param times gets what is found; for others only after {@link #finish} */
    TimesBehind(PackTimes packTimes, InputTimes times) {
        this.packTimes = packTimes;
        this.times = times;
    }

    /** Adds the next packs; waits until no more than these and those before them are left. */
    void add(List<RawPack> packs) {
        await();
        if (!waiting.isEmpty()) {
            List<RawPack> next = waiting;
            begun = Optional.of(thread().submit(() -> find(next)));
        }
        waiting = packs;
    }

    /** Finds what is left. */
    void finish() {
        await();
        find(waiting);
        waiting = List.of();
    }

    private void find(List<RawPack> packs) {
        for (RawPack pack : packs) {
            times.add(pack.header().end(), packTimes.of(pack));
        }
    }

    private ExecutorService thread() {
        if (thread.isEmpty()) {
            thread = Optional.of(Executors.newSingleThreadExecutor(work -> {
                Thread made = new Thread(work, "survey");
                made.setDaemon(true);
                return made;
            }));
        }
        return thread.get();
    }

    private void await() {
        Optional<Future<?>> last = begun;
        begun = Optional.empty();
        if (last.isEmpty()) {
            return;
        }
        try {
            Uninterruptibles.getUninterruptibly(last.get());
        } catch (ExecutionException e) {
            Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
            Throwables.throwIfUnchecked(cause);
            throw new IllegalStateException(cause);
        }
    }

    @Override
    public void close() {
        thread.ifPresent(ExecutorService::shutdown);
    }
}
