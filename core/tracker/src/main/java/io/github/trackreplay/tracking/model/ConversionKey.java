/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

/**
 * Primary key of {@code log_conversion}.
 *
 * @param visit the visit
 * @param idGoal the goal; 0 an order, -1 a cart
 * @param buster 0 where a goal converts once a visit
 */
public record ConversionKey(Ref visit, int idGoal, long buster) {}
