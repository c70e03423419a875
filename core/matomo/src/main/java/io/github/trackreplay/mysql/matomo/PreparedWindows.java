/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.event.LocatedRequest;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/**
 * The requests of a batch, prepared a window at a time: while one is decided, the next is being prepared on other cores. What
 * is prepared takes much memory, so of a batch no more than four windows of it exist: one that is decided, two of which it is looked up
 * what they will ask for, one that is being prepared. Besides them there is what was awaited in earlier attempts, which {@link
 * Preparation} keeps within bounds of its own. For one thread.
 *
 * @param <T> what comes of a request
 */
final class PreparedWindows<T> {
    /** Requests of the first window, for which is waited, and of the others. */
    private static final int FIRST = 500;

    private static final int OTHERS = 2000;

    private final Preparation<T> preparation;
    private final List<LocatedRequest> requests;
    private final int others;
    private final Function<LocatedRequest, T> work;
    private int begun;
    private int taken;

    /**
     * Begins with the first window; drops what was begun before.
     *
     * @param most most requests of a window; makes no difference to what comes of them
     */
    PreparedWindows(
            Preparation<T> preparation, List<LocatedRequest> requests, int most, Function<LocatedRequest, T> work) {
        this.others = Math.min(OTHERS, most);
        this.preparation = preparation;
        this.requests = requests;
        this.work = work;
        preparation.drop();
        begin(Math.min(FIRST, most));
    }

    private void begin(int count) {
        int to = Math.min(requests.size(), begun + count);
        if (to > begun) {
            preparation.begin(requests.subList(begun, to), work);
            begun = to;
        }
    }

    /** Whether {@link #next} need not wait, and is not the end. */
    boolean isReady() {
        return taken < requests.size() && preparation.isReady();
    }

    /**
     * The next window, in the order of the requests; the one behind it is begun.
     *
     * @return belongs to the caller: what is taken out of it is in memory no longer; empty at the end
     * @throws io.github.trackreplay.mysql.UnpreparedException see {@link Preparation#next}
     */
    Queue<T> next() {
        if (taken == requests.size()) {
            return new ArrayDeque<>();
        }
        if (begun < requests.size()) {
            begin(others);
        }
        Queue<T> window = new ArrayDeque<>(preparation.next());
        taken += window.size();
        return window;
    }
}
