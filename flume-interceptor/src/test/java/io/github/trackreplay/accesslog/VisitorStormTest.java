/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever a visitor sends, in every field that he chooses, the line that the server writes of it is read, with the server's own
 * time. So no visitor can make a stream look as if its format were wrong.
 */
class VisitorStormTest {
    private static final String BEHIND = "[$time_local] \"$request\" $status $body_bytes_sent";
    private static final String AGENT = " \"$http_referer\" \"$http_user_agent\"";
    private static final String APACHE = "%t \\\"%r\\\" %>s %b";
    private static final String APACHE_AGENT = " \\\"%{Referer}i\\\" \\\"%{User-Agent}i\\\"";
    private static final String OLD = "[02/Mar/2020:00:00:00 +0000]";
    private static final long TIME = 1_772_482_282_000L;
    private static final String CLIENT = "203.0.113.7";

    private static final List<String> STORMS = List.of(
            "a [b",
            " [",
            "[",
            "] \"",
            "]",
            "\"",
            "\\",
            "x y z",
            "a, b",
            "unknown",
            "-",
            "- -",
            "- - [",
            OLD,
            " " + OLD + " ",
            "x " + OLD + " \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"",
            "- - " + OLD + " x",
            "1772482282.123",
            "2020-03-02T00:00:00+00:00",
            "x 1583107200.000 \"",
            "\u0001\u007f\u00e9",
            "%20%5B",
            "{\"a\":",
            " [".repeat(3000),
            "a".repeat(8000));

    private static final Map<String, String> NGINX = Map.ofEntries(
            Map.entry("combined", "'$remote_addr - $remote_user " + BEHIND + AGENT + "'"),
            Map.entry("common", "'$remote_addr - $remote_user " + BEHIND + "'"),
            Map.entry("common_vhost", "'$host $remote_addr - $remote_user " + BEHIND + "'"),
            Map.entry("vhost_combined", "'$host $remote_addr - $remote_user " + BEHIND + AGENT + "'"),
            Map.entry("forwarded_combined", "'$http_x_forwarded_for - $remote_user " + BEHIND + AGENT + "'"),
            Map.entry(
                    "forwarded_host_combined",
                    "'$http_x_forwarded_for $remote_addr - $remote_user " + BEHIND + AGENT + "'"),
            Map.entry(
                    "trackreplay_json",
                    "escape=json '{\"time\":\"$msec\",\"client\":\"$remote_addr\",\"method\":\"$request_method\","
                            + "\"uri\":\"$request_uri\",\"status\":\"$status\",\"user-agent\":\"$http_user_agent\",\"referer\":"
                            + "\"$http_referer\",\"x-forwarded-for\":\"$http_x_forwarded_for\",\"host\":\"$http_host\","
                            + "\"cookie._pk_uid\":\"$cookie__pk_uid\",\"body\":\"$request_body\"}'"),
            Map.entry(
                    "nginx_json",
                    "escape=json '{\"ip\":\"$remote_addr\",\"host\":\"$host\",\"path\":\"$request_uri\",\"status\":"
                            + "\"$status\",\"referrer\":\"$http_referer\",\"user_agent\":\"$http_user_agent\",\"date\":"
                            + "\"$time_iso8601\"}'"),
            Map.entry(
                    "0",
                    "'$remote_addr - $remote_user " + BEHIND + AGENT + " \"$http_x_forwarded_for\" \"$request_body\"'"),
            Map.entry("1", "'$remote_user $time_iso8601 $remote_addr \"$request\" \"$http_user_agent\"'"),
            Map.entry("2", "'$remote_user $msec $remote_addr \"$request\" \"$http_user_agent\" \"$cookie__pk_uid\"'"),
            Map.entry("3", "'$http_x_forwarded_for $remote_addr $msec \"$request\" \"$http_user_agent\"'"));

