/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.OrderKey;

/** Something that has its place in the order. */
public interface Ordered {
    OrderKey key();

    /** About how many bytes of memory it takes. */
    long weight();
}
