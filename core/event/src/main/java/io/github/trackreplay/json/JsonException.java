/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.json;

/** The text is not the JSON that was expected. Without a stack trace: logs are full of such lines. */
public final class JsonException extends Exception {
    private static final long serialVersionUID = 1L;

    public JsonException(String message, int at) {
        super(message + " at byte " + at, null, false, false);
    }
}
