/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import io.github.trackreplay.json.JsonException;
import io.github.trackreplay.json.JsonNames;
import io.github.trackreplay.json.JsonReader;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Strictly reads one document that {@link DocumentWriter} wrote. For one document. */
final class DocumentReader {
    private static final JsonNames TOP =
            new JsonNames("@timestamp", "source", "http", "url", "user_agent", "log", "trackreplay", "error");
    private static final JsonNames SOURCE = new JsonNames("ip", "address");
    private static final JsonNames HTTP = new JsonNames("request", "response");
    private static final JsonNames HTTP_REQUEST = new JsonNames("method", "referrer", "body");
    private static final JsonNames URL = new JsonNames("path", "query");
    private static final JsonNames OWN = new JsonNames("length", "index", "bulk_token", "language", "headers", "raw");
    private static final JsonNames ERROR = new JsonNames("code", "message");
    private static final JsonNames STATUS_CODE = new JsonNames("status_code");
    private static final JsonNames OFFSET = new JsonNames("offset");
    private static final JsonNames ORIGINAL = new JsonNames("original");
    private static final JsonNames CONTENT = new JsonNames("content");

    private static final String HOST = "host";

    private final JsonReader json;
    private @Nullable Long time;
    private @Nullable String sourceIp;
    private @Nullable String method;
    private String referrer = "";
    private @Nullable String body;
    private int status;
    private @Nullable String path;
    private @Nullable String query;
    private @Nullable String userAgent;
    private @Nullable Long offset;
    private @Nullable Long length;
    private int index;
    private @Nullable String bulkToken;
    private String language = "";
    private Map<String, String> headers = Map.of();
    private @Nullable String reason;
    private @Nullable String detail;
    private byte @Nullable [] raw;

    DocumentReader(JsonReader json) {
        this.json = json;
    }

    PackEntry read() throws JsonException {
        json.beginObject();
        while (json.nextMember()) {
            switch (json.name(TOP)) {
                case 0 -> time = time();
                case 1 -> source();
                case 2 -> http();
                case 3 -> url();
                case 4 -> userAgent = userAgent();
                case 5 -> offset = offset();
                case 6 -> own();
                case 7 -> error();
                default -> throw unknown();
            }
        }
        json.end();
        return reason != null ? rejectedLine() : request();
    }

    private TrackingRequest request() throws JsonException {
        return new TrackingRequest(
                new TrackingRequest.Line(present(offset, "log.offset"), present(length, "trackreplay.length"), index),
                present(time, "@timestamp"),
                new TrackingRequest.Call(
                        present(method, "http.request.method"),
                        present(path, "url.path"),
                        present(query, "url.query"),
                        Optional.ofNullable(body),
                        Optional.ofNullable(bulkToken),
                        status),
                new TrackingRequest.Client(
                        present(sourceIp, "source.ip"),
                        present(userAgent, "user_agent.original"),
                        referrer,
                        language,
                        headers));
    }

    private RejectedLine rejectedLine() throws JsonException {
        return new RejectedLine(
                present(offset, "log.offset"),
                present(length, "trackreplay.length"),
                present(reason, "error.code"),
                present(detail, "error.message"),
                present(raw, "trackreplay.raw"));
    }

    private <T> T present(@Nullable T value, String name) throws JsonException {
        if (value == null) {
            throw new JsonException("no field " + name, json.position());
        }
        return value;
    }

    private long time() throws JsonException {
        if (json.kind() == JsonReader.Kind.NUMBER) {
            return json.integer();
        }
        try {
            return IsoTime.read(json.text());
        } catch (java.time.DateTimeException e) {
            throw new JsonException("no time in @timestamp", json.position());
        }
    }

    private void source() throws JsonException {
        json.beginObject();
        while (json.nextMember()) {
            if (json.name(SOURCE) < 0) {
                throw unknown();
            }
            sourceIp = json.string();
        }
    }

    private void http() throws JsonException {
        json.beginObject();
        while (json.nextMember()) {
            switch (json.name(HTTP)) {
                case 0 -> httpRequest();
                case 1 -> status = response();
                default -> throw unknown();
            }
        }
    }

    private void httpRequest() throws JsonException {
        json.beginObject();
        while (json.nextMember()) {
            switch (json.name(HTTP_REQUEST)) {
                case 0 -> method = json.repeated();
                case 1 -> referrer = json.string();
                case 2 -> body = only(CONTENT);
                default -> throw unknown();
            }
        }
    }

    private int response() throws JsonException {
        long code = 0;
        json.beginObject();
        while (json.nextMember()) {
            expect(STATUS_CODE);
            code = json.integer();
        }
        return toInt(code);
    }

    private void url() throws JsonException {
        json.beginObject();
        while (json.nextMember()) {
            switch (json.name(URL)) {
                case 0 -> path = json.repeated();
                case 1 -> query = json.string();
                default -> throw unknown();
            }
        }
    }

    private @Nullable Long offset() throws JsonException {
        Long read = null;
        json.beginObject();
        while (json.nextMember()) {
            expect(OFFSET);
            read = json.integer();
        }
        return read;
    }

    private void own() throws JsonException {
        json.beginObject();
        while (json.nextMember()) {
            switch (json.name(OWN)) {
                case 0 -> length = json.integer();
                case 1 -> index = toInt(json.integer());
                case 2 -> bulkToken = json.string();
                case 3 -> language = json.repeated();
                case 4 -> headers = headers();
                case 5 -> raw = base64(json.string());
                default -> throw unknown();
            }
        }
    }

    /** Most requests have one, so of that no table is made. */
    private Map<String, String> headers() throws JsonException {
        Map<String, String> read = Map.of();
        json.beginObject();
        while (json.nextMember()) {
            String name = json.repeatedName();
            String value = name.equals(HOST) ? json.repeated() : json.string();
            if (read.isEmpty()) {
                read = Map.of(name, value);
            } else {
                read = read.size() == 1 ? new HashMap<>(read) : read;
                read.put(name, value);
            }
        }
        return read;
    }

    private @Nullable String userAgent() throws JsonException {
        String read = null;
        json.beginObject();
        while (json.nextMember()) {
            expect(ORIGINAL);
            read = json.repeated();
        }
        return read;
    }

    private void error() throws JsonException {
        json.beginObject();
        while (json.nextMember()) {
            switch (json.name(ERROR)) {
                case 0 -> reason = json.string();
                case 1 -> detail = json.string();
                default -> throw unknown();
            }
        }
    }

    private @Nullable String only(JsonNames name) throws JsonException {
        String read = null;
        json.beginObject();
        while (json.nextMember()) {
            expect(name);
            read = json.string();
        }
        return read;
    }

    private void expect(JsonNames only) throws JsonException {
        if (json.name(only) < 0) {
            throw unknown();
        }
    }

    private int toInt(long value) throws JsonException {
        if (value != (int) value) {
            throw new JsonException("no number of 32 bits", json.position());
        }
        return (int) value;
    }

    private byte[] base64(String text) throws JsonException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new JsonException("no base64 in trackreplay.raw", json.position());
        }
    }

    private JsonException unknown() {
        return new JsonException("an unknown field '" + json.name() + "'", json.position());
    }
}
