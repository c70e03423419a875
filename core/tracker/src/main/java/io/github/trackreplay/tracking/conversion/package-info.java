/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The rows of {@code log_conversion} and {@code log_conversion_item} that goals, carts and orders make. */
package io.github.trackreplay.tracking.conversion;
