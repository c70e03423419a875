/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.event.FetchedPage;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.TrackerPaths;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.request.LineOutcome.Skipped;
import io.github.trackreplay.request.LineOutcome.Skipped.Reason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChatbotPagesTest {
    private static final String AGENT = "Mozilla/5.0 (compatible; chatgpt-user/1.0; +https://openai.com/bot)";
    private static final RequestReader OFF = new RequestReader(TrackerPaths.of("/matomo.php"));
    private static final RequestReader ON =
            new RequestReader(TrackerPaths.of(String.join(" ", TrackerPaths.with(List.of("/matomo.php"), true))));

    private static LineOutcome read(RequestReader reader, String format, String line) {
        byte[] bytes = line.getBytes(UTF_8);
        return reader.read(
                new RawLine(7, bytes.length + 1, bytes, false),
                LogFormat.of(format).parser(Optional.empty()).parse(bytes));
    }

    private static String combined(String request, String agent) {
        return "203.0.113.9 - - [04/Mar/2026:10:00:01 +0000] \"" + request + "\" 404 5120 \"-\" \"" + agent + "\"";
    }

    private static TrackingRequest one(LineOutcome outcome) {
        assertThat(outcome).isInstanceOf(LineOutcome.Requests.class);
        return ((LineOutcome.Requests) outcome).entries().get(0);
    }

    @Test
    void aPageThatAChatbotFetchedIsTakenOnlyWhereThatIsDeclared() {
        String line = combined("GET /news/a?b=c&d=%C3%A4 HTTP/1.1", AGENT);
        assertThat(read(OFF, "combined", line)).isEqualTo(new Skipped(Reason.OTHER_PATH));
        TrackingRequest page = one(read(ON, "combined", line));
        assertThat(FetchedPage.is(page)).isTrue();
        assertThat(page.query())
                .isEqualTo("rec=1&recMode=1&http_status=404&bw_bytes=5120&url=%2Fnews%2Fa%3Fb%3Dc%26d%3D%25C3%25A4");
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.userAgent()).isEqualTo(AGENT);
    }

    @Test
    void othersPagesAndFilesThatBelongToPagesAreSkippedAndCallsAreCalls() {
        assertThat(read(ON, "combined", combined("GET / HTTP/1.1", "Mozilla/5.0 Firefox/128.0")))
                .isEqualTo(new Skipped(Reason.OTHER_PATH));
        assertThat(read(ON, "combined", combined("GET / HTTP/1.1", "GPTBot/1.2")))
                .isEqualTo(new Skipped(Reason.OTHER_PATH));
        assertThat(read(ON, "combined", combined("GET /a/logo.PNG?v=2 HTTP/1.1", AGENT)))
                .isEqualTo(new Skipped(Reason.OTHER_PATH));
        assertThat(read(ON, "combined", combined("OPTIONS /a HTTP/1.1", AGENT)))
                .isEqualTo(new Skipped(Reason.OTHER_METHOD));
        TrackingRequest call = one(read(ON, "combined", combined("GET /matomo.php?idsite=1&rec=1 HTTP/1.1", AGENT)));
        assertThat(FetchedPage.is(call)).isFalse();
        assertThat(call.query()).isEqualTo("idsite=1&rec=1");
    }

    @Test
    void sizeTimeSchemeAndHostComeFromWhateverTheFormatSays() {
        String nginx =
                "$remote_addr [$time_iso8601] $scheme://$host \"$request\" $status $body_bytes_sent $request_time"
                        + " \"$http_user_agent\"";
        assertThat(shown(
                        nginx,
                        "203.0.113.9 [2026-03-04T10:00:01+00:00] https://www.example.org \"GET /x HTTP/2.0\" 200 77 0.0123 \""
                                + AGENT + "\""))
                .isEqualTo("https www.example.org rec=1&recMode=1&http_status=200&bw_bytes=77&pf_srv=12&url=%2Fx");
        assertThat(shown(
                        "%v %h %l %u %t \"%r\" %>s %B %D \"%{User-Agent}i\"",
                        "a.example 203.0.113.9 - - [04/Mar/2026:10:00:01 +0000] \"GET /x HTTP/1.1\" 200 77 45678 \""
                                + AGENT + "\""))
                .isEqualTo(" a.example rec=1&recMode=1&http_status=200&bw_bytes=77&pf_srv=45&url=%2Fx");
        assertThat(shown(
                        "%h %t \"%r\" %>s %b %{ms}T \"%{User-Agent}i\"",
                        "203.0.113.9 [04/Mar/2026:10:00:01 +0000] \"GET /x HTTP/1.1\" 304 - 8 \"" + AGENT + "\""))
                .isEqualTo(" null rec=1&recMode=1&http_status=304&pf_srv=8&url=%2Fx");
        assertThat(shown(
                        "#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status sc-bytes time-taken cs-host"
                                + " cs(User-Agent)",
                        "2026-03-04 10:00:01 203.0.113.9 GET /x - 200 77 312 b.example " + AGENT.replace(' ', '+')))
                .isEqualTo(" b.example rec=1&recMode=1&http_status=200&bw_bytes=77&pf_srv=312&url=%2Fx");
        assertThat(shown(
                        "trackreplay_json",
                        "{\"time\":\"2026-03-04T10:00:01Z\",\"client\":\"203.0.113.9\",\"uri\":\"/x\",\"status\":200,"
                                + "\"bytes\":77,\"seconds\":\"0.5\",\"scheme\":\"http\",\"host\":\"c.example\",\"user-agent\":\""
                                + AGENT + "\"}"))
                .isEqualTo("http c.example rec=1&recMode=1&http_status=200&bw_bytes=77&pf_srv=500&url=%2Fx");
    }

    private static String shown(String format, String line) {
        TrackingRequest page = one(read(ON, format, line));
        return page.headers().get(FetchedPage.HEADER) + " " + page.headers().get("host") + " " + page.query();
    }

    @Test
    void numbersThatAreNoneOrTooGreatAreLeftOut() {
        String format =
                "$remote_addr [$time_iso8601] \"$request\" $status $body_bytes_sent $request_time \"$http_user_agent\"";
        String line = "203.0.113.9 [2026-03-04T10:00:01+00:00] \"GET /x HTTP/2.0\" 200 %s %s \"" + AGENT + "\"";
        assertThat(shown(format, line.formatted("99999999999999999999", "-")))
                .isEqualTo(" null rec=1&recMode=1&http_status=200&url=%2Fx");
        assertThat(shown(format, line.formatted("1.2.3", "3")))
                .isEqualTo(" null rec=1&recMode=1&http_status=200&pf_srv=3000&url=%2Fx");
    }
}
