/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.Objects;

/**
 * An event that does not keep the wire contract: it comes from a newer version, from something that is not Track Replay, or
 * was damaged. Its message is a sentence for the administrator.
 */
public final class MalformedEventException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong, for deciding what to do with the event. */
    public enum Reason {
        /** No headers of Track Replay at all. */
        FOREIGN,
        /** Lines that no interceptor has parsed yet. */
        UNPARSED,
        /** A version of the contract that this build does not know. */
        UNKNOWN_VERSION,
        /** A header is missing or cannot be read. */
        HEADERS,
        /** The body does not hold what the headers announce. */
        BODY,
        /** The body is as it should be and needs more memory than there is for it. */
        ROOM;

        /** A short stable code of lower-case words joined by hyphens, for counting. */
        public String code() {
            return switch (this) {
                case FOREIGN -> "foreign-event";
                case UNPARSED -> "unparsed-event";
                case UNKNOWN_VERSION -> "unknown-event-version";
                case HEADERS -> "malformed-event-headers";
                case BODY -> "malformed-event-body";
                case ROOM -> "oversized-event";
            };
        }
    }

    private final Reason reason;

    public MalformedEventException(Reason reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    public MalformedEventException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    public Reason reason() {
        return reason;
    }
}
