/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.time.Duration;
import java.util.Optional;

/**
 * One sentence when the database goes, one when it is back, one an hour and growing pauses in between. A clock that is set
 * back lengthens no pause. Mutable; the time is a parameter, in milliseconds.
 */
final class Outage {
    private static final long FIRST_PAUSE = 500;
    private static final long LONGEST_PAUSE = 5_000;
    private static final long REMINDER = Duration.ofHours(1).toMillis();

    private long since = -1;
    private long said;
    private long failedAt;
    private long notBefore;
    private long pause = FIRST_PAUSE;
    private String sentence = "";

    /** Notes a failure. Returns a sentence if it is a new one, or an old one that was said long ago. */
    Optional<String> failed(ReplayException failure, long now) {
        boolean unavailable = failure.kind() == ReplayException.Kind.UNAVAILABLE;
        String text = failure.getMessage()
                + (unavailable ? " The events wait in the channel and are replayed when that is over." : "");
        boolean news = since < 0 || (!unavailable && !text.equals(sentence));
        since = since < 0 ? now : since;
        sentence = text;
        failedAt = now;
        notBefore = now + pause;
        pause = Math.min(LONGEST_PAUSE, pause * 2);
        if (!news && now >= said && now - said < REMINDER) {
            return Optional.empty();
        }
        said = now;
        return Optional.of(news ? text : "For " + lasted(now).toMinutes() + " minutes now: " + text);
    }

    /** Notes a success. Returns a sentence if there were failures before. */
    Optional<String> succeeded(long now) {
        if (since < 0) {
            return Optional.empty();
        }
        long seconds = lasted(now).toSeconds();
        since = -1;
        pause = FIRST_PAUSE;
        notBefore = 0;
        return Optional.of("The database takes requests again after " + seconds + " s. Replaying what has waited.");
    }

    /** Milliseconds to wait before the next try. */
    long remaining(long now) {
        return now < failedAt ? 0 : Math.max(0, notBefore - now);
    }

    private Duration lasted(long now) {
        return Duration.ofMillis(Math.max(0, now - since));
    }
}
