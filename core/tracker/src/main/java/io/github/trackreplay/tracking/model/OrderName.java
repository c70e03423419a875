/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import java.util.Objects;

/**
 * What makes an order unique: the key {@code (idsite, idorder)} of {@code log_conversion}.
 *
 * @param idSite the site
 * @param idOrder the order id as stored
 */
public record OrderName(int idSite, String idOrder) {
    public OrderName {
        Objects.requireNonNull(idOrder, "idOrder");
    }
}
