/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.documented;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.accesslog.AccessLogEntry;
import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.accesslog.ParsedLine;
import io.github.trackreplay.source.tail.CommonTimes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The source, which does not know a log's format, finds the time ({@code startAt}) that the interceptor reads. */
class StartTimesTest {
    private static final Path EXAMPLES = Path.of("..", "conf-examples");
    private static final String COMBINED =
            "203.0.113.7 - - [02/Mar/2026:20:11:22 +0000] \"GET /matomo.php?idsite=1&rand=1777777777123 HTTP/1.1\" 200 43"
                    + " \"https://shop.example/\" \"Mozilla/5.0 (X11)\"";

    /** What the servers put in for what says a time; anything else is text. */
    private static final Map<String, String> TIMES = Map.of(
            "$msec", "1772482282.123",
            "$time_local", "02/Mar/2026:20:11:22 +0000",
            "$time_iso8601", "2026-03-02T20:11:22+00:00",
            "%{msec}t", "1772482282123",
            "%t", "[02/Mar/2026:20:11:22 +0000]",
            "%{%Y-%m-%dT%H:%M:%S}t", "2026-03-02T20:11:22",
            "%{msec_frac}t", "123",
            "%{%z}t", "+0000");

    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("$remote_addr", "203.0.113.7"),
            Map.entry("%a", "203.0.113.7"),
            Map.entry("%h", "203.0.113.7"),
            Map.entry("$host", "t.example"),
            Map.entry("%v", "t.example"),
            Map.entry("%p", "443"),
            Map.entry("$status", "204"),
            Map.entry("%>s", "204"),
            Map.entry("$request_method", "GET"),
            Map.entry("$request_uri", "/matomo.php?rand=1777777777123"),
            Map.entry("$request", "GET /matomo.php?rand=1777777777123 HTTP/1.1"),
            Map.entry("%r", "GET /matomo.php?rand=1777777777123 HTTP/1.1"),
            Map.entry("$body_bytes_sent", "43"),
            Map.entry("$bytes_sent", "43"),
            Map.entry("%b", "43"),
            Map.entry("%O", "43"),
            Map.entry("$request_time", "0.001"));

    @Test
    void inEveryFormOfOurSnippets() throws IOException {
        Map<String, String> forms = new TreeMap<>();
        forms.putAll(forms("nginx-trackreplay.conf", "^log_format \\w+[^;]*;"));
        forms.putAll(forms("apache-trackreplay.conf", "^LogFormat \"(?:[^\"\\\\]|\\\\.)*\" \\w+"));
        assertThat(forms).hasSize(9);
        forms.forEach((directive, line) -> isTheSame(directive, line));
    }

    /** Each directive, and a line that it writes. */
    private static Map<String, String> forms(String file, String pattern) throws IOException {
        Map<String, String> forms = new TreeMap<>();
        Matcher directive =
                Pattern.compile(pattern, Pattern.MULTILINE).matcher(Files.readString(EXAMPLES.resolve(file)));
        while (directive.find()) {
            forms.put(directive.group(), line(directive.group()));
        }
        return forms;
    }

    private static String line(String directive) {
        boolean nginx = directive.startsWith("log_format");
        String form;
        if (nginx) {
            form = directive
                    .substring(directive.indexOf('\''), directive.lastIndexOf('\''))
                    .replaceAll("'\\s*'", "")
                    .substring(1);
        } else {
            form = directive
                    .substring(directive.indexOf('"') + 1, directive.lastIndexOf('"'))
                    .replace("\\\"", "\"");
        }
        return Pattern.compile(nginx ? "\\$\\w+" : "%(?:\\{[^}]*\\}|>)?[A-Za-z]")
                .matcher(form)
                .replaceAll(variable -> Matcher.quoteReplacement(value(variable.group())));
    }

    private static String value(String variable) {
        return TIMES.getOrDefault(variable, VALUES.getOrDefault(variable, "-"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '!',
            value = {
                "trackreplay_json!{\"time\":1772482282,\"client\":\"203.0.113.7\",\"uri\":\"/matomo.php\"}",
                "trackreplay_json!{\"time\":\"1772482282123456\",\"client\":\"203.0.113.7\",\"uri\":\"/matomo.php\"}",
                "caddy_json!{\"level\":\"info\",\"ts\":1772482282.1234567,\"request\":{\"client_ip\":\"203.0.113.7\","
                        + "\"method\":\"GET\",\"host\":\"h\",\"uri\":\"/matomo.php?a\",\"headers\":{}},\"status\":204}",
                "traefik_json!{\"ClientHost\":\"203.0.113.7\",\"RequestMethod\":\"GET\",\"RequestHost\":\"h\","
                        + "\"RequestPath\":\"/matomo.php?a\",\"DownstreamStatus\":204,"
                        + "\"StartUTC\":\"2026-03-02T20:11:22.123456789Z\"}",
                "nginx_json!{\"remote_addr\":\"203.0.113.7\",\"time_local\":\"02/Mar/2026:20:11:22 +0000\","
                        + "\"request\":\"GET /matomo.php?a HTTP/1.1\",\"status\":200}",
                "aws_elb!2026-03-02T20:11:22.000000Z lb 203.0.113.7:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29"
                        + " \"GET https://stats.example:443/matomo.php?a HTTP/2.0\" \"Mozilla/5.0 (X11)\" - -",
                "nginx_proxy_manager![02/Mar/2026:20:11:22 +0000] - 200 200 - GET https stats.example \"/matomo.php?a\""
                        + " [Client 203.0.113.7] [Length 43] [Gzip -] [Sent-to 10.0.0.1] \"Mozilla/5.0 (X11)\" \"-\"",
                "LogFormat \"%a %{sec}t \\\"%r\\\" %>s\"!203.0.113.7 1772482282 \"GET /matomo.php?a HTTP/1.1\" 200",
                "LogFormat \"%a %{usec}t \\\"%r\\\" %>s\"!203.0.113.7 1772482282123456 \"GET /matomo.php?a HTTP/1.1\" 200"
            })
    void inFormsOfTheField(String format, String line) {
        isTheSame(format, line);
    }

    @Test
    void behindWhatCarriesAServersLine() {
        isTheSame("combined", COMBINED);
        isTheSame("vhost_combined", "www.example.com:80 " + COMBINED);
        isTheSame("syslog", "<190>Mar  2 20:11:22 lb haproxy[14389]: " + COMBINED);
        isTheSame("cri", "2026-03-02T20:11:22Z stdout F " + COMBINED);
        isTheSame("docker_json", "{\"log\":\"" + COMBINED.replace("\"", "\\\"") + "\\n\",\"stream\":\"stdout\"}");
    }

    private static void isTheSame(String format, String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        ParsedLine parsed = LogFormat.of(format).parser(Optional.empty()).parse(bytes);
        assertThat(parsed).as(line).isInstanceOf(AccessLogEntry.class);
        assertThat(new CommonTimes().find(bytes, 0, bytes.length)).as(line).hasValue(((AccessLogEntry) parsed).time());
    }
}
