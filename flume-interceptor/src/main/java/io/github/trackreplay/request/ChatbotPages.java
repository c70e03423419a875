/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.request;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.trackreplay.accesslog.AccessLogEntry;
import io.github.trackreplay.accesslog.Answer;
import io.github.trackreplay.event.ChatbotAgents;
import io.github.trackreplay.event.FetchedPage;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.request.LineOutcome.Skipped.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes bots' requests of an access log's own lines: pages that AI chatbots fetched. Such a line becomes the call that the
 * site's server would have made to tell Matomo of it ({@code recMode=1} with the page, the answer's status, size and time), but
 * for the site, which only Matomo's sites tell ({@link FetchedPage}). Files that belong to a page are none.
 */
final class ChatbotPages {
    /** What Matomo's log importer takes for files that belong to pages. */
    private static final Set<String> STATIC = Set.of(
            "gif", "jpg", "jpeg", "png", "bmp", "ico", "svg", "svgz", "webp", "avif", "ttf", "otf", "eot", "woff",
            "woff2", "css", "js", "mjs", "map", "class", "swf");

    private static final String HOST = "host";

    private ChatbotPages() {}

    /** Whether a chatbot sent the request. */
    static boolean isOne(AccessLogEntry entry) {
        return ChatbotAgents.isIn(entry.userAgent());
    }

    /** The line's outcome. */
    static LineOutcome read(RawLine line, AccessLogEntry entry) {
        if (entry.path().isEmpty() || STATIC.contains(extension(entry.path()))) {
            return new LineOutcome.Skipped(Reason.OTHER_PATH);
        }
        Map<String, String> headers = new HashMap<>();
        headers.put(FetchedPage.HEADER, entry.answer().scheme());
        Optional.ofNullable(entry.headers().get(HOST)).ifPresent(host -> headers.put(HOST, host));
        Map<String, String> identified =
                RequestReader.identified(headers, entry.headers().get(AccessLogEntry.REQUEST_ID));
        return new LineOutcome.Requests(List.of(new TrackingRequest(
                new TrackingRequest.Line(line.offset(), line.length()),
                entry.time(),
                new TrackingRequest.Call(
                        entry.method(), entry.path(), query(entry), Optional.empty(), Optional.empty(), entry.status()),
                new TrackingRequest.Client(entry.client(), entry.userAgent(), "", "", identified))));
    }

    private static String query(AccessLogEntry entry) {
        Answer answer = entry.answer();
        StringBuilder query = new StringBuilder("rec=1&recMode=1");
        if (entry.status() > 0) {
            query.append("&http_status=").append(entry.status());
        }
        if (answer.bytes() >= 0) {
            query.append("&bw_bytes=").append(answer.bytes());
        }
        if (answer.micros() >= 0) {
            query.append("&pf_srv=").append(answer.micros() / 1000);
        }
        String page = entry.query().isEmpty() ? entry.path() : entry.path() + "?" + entry.query();
        return query.append(FetchedPage.URL)
                .append(new String(ParameterQuery.encoded(page.getBytes(US_ASCII)), US_ASCII))
                .toString();
    }

    /** What stands behind the last dot of a path's last segment, in lower case; empty where there is none. */
    private static String extension(String path) {
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') ? path.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
    }
}
