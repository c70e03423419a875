/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/**
 * An answer of the endpoint.
 *
 * @param type the header {@code Content-Type}
 * @param headers further ones
 */
@SuppressWarnings("ArrayRecordComponent") // sent, never compared
record EndpointAnswer(int status, String type, byte[] body, Map<String, String> headers) {
    static EndpointAnswer text(int status, String text) {
        return new EndpointAnswer(status, "text/plain; charset=utf-8", (text + "\n").getBytes(UTF_8), Map.of());
    }

    static EndpointAnswer json(byte[] document) {
        return new EndpointAnswer(
                200,
                "application/json; charset=utf-8",
                document,
                Map.of("Cross-Origin-Resource-Policy", "same-origin"));
    }
}
