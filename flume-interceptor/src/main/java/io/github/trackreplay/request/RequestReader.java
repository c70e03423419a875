/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.request;

import io.github.trackreplay.accesslog.AccessLogEntry;
import io.github.trackreplay.accesslog.ParsedLine;
import io.github.trackreplay.accesslog.Unreadable;
import io.github.trackreplay.event.BulkRoom;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.RequestIdentity;
import io.github.trackreplay.event.TrackerPaths;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.json.JsonException;
import io.github.trackreplay.json.JsonWriter;
import io.github.trackreplay.parts.WholeLines;
import io.github.trackreplay.request.LineOutcome.Skipped.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says which tracking requests a line is. Stateless but for the declared paths; thread-safe.
 *
 * <p>Source of the rules: what PHP gives Matomo's tracker of a request. A query counts with every method but {@code OPTIONS}
 * (a browser's preflight), {@code TRACE} and {@code CONNECT}; a form body, encoded or in parts, counts with {@code POST} (see
 * {@link BodyType}); a body that holds {@code "requests"} behind its first byte is a bulk call, whatever its type and method, unless
 * it is a form in parts, and its URL's query does not count.
 */
public final class RequestReader {
    /**
     * Why a line of a container's standard error is rejected that no format reads: a server's warning about a call, most likely,
     * which says nothing of the log's format; but where the access log stands there, in a form that is not known, its calls.
     */
    public static final String STANDARD_ERROR = "standard-error";

    private static final String BULK_TOO_LARGE = "bulk-too-large";
    private static final String PART = "part-of-line";
    private static final String PART_ALONE =
            "The line is a part of a longer one, whose rest is not behind it in this log: the container ended there, or its"
                    + " runtime began a new file. A larger max-size (Docker), containerLogMaxSize (Kubernetes) or"
                    + " max_container_log_line_size (containerd, -1 for no parts) makes that rare.";

    /**
     * Why a line is rejected of which the beginning stands elsewhere: what is left of it is what a visitor sent, and may look like a line
     * of the log.
     */
    public static final String REST = "rest-of-line";

    private static final String REST_ALONE =
            "The line is the rest of one whose beginning stands elsewhere: at the end of the file before, where a rotation came"
                    + " between its parts, or where it was given up. Its bytes are what a visitor sent, so nothing is read of them by"
                    + " themselves.";

    private static final String TOO_LONG =
            "The line is longer than maxLineBytes, with all parts in which a container's runtime may have written it.";

    private final TrackerPaths paths;

    public RequestReader(TrackerPaths paths) {
        this.paths = paths;
    }

    /** The line's one outcome. */
    public LineOutcome read(RawLine line, ParsedLine parsed) {
        if (line.overlong()) {
            return isRestOfLine(line) ? rejected(line, REST, REST_ALONE) : rejected(line, "overlong", TOO_LONG);
        }
        if (parsed instanceof Unreadable unreadable) {
            return unreadable(line, unreadable);
        }
        return read(line, (AccessLogEntry) parsed);
    }

    /** A line that is too long is not whole. */
    private static boolean isRestOfLine(RawLine line) {
        int carriageReturn = 1;
        return line.length() <= line.bytes().length + 1L + carriageReturn
                && WholeLines.carrier(line.bytes()).isPresent();
    }

    private LineOutcome unreadable(RawLine line, Unreadable unreadable) {
        if (!paths.occurIn(line.bytes())) {
            return new LineOutcome.Skipped(Reason.OTHER_PATH);
        }
        if (WholeLines.isStandardError(line.bytes())) {
            return rejected(line, STANDARD_ERROR, unreadable.detail());
        }
        return WholeLines.isPart(line.bytes())
                ? rejected(line, PART, PART_ALONE)
                : rejected(line, unreadable.reason(), unreadable.detail());
    }

    private LineOutcome read(RawLine line, AccessLogEntry entry) {
        boolean call = paths.matches(entry.path());
        if (!call && !(paths.chatbotPages() && ChatbotPages.isOne(entry))) {
            return new LineOutcome.Skipped(Reason.OTHER_PATH);
        }
        String method = entry.method();
        if (method.equals("OPTIONS") || method.equals("TRACE") || method.equals("CONNECT")) {
            return new LineOutcome.Skipped(Reason.OTHER_METHOD);
        }
        if (!call) {
            return ChatbotPages.read(line, entry);
        }
        BodyType type = BodyType.of(entry);
        if (type != BodyType.MULTIPART && BulkBody.isBulk(entry.body())) {
            return bulk(line, entry);
        }
        return single(line, entry, type);
    }

