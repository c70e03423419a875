/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;

/** One event as the engine takes it. */
public sealed interface Delivery {
    /** An event that keeps the wire contract. */
    record OfPack(Pack pack) implements Delivery {}

    /**
     * An event of which not even the range can be read. It is kept as rejected and never blocks the rest.
     *
     * @param reason a short stable code
     * @param detail a sentence for people
     * @param body its bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record Unreadable(String reason, String detail, byte[] body) implements Delivery {}
}
