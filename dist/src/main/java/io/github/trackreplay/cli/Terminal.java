/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

/** Whether people are at the other end. {@code bin/trackreplay} says so; Java itself cannot tell reliably. */
final class Terminal {
    private Terminal() {}

    /** Whether standard output is a terminal. */
    static boolean shows() {
        return Boolean.getBoolean("trackreplay.shown");
    }

    /** Whether standard input is a terminal. */
    static boolean isTypedAt() {
        return Boolean.getBoolean("trackreplay.typed");
    }
}
