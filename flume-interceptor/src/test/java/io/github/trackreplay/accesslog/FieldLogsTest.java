/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Logs as they are found in the field: each is read by its name and by {@code auto}, or named with what to do. */
class FieldLogsTest {
    private static final String COMBINED =
            "203.0.113.7 - - [02/Mar/2026:20:11:22 +0000] \"GET /matomo.php?idsite=1&a=%20"
                    + " HTTP/1.1\" 200 43 \"https://shop.example/\" \"Mozilla/5.0 (X11)\"";
    private static final long TIME = 1772482282000L;

    private static AccessLogEntry read(String name, String... log) {
        List<byte[]> lines = Stream.of(log).map(line -> line.getBytes(UTF_8)).toList();
        FormatProbe.Finding auto = FormatProbe.probe(lines, LogFormat.of("auto"));
        assertThat(auto.picked()).as(auto.sentence()).map(LogFormat::text).contains(name);
        Optional<LineParser> parser = FormatProbe.parser(lines, LogFormat.of(name));
        ParsedLine parsed = parser.orElseThrow().parse(lines.get(lines.size() - 1));
        assertThat(parsed).isInstanceOf(AccessLogEntry.class);
        return (AccessLogEntry) parsed;
    }

    private static void isTheCall(AccessLogEntry entry) {
        assertThat(entry.time()).isEqualTo(TIME);
        assertThat(entry.client()).isEqualTo("203.0.113.7");
        assertThat(entry.method()).isEqualTo("GET");
        assertThat(entry.path()).isEqualTo("/matomo.php");
        assertThat(entry.query()).isEqualTo("idsite=1&a=%20");
        assertThat(entry.status()).isEqualTo(200);
        assertThat(entry.userAgent()).isEqualTo("Mozilla/5.0 (X11)");
    }

    @Test
    void whatCarriesAServersOwnLine() {
        for (String prefix : List.of(
                "Mar  2 20:11:23 web1 nginx: ",
                "<190>Mar  2 20:11:23 web1 nginx[17]: ",
                "<190>Mar  2 20:11:23 nginx: ",
                "2026-03-02T21:11:23.123456+01:00 web1 nginx: ",
                "<190>1 2026-03-02T20:11:23Z web1 nginx 17 - - ",
                "<190>1 2026-03-02T20:11:23Z web1 nginx 17 access [a b=\"x\\] y\"][c d=\"e\"] \ufeff")) {
            isTheCall(read("syslog", prefix + COMBINED));
        }
        isTheCall(read("cri", "2026-03-02T20:11:22.123456789Z stdout F " + COMBINED));
        isTheCall(read(
                "docker_json",
                "{\"log\":\"" + COMBINED.replace("\"", "\\\"")
                        + "\\n\",\"stream\":\"stdout\",\"time\":\"2026-03-02T20:11:22.5Z\"}"));
        assertThat(LogFormat.of("syslog combined")
                        .parser(Optional.empty())
                        .parse(("Mar  2 20:11:23 w n: " + COMBINED).getBytes(UTF_8)))
                .isInstanceOf(AccessLogEntry.class);
    }

    @Test
    void apacheWithMilliseconds() {
        AccessLogEntry entry = read("combined", COMBINED.replace(":22 ", ":22.123 "));
        assertThat(entry.time()).isEqualTo(TIME + 123);
    }

    @Test
    void forwardedAddressesFirst() {
        AccessLogEntry list = read("forwarded_combined", COMBINED.replace("203.0.113.7", "198.51.100.1, 203.0.113.7"));
        isTheCall(list);
        assertThat(list.headers()).containsEntry("x-forwarded-for", "198.51.100.1, 203.0.113.7");
        AccessLogEntry both = read("forwarded_host_combined", "198.51.100.1, 10.0.0.9 " + COMBINED);
        isTheCall(both);
        assertThat(both.headers()).containsEntry("x-forwarded-for", "198.51.100.1, 10.0.0.9");
        isTheCall(read("forwarded_host_combined", "198.51.100.1 " + COMBINED));
        AccessLogEntry host = read("vhost_combined", "10.0.0.1:8080 " + COMBINED);
        isTheCall(host);
        assertThat(host.headers()).containsEntry("host", "10.0.0.1:8080");
    }

    @Test
    void loadBalancersAndStores() {
        String request = "\"GET https://stats.example:443/matomo.php?idsite=1&a=%20 HTTP/2.0\" \"Mozilla/5.0 (X11)\"";
        isTheCall(
                read(
                        "aws_alb",
                        "https 2026-03-02T20:11:22.000000Z app/lb/50dc6 203.0.113.7:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 "
                                + request
                                + " ECDHE TLSv1.2 arn:aws:x \"Root=1-5\" \"-\" \"-\" 0 2026-03-02T20:11:21.9Z \"forward\" \"-\""));
        isTheCall(read(
                "aws_elb",
                "2026-03-02T20:11:22.000000Z lb 203.0.113.7:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "
                        + request + " - -"));
        isTheCall(
                read(
                        "aws_s3",
                        "79a59d bucket [02/Mar/2026:20:11:22 +0000] 203.0.113.7 - 3E57427F3EXAMPLE REST.GET.OBJECT matomo.php"
                                + " \"GET /matomo.php?idsite=1&a=%20 HTTP/1.1\" 200 - 43 43 7 6 \"-\" \"Mozilla/5.0 (X11)\" - x= SigV4"));
    }

