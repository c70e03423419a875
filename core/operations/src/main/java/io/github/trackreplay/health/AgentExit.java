/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.health;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * How a component ends the agent when only a new start helps. Within a Flume of others nothing happens: their process is not
 * ours to end, and the component says what to do. Thread-safe.
 */
public final class AgentExit {
    /** Exit code for a service manager: start again, it will work (sysexits.h: EX_TEMPFAIL). */
    public static final int START_AGAIN = 75;

    /** Exit code for an operator: something must be changed first. */
    public static final int CHANGE_FIRST = 78;

    private static final AtomicReference<IntConsumer> END = new AtomicReference<>();

    private AgentExit() {}

    /** Set once by an agent of ours; what is given ends the process. */
    public static void by(IntConsumer end) {
        END.set(end);
    }

    /** Whether {@link #request} ends the process. */
    public static boolean endsTheProcess() {
        return END.get() != null;
    }

    /** Has the process end with a code; returns whether it will. */
    public static boolean request(int code) {
        IntConsumer end = END.get();
        if (end != null) {
            end.accept(code);
        }
        return end != null;
    }
}
