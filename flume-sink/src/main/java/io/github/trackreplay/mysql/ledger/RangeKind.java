/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.TakenRanges;

/** The kinds of ranges; their ordinals are stored. */
enum RangeKind {
    TAKEN,
    PASSED,
    ACCEPTED;

    TakenRanges of(FileTrack file) {
        return switch (this) {
            case TAKEN -> file.taken();
            case PASSED -> file.passed();
            case ACCEPTED -> file.accepted();
        };
    }
}
