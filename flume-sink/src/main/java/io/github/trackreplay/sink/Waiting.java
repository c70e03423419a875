/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Time and pauses as the engine sees them, so that tests need none. */
public interface Waiting {
    /** Milliseconds since 1970-01-01 UTC. */
    long now();

    /** Pauses for about so long. */
    void pause(Duration duration) throws InterruptedException;

    /** The machine's. */
    static Waiting system() {
        return new Waiting() {
            @Override
            public long now() {
                return System.currentTimeMillis();
            }

            @Override
            public void pause(Duration duration) throws InterruptedException {
                long millis = Math.max(1, duration.toMillis());
                Thread.sleep(millis / 2 + ThreadLocalRandom.current().nextLong(millis));
            }
        };
    }
}
