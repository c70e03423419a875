/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

/**
 * {@link Known} was asked for something that nobody has loaded. It ends a decision early wherever it stands; the tracker
 * turns it into an answer that says what to load. It carries no stack trace, because it is no error.
 */
public final class NotLoadedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Wanted wanted;

    NotLoadedException(Wanted wanted) {
        super("not loaded", null, false, false);
        this.wanted = wanted;
    }

    /** What is to be loaded. */
    public Wanted wanted() {
        return wanted;
    }
}