    @Test
    void nginxProxyManager() {
        String behind =
                " - GET https stats.example \"/matomo.php?idsite=1&a=%20\" [Client 203.0.113.7] [Length 43] [Gzip -] ";
        String agent = "\"Mozilla/5.0 (X11)\" \"https://shop.example/\"";
        isTheCall(read(
                "nginx_proxy_manager",
                "[02/Mar/2026:20:11:22 +0000] - 200 200" + behind + "[Sent-to 10.0.0.1] " + agent));
        AccessLogEntry standard = read("nginx_proxy_manager", "[02/Mar/2026:20:11:22 +0000] 200" + behind + agent);
        isTheCall(standard);
        assertThat(standard.referrer()).isEqualTo("https://shop.example/");
        assertThat(standard.headers()).containsEntry("host", "stats.example");
    }

    @Test
    void cloudFrontsOwnEncodingIsUndone() {
        String fields =
                "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer)"
                        + " cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header";
        String line = "2026-03-02\t20:11:22\tFRA2\t43\t203.0.113.7\tGET\td1.cloudfront.net\t/matomo.php\t200"
                + "\thttps://shop.example/?a=%2520\tMozilla/5.0%20(X11;%20a+b)\t%s\t-\tMiss\tx\tstats.example";
        AccessLogEntry entry = read(
                "w3c",
                "#Version: 1.0",
                fields,
                line.replace("%s", "idsite=1&url=https%253A%252F%252Fshop.example%252F%25C3%25A9"));
        assertThat(entry.query()).isEqualTo("idsite=1&url=https%3A%2F%2Fshop.example%2F%C3%A9");
        assertThat(entry.userAgent()).isEqualTo("Mozilla/5.0 (X11; a+b)");
        assertThat(entry.referrer()).isEqualTo("https://shop.example/?a=%20");
        assertThat(entry.headers()).containsEntry("host", "stats.example");

        AccessLogEntry once =
                read("w3c", fields, line.replace("%s", "idsite=1&url=https%3A%2F%2Fshop.example%2F%3Fa%3Db%26c"));
        assertThat(once.query()).isEqualTo("idsite=1&url=https%3A%2F%2Fshop.example%2F%3Fa%3Db%26c");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstLine() {
        isTheCall(read("combined", "\ufeff" + COMBINED));
        AccessLogEntry w3c = read(
                "w3c",
                "\ufeff#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query",
                "2026-03-02 20:11:22 203.0.113.7 GET /matomo.php idsite=1");
        assertThat(w3c.time()).isEqualTo(TIME);
    }

    private static String refused(String... log) {
        List<byte[]> lines = Stream.of(log).map(line -> line.getBytes(UTF_8)).toList();
        FormatProbe.Finding finding = FormatProbe.probe(lines, LogFormat.of("auto"));
        assertThat(finding.fits()).isFalse();
        return finding.sentence();
    }

    @Test
    void whatLacksSomethingIsNamedWithTheRemedy() {
        assertThat(refused(
                        "#Date: 2026-03-02",
                        "#Fields: time c-ip cs-method cs-uri",
                        "20:11:22 1.1.1.1 GET /matomo.php?a"))
                .contains(
                        "#Fields: line has no field date",
                        "Switch it on in the server's logging settings: #Fields: date time c-ip cs-method",
                        "20:11:22 1.1.1.1");
        assertThat(refused(
                        "#Software: IIS Advanced Logging Module",
                        "#Fields: date-local time-local c-ip cs-method cs-uri-stem cs-uri-query",
                        "2026-03-02 20:11:22.123 1.1.1.1 GET /matomo.php a"))
                .contains("has no field date", "not date-local");
        assertThat(refused(
                        "Mar  2 20:11:22 lb haproxy[14389]: 1.1.1.1:33317 [02/Mar/2026:20:11:22.655] in web/s1 10/0/30/69/109"
                                + " 200 43 - - ---- 1/1/1/1/0 0/0 \"GET /matomo.php?a HTTP/1.1\""))
                .contains("HAProxy", "log-format \"%ci - - [%trg]");
        assertThat(refused("2026-03-02 20:11:22 1.1.1.1 GET /matomo.php a")).contains("#Fields: line is missing");
        assertThat(refused("{\"when\":1,\"url\":\"/matomo.php\"}")).contains("JSON whose names are not known");
    }

    @Test
    void whatHaproxyIsToldToWriteIsRead() {
        isTheCall(read("combined", COMBINED));
        isTheCall(read("syslog", "Mar  2 20:11:22 lb haproxy[14389]: " + COMBINED));
    }
}
