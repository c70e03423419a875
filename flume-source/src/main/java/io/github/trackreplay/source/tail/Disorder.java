/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.HeaderGrammar;
import io.github.trackreplay.event.ShownTimes;
import io.github.trackreplay.source.checkpoint.SeenDisorder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * How far one stream's event times may run backwards: a fixed time, or what the stream has shown. Then it begins with {@link
 * #LEAST_MILLIS} and follows the worst of the last day, of two kinds: a request that lies before one that precedes it in the
 * log, and one that lies before what a heartbeat had promised (a server that buffers its log). A quarter is added, because
 * the next one may be a little worse; not where times say the second only, and the worst is a whole one.
 *
 * <p>What lies back further than {@link #MOST_MILLIS} is no disorder but a clock that was set, or one request that somebody
 * held open: it is late, and moves nothing. As long as nobody tells which times the lines name, {@link #UNTOLD_MILLIS} hold.
 * Times in milliseconds. For one thread.
 *
 * <p>Why so: {@code docs/decisions/0030-disorder-follows-the-log.md}.
 */
final class Disorder {
    /** What a stream begins with: more than two processes of a server differ by. */
    static final long LEAST_MILLIS = 100;
    /** Nobody waits longer than this, and a quarter of it, because of what a stream shows. */
    static final long MOST_MILLIS = HeaderGrammar.MOST_SHOWN_DISORDER / 5 * 4;
    /** Where nobody tells the times. */
    static final long UNTOLD_MILLIS = 5_000;
    /** So many times in a row that name whole seconds are no chance. */
    private static final int WHOLE_IN_ROW = 5;

    private static final long HOUR_MILLIS = 3_600_000;
    private static final int HOURS = 24;

    private final Optional<Duration> fixed;
    private final ArrayDeque<SeenDisorder.Worst> worst = new ArrayDeque<>();
    private final Deque<Promise> promises = new ArrayDeque<>();
    private boolean fine;
    private boolean told = true;
    private int wholeInRow;
    private long greatest = Long.MIN_VALUE;

    /** What a heartbeat of a turn promised: the present time of the log then, and what was said of it. */
    private record Promise(long turn, long logTime, long said) {}

    /**
     * @param fixed the administrator's time, if there is one
     * @param seen what the stream had shown when the source stopped
     */
    Disorder(Optional<Duration> fixed, SeenDisorder seen) {
        this.fixed = fixed;
        this.fine = seen.fine();
        this.worst.addAll(seen.worst());
    }

    /** How far event times may run backwards now. */
    long millis(long now) {
        if (fixed.isPresent()) {
            return fixed.get().toMillis();
        }
        if (!told) {
            return UNTOLD_MILLIS;
        }
        forget(now);
        long most = worst.stream().mapToLong(SeenDisorder.Worst::millis).max().orElse(0);
        boolean exact = !fine && most % 1000 == 0;
        return Math.max(LEAST_MILLIS, exact ? most : most + most / 4);
    }

    /**
     * What a heartbeat may promise: no request with an earlier event time is still to come.
     *
     * @param logTime the present time of the log, sampled before it was read to its end
     */
    long promise(long logTime, long now) {
        long time = logTime - millis(now);
        // most logs cut times to the second: what is written now says a time up to a second ago
        long said = fine && fixed.isEmpty() ? time : Math.floorDiv(time, 1000) * 1000;
        promises.addFirst(new Promise(now, logTime, said));
        while (promises.size() > 2) {
            promises.removeLast();
        }
        return said;
    }

    /** A pack went out whose times nobody tells. */
    void untold() {
        told = false;
    }

    /**
     * A pack has turned out to hold these times.
     *
     * @param readAt the time of the turn in which it was read
     * @return whether something was learnt that is worth saving
     */
    boolean note(ShownTimes times, long readAt, long now) {
        told = true;
        boolean learnt = noteFineness(times);
        long back = Math.max(Math.max(0, greatest == Long.MIN_VALUE ? 0 : greatest - times.least()), times.disorder());
        Optional<Promise> promised =
                promises.stream().filter(promise -> promise.turn < readAt).findFirst();
        if (promised.isPresent() && promised.get().said > times.least()) {
            back = Math.max(back, promised.get().logTime - times.least());
        }
        if (back > MOST_MILLIS) {
            greatest = times.greatest();
            return learnt;
        }
        greatest = Math.max(greatest, times.greatest());
        return record(back, now) || learnt;
    }

    private boolean noteFineness(ShownTimes times) {
        wholeInRow = times.wholeSeconds() ? wholeInRow + 1 : 0;
        boolean before = fine;
        fine = !times.wholeSeconds() || (fine && wholeInRow < WHOLE_IN_ROW);
        return fine != before;
    }

    private boolean record(long back, long now) {
        long hour = Math.floorDiv(now, HOUR_MILLIS);
        SeenDisorder.Worst last = worst.peekLast();
        if (last != null && last.hour() >= hour) {
            if (last.millis() >= back) {
                return false;
            }
            worst.removeLast();
        } else if (back == 0) {
            return false;
        }
        worst.addLast(new SeenDisorder.Worst(hour, back));
        return true;
    }

    /** Also what a clock that has been set back since wrote. */
    private void forget(long now) {
        long hour = Math.floorDiv(now, HOUR_MILLIS);
        worst.removeIf(one -> one.hour() <= hour - HOURS || one.hour() > hour + 1);
    }

    /** What to remember over a restart. */
    SeenDisorder seen() {
        List<SeenDisorder.Worst> kept = new ArrayList<>(worst);
        return fixed.isPresent() || (kept.isEmpty() && !fine) ? SeenDisorder.NONE : new SeenDisorder(fine, kept);
    }
}
