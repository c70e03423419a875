/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import java.io.IOException;

/** What a client sends is no lumberjack, or more than it may send. Its message ends a sentence about the connection. */
final class LumberjackException extends IOException {
    private static final long serialVersionUID = 1L;

    LumberjackException(String message) {
        super(message);
    }
}
