/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Elapsed;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Says what happens again and again once at its beginning, and then at most once a minute with how often it happened since,
 * so that neither a log is flooded nor anything passes in silence. Mutable; the time is a parameter.
 */
final class Notices {
    private static final long EVERY = Duration.ofMinutes(1).toMillis();

    private final Consumer<String> log;
    private final Map<String, Said> said = new HashMap<>();

    private static final class Said {
        private long at;
        private long unsaid;
    }

    Notices(Consumer<String> log) {
        this.log = log;
    }

    /**
     * @param kind one of few; sentences of one kind are counted together
     * @param now milliseconds
     */
    void say(String kind, long now, Supplier<String> sentence) {
        Said last = said.get(kind);
        if (last == null) {
            last = new Said();
            said.put(kind, last);
        } else if (!Elapsed.since(last.at, now, EVERY)) {
            last.unsaid++;
            return;
        }
        log.accept(sentence.get()
                + (last.unsaid > 0 ? " (And " + last.unsaid + " more of this kind since the last time.)" : ""));
        last.at = now;
        last.unsaid = 0;
    }
}
