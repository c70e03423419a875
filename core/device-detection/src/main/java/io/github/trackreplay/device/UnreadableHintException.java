/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device;

/** A client hint of a kind at which the upstream library ends with a type error, such as a JSON null for the model. */
public final class UnreadableHintException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param name of the hint */
    public UnreadableHintException(String name) {
        super(name, null, false, false);
    }
}
