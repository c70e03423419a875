/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.OrderKey;
import io.github.trackreplay.order.Lateness;

/** What becomes of a request that had not been taken before. */
sealed interface RequestVerdict {
    /**
     * It is kept as rejected, whatever the settings would say of it.
     *
     * @param reason a short stable code
     * @param detail a sentence for people
     */
    record Rejected(String reason, String detail) implements RequestVerdict {}

    /** It may have come by another way of its stream and would count twice. */
    record ByAnotherWay(String sentence) implements RequestVerdict {}

    /** A setting leaves it out: its status, its site, its host. */
    record LeftOut(String reason) implements RequestVerdict {}

    /** An import leaves it out: it is not what was asked for. */
    record NotAskedFor(String reason) implements RequestVerdict {}

    /** It is older than what had been applied, and is kept with the rejected ones. */
    record TooLate(String detail) implements RequestVerdict {}

    /**
     * It is to be applied.
     *
     * @param lateness below the frontier: at once
     */
    record Due(OrderKey key, Lateness lateness) implements RequestVerdict {}
}
