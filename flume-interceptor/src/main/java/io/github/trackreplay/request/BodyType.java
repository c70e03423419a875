/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.request;

import com.google.common.base.Ascii;
import io.github.trackreplay.accesslog.AccessLogEntry;
import io.github.trackreplay.accesslog.Texts;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How PHP reads a request's body: only with {@code POST}, and only where the {@code Content-Type}, up to the first semicolon, comma
 * or blank and in any case, is one of two ({@code main/SAPI.c}, {@code sapi_read_post_data}). A body without that header has no
 * fields; where the log has no such field at all, a body is taken for an encoded form.
 */
enum BodyType {
    /** An encoded form. */
    FORM,
    /** A form in parts. Its bytes are not to be had otherwise: PHP's {@code php://input} is empty. */
    MULTIPART,
    /** Nothing that has fields. */
    OTHER;

    private static final String ENCODED = "application/x-www-form-urlencoded";
    private static final String IN_PARTS = "multipart/form-data";

    static BodyType of(AccessLogEntry entry) {
        boolean posted = entry.method().isEmpty() || entry.method().equals("POST");
        if (!posted) {
            return OTHER;
        }
        String header = entry.headers().getOrDefault(AccessLogEntry.CONTENT_TYPE, ENCODED);
        int end = 0;
        while (end < header.length() && ";, ".indexOf(header.charAt(end)) < 0) {
            end++;
        }
        return switch (Ascii.toLowerCase(header.substring(0, end))) {
            case ENCODED -> FORM;
            case IN_PARTS -> MULTIPART;
            default -> OTHER;
        };
    }

    /** The body's fields as an encoded form in ASCII; nothing where PHP reads none. */
    Optional<String> form(AccessLogEntry entry) {
        byte[] body = entry.body();
        return switch (this) {
            case FORM -> body.length == 0 ? Optional.empty() : Optional.of(Texts.percentAscii(body, 0, body.length));
            case MULTIPART -> {
                String header = entry.headers().getOrDefault(AccessLogEntry.CONTENT_TYPE, "");
                String fields = MultipartForm.read(body, header);
                yield fields.isEmpty() ? Optional.empty() : Optional.of(fields);
            }
            case OTHER -> Optional.empty();
        };
    }

    /** The headers as a request carries them: its body, if any, is an encoded form by then; an empty type says nothing more. */
    static Map<String, String> headers(AccessLogEntry entry) {
        String type = entry.headers().get(AccessLogEntry.CONTENT_TYPE);
        if (type == null || (!type.isEmpty() && of(entry) != MULTIPART)) {
            return entry.headers();
        }
        Map<String, String> headers = new HashMap<>(entry.headers());
        if (type.isEmpty()) {
            headers.remove(AccessLogEntry.CONTENT_TYPE);
        } else {
            headers.put(AccessLogEntry.CONTENT_TYPE, ENCODED);
        }
        return headers;
    }
}
