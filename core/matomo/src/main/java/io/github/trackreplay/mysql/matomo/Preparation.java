/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.mysql.UnpreparedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Does for each request, by itself and on all cores, what needs none of the tables' rows; of several lists one after the
 * other, ahead of whoever takes them. It is asked for within a transaction, which others wait for, so the asking ends after a
 * short time: what takes longer goes on, is awaited outside of any transaction, and is found when it is asked for again until
 * {@link #done}, as far as there is room. A request whose preparation does not end is given up, and fails when it is asked for. What was
 * prepared is a request's that is equal in everything: at the same place of a stream another one may stand the next time. For one thread.
 *
 * @param <T> what comes of a request
 */
final class Preparation<T> implements AutoCloseable {
    /** Requests from which on it pays to prepare them in several threads. */
    private static final int MANY = 64;

    /** Of the heap, what is kept at most. */
    private static final int SHARE = 8;

    /** About what one takes that is prepared, in bytes. */
    private static final int OF_ONE = 8 << 10;

    /** So many are kept, however little room there is: as many as are in memory at a time anyway. */
    private static final int LEAST_KEPT = 8_000;

    /** How often it is looked for what does not end. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Duration mostWaiting;
    private final Duration mostOfOne;
    private final LongSupplier nanos;
    private final Map<Thread, UnderWay> underWay = new ConcurrentHashMap<>();
    private ForkJoinPool threads = new ForkJoinPool();
    private final int mostKept;
    private volatile Set<LocatedRequest> givenUp = Set.of();
    private final Map<LocatedRequest, T> kept = new LinkedHashMap<>();
    /** The same for the threads, as of the last waiting. */
    private Map<LocatedRequest, T> ready = Map.of();

    private @Nullable Object rules;
    private final Deque<Begun<T>> begun = new ArrayDeque<>();

    /** What is being prepared. */
    private record Begun<T>(List<LocatedRequest> requests, Future<List<T>> result) {}

    /** What a thread is preparing, and since when. */
    private record UnderWay(LocatedRequest request, long since) {}

    /**
     * With threads of its own.
     *
     * @param mostWaiting for how long {@link #next} waits
     * @param mostOfOne for how long a single request may be under way; the time that it waits for a thread does not count
     * @param nanos a clock that only goes forward
     */
    Preparation(Duration mostWaiting, Duration mostOfOne, LongSupplier nanos) {
        this(mostWaiting, mostOfOne, nanos, mostIn(Runtime.getRuntime().maxMemory()));
    }

    /**
     * As above.
     *
     * @param mostKept how many that have been awaited are kept; of more, those that were awaited last
     */
    Preparation(Duration mostWaiting, Duration mostOfOne, LongSupplier nanos, int mostKept) {
        this.mostWaiting = mostWaiting;
        this.mostOfOne = mostOfOne;
        this.nanos = nanos;
        this.mostKept = mostKept;
    }

    private static int mostIn(long heap) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_KEPT, heap / SHARE / OF_ONE));
    }

    /**
     * By what is prepared from now on: what was prepared by other rules is dropped.
     *
     * @param present equal to those before if the same comes of a request
     */
    void by(Object present) {
        if (!present.equals(rules)) {
            forget();
            rules = present;
        }
    }

    /** Begins to prepare requests; waits for nothing. */
    void begin(List<LocatedRequest> requests, Function<LocatedRequest, T> work) {
        Map<LocatedRequest, T> found = ready;
        Function<LocatedRequest, T> watched = request -> watched(request, work);
        Function<LocatedRequest, T> lookedUp =
                found.isEmpty() ? watched : request -> found(found.get(request), request, watched);
        begun.add(new Begun<>(
                requests, threads.submit(() -> stream(requests).map(lookedUp).toList())));
    }

    private T watched(LocatedRequest request, Function<LocatedRequest, T> work) {
        if (!givenUp.isEmpty() && givenUp.contains(request)) {
            throw new IllegalStateException("The request's preparation did not end within " + mostOfOne.toMinutes()
                    + " minutes, and is given up. It may take a core until the next start.");
        }
        underWay.put(Thread.currentThread(), new UnderWay(request, nanos.getAsLong()));
        try {
            return work.apply(request);
        } finally {
            underWay.remove(Thread.currentThread());
        }
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

    /** What has been prepared is not kept. What has been given up stays so. */
    void forget() {
        begun.clear();
        kept.clear();
        ready = Map.of();
    }

    /** What has been awaited and is kept. */
    Collection<T> kept() {
        return Collections.unmodifiableCollection(kept.values());
    }

    /** Nobody will ask again for what has been prepared or given up. */
    void done() {
        forget();
        givenUp = Set.of();
    }

    private static Stream<LocatedRequest> stream(List<LocatedRequest> requests) {
        return requests.size() < MANY ? requests.stream() : requests.parallelStream();
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        Throwable cause = Awaited.cause(e);
        Throwables.throwIfUnchecked(cause);
        return new IllegalStateException(cause);
    }

    /**
     * Waits for what was begun. What it fails of, it fails of again when it is asked for; so does what is given up, because it does not
     * end, and nothing else that was begun is waited for then.
     */
    void await() throws InterruptedException {
        while (!begun.isEmpty()) {
            Begun<T> first = begun.element();
            try {
                List<T> all = first.result().get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                for (int i = 0; i < all.size(); i++) {
                    keep(first.requests().get(i), all.get(i));
                }
                begun.remove();
            } catch (TimeoutException e) {
                giveUp();
            } catch (ExecutionException e) {
                begun.remove(); // whoever asks again meets it
            }
        }
        ready = Map.copyOf(kept);
    }

    /** The oldest ones give way. */
    private void keep(LocatedRequest request, T result) {
        kept.remove(request);
        kept.put(request, result);
        if (kept.size() > mostKept) {
            kept.remove(kept.keySet().iterator().next());
        }
    }

    /** Leaves what does not end to its threads, and goes on with others. */
    private void giveUp() {
        long now = nanos.getAsLong();
        Set<LocatedRequest> endless = new HashSet<>(givenUp);
        underWay.values().stream()
                .filter(one -> now - one.since() >= mostOfOne.toNanos())
                .forEach(one -> endless.add(one.request()));
        if (endless.size() > givenUp.size()) {
            givenUp = Set.copyOf(endless);
            begun.clear();
            threads.shutdownNow();
            underWay.clear();
            threads = new ForkJoinPool();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
