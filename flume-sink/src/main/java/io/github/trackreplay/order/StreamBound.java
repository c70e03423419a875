/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.OrderKey;
import java.util.Optional;

/**
 * The least that may still come of a stream: so far the order goes.
 *
 * <p>Why so: {@code docs/decisions/0003-lower-bounds.md}.
 */
record StreamBound(String stream, StreamWatermark watermark, StreamWait waits) {
    /** The least key that may still come; empty if the stream does not hold the order. */
    Optional<OrderKey> key() {
        if (!waits.lasts()) {
            return Optional.empty();
        }
        return watermark.anythingMayCome()
                ? Optional.of(first(stream))
                : watermark.holder().map(this::keyAfter);
    }

    /** The same for the import that reads the stream: it waits for itself whatever has been passed. */
    Optional<OrderKey> ofImport() {
        return watermark
                .moved()
                .filter(own -> waits.passed() && !waits.retired() && !own.followed() && !watermark.finished(own))
                .map(this::keyAfter)
                .or(this::key);
    }

    /** The time of {@link #key}, or {@link Long#MAX_VALUE}: cheap. */
    long time() {
        if (!waits.lasts()) {
            return Long.MAX_VALUE;
        }
        if (watermark.anythingMayCome()) {
            return Long.MIN_VALUE;
        }
        return watermark.holder().map(chain -> chain.order().watermark()).orElse(Long.MAX_VALUE);
    }

    private OrderKey keyAfter(Chain chain) {
        GaplessReach reach = chain.order();
        return reach.watermark() == TakenRanges.NO_WATERMARK
                ? first(stream)
                : new OrderKey(reach.watermark(), stream, reach.file().file().number(), reach.offset(), 0);
    }

    /** Below all requests of a stream. */
    static OrderKey first(String stream) {
        return new OrderKey(Long.MIN_VALUE, stream, 0, 0, 0);
    }
}
