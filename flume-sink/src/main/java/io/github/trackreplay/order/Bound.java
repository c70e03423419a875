/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.OrderKey;
import java.util.Optional;

/**
 * Where the order must stop: every request below the key may be applied.
 *
 * @param key exclusive; empty when no stream holds the order
 * @param holder the stream that holds it
 */
public record Bound(Optional<OrderKey> key, Optional<String> holder) {
    public boolean admits(OrderKey request) {
        return key.isEmpty() || request.compareTo(key.get()) < 0;
    }

    /** The greatest event time that may be admitted. */
    public long time() {
        return key.map(OrderKey::time).orElse(Long.MAX_VALUE);
    }
}
