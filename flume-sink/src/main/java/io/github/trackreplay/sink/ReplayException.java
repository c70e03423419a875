/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

/** A batch could not be committed; nothing of it was. The caller keeps the events and tries again later. */
public final class ReplayException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What has to happen before it can succeed. */
    public enum Kind {
        /** The database must come back; trying again is enough. */
        UNAVAILABLE,
        /** An administrator must act; the message says how. */
        NEEDS_ADMINISTRATOR
    }

    private final Kind kind;

    public ReplayException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
