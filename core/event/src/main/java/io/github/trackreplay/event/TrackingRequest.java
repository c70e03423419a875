/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One call of the tracker, as the log has it. Nothing in it depends on Matomo's settings.
 *
 * @param line where it stood
 * @param time event time: milliseconds since 1970-01-01 UTC
 * @param call what was called, and how that was answered
 * @param client who called
 */
public record TrackingRequest(Line line, long time, Call call, Client client) implements PackEntry {

    /**
     * The line of the log that a request stood in. Requests of one bulk call share it.
     *
     * @param offset see {@link PackEntry#offset()}
     * @param length see {@link PackEntry#length()}
     * @param index position in a bulk call, from 0; 0 otherwise
     */
    public record Line(long offset, long length, int index) {
        /** A line with one request. */
        public Line(long offset, long length) {
            this(offset, length, 0);
        }
    }

    /**
     * What was called, and how that was answered.
     *
     * @param method HTTP method, upper case
     * @param path path of the call, not decoded
     * @param query query string without {@code ?}, not decoded, pure ASCII: bytes above 0x7f stand percent-encoded, so
     *     decoding gives the bytes that the server got
     * @param body request body where it was logged and is not a bulk call: form-encoded, not decoded, like {@code query}
     * @param bulkToken the {@code token_auth} of the bulk call that the request was part of, empty when the call had none; nothing
     *     for a request that was no part of a bulk call
     * @param status HTTP status of the answer; 0 when not logged
     */
    public record Call(
            String method, String path, String query, Optional<String> body, Optional<String> bulkToken, int status) {
        public Call {
            Objects.requireNonNull(method, "method");
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(query, "query");
            Objects.requireNonNull(body, "body");
            Objects.requireNonNull(bulkToken, "bulkToken");
        }

        /** A call by GET that was answered with 200. */
        public static Call get(String path, String query) {
            return new Call("GET", path, query, Optional.empty(), Optional.empty(), 200);
        }

        /** The same with other parameters. */
        public Call with(String otherQuery, Optional<String> otherBody, Optional<String> otherBulkToken) {
            return new Call(method, path, otherQuery, otherBody, otherBulkToken, status);
        }
    }

    /**
     * Who called: the socket, and what the request's headers say.
     *
     * @param ip socket address as logged, textual
     * @param userAgent {@code User-Agent}; empty when absent
     * @param referrer {@code Referer}; empty when absent
     * @param language {@code Accept-Language}; empty when absent or not logged
     * @param headers other logged request headers by lower-case name: {@code x-forwarded-for}, {@code host}, {@code cookie},
     *     {@code dnt}, {@code sec-gpc}, {@code sec-ch-ua…}
     */
    public record Client(String ip, String userAgent, String referrer, String language, Map<String, String> headers) {
        public Client {
            Objects.requireNonNull(ip, "ip");
            Objects.requireNonNull(userAgent, "userAgent");
            Objects.requireNonNull(referrer, "referrer");
            Objects.requireNonNull(language, "language");
            headers = Map.copyOf(headers);
        }

        /** The same with other headers. */
        public Client withHeaders(Map<String, String> otherHeaders) {
            return new Client(ip, userAgent, referrer, language, otherHeaders);
        }
    }

    public TrackingRequest {
        Objects.requireNonNull(line, "line");
        Objects.requireNonNull(call, "call");
        Objects.requireNonNull(client, "client");
    }

    /** The same that stood elsewhere. */
    public TrackingRequest with(Line other) {
        return new TrackingRequest(other, time, call, client);
    }

    /** The same at another time, in milliseconds since 1970-01-01 UTC. */
    public TrackingRequest withTime(long otherTime) {
        return new TrackingRequest(line, otherTime, call, client);
    }

    /** The same, called in another way. */
    public TrackingRequest with(Call other) {
        return new TrackingRequest(line, time, other, client);
    }

    /** The same, by another client. */
    public TrackingRequest with(Client other) {
        return new TrackingRequest(line, time, call, other);
    }

    /** The same with other headers. */
    public TrackingRequest withHeaders(Map<String, String> headers) {
        return new TrackingRequest(line, time, call, client.withHeaders(headers));
    }

    @Override
    public long offset() {
        return line.offset();
    }

    @Override
    public long length() {
        return line.length();
    }

    /** See {@link Line#index}. */
    public int index() {
        return line.index();
    }

    /** See {@link Client#ip}. */
    public String sourceIp() {
        return client.ip();
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
    public Optional<String> body() {
        return call.body();
    }

    /** See {@link Call#bulkToken}. */
    public Optional<String> bulkToken() {
        return call.bulkToken();
    }

    /** See {@link Call#status}. */
    public int status() {
        return call.status();
    }

    /** See {@link Client#userAgent}. */
    public String userAgent() {
        return client.userAgent();
    }

    /** See {@link Client#referrer}. */
    public String referrer() {
        return client.referrer();
    }

    /** See {@link Client#language}. */
    public String language() {
        return client.language();
    }

    /** See {@link Client#headers}. */
    public Map<String, String> headers() {
        return client.headers();
    }
}
