/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import io.github.trackreplay.accesslog.Field.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The JSON formats by name: which member holds what. */
final class JsonFormats {
    /** Headers that are looked up without making strings; any other is read as well. */
    private static final List<String> USUAL_HEADERS = List.of(
            "user-agent",
            "referer",
            "accept-language",
            "x-forwarded-for",
            "host",
            "cookie",
            "dnt",
            "sec-gpc",
            "x-do-not-track",
            "x-requested-with",
            "signature",
            "signature-agent",
            "signature-input",
            "authorization",
            "content-type",
            "sec-ch-ua",
            "sec-ch-ua-mobile",
            "sec-ch-ua-model",
            "sec-ch-ua-platform",
            "sec-ch-ua-platform-version",
            "sec-ch-ua-full-version",
            "sec-ch-ua-full-version-list");

    private static final String COOKIE = "cookie.";
    private static final Field SKIPPED = Field.of(Kind.SKIP_TEXT);

    private JsonFormats() {}

    /**
     * Our own form: fixed names for what is no header; {@code cookie.NAME} is one cookie; every other name is a header's.
     */
    static JsonFormat trackreplay() {
        Map<String, Field> known = new HashMap<>();
        known.put("time", Field.of(Kind.TIME_ANY));
        known.put("client", Field.of(Kind.CLIENT));
        known.put("method", Field.of(Kind.METHOD));
        known.put("uri", Field.of(Kind.TARGET));
        known.put("request", Field.of(Kind.REQUEST));
        known.put("status", Field.of(Kind.STATUS));
        known.put("body", Field.of(Kind.BODY));
        known.put("request_id", Field.of(Kind.REQUEST_ID));
        known.put("bytes", Field.of(Kind.BYTES));
        known.put("seconds", Field.of(Kind.SECONDS));
        known.put("milliseconds", Field.of(Kind.MILLISECONDS));
        known.put("microseconds", Field.of(Kind.MICROSECONDS));
        known.put("scheme", Field.of(Kind.SCHEME));
        USUAL_HEADERS.forEach(name -> known.put(name, Field.header(name)));
        return new JsonFormat(
                known,
                name -> name.startsWith(COOKIE) ? Field.cookie(name.substring(COOKIE.length())) : Field.header(name));
    }

    /** The names that Matomo's importer documents, and nginx's own variable names. */
    static JsonFormat nginx() {
        Map<String, Field> known = new HashMap<>();
        known.put("ip", Field.of(Kind.CLIENT));
        known.put("host", Field.header("host"));
        known.put("path", Field.of(Kind.TARGET));
        known.put("method", Field.of(Kind.METHOD));
        known.put("referrer", Field.header("referer"));
        known.put("referer", Field.header("referer"));
        known.put("user_agent", Field.header("user-agent"));
        known.put("x_forwarded_for", Field.header("x-forwarded-for"));
        known.put("body", Field.of(Kind.BODY));
        known.put("length", Field.of(Kind.BYTES));
        known.put("generation_time_milli", Field.of(Kind.MILLISECONDS));
        List.of("date", "time", "timestamp", "@timestamp", "time_local", "time_iso8601")
                .forEach(name -> known.put(name, Field.of(Kind.TIME_ANY)));
        return new JsonFormat(known, NginxFormat::field);
    }

    /** Caddy's access log. */
    static JsonFormat caddy() {
        Map<String, Field> known = new HashMap<>();
        known.put("ts", Field.of(Kind.TIME_ANY));
        known.put("request.client_ip", Field.of(Kind.CLIENT));
        known.put("request.remote_ip", Field.of(Kind.PEER));
        known.put("request.method", Field.of(Kind.METHOD));
        known.put("request.host", Field.header("host"));
        known.put("request.uri", Field.of(Kind.TARGET));
        known.put("status", Field.of(Kind.STATUS));
        known.put("size", Field.of(Kind.BYTES));
        known.put("duration", Field.of(Kind.SECONDS));
        return new JsonFormat(known, name -> headerBehind("request.headers.", name));
    }

    /** Traefik's access log in JSON; the request's headers must be kept ({@code accessLog.fields.headers}). */
    static JsonFormat traefik() {
        Map<String, Field> known = new HashMap<>();
        known.put("StartUTC", Field.of(Kind.TIME_ANY));
        known.put("ClientHost", Field.of(Kind.CLIENT));
        known.put("ClientAddr", Field.of(Kind.PEER));
        known.put("RequestMethod", Field.of(Kind.METHOD));
        known.put("RequestHost", Field.header("host"));
        known.put("RequestPath", Field.of(Kind.TARGET));
        known.put("DownstreamStatus", Field.of(Kind.STATUS));
        known.put("DownstreamContentSize", Field.of(Kind.BYTES));
        known.put("RequestScheme", Field.of(Kind.SCHEME));
        return new JsonFormat(known, name -> headerBehind("request_", name));
    }

    /** Documents in the names of the Elastic Common Schema, our own among them. */
    static JsonFormat elastic() {
        Map<String, Field> known = new HashMap<>();
        known.put("@timestamp", Field.of(Kind.TIME_ANY));
        known.put("source.ip", Field.of(Kind.CLIENT));
        known.put("source.address", Field.of(Kind.PEER));
        known.put("client.ip", Field.of(Kind.PEER));
        known.put("http.request.method", Field.of(Kind.METHOD));
        known.put("http.request.referrer", Field.header("referer"));
        known.put("http.request.body.content", Field.of(Kind.BODY));
        known.put("http.response.status_code", Field.of(Kind.STATUS));
        known.put("http.response.body.bytes", Field.of(Kind.BYTES));
        known.put("url.scheme", Field.of(Kind.SCHEME));
        known.put("url.original", Field.of(Kind.TARGET));
        known.put("url.path", Field.of(Kind.PATH));
        known.put("url.query", Field.of(Kind.QUERY));
        known.put("url.domain", Field.of(Kind.HOST));
        known.put("user_agent.original", Field.header("user-agent"));
        known.put("trackreplay.language", Field.header("accept-language"));
        known.put("trackreplay.bulk_token", Field.of(Kind.BULK_TOKEN));
        known.put("http.request.id", Field.of(Kind.REQUEST_ID));
        known.put("message", Field.of(Kind.MESSAGE));
        return new JsonFormat(known, name -> headerBehind("trackreplay.headers.", name));
    }

    /** Docker's json-file: the container's line and what Docker knows about it. */
    static JsonFormat docker() {
        return new JsonFormat(Map.of("log", Field.of(Kind.MESSAGE)), name -> SKIPPED);
    }

    private static Field headerBehind(String prefix, String name) {
        return name.startsWith(prefix) ? Field.header(name.substring(prefix.length())) : SKIPPED;
    }
}
