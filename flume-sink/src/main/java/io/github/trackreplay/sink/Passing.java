/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.page.Tap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * The requests that pass, for whoever watches: what a transaction books is kept until it commits and dropped if it does not, so
 * that each counts once however often it was tried. Costs nothing while nobody can watch. Bounded: of one transaction the times
 * of {@link #MOST_TIMES} and the texts of the last {@link #MOST_SHOWN}. For one thread.
 */
final class Passing {
    static final int MOST_TIMES = 100_000;
    static final int MOST_SHOWN = 500;

    private final BooleanSupplier watched;
    private final Deque<Noted> pending = new ArrayDeque<>();
    private final List<Tap.Passed> committed = new ArrayList<>();
    private UnaryOperator<TrackingRequest> mask = UnaryOperator.identity();
    private long[] times = new long[64];
    private int pendingTimes;
    private int committedTimes;
    private long pendingUnseen;
    private long unseen;
    private boolean on;

    private record Noted(
            String stream,
            long time,
            String outcome,
            String reason,
            Optional<TrackingRequest> request,
            String sentence) {}

    /** @param watched whether somebody can; asked once a transaction */
    Passing(BooleanSupplier watched) {
        this.watched = watched;
    }

    /** Nobody watches. */
    static Passing unwatched() {
        return new Passing(() -> false);
    }

    /**
     * What was committed since the last call.
     *
     * @param times event times of applied requests, milliseconds
     * @param unseen how many requests passed before those that are shown
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Committed(long[] times, long unseen, List<Tap.Passed> shown) {}

    /** A transaction begins; what an earlier one booked that was not committed did not happen. */
    void begin(UnaryOperator<TrackingRequest> tokens) {
        on = watched.getAsBoolean();
        mask = tokens;
        pending.clear();
        pendingTimes = 0;
        pendingUnseen = 0;
    }

    /** A request was applied: recorded, or deliberately not. */
    void applied(String stream, TrackingRequest request, String outcome, String reason) {
        if (on) {
            if (committedTimes + pendingTimes < MOST_TIMES) {
                if (committedTimes + pendingTimes == times.length) {
                    times = Arrays.copyOf(times, times.length * 2);
                }
                times[committedTimes + pendingTimes++] = request.time();
            }
            note(new Noted(stream, request.time(), outcome, reason, Optional.of(request), ""));
        }
    }

    /** A request was left out by a setting. */
    void skipped(String stream, TrackingRequest request, String reason) {
        if (on) {
            note(new Noted(stream, request.time(), "skipped", reason, Optional.of(request), ""));
        }
    }

    /** A request or line was rejected. */
    void rejected(String stream, long time, String reason, String sentence) {
        if (on) {
            note(new Noted(stream, time, "rejected", reason, Optional.empty(), sentence));
        }
    }

    private void note(Noted noted) {
        pending.addLast(noted);
        if (pending.size() > MOST_SHOWN) {
            pending.removeFirst();
            pendingUnseen++;
        }
    }

    /** The transaction has committed. */
    void committed() {
        if (committed.size() + pending.size() > 2 * MOST_SHOWN) {
            unseen += committed.size();
            committed.clear();
        }
        if (pendingUnseen > 0) { // what is shown is without a gap
            unseen += committed.size() + pendingUnseen;
            committed.clear();
        }
        for (Noted noted : pending) {
            committed.add(
                    new Tap.Passed(0, noted.time(), noted.stream(), noted.outcome(), noted.reason(), what(noted)));
        }
        committedTimes += pendingTimes;
        pendingTimes = 0;
        pendingUnseen = 0;
        pending.clear();
    }

    private String what(Noted noted) {
        if (noted.request().isEmpty()) {
            return noted.sentence();
        }
        try {
            return RequestLabel.of(mask.apply(noted.request().get()));
        } catch (RuntimeException | StackOverflowError e) {
            return "not shown, because it could not be searched for tokens";
        }
    }

    /** Gives what was committed away. */
    Committed drain() {
        Committed drained = new Committed(Arrays.copyOf(times, committedTimes), unseen, List.copyOf(committed));
        committed.clear();
        unseen = 0;
        committedTimes = 0;
        if (times.length > MOST_SHOWN) {
            times = new long[64];
        }
        return drained;
    }
}
