/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import com.google.common.math.LongMath;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Streams that nobody lists and of which the first thing has come lately, from an agent: whoever reaches a port makes one by naming
 * it. They share one budget of {@code maxHold} for which they hold all others up together; when it is used up, those of them that lie
 * behind the others hold nobody until it is full again. Where nothing but newcomers is waited for, they wait for each other as any
 * streams do. Mutable; the present time is always a parameter (milliseconds since 1970-01-01 UTC). Not thread-safe.
 *
 * <p>Why so: {@code docs/decisions/0060-newcomers-share-one-budget.md}.
 */
public final class Newcomers {
    /** So long after its first a stream is known, and waited for by itself. */
    static final long KNOWN_AFTER_MILLIS = 24 * 3_600_000L;

    /** The part of {@code maxHold} by which a newcomer may lie behind the others, and for which one pause between two looks counts. */
    static final long SHARE = 10;

    /** In so many milliseconds one of the budget comes back. */
    static final long REFILL = 100;

    private final long maxHold;
    /** By name, the eldest first. */
    private final Map<String, Long> since = new LinkedHashMap<>();

    /** Of the budget, in parts of a millisecond of which there are {@link #REFILL}. */
    private long left;

    private long lookedAt = Long.MIN_VALUE;
    /** What lies below holds the others up; {@link Long#MIN_VALUE} if nothing is held up. */
    private long limit = Long.MIN_VALUE;

    private boolean holding;
    private boolean spent;

    /** @param maxHold for how many milliseconds they hold the others up, all together */
    public Newcomers(long maxHold) {
        this.maxHold = maxHold;
        this.left = most();
    }

    /** Something of a stream has come for the first time. */
    void note(String name, long now) {
        since.putIfAbsent(name, now);
    }

    /** Whether a stream is one of them. */
    boolean has(StreamOrder stream) {
        return since.containsKey(stream.name()) && !stream.expected() && stream.followed();
    }

    /** Whether the order goes on without a stream, because the budget is used up. */
    boolean passes(StreamOrder stream) {
        return spent && stream.boundTime() < limit && has(stream);
    }

    /**
     * Looks who is held up, and counts the time.
     *
     * @return who has just used up the budget
     */
    Optional<Passed> look(Collection<StreamOrder> streams, long now) {
        count(now);
        forgetKnown(now);
        if (since.isEmpty() || maxHold == 0) {
            holding = false;
            return Optional.empty();
        }
        Optional<StreamOrder> holder = holder(streams, now);
        holding = holder.isPresent();
        if (spent || left > 0 || holder.isEmpty()) {
            return Optional.empty();
        }
        spent = true;
        StreamOrder last = holder.get();
        return Optional.of(new Passed.Newcomer(
                last.name(), last.pace(), streams.stream().filter(this::has).count()));
    }

    private void count(long now) {
        long elapsed = lookedAt == Long.MIN_VALUE ? 0 : Math.max(0, now - lookedAt);
        lookedAt = now;
        if (holding && !spent) {
            left = Math.max(0, left - REFILL * Math.min(elapsed, mostPause()));
        } else {
            left = Math.min(most(), left + elapsed);
            spent &= left < most();
        }
    }

    private long most() {
        return LongMath.saturatedMultiply(maxHold, REFILL);
    }

    private long mostPause() {
        return Math.max(1, maxHold / SHARE); // what piled up in a longer one is still on its way
    }

    private void forgetKnown(long now) {
        Iterator<Long> eldest = since.values().iterator();
        while (eldest.hasNext() && now - eldest.next() >= KNOWN_AFTER_MILLIS) {
            eldest.remove();
        }
    }

    /** The newcomer that lies furthest behind the others, if it holds them up. */
    private Optional<StreamOrder> holder(Collection<StreamOrder> streams, long now) {
        long others = Long.MAX_VALUE;
        Optional<StreamOrder> last = Optional.empty();
        for (StreamOrder stream : streams) {
            if (!has(stream)) {
                others = Math.min(others, stream.boundTime());
            } else if (last.isEmpty() || stream.boundTime() < last.get().boundTime()) {
                last = Optional.of(stream);
            }
        }
        boolean nobodyElse = others == Long.MAX_VALUE;
        limit = nobodyElse ? Long.MIN_VALUE : LongMath.saturatedSubtract(Math.min(others, now), maxHold / SHARE);
        return last.filter(stream -> stream.boundTime() < limit);
    }

    /** The last time until which a look changes nothing if nothing comes. */
    long lookAfter() {
        return holding && !spent
                ? LongMath.saturatedAdd(lookedAt, Math.min(left / REFILL, mostPause()))
                : Long.MAX_VALUE;
    }
}
