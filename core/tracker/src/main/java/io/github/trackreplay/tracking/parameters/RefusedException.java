/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.parameters;

/**
 * Matomo answers a request with an error at this point. It is an exception because Matomo finds out deep inside, with some rows
 * already written, and everything after that point must not happen; the tracker turns it into an outcome at one place. It
 * carries no stack trace.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String reason;
    private final String detail;

    /**
     * A refusal.
     *
     * @param reason a short stable code of lower-case words joined by hyphens
     * @param detail a sentence for people
     */
    public RefusedException(String reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
        this.detail = detail;
    }

    /** The sentence. */
    public String detail() {
        return detail;
    }

    /** The code. */
    public String reason() {
        return reason;
    }
}
