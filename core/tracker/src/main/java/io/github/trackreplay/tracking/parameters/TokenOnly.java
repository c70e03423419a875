/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.parameters;

import io.github.trackreplay.php.Ascii;
import java.util.List;
import java.util.Optional;

/**
 * The parameters that claim a place, which a token with write access makes good and nothing else. Stateless.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/Visit::validateRequest} and the plugin UserCountry's columns.
 */
public final class TokenOnly {
    /** In the order in which Matomo looks at them. */
    public static final List<String> PLACES = List.of("city", "region", "country", "lat", "long");

    private TokenOnly() {}

    /** The first of them that a request has, if there is one. */
    public static Optional<String> place(RequestParameters parameters) {
        for (String name : PLACES) {
            if (!Ascii.isEmpty(parameters.text(name, ""))) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }
}
