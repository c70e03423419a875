/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.mysql.UnpreparedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Does for each request, by itself and on all cores, what needs none of the tables' rows; of several lists one after the
 * other, ahead of whoever takes them. It is asked for within a transaction, which others wait for, so the asking ends after a
 * short time: what takes longer goes on, is awaited outside of any transaction, and is found when it is asked for again. For
 * one thread.
 *
 * @param <T> what comes of a request
 */
final class Preparation<T> implements AutoCloseable {
    /** Requests from which on it pays to prepare them in several threads. */
    private static final int MANY = 64;

    private final Duration mostWaiting;
    private final ForkJoinPool threads = new ForkJoinPool();
    private final Map<Name, T> kept = new HashMap<>();
    private final Deque<Begun<T>> begun = new ArrayDeque<>();

    /** What is being prepared. */
    private record Begun<T>(List<LocatedRequest> requests, Future<List<T>> result) {}

    /** A request's name for ever. */
    private record Name(String stream, Fingerprint file, long offset, int index) {
        static Name of(LocatedRequest located) {
            return new Name(
                    located.file().stream(),
                    located.file().fingerprint(),
                    located.request().offset(),
                    located.request().index());
        }
    }

    /** @param mostWaiting for how long {@link #next} waits */
    Preparation(Duration mostWaiting) {
        this.mostWaiting = mostWaiting;
    }

    /** Begins to prepare requests; waits for nothing. */
    void begin(List<LocatedRequest> requests, Function<LocatedRequest, T> work) {
        Map<Name, T> ready = kept.isEmpty() ? Map.of() : Map.copyOf(kept);
        Function<LocatedRequest, T> lookedUp =
                ready.isEmpty() ? work : request -> found(ready.get(Name.of(request)), request, work);
        begun.add(new Begun<>(
                requests, threads.submit(() -> stream(requests).map(lookedUp).toList())));
    }

    private static <T> T found(@Nullable T ready, LocatedRequest request, Function<LocatedRequest, T> work) {
        return ready == null ? work.apply(request) : ready;
    }

    /**
     * What came of the requests that were begun first, in the same order.
     *
     * @throws UnpreparedException if that takes longer; the caller awaits it and begins again
     */
    List<T> next() {
        try {
            List<T> all = Objects.requireNonNull(
                    Uninterruptibles.getUninterruptibly(begun.element().result(), mostWaiting));
            begun.remove();
            return all;
        } catch (TimeoutException e) {
            throw new UnpreparedException();
        } catch (ExecutionException e) {
            begun.remove();
            throw unwrapped(e);
        }
    }

    /** Whether {@link #next} need not wait. */
    boolean isReady() {
        return !begun.isEmpty() && begun.element().result().isDone();
    }

    /** Nobody will ask for what has been begun. */
    void drop() {
        begun.clear();
    }

    /** Nobody will ask again for what has been prepared. */
    void done() {
        begun.clear();
        kept.clear();
    }

    private static Stream<LocatedRequest> stream(List<LocatedRequest> requests) {
        return requests.size() < MANY ? requests.stream() : requests.parallelStream();
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        Throwable cause = Awaited.cause(e);
        Throwables.throwIfUnchecked(cause);
        return new IllegalStateException(cause);
    }

    /** Waits for what was begun. What it fails of, it fails of again when it is asked for. */
    void await() throws InterruptedException {
        while (!begun.isEmpty()) {
            Begun<T> first = begun.element();
            try {
                List<T> all = first.result().get();
                for (int i = 0; i < all.size(); i++) {
                    kept.put(Name.of(first.requests().get(i)), all.get(i));
                }
            } catch (ExecutionException e) {
                // whoever asks again meets it
            }
            begun.remove();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
