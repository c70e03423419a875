/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device;

import org.jspecify.annotations.Nullable;

/**
 * @param code the short code, such as `WIN`; `UNK` for a name without one
 * @param version cut to the configured number of parts; empty when unknown
 * @param family such as `GNU/Linux` for Ubuntu; null when the system belongs to none
 */
public record OperatingSystem(
        String code, String name, String version, @Nullable String family) {}
