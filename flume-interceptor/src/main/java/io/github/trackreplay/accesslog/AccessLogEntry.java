/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One answered HTTP request, as a log line has it, its escapes undone.
 *
 * <p>{@code path} and {@code query} are pure ASCII: bytes of the line that are no printable ASCII stand percent-encoded, so
 * decoding gives the bytes that the server got. The other texts are the line's bytes decoded as UTF-8; bytes that are none
 * become U+FFFD, because Matomo's columns hold UTF-8 and would not take them either.
 *
 * @param time event time: milliseconds since 1970-01-01 UTC
 * @param client the client's address: an IP address, or {@code unix:} for a local socket
 * @param method HTTP method, upper case; empty where the request line is not HTTP
 * @param path path of the request, without scheme and host; empty where there was no request
 * @param query what stands behind the first {@code ?}; empty when the request has no {@code ?}
 * @param status HTTP status of the answer; 0 when not logged
 * @param userAgent {@code User-Agent}; empty when absent
 * @param referrer {@code Referer}; empty when absent
 * @param language {@code Accept-Language}; empty when absent or not logged
 * @param headers other logged request headers by lower-case name; {@code content-type} is empty where the log says that the body had none
 * @param body logged bytes of the request's body; empty when there was none or it was not logged
 * @param bulkToken the {@code token_auth} of the bulk call that the request was part of, where a document of our own says so
 * @param answer what else is known of the answer
 */
@SuppressWarnings("ArrayRecordComponent")
public record AccessLogEntry(
        long time,
        String client,
        String method,
        String path,
        String query,
        int status,
        String userAgent,
        String referrer,
        String language,
        Map<String, String> headers,
        byte[] body,
        Optional<String> bulkToken,
        Answer answer)
        implements ParsedLine {
    /** Name of the header that says how a body is written. */
    public static final String CONTENT_TYPE = "content-type";

    /** Where the id that the server gave the request stands among the headers; no header can have this name. */
    public static final String REQUEST_ID = ":request_id";

    public AccessLogEntry {
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(userAgent, "userAgent");
        Objects.requireNonNull(referrer, "referrer");
        Objects.requireNonNull(language, "language");
        headers = Map.copyOf(headers);
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(bulkToken, "bulkToken");
        Objects.requireNonNull(answer, "answer");
    }

    /** Nothing else is known of the answer. */
    public AccessLogEntry(
            long time,
            String client,
            String method,
            String path,
            String query,
            int status,
            String userAgent,
            String referrer,
            String language,
            Map<String, String> headers,
            byte[] body,
            Optional<String> bulkToken) {
        this(
                time,
                client,
                method,
                path,
                query,
                status,
                userAgent,
                referrer,
                language,
                headers,
                body,
                bulkToken,
                Answer.NONE);
    }
}
