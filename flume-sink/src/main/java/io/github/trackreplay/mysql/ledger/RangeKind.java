/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.TakenRanges;

/** The kinds of ranges; their codes are stored. */
enum RangeKind {
    TAKEN(0),
    PASSED(1),
    ACCEPTED(2);

    private final int code;

    RangeKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static RangeKind of(int code) {
        return switch (code) {
            case 0 -> TAKEN;
            case 1 -> PASSED;
            case 2 -> ACCEPTED;
            default ->
                throw new LedgerException("The table trackreplay_range holds a kind of range that this program"
                        + " does not know: " + code + ". Upgrade Track Replay on this machine.");
        };
    }

    TakenRanges of(FileTrack file) {
        return switch (this) {
            case TAKEN -> file.taken();
            case PASSED -> file.passed();
            case ACCEPTED -> file.accepted();
        };
    }
}
