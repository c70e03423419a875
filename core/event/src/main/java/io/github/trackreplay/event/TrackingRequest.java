/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One call of the tracker, as the log has it. Nothing in it depends on Matomo's settings.
 *
 * @param offset see {@link PackEntry#offset()}; requests of one bulk call share it
 * @param length see {@link PackEntry#length()}; requests of one bulk call share it
 * @param index position in a bulk call, from 0; 0 otherwise
 * @param time event time: milliseconds since 1970-01-01 UTC
 * @param sourceIp socket address of the client as logged, textual
 * @param method HTTP method, upper case
 * @param path path of the call, not decoded
 * @param query query string without {@code ?}, not decoded, pure ASCII: bytes above 0x7f stand percent-encoded, so
 *     decoding gives the bytes that the server got
 * @param body request body where it was logged and is not a bulk call: form-encoded, not decoded, like {@code query}
 * @param bulkToken the {@code token_auth} of the bulk call that the request was part of, empty when the call had none; nothing
 *     for a request that was no part of a bulk call
 * @param status HTTP status of the answer; 0 when not logged
 * @param userAgent {@code User-Agent}; empty when absent
 * @param referrer {@code Referer}; empty when absent
 * @param language {@code Accept-Language}; empty when absent or not logged
 * @param headers other logged request headers by lower-case name: {@code x-forwarded-for}, {@code host}, {@code cookie},
 *     {@code dnt}, {@code sec-gpc}, {@code sec-ch-ua…}
 */
public record TrackingRequest(
        long offset,
        long length,
        int index,
        long time,
        String sourceIp,
        String method,
        String path,
        String query,
        Optional<String> body,
        Optional<String> bulkToken,
        int status,
        String userAgent,
        String referrer,
        String language,
        Map<String, String> headers)
        implements PackEntry {
    public TrackingRequest {
        Objects.requireNonNull(sourceIp, "sourceIp");
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(bulkToken, "bulkToken");
        Objects.requireNonNull(userAgent, "userAgent");
        Objects.requireNonNull(referrer, "referrer");
        Objects.requireNonNull(language, "language");
        headers = Map.copyOf(headers);
    }
}
