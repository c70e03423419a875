/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.mysql.UnpreparedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Does for each request, by itself and on all cores, what needs none of the tables' rows. It is asked for within a
 * transaction, which others wait for, so the asking ends after a short time: what takes longer goes on, is awaited outside of
 * any transaction, and is found when it is asked for again. For one thread.
 *
 * @param <T> what comes of a request
 */
final class Preparation<T> implements AutoCloseable {
    /** Requests from which on it pays to prepare them in several threads. */
    private static final int MANY = 64;

    private final Duration mostWaiting;
    private final ForkJoinPool threads = new ForkJoinPool();
    private final Map<Name, T> prepared = new HashMap<>();
    private List<LocatedRequest> begun = List.of();
    private Future<List<T>> running;

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

    /** @param mostWaiting for how long {@link #prepare} waits */
    Preparation(Duration mostWaiting) {
        this.mostWaiting = mostWaiting;
    }

    /**
     * Prepares requests.
     *
     * @return what came of them, in the same order
     * @throws UnpreparedException if that takes longer; the caller awaits it and asks again
     */
    List<T> prepare(List<LocatedRequest> requests, Function<LocatedRequest, T> work) {
        boolean fresh = prepared.isEmpty();
        Function<LocatedRequest, T> lookedUp = fresh ? work : request -> found(request, work);
        begun = requests;
        running = threads.submit(() -> stream(requests).map(lookedUp).toList());
        try {
            List<T> all = Uninterruptibles.getUninterruptibly(running, mostWaiting);
            running = null;
            if (!fresh && requests.stream().map(Name::of).anyMatch(prepared::containsKey)) {
                requests.forEach(request -> prepared.remove(Name.of(request)));
            }
            return all;
        } catch (TimeoutException e) {
            throw new UnpreparedException();
        } catch (ExecutionException e) {
            running = null;
            throw unwrapped(e);
        }
    }

    private T found(LocatedRequest request, Function<LocatedRequest, T> work) {
        T ready = prepared.get(Name.of(request));
        return ready == null ? work.apply(request) : ready;
    }

    private static Stream<LocatedRequest> stream(List<LocatedRequest> requests) {
        return requests.size() < MANY ? requests.stream() : requests.parallelStream();
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        Throwables.throwIfUnchecked(e.getCause());
        return new IllegalStateException(e.getCause());
    }

    /** Waits for what was begun. What it fails of, it fails of again when it is asked for. */
    void await() throws InterruptedException {
        if (running == null) {
            return;
        }
        try {
            List<T> all = running.get();
            prepared.clear();
            for (int i = 0; i < all.size(); i++) {
                prepared.put(Name.of(begun.get(i)), all.get(i));
            }
        } catch (ExecutionException e) {
            prepared.clear();
        } finally {
            running = null;
            begun = List.of();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