    private static LineOutcome single(RawLine line, AccessLogEntry entry, BodyType type) {
        Optional<String> body = type.form(entry);
        if (!hasParameters(entry.query())
                && body.filter(RequestReader::hasParameters).isEmpty()) {
            return new LineOutcome.Skipped(Reason.NO_PARAMETERS);
        }
        return new LineOutcome.Requests(List.of(request(line, entry, 0, entry.query(), body, entry.bulkToken())));
    }

    /** Whether PHP finds a parameter: one with a name. */
    private static boolean hasParameters(String form) {
        boolean nameBegins = true;
        for (int i = 0; i < form.length(); i++) {
            char c = form.charAt(i);
            if (nameBegins && c != '&' && c != '=') {
                return true;
            }
            nameBegins = c == '&';
        }
        return false;
    }

    private static LineOutcome bulk(RawLine line, AccessLogEntry entry) {
        long most = BulkRoom.most(line.length());
        BulkBody bulk;
        try {
            bulk = BulkBody.read(entry.body(), most);
        } catch (JsonException e) {
            return rejected(line, "unreadable-body", "The bulk request's body is no JSON: " + e.getMessage() + ".");
        } catch (ParameterQuery.GrowthException e) {
            return rejected(
                    line,
                    BULK_TOO_LARGE,
                    "The bulk request's parameters, each with the names that it lies below, take more than " + most
                            + " bytes.");
        }
        if (weight(entry, bulk) > most) {
            return rejected(
                    line,
                    BULK_TOO_LARGE,
                    "The bulk request's " + bulk.queries().size() + " requests, each with all the call's headers, take"
                            + " more than " + most + " bytes.");
        }
        Optional<String> token = Optional.of(bulk.token().orElse(""));
        List<TrackingRequest> requests = new ArrayList<>();
        for (Map.Entry<Integer, String> query : bulk.queries().entrySet()) {
            requests.add(request(line, entry, query.getKey(), query.getValue(), Optional.empty(), token));
        }
        return requests.isEmpty() ? new LineOutcome.Skipped(Reason.EMPTY_BULK) : new LineOutcome.Requests(requests);
    }

    /** About how many bytes the requests of a bulk call take as documents. */
    private static long weight(AccessLogEntry entry, BulkBody bulk) {
        long each = BulkRoom.AROUND_TEXTS
                + JsonWriter.length(entry.path())
                + JsonWriter.length(entry.userAgent())
                + JsonWriter.length(entry.referrer())
                + JsonWriter.length(entry.language())
                + bulk.token().map(JsonWriter::length).orElse(0L);
        for (Map.Entry<String, String> header : entry.headers().entrySet()) {
            each += JsonWriter.length(header.getKey()) + JsonWriter.length(header.getValue());
        }
        long weight = each * bulk.queries().size();
        for (String query : bulk.queries().values()) {
            weight += JsonWriter.length(query);
        }
        return weight;
    }

    private static TrackingRequest request(
            RawLine line,
            AccessLogEntry entry,
            int index,
            String query,
            Optional<String> body,
            Optional<String> bulkToken) {
        String method = entry.method().isEmpty() ? "GET" : entry.method();
        return new TrackingRequest(
                new TrackingRequest.Line(line.offset(), line.length(), index),
                entry.time(),
                new TrackingRequest.Call(method, entry.path(), query, body, bulkToken, entry.status()),
                new TrackingRequest.Client(
                        entry.client(),
                        entry.userAgent(),
                        entry.referrer(),
                        entry.language(),
                        identified(BodyType.headers(entry))));
    }

    /** An id that is too short to be random tells nothing apart. */
    private static Map<String, String> identified(Map<String, String> headers) {
        return identified(headers, headers.get(AccessLogEntry.REQUEST_ID));
    }

    /** Headers with the identity that an id of the server's gives, where it gives one. */
    static Map<String, String> identified(Map<String, String> headers, @Nullable String id) {
        if (id == null) {
            return headers;
        }
        Map<String, String> identified = new HashMap<>(headers);
        identified.remove(AccessLogEntry.REQUEST_ID);
        if (id.length() >= RequestIdentity.LEAST_ID) {
            identified.put(
                    RequestIdentity.HEADER,
                    RequestIdentity.of(RequestIdentity.Kind.REQUEST_ID, id).text());
        }
        return identified;
    }

    private static LineOutcome rejected(RawLine line, String reason, String detail) {
        return new LineOutcome.Rejected(new RejectedLine(line.offset(), line.length(), reason, detail, line.bytes()));
    }
}
