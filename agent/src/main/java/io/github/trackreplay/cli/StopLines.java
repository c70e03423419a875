/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log that an agent is being stopped, and that it has stopped: Flume's own hook stops the components. */
final class StopLines {
    private static final Logger log = LoggerFactory.getLogger(StopLines.class);

    /** Flume's {@code Application.main} names it so. */
    private static final String FLUMES_HOOK = "agent-shutdown-hook";

    private static final long FOUND_MILLIS = 2_000;
    private static final long LOOK_MILLIS = 10;
    private static final Duration MOST = Duration.ofMinutes(5);

    private StopLines() {}

    /** To be called once, before the agent starts. */
    static void announce(String agent) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> accompany(agent), "trackreplay-stop"));
    }

    private static void accompany(String agent) {
        long begun = System.nanoTime();
        log.info("Agent '{}' is being stopped.", agent);
        try {
            Optional<Thread> flume = flumesHook();
            if (flume.isPresent()) {
                flume.get().join(MOST.toMillis());
            }
            log.info(
                    "Agent '{}' has stopped after {} ms. What has been read and not delivered waits in its channel.",
                    agent,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Java starts its hooks in any order. */
    private static Optional<Thread> flumesHook() throws InterruptedException {
        for (long waited = 0; waited <= FOUND_MILLIS; waited += LOOK_MILLIS) {
            Optional<Thread> hook = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals(FLUMES_HOOK))
                    .findFirst();
            if (hook.isPresent()) {
                return hook;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return Optional.empty();
    }
}
