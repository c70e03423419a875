/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static io.github.trackreplay.accesslog.ServerWriter.bytes;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The snippets for nginx and Apache that people copy: a server that logs by them writes lines that are read completely. */
class ServerSnippetsTest {
    private static final Path EXAMPLES = Path.of("..", "conf-examples");
    private static final String USER_AGENT = "Mozilla/5.0 \"x\" \\ " + bytes("\u00e9");

    private static final Map<String, String> NGINX_DIRECTIVES =
            directives("nginx-trackreplay.conf", "^log_format (\\w+)[^;]*;");
    private static final Map<String, String> APACHE_DIRECTIVES =
            directives("apache-trackreplay.conf", "^LogFormat \"(?:[^\"\\\\]|\\\\.)*\" (\\w+)");

    private static Map<String, String> directives(String file, String pattern) {
        Map<String, String> found = new HashMap<>();
        try {
            Matcher directive =
                    Pattern.compile(pattern, Pattern.MULTILINE).matcher(Files.readString(EXAMPLES.resolve(file)));
            while (directive.find()) {
                found.put(directive.group(1), directive.group());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static Map<String, String> nginxRequest() {
        Map<String, String> values = new HashMap<>();
        values.put("msec", "1772482282.123");
        values.put("time_local", "02/Mar/2026:20:11:22 +0000");
        values.put("time_iso8601", "2026-03-02T20:11:22+00:00");
        values.put("remote_addr", "203.0.113.7");
        values.put("request", "POST /matomo.php?a=\"b HTTP/1.1");
        values.put("request_method", "POST");
        values.put("request_uri", "/matomo.php?a=\"b");
        values.put("status", "204");
        values.put("body_bytes_sent", "0");
        values.put("bytes_sent", "200");
        values.put("request_time", "0.001");
        values.put("host", "t.example.com");
        values.put("http_host", "t.example.com");
        values.put("http_user_agent", USER_AGENT);
        values.put("http_referer", "https://shop.example.com/");
        values.put("http_accept_language", "de-DE,de;q=0.9");
        values.put("http_x_forwarded_for", "198.51.100.1, 198.51.100.2");
        values.put("http_dnt", "1");
        values.put("http_sec_gpc", "1");
        values.put("http_sec_ch_ua", "\"Chromium\";v=\"122\", \"Not(A:Brand\";v=\"24\"");
        values.put("http_sec_ch_ua_mobile", "?0");
        values.put("http_sec_ch_ua_platform", "\"Linux\"");
        values.put("cookie_matomo_ignore", "ignore=1");
        values.put("cookie__pk_uid", "0=abc");
        values.put("content_type", "application/x-www-form-urlencoded");
        values.put("request_body", "{\"requests\":[\"?idsite=1\"]}");
        return values;
    }

    private static Map<String, String> apacheRequest() {
        Map<String, String> values = new HashMap<>();
        Map<String, String> nginx = nginxRequest();
        values.put("{msec}t", "1772482282123");
        values.put("t", "[02/Mar/2026:20:11:22 +0000]");
        values.put("{%Y-%m-%dT%H:%M:%S}t", "2026-03-02T20:11:22");
        values.put("{msec_frac}t", "123");
        values.put("{%z}t", "+0000");
        values.put("a", "203.0.113.7");
        values.put("h", "203.0.113.7");
        values.put("v", "t.example.com");
        values.put("p", "443");
        values.put("O", "200");
        values.put("r", nginx.get("request"));
        values.put("s", "204");
        nginx.forEach((name, value) -> {
            if (name.startsWith("http_")) {
                values.put("{" + headerName(name.substring(5)) + "}i", value);
            } else if (name.startsWith("cookie_")) {
                values.put("{" + name.substring(7) + "}C", value);
            }
        });
        values.put("{Content-Type}i", nginx.get("content_type"));
        return values;
    }

    private static String headerName(String variable) {
        String name = Pattern.compile("(?:^|_)(.)")
                .matcher(variable)
                .replaceAll(m -> (m.start() > 0 ? "-" : "") + m.group(1).toUpperCase(Locale.ROOT));
        return name.replace("Dnt", "DNT").replace("Gpc", "GPC").replace("-Ch-Ua", "-CH-UA");
    }

    private static void hasTheRequest(AccessLogEntry entry) {
        assertThat(entry.client()).isEqualTo("203.0.113.7");
        assertThat(entry.path()).isEqualTo("/matomo.php");
        assertThat(entry.query()).isEqualTo("a=\"b");
        assertThat(entry.status()).isEqualTo(204);
        assertThat(entry.referrer()).isEqualTo("https://shop.example.com/");
        assertThat(entry.userAgent()).isEqualTo("Mozilla/5.0 \"x\" \\ \u00e9");
        assertThat(entry.time() / 1000).isEqualTo(1_772_482_282L);
    }

    private static void hasEverything(AccessLogEntry entry) {
        hasTheRequest(entry);
        assertThat(entry.method()).isEqualTo("POST");
        assertThat(entry.time()).isEqualTo(1_772_482_282_123L);
        assertThat(entry.language()).isEqualTo("de-DE,de;q=0.9");
        assertThat(entry.headers())
                .isEqualTo(Map.of(
                        "x-forwarded-for", "198.51.100.1, 198.51.100.2",
                        "host", "t.example.com",
                        "dnt", "1",
                        "sec-gpc", "1",
                        "sec-ch-ua", "\"Chromium\";v=\"122\", \"Not(A:Brand\";v=\"24\"",
                        "sec-ch-ua-mobile", "?0",
                        "sec-ch-ua-platform", "\"Linux\"",
                        "cookie", cookies(entry),
                        "content-type", "application/x-www-form-urlencoded"));
    }

    private static String cookies(AccessLogEntry entry) {
        String cookies = entry.headers().get("cookie");
        assertThat(cookies.split("; ")).containsExactlyInAnyOrder("matomo_ignore=ignore=1", "_pk_uid=0=abc");
        return cookies;
    }

    @Test
    void nginxsOwnFormHasEverything() {
        String directive = NGINX_DIRECTIVES.get("trackreplay");
        byte[] line = ServerWriter.nginx(directive, nginxRequest());
        for (String format : new String[] {"trackreplay_json", directive}) {
            AccessLogEntry entry = Lines.entry(format, line);
            if (format.equals("trackreplay_json")) {
                hasEverything(entry);
            } else {
                hasTheRequest(entry);
            }
            assertThat(entry.body()).asString(ISO_8859_1).isEqualTo("{\"requests\":[\"?idsite=1\"]}");
        }
        assertThat(FormatProbe.choose(List.of(line), Optional.empty()))
                .map(LogFormat::text)
                .contains("trackreplay_json");
    }

    @Test
    void apachesOwnFormHasEverythingButTheBody() {
        String directive = APACHE_DIRECTIVES.get("trackreplay");
        byte[] line = ServerWriter.apache(directive, apacheRequest());
        hasEverything(Lines.entry("trackreplay_json", line));
        hasTheRequest(Lines.entry(directive, line));
    }

    @Test
    void theOtherFormsOfNginxCanBePasted() {
        for (String directive : NGINX_DIRECTIVES.values()) {
            hasTheRequest(Lines.entry(directive, ServerWriter.nginx(directive, nginxRequest())));
        }
        assertThat(NGINX_DIRECTIVES).hasSize(5);
        hasTheRequest(named("combined", NGINX_DIRECTIVES.get("trackreplay_combined")));
        hasTheRequest(named("nginx_json", NGINX_DIRECTIVES.get("trackreplay_matomo")));
    }

    private static AccessLogEntry named(String format, String directive) {
        return Lines.entry(format, ServerWriter.nginx(directive, nginxRequest()));
    }

    @Test
    void theOtherFormsOfApacheCanBePasted() {
        for (String directive : APACHE_DIRECTIVES.values()) {
            hasTheRequest(Lines.entry(directive, ServerWriter.apache(directive, apacheRequest())));
        }
        assertThat(APACHE_DIRECTIVES).hasSize(4);
        hasTheRequest(Lines.entry(
                "combined", ServerWriter.apache(APACHE_DIRECTIVES.get("trackreplay_combined"), apacheRequest())));
        hasTheRequest(Lines.entry(
                "vhost_combined", ServerWriter.apache(APACHE_DIRECTIVES.get("trackreplay_vhost"), apacheRequest())));
    }

    @Test
    void absentHeadersAreAbsent() {
        Map<String, String> bare = new HashMap<>(nginxRequest());
        bare.keySet().removeIf(name -> name.startsWith("http_") || name.startsWith("cookie_"));
        bare.remove("content_type");
        AccessLogEntry entry =
                Lines.entry("trackreplay_json", ServerWriter.nginx(NGINX_DIRECTIVES.get("trackreplay"), bare));
        // there is a body, and of its type the log says that there was none: to PHP it has no fields then
        assertThat(entry.headers()).isEqualTo(Map.of("content-type", ""));
        assertThat(entry.userAgent()).isEmpty();
        bare.remove("request_body");
        assertThat(Lines.entry("trackreplay_json", ServerWriter.nginx(NGINX_DIRECTIVES.get("trackreplay"), bare))
                        .headers())
                .isEmpty();
        Map<String, String> bareApache = new HashMap<>(apacheRequest());
        bareApache.keySet().removeIf(name -> name.endsWith("i") || name.endsWith("C"));
        entry = Lines.entry("trackreplay_json", ServerWriter.apache(APACHE_DIRECTIVES.get("trackreplay"), bareApache));
        assertThat(entry.headers()).isEmpty();
        assertThat(entry.userAgent()).isEmpty();
    }

    @Test
    void aDirectiveCanBePastedIntoAFlumeConfiguration() throws IOException {
        for (String directive : NGINX_DIRECTIVES.values()) {
            hasTheRequest(Lines.entry(throughProperties(directive), ServerWriter.nginx(directive, nginxRequest())));
        }
        for (String directive : APACHE_DIRECTIVES.values()) {
            hasTheRequest(Lines.entry(throughProperties(directive), ServerWriter.apache(directive, apacheRequest())));
        }
    }

    /** As Flume reads its configuration: a properties file, which drops backslashes. */
    private static String throughProperties(String directive) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader("format = " + directive.replaceAll("\\s*\n\\s*", " ")));
        return properties.getProperty("format");
    }
}
