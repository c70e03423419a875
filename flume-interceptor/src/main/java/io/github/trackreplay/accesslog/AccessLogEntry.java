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
 * @param call what was called
 * @param caller who called
 * @param status HTTP status of the answer; 0 when not logged
 * @param answer what else is known of the answer
 */
public record AccessLogEntry(long time, Call call, Caller caller, int status, Answer answer) implements ParsedLine {
    /** Name of the header that says how a body is written. */
    public static final String CONTENT_TYPE = "content-type";

    /** Where the id that the server gave the request stands among the headers; no header can have this name. */
    public static final String REQUEST_ID = ":request_id";

    /**
     * What was called.
     *
     * @param method HTTP method, upper case; empty where the request line is not HTTP
     * @param path path of the request, without scheme and host; empty where there was no request
     * @param query what stands behind the first {@code ?}; empty when the request has no {@code ?}
     * @param body logged bytes of the request's body; empty when there was none or it was not logged
     * @param bulkToken the {@code token_auth} of the bulk call that the request was part of, where a document of our own says so
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Call(String method, String path, String query, byte[] body, Optional<String> bulkToken) {
        public Call {
            Objects.requireNonNull(method, "method");
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(query, "query");
            Objects.requireNonNull(body, "body");
            Objects.requireNonNull(bulkToken, "bulkToken");
        }
    }

    /**
     * Who called: the socket, and what the request's headers say.
     *
     * @param address the client's address: an IP address, or {@code unix:} for a local socket
     * @param userAgent {@code User-Agent}; empty when absent
     * @param referrer {@code Referer}; empty when absent
     * @param language {@code Accept-Language}; empty when absent or not logged
     * @param headers other logged request headers by lower-case name; {@code content-type} is empty where the log says that the body had none
     */
    public record Caller(
            String address, String userAgent, String referrer, String language, Map<String, String> headers) {
        public Caller {
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(userAgent, "userAgent");
            Objects.requireNonNull(referrer, "referrer");
            Objects.requireNonNull(language, "language");
            headers = Map.copyOf(headers);
        }
    }

    public AccessLogEntry {
        Objects.requireNonNull(call, "call");
        Objects.requireNonNull(caller, "caller");
        Objects.requireNonNull(answer, "answer");
    }

    /** See {@link Caller#address}. */
    public String client() {
        return caller.address();
    }

    /** See {@link Call#method}. */
    public String method() {
        return call.method();
    }

    /** See {@link Call#path}. */
    public String path() {
        return call.path();
    }

    /** See {@link Call#query}. */
    public String query() {
        return call.query();
    }

    /** See {@link Call#body}. */
    public byte[] body() {
        return call.body();
    }

    /** See {@link Call#bulkToken}. */
    public Optional<String> bulkToken() {
        return call.bulkToken();
    }

    /** See {@link Caller#userAgent}. */
    public String userAgent() {
        return caller.userAgent();
    }

    /** See {@link Caller#referrer}. */
    public String referrer() {
        return caller.referrer();
    }

    /** See {@link Caller#language}. */
    public String language() {
        return caller.language();
    }

    /** See {@link Caller#headers}. */
    public Map<String, String> headers() {
        return caller.headers();
    }
}
