/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device;

import org.jspecify.annotations.Nullable;

/**
 * The program that sent the request.
 *
 * @param code the short code of a browser; null for every other type of client
 * @param version cut to the configured number of parts; empty when unknown
 * @param engine a browser's engine, such as `Blink`; empty when unknown, and for every other type of client
 * @param engineVersion empty when unknown
 * @param family a browser's family, such as `Chrome`; null when it belongs to none
 */
public record Client(
        ClientType type,
        @Nullable String code,
        String name,
        String version,
        String engine,
        String engineVersion,
        @Nullable String family) {}
