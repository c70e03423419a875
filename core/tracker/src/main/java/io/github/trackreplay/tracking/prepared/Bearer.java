/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import java.util.Map;
import java.util.Optional;

/**
 * The token of a header {@code Authorization: Bearer …}. Stateless.
 *
 * <p>Source of the rule: Matomo's {@code core/Request/AuthenticationToken::getAuthToken}.
 */
public final class Bearer {
    private static final String BEARER = "Bearer ";

    private Bearer() {}

    /**
     * The token, which may be empty; nothing without such a header.
     *
     * @param headers of a logged request, by lower-case name
     */
    public static Optional<String> token(Map<String, String> headers) {
        return Optional.ofNullable(headers.get("authorization"))
                .filter(header -> header.startsWith(BEARER))
                .map(header -> header.substring(BEARER.length()));
    }
}
