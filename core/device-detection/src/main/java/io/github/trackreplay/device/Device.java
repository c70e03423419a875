/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device;

import org.jspecify.annotations.Nullable;

/**
 * What a user agent and its client hints tell. Immutable.
 *
 * @param bot the name of the bot; null for a visitor. A bot has nothing else
 * @param os null when unknown
 * @param client null when unknown
 * @param type null when unknown
 * @param brand the short code of the brand; empty when unknown or without code
 * @param brandName empty when unknown
 * @param model empty when unknown
 * @param mobile whether the upstream library would call it a mobile device
 */
public record Device(
        @Nullable String bot,
        @Nullable OperatingSystem os,
        @Nullable Client client,
        @Nullable DeviceType type,
        String brand,
        String brandName,
        String model,
        boolean mobile) {
    public boolean isBot() {
        return bot != null;
    }

    /** What Matomo's tracker stores of it. */
    public DeviceColumns columns() {
        return DeviceColumns.of(this);
    }

    /** What goes into Matomo's fingerprint of a visitor (`config_id`). */
    public DeviceTraits fingerprint() {
        return DeviceTraits.of(this);
    }
}
