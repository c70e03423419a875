/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.health;

import java.util.function.Supplier;

/**
 * Work on a channel that the interrupt with which Flume stops a sink must not hit: a file channel that is read or written with
 * one pending closes its files, gives events again although they are committed, and replays its whole log at the next start.
 */
public final class Uninterrupted {
    private Uninterrupted() {}

    /** Runs the work; an interrupt that is pending is held back until it is done. */
    public static <T> T call(Supplier<T> channelWork) {
        boolean interrupted = Thread.interrupted();
        try {
            return channelWork.get();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As {@link #call}, for work without a result. */
    public static void run(Runnable channelWork) {
        call(() -> {
            channelWork.run();
            return true;
        });
    }
}
