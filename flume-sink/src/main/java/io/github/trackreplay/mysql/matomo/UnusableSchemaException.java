/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

/** The database does not hold a Matomo that can be written to. The message says what is wrong and what to do. */
public final class UnusableSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableSchemaException(String message) {
        super(message);
    }
}
