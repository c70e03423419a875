/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.json.JsonWriter;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** Writes a pack's entries as documents; see {@link TrackingEventCodec} for their form. For one thread. */
final class DocumentWriter {
    private static final byte[] TIMESTAMP = ascii("{\"@timestamp\":");
    private static final byte[] SOURCE_IP = ascii(",\"source\":{\"ip\":");
    private static final byte[] SOURCE_ADDRESS = ascii(",\"source\":{\"address\":");
    private static final byte[] METHOD = ascii("},\"http\":{\"request\":{\"method\":");
    private static final byte[] REFERRER = ascii(",\"referrer\":");
    private static final byte[] BODY = ascii(",\"body\":{\"content\":");
    private static final byte[] STATUS = ascii("},\"response\":{\"status_code\":");
    private static final byte[] PATH = ascii("}},\"url\":{\"path\":");
    private static final byte[] QUERY = ascii(",\"query\":");
    private static final byte[] USER_AGENT = ascii("},\"user_agent\":{\"original\":");
    private static final byte[] OFFSET = ascii("},\"log\":{\"offset\":");
    private static final byte[] LENGTH = ascii("},\"trackreplay\":{\"length\":");
    private static final byte[] INDEX = ascii(",\"index\":");
    private static final byte[] BULK_TOKEN = ascii(",\"bulk_token\":");
    private static final byte[] LANGUAGE = ascii(",\"language\":");
    private static final byte[] HEADERS = ascii(",\"headers\":");
    private static final byte[] ERROR = ascii("{\"error\":{\"code\":");
    private static final byte[] MESSAGE = ascii(",\"message\":");
    private static final byte[] RAW = ascii(",\"raw\":\"");
    private static final byte[] END = ascii("}}\n");

    private final JsonWriter out;

    DocumentWriter(JsonWriter out) {
        this.out = out;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(UTF_8);
    }

    void write(PackEntry entry) {
        if (entry instanceof TrackingRequest request) {
            write(request);
        } else if (entry instanceof RejectedLine line) {
            write(line);
        }
    }

    private void write(TrackingRequest request) {
        out.raw(TIMESTAMP);
        IsoTime.write(out, request.time());
        field(looksLikeIp(request.sourceIp()) ? SOURCE_IP : SOURCE_ADDRESS, request.sourceIp());
        field(METHOD, request.method());
        fieldUnlessEmpty(REFERRER, request.referrer());
        request.body().ifPresent(body -> {
            field(BODY, body);
            out.raw('}');
        });
        out.raw(STATUS);
        out.number(request.status());
        field(PATH, request.path());
        field(QUERY, request.query());
        field(USER_AGENT, request.userAgent());
        position(request);
        if (request.index() != 0) {
            out.raw(INDEX);
            out.number(request.index());
        }
        request.bulkToken().ifPresent(token -> field(BULK_TOKEN, token));
        fieldUnlessEmpty(LANGUAGE, request.language());
        headers(request.headers());
        out.raw(END);
    }

    private void write(RejectedLine line) {
        field(ERROR, line.reason());
        field(MESSAGE, line.detail());
        position(line);
        out.raw(RAW);
        out.raw(Base64.getEncoder().encode(line.raw()));
        out.raw('"');
        out.raw(END);
    }

    private void position(PackEntry entry) {
        out.raw(OFFSET);
        out.number(entry.offset());
        out.raw(LENGTH);
        out.number(entry.length());
    }

    private void headers(Map<String, String> headers) {
        if (headers.isEmpty()) {
            return;
        }
        out.raw(HEADERS);
        char separator = '{';
        for (Map.Entry<String, String> header : new TreeMap<>(headers).entrySet()) {
            out.raw(separator);
            out.string(header.getKey());
            out.raw(':');
            out.string(header.getValue());
            separator = ',';
        }
        out.raw('}');
    }

    private void fieldUnlessEmpty(byte[] name, String value) {
        if (!value.isEmpty()) {
            field(name, value);
        }
    }

    private void field(byte[] name, String value) {
        out.raw(name);
        out.string(value);
    }

    /** Whether a field of type {@code ip} would take the text; anything else goes to the field for any address. */
    private static boolean looksLikeIp(String address) {
        boolean separated = false;
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            separated |= c == '.' || c == ':';
            if (c != '.' && c != ':' && Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return separated;
    }
}
