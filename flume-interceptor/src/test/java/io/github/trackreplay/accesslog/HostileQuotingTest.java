/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Quotes without an end, floods of backslashes, escapes without an end and the like, in every place of every form, read by every
 * format: each line is an outcome of about its own size, and the next line is read as ever. An effort that grows with the square
 * of a line's length would take hours here.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileQuotingTest {
    private static final int LENGTH = 20_000;
    private static final Optional<String> FIELDS = Optional.of(
            "#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status cs(User-Agent) cs(Referer)");

    private static final String COMBINED =
            "203.0.113.7 - - [02/Mar/2026:20:11:22 +0000] \"GET /matomo.php?idsite=1 HTTP/1.1\" 200 43 \"https://a.example/\" \"Mozilla/5.0\"";

    /** A good line of each form; what a storm is put into. */
    private static final List<String> FORMS = List.of(
            COMBINED,
            "{\"time\":\"1772482282.000\",\"client\":\"203.0.113.7\",\"method\":\"GET\",\"uri\":\"/matomo.php?idsite=1\","
                    + "\"status\":\"200\",\"user-agent\":\"Mozilla/5.0\",\"referer\":\"\",\"body\":\"\"}",
            "<190>1 2026-03-02T20:11:23Z web1 nginx 17 access [a b=\"x\"] " + COMBINED,
            "{\"log\":\"" + COMBINED.replace("\"", "\\\"")
                    + "\\n\",\"stream\":\"stdout\",\"time\":\"2026-03-02T20:11:22Z\"}",
            "2026-03-02 20:11:22 203.0.113.7 GET /matomo.php idsite=1 200 Mozilla/5.0 https://a.example/",
            "https 2026-03-02T20:11:22.000000Z app/lb/5 203.0.113.7:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 \"GET"
                    + " https://stats.example:443/matomo.php?idsite=1 HTTP/2.0\" \"Mozilla/5.0\" x TLSv1.2 arn \"R\" \"-\" \"-\" 0"
                    + " 2026-03-02T20:11:21.9Z \"forward\" \"-\"",
            "[02/Mar/2026:20:11:22 +0000] - 200 200 - GET https stats.example \"/matomo.php?idsite=1\" [Client 203.0.113.7]"
                    + " [Length 43] [Gzip -] [Sent-to 10.0.0.1] \"Mozilla/5.0\" \"-\"",
            "2026-03-02T20:11:22.000000Z lb 203.0.113.7:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 \"GET"
                    + " https://stats.example:443/matomo.php?idsite=1 HTTP/2.0\" \"Mozilla/5.0\" - -",
            "79a59d bucket [02/Mar/2026:20:11:22 +0000] 203.0.113.7 - 3E57427F3EXAMPLE REST.GET.OBJECT matomo.php \"GET"
                    + " /matomo.php?idsite=1 HTTP/1.1\" 200 - 43 43 7 6 \"-\" \"Mozilla/5.0\" - x= SigV4",
            "198.51.100.1, 10.0.0.9 " + COMBINED,
            "10.0.0.1:8080 " + COMBINED,
            COMBINED.substring(0, COMBINED.indexOf(" \"https")),
            "stats.example " + COMBINED.substring(0, COMBINED.indexOf(" \"https")),
            "2026-03-02T20:11:22.123456789Z stdout F " + COMBINED,
            "{\"ip\":\"203.0.113.7\",\"host\":\"a\",\"path\":\"/matomo.php?idsite=1\",\"method\":\"GET\",\"status\":\"200\","
                    + "\"date\":\"2026-03-02T20:11:22+00:00\",\"user_agent\":\"Mozilla/5.0\"}",
            "{\"ts\":1772482282.5,\"request\":{\"remote_ip\":\"203.0.113.7\",\"method\":\"GET\",\"host\":\"a\",\"uri\":"
                    + "\"/matomo.php?idsite=1\",\"headers\":{\"User-Agent\":[\"Mozilla/5.0\"]}},\"status\":200}",
            "{\"StartUTC\":\"2026-03-02T20:11:22Z\",\"ClientHost\":\"203.0.113.7\",\"RequestMethod\":\"GET\",\"RequestPath\":"
                    + "\"/matomo.php?idsite=1\",\"DownstreamStatus\":200,\"request_User-Agent\":\"Mozilla/5.0\"}",
            "{\"@timestamp\":\"2026-03-02T20:11:22Z\",\"message\":\"" + COMBINED.replace("\"", "\\\"") + "\"}",
            "1.1.1.1|[02/Mar/2026:20:11:22 +0000]|GET /matomo.php?idsite=1 HTTP/1.1|Mozilla/5.0|body");

    private static final List<String> STORMS = List.of(
            "\"", "\\", "\\\"", "\" \"", "\\x22", "\\x", "\\u0022", "\\u", "\\ud83d", "%", "%25", "[", "{", "{\"a\":",
            "[\"", " ", ",", "- ", "%5C%22", "\u00e9");

    /** All formats that have a name, and two that an administrator wrote. */
    static Stream<String> formats() {
        return Stream.concat(
                LogFormat.names().stream().filter(name -> !name.equals("auto")),
                Stream.of(
                        "log_format x '$remote_addr|[$time_local]|$request|$http_user_agent|$request_body';",
                        "%h|%t|%r|%{User-Agent}i|%{Referer}i"));
    }

    private static List<byte[]> hostile() {
        List<byte[]> lines = new ArrayList<>();
        for (String form : FORMS) {
            for (String storm : STORMS) {
                String flood = storm.repeat(LENGTH / storm.length());
                for (String place : List.of("\"", "?", "Mozilla", "20")) {
                    int at = Math.max(0, form.indexOf(place)) + place.length();
                    lines.add((form.substring(0, at) + flood + form.substring(at)).getBytes(UTF_8));
                }
                lines.add((form.substring(0, form.length() / 2) + flood).getBytes(UTF_8));
                lines.add(flood.getBytes(UTF_8));
            }
        }
        return lines;
    }

    private static final List<byte[]> HOSTILE = hostile();

    @ParameterizedTest
    @MethodSource("formats")
    void everyLineIsAnOutcomeOfItsOwnSize(String format) {
        LineParser parser = LogFormat.of(format).parser(FIELDS);
        List<String> good = queries(parser);

        for (byte[] line : HOSTILE) {
            if (parser.parse(line) instanceof AccessLogEntry entry) {
                assertThat(size(entry)).isLessThan(8L * line.length);
            }
        }

        assertThat(good).contains("idsite=1");
        assertThat(queries(parser)).isEqualTo(good);
    }

    private static List<String> queries(LineParser parser) {
        return FORMS.stream()
                .map(line -> parser.parse(line.getBytes(UTF_8)) instanceof AccessLogEntry entry
                        ? entry.query()
                        : "unreadable")
                .toList();
    }

    @Test
    void aLineThatIsTriedWithAllFormatsIsOneOutcomeToo() {
        KnownFormats formats = KnownFormats.below(FIELDS);

        for (int i = 0; i < HOSTILE.size(); i += 7) {
            byte[] line = HOSTILE.get(i);
            assertThat(formats.read(line).map(reading -> size(reading.entry())).orElse(0L))
                    .isLessThan(8L * line.length);
        }

        assertThat(formats.read(COMBINED.getBytes(UTF_8)))
                .map(reading -> reading.format().text())
                .contains("combined");
    }

    private static long size(AccessLogEntry entry) {
        long headers = 0;
        for (Map.Entry<String, String> header : entry.headers().entrySet()) {
            headers += header.getKey().length() + header.getValue().length();
        }
        return headers
                + entry.path().length()
                + entry.query().length()
                + entry.userAgent().length()
                + entry.referrer().length();
    }
}
