/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.time.Duration;

/** How long one delivery is tried again, at what distances, and who hears of it. Used once; not thread-safe. */
final class RetryPatience {
    /** What is over sooner is not worth a sentence. */
    private static final Duration SILENT = Duration.ofSeconds(2);

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int MOST_AT_ONCE = 10;

    private final Duration most;
    private final WaitListener listener;
    private final Waiting waiting;
    private final long begun;
    private int pauses;
    private boolean told;

    RetryPatience(Duration most, WaitListener listener, Waiting waiting) {
        this.most = most;
        this.listener = listener;
        this.waiting = waiting;
        this.begun = waiting.now();
    }

    /**
     * Pauses before the next attempt, longer each time.
     *
     * @param wanted for how long it is of no use to try
     * @throws ReplayException the failure, if it lasts too long
     */
    void pause(Duration wanted, ReplayException failure) throws ReplayException, InterruptedException {
        Duration since = since();
        if (since.compareTo(most) >= 0) {
            throw failure;
        }
        if (!told && since.compareTo(SILENT) >= 0) {
            listener.waits(String.valueOf(failure.getMessage()), most);
            told = true;
        }
        pauses++;
        waiting.pause(longer(PAUSE.multipliedBy(Math.min(pauses, MOST_AT_ONCE)), wanted, most.minus(since)));
    }

    private Duration since() {
        return Duration.ofMillis(waiting.now() - begun);
    }

    private static Duration longer(Duration ours, Duration wanted, Duration most) {
        Duration bounded = wanted.compareTo(most) > 0 ? most : wanted;
        return ours.compareTo(bounded) > 0 ? ours : bounded;
    }

    /** It has succeeded. */
    void over() {
        if (told) {
            listener.goesOn(since());
        }
    }
}
