/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.accesslog.SyslogFrame;
import io.github.trackreplay.document.FlatDocument;
import io.github.trackreplay.event.TrackerPaths;
import io.github.trackreplay.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a shipper's document says of a request: the server's own line, where the document has it; else the line's parts, written
 * as a line of our own format. The time is the request's own: {@code @timestamp} is when a shipper read the line, unless the document is
 * one of ours.
 *
 * <p>Source of the names: the documentation of Filebeat, Logstash (grok's legacy and ECS patterns), Fluent Bit, Vector and the
 * OpenTelemetry Collector; nginx's variables.
 */
public final class DocumentLine {
    private static final List<String> ORIGINAL = List.of("event.original", "message");
    private static final List<String> LINE = List.of("log", "body", "body.stringValue", "line", "msg", "text");
    private static final List<String> TIME = List.of(
            "time", "timestamp", "time_local", "time_iso8601", "msec", "ts", "nginx.access.time", "apache.access.time");
    private static final List<String> TARGET = List.of(
            "uri",
            "url.original",
            "request",
            "request_uri",
            "path",
            "url.full",
            "http.request.uri",
            "nginx.access.url");

    /** By the name in our own format, the names that others use. */
    private static final Map<String, List<String>> PARTS = parts();

    /** What shippers add to the members of a line that they parsed as JSON. */
    private static final Set<String> ADDED = Set.of("@timestamp", "@version", "type", "tags", "stream", "source_type");

    private final TrackerPaths paths;

    public DocumentLine(TrackerPaths paths) {
        this.paths = paths;
    }

    /** What a document is. */
    public sealed interface Outcome permits Line, Other, NotUnderstood {}

    /** A line in one of our formats. */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    public record Line(byte[] bytes) implements Outcome {}

    /** A document without a tracking request. */
    public record Other() implements Outcome {}

    /** A document that names a tracker's path, and that nobody understands: a sentence. */
    public record NotUnderstood(String sentence) implements Outcome {}

    /** @param bytes of the document */
    public Outcome of(FlatDocument document, byte[] bytes) {
        Optional<String> line = lineIn(document, ORIGINAL);
        if (line.isPresent()) {
            return line(line.get());
        }
        if (isOurs(document)) {
            return new Line(written(ours(document)));
        }
        line = lineIn(document, LINE);
        if (line.isPresent()) {
            return line(line.get());
        }
        if (document.get("trackreplay.length").isPresent()) {
            return new Line(bytes);
        }
        return ofParts(document);
    }

    /** The line as it stood in its file, where the document has it. */
    static Optional<String> whole(FlatDocument document) {
        return document.first(ORIGINAL).or(() -> document.first(LINE));
    }

    /** Whether a text names a tracker's path. */
    boolean namesTracker(byte[] text) {
        return paths.occurIn(text);
    }

    private boolean namesTracker(String text) {
        return paths.occurIn(text.getBytes(UTF_8));
    }

    private static Line line(String text) {
        return new Line(SyslogFrame.line(text.getBytes(UTF_8)));
    }

    private Optional<String> lineIn(FlatDocument document, List<String> names) {
        return names.stream()
                .flatMap(name -> document.get(name).stream())
                .filter(this::namesTracker)
                .findFirst();
    }

    private Outcome ofParts(FlatDocument document) {
        List<String> targets =
                TARGET.stream().flatMap(name -> document.get(name).stream()).toList();
        Optional<String> target =
                targets.stream().filter(this::namesTracker).findFirst().or(() -> pathAndQuery(document));
        if (target.isEmpty()) {
            boolean named =
                    targets.isEmpty() && document.texts().values().stream().anyMatch(this::namesTracker);
            return named
                    ? new NotUnderstood(
                            "The document names the tracker, and neither a field with the server's line (message,"
                                    + " event.original, log, body) nor one with the request's path (url.original, request, uri) holds"
                                    + " it.")
                    : new Other();
        }
        Optional<String> time = document.first(TIME);
        if (time.isEmpty()) {
            return new NotUnderstood(
                    "The document has the request's parts and not its time: @timestamp is as a rule when a"
                            + " shipper read the line. Keep the line (event.original, message) or the field timestamp.");
        }
        Map<String, String> members = new LinkedHashMap<>();
        members.put("time", time.get());
        members.put("request", target.get());
        PARTS.forEach(
                (ours, theirs) -> document.first(theirs).ifPresent(text -> members.put(ours, withoutQuotes(text))));
        return new Line(written(members));
    }

    private Optional<String> pathAndQuery(FlatDocument document) {
        return document.get("url.path")
                .filter(this::namesTracker)
                .map(path -> path
                        + document.get("url.query").map(query -> "?" + query).orElse(""));
    }

    /** Our own format's members, which a shipper took out of the line. */
    private boolean isOurs(FlatDocument document) {
        return document.get("client").isPresent()
                && document.get("time").isPresent()
                && document.get("uri")
                        .or(() -> document.get("request"))
                        .filter(this::namesTracker)
                        .isPresent();
    }

    private static Map<String, String> ours(FlatDocument document) {
        Map<String, String> members = new LinkedHashMap<>();
        document.texts().forEach((name, text) -> {
            boolean cookie = name.startsWith("cookie.");
            if (cookie || (name.indexOf('.') < 0 && !ADDED.contains(name))) {
                members.put(name, text);
            }
        });
        return members;
    }

    /** Logstash's older patterns leave the quotes around what stood in quotes. */
    private static String withoutQuotes(String text) {
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    private static byte[] written(Map<String, String> members) {
        JsonWriter out = new JsonWriter(512);
        char separator = '{';
        for (Map.Entry<String, String> member : members.entrySet()) {
            out.raw(separator);
            out.string(member.getKey());
            out.raw(':');
            out.string(member.getValue());
            separator = ',';
        }
        out.raw('}');
        return out.toByteArray();
    }

    private static Map<String, List<String>> parts() {
        Map<String, List<String>> parts = new LinkedHashMap<>();
        parts.put(
                "client",
                List.of(
                        "client",
                        "clientip",
                        "source.ip",
                        "source.address",
                        "client.ip",
                        "client.address",
                        "remote",
                        "remote_addr",
                        "remote_ip",
                        "ip",
                        "nginx.access.remote_ip",
                        "apache.access.remote_ip"));
        parts.put("method", List.of("method", "verb", "http.request.method", "request_method", "nginx.access.method"));
        parts.put(
                "status",
                List.of("status", "response", "http.response.status_code", "code", "nginx.access.response_code"));
        parts.put("referer", List.of("referer", "referrer", "http.request.referrer", "http_referer"));
        parts.put("user-agent", List.of("user_agent.original", "user_agent", "http_user_agent", "agent"));
        parts.put("accept-language", List.of("accept-language", "accept_language", "http_accept_language"));
        parts.put("x-forwarded-for", List.of("x-forwarded-for", "x_forwarded_for", "http_x_forwarded_for"));
        parts.put("host", List.of("vhost", "http_host", "url.domain", "server_name", "destination.domain"));
        parts.put("request_id", List.of("request_id", "http.request.id", "unique_id"));
        parts.put("body", List.of("http.request.body.content", "request_body"));
        return parts;
    }
}