    private static final Map<String, String> APACHES = Map.of(
            "combined", "%h %l %u " + APACHE + APACHE_AGENT,
            "common", "%h %l %u " + APACHE,
            "vhost_combined", "%v %h %l %u " + APACHE + APACHE_AGENT,
            "forwarded_combined", "%{X-Forwarded-For}i %l %u " + APACHE + APACHE_AGENT,
            "forwarded_host_combined", "%{X-Forwarded-For}i %h %l %u " + APACHE + APACHE_AGENT,
            "0", "%a %u %{%Y-%m-%dT%H:%M:%S%z}t \\\"%r\\\" \\\"%{User-Agent}i\\\" \\\"%{_pk_uid}C\\\"");

    /** The fields that a visitor chooses, as nginx and as Apache name them. */
    @ParameterizedTest
    @CsvSource({
        "remote_user, u",
        "http_referer, {Referer}i",
        "http_user_agent, {User-Agent}i",
        "http_x_forwarded_for, {X-Forwarded-For}i",
        "request, r",
        "request_uri, r",
        "cookie__pk_uid, {_pk_uid}C",
        "request_body, {X-Forwarded-For}i"
    })
    void everyLineIsReadWithTheServersTime(String ofNginx, String ofApache) {
        List<String> unread = new ArrayList<>();
        for (String storm : STORMS) {
            NGINX.forEach((name, directive) -> {
                String log = "log_format x " + directive + ";";
                check(unread, name, log, ServerWriter.nginx(log, with(nginx(), ofNginx, storm)));
            });
            APACHES.forEach((name, format) -> {
                String log = "LogFormat \"" + format + "\" x";
                check(unread, name, log, ServerWriter.apache(log, with(apache(), ofApache, storm)));
            });
        }

        assertThat(unread).isEmpty();
    }

    private static void check(List<String> unread, String name, String directive, byte[] line) {
        String format = name.length() > 1 ? name : directive;
        ParsedLine parsed = LogFormat.of(format).parser(Optional.empty()).parse(line);
        boolean right = parsed instanceof AccessLogEntry entry && entry.time() / 1000 == TIME / 1000;
        if (!right) {
            String text = new String(line, ISO_8859_1);
            unread.add(format + ": " + text.substring(0, Math.min(300, text.length())) + " -> " + parsed);
        }
    }

    private static Map<String, String> with(Map<String, String> values, String field, String storm) {
        boolean request = field.equals("request") || field.equals("r");
        boolean list = field.equals("http_x_forwarded_for") || field.equals("{X-Forwarded-For}i");
        values.put(
                field,
                request ? "GET /matomo.php?" + storm + " HTTP/1.1" : list ? storm.trim() + ", " + CLIENT : storm);
        return values;
    }

    private static Map<String, String> nginx() {
        return new HashMap<>(Map.ofEntries(
                Map.entry("msec", "1772482282.000"),
                Map.entry("time_local", "02/Mar/2026:20:11:22 +0000"),
                Map.entry("time_iso8601", "2026-03-02T20:11:22+00:00"),
                Map.entry("remote_addr", CLIENT),
                Map.entry("request", "GET /matomo.php?idsite=1 HTTP/1.1"),
                Map.entry("request_method", "GET"),
                Map.entry("request_uri", "/matomo.php?idsite=1"),
                Map.entry("status", "200"),
                Map.entry("body_bytes_sent", "43"),
                Map.entry("http_x_forwarded_for", "198.51.100.1, " + CLIENT),
                Map.entry("host", "t.example.com"),
                Map.entry("http_host", "t.example.com")));
    }

    private static Map<String, String> apache() {
        return new HashMap<>(Map.of(
                "h", CLIENT,
                "a", CLIENT,
                "v", "t.example.com",
                "t", "[02/Mar/2026:20:11:22 +0000]",
                "{%Y-%m-%dT%H:%M:%S%z}t", "2026-03-02T20:11:22+0000",
                "{X-Forwarded-For}i", CLIENT,
                "r", "GET /matomo.php?idsite=1 HTTP/1.1",
                "s", "200",
                "b", "43"));
    }
}
