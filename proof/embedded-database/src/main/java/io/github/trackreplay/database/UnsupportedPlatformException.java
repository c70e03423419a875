/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.database;

/** No embedded server runs here. The message says what is missing and what to do instead. */
public final class UnsupportedPlatformException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsupportedPlatformException(String message) {
        super(message);
    }
}
