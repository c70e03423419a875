/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import org.apache.flume.EventDeliveryException;

/** A collector lives and answers, but takes nothing: it cannot reach the database, or its channel is full. */
final class CollectorRefusedException extends EventDeliveryException {
    private static final long serialVersionUID = 1L;

    CollectorRefusedException() {
        super("it cannot reach the database or its channel is full, as its log says");
    }

    /** Whether a failure is a refusal, whoever passed it on. */
    static boolean isCauseOf(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof CollectorRefusedException) {
                return true;
            }
        }
        return false;
    }

    /** Flume's client says only in words what a collector answered. */
    static boolean isAnswer(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t.getMessage() != null && t.getMessage().contains("RPC call returned Status: FAILED")) {
                return true;
            }
        }
        return false;
    }
}
