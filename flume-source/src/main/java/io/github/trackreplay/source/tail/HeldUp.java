/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.Elapsed;
import java.util.Optional;

/** Says it when nothing behind a log file of a stream is read because that cannot be read, and again as long as it is so. For one thread. */
final class HeldUp {
    private static final long FIRST_AFTER_MILLIS = 10_000;
    private static final long AGAIN_AFTER_MILLIS = 600_000;

    private final String stream;
    private final TailListener listener;
    private Optional<TrackedFile> by = Optional.empty();
    private long since;
    private long sayAfter;

    HeldUp(String stream, TailListener listener) {
        this.stream = stream;
        this.listener = listener;
    }

    /** A log file would be final, but what is left of it cannot be read. */
    void by(TrackedFile file, long now) {
        if (by.filter(known -> known == file).isEmpty()) {
            by = Optional.of(file);
            since = now;
            sayAfter = FIRST_AFTER_MILLIS;
        } else if (Elapsed.since(since, now, sayAfter)) {
            since = now;
            sayAfter = AGAIN_AFTER_MILLIS;
            listener.heldUp(stream, file.number(), file.readUpTo());
        }
    }
}
