/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import java.util.Objects;

/**
 * Primary key of {@code log_conversion_item}.
 *
 * @param visit the visit
 * @param idOrder the order; {@code "0"} a cart
 * @param sku action of the product's SKU
 */
public record ItemKey(Ref visit, String idOrder, Ref sku) {
    public ItemKey {
        Objects.requireNonNull(idOrder, "idOrder");
    }
}
