/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.api;

import java.util.Objects;

/**
 * A complete answer to a bulk call.
 *
 * @param status of HTTP
 * @param location of a redirection; empty for none
 * @param body its bytes as ISO 8859-1 characters
 */
public record BulkAnswer(int status, String location, String body) {
    public BulkAnswer {
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(body, "body");
    }
}
