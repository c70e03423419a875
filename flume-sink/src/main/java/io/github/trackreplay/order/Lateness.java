/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.OrderKey;

/** Where a request stands to the frontier, up to which everything has been applied. */
public enum Lateness {
    /** At or above the frontier: it is applied in its turn. */
    ON_TIME,

    /** Below the frontier, but of its very time: only another stream or file comes first. It is applied at once. */
    WITHIN_THE_MOMENT,

    /** Of an earlier time than the frontier: what should have come after it has been applied. */
    OLDER;

    /** @param frontier nothing below it is still to be applied */
    static Lateness of(OrderKey request, OrderKey frontier) {
        if (request.compareTo(frontier) >= 0) {
            return ON_TIME;
        }
        return request.time() < frontier.time() ? OLDER : WITHIN_THE_MOMENT;
    }

    /** Whether it comes below the frontier, so that it is applied at once, and counted. */
    public boolean isLate() {
        return this != ON_TIME;
    }
}
