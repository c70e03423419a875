/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import io.github.trackreplay.json.RepeatedTexts;

/** Texts that many packs and log files have in common, hosts and settings: one in memory, as long as they come often. Thread-safe. */
public final class CommonText {
    private CommonText() {}

    /** A text that is equal to this one, and perhaps in memory already. */
    public static String of(String text) {
        return RepeatedTexts.of(text);
    }
}
