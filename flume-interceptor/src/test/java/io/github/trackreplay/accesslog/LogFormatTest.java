/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static io.github.trackreplay.accesslog.Lines.entry;
import static io.github.trackreplay.accesslog.Lines.unreadable;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogFormatTest {
    private static final long TIME = 1_772_482_282_000L;
    private static final String COMMON =
            "203.0.113.7 - - [02/Mar/2026:20:11:22 +0000] \"GET /matomo.php?idsite=1&rec=1 HTTP/1.1\" 200 43";
    private static final String COMBINED = COMMON + " \"https://shop.example.com/a\" \"Mozilla/5.0 (X11)\"";

    private static void isTheRequest(AccessLogEntry entry) {
        assertThat(entry.time()).isEqualTo(TIME);
        assertThat(entry.client()).isEqualTo("203.0.113.7");
        assertThat(entry.method()).isEqualTo("GET");
        assertThat(entry.path()).isEqualTo("/matomo.php");
        assertThat(entry.query()).isEqualTo("idsite=1&rec=1");
        assertThat(entry.status()).isEqualTo(200);
    }

    private static void isFromThePage(AccessLogEntry entry) {
        isTheRequest(entry);
        assertThat(entry.referrer()).isEqualTo("https://shop.example.com/a");
        assertThat(entry.userAgent()).isEqualTo("Mozilla/5.0 (X11)");
    }

    @Test
    void commonHasTheRequestAndNothingElse() {
        AccessLogEntry entry = entry("common", COMMON);
        isTheRequest(entry);
        assertThat(entry.referrer()).isEmpty();
        assertThat(entry.userAgent()).isEmpty();
        assertThat(entry.headers()).isEmpty();
    }

    @Test
    void commonRefusesALongerLineBecauseItWouldLoseTheBrowser() {
        assertThat(unreadable("common", COMBINED).reason()).isEqualTo("unreadable-line");
    }

    @Test
    void combinedHasPageAndBrowser() {
        isFromThePage(entry("combined", COMBINED));
    }

    @Test
    void combinedMayGoOn() {
        isFromThePage(entry("combined", COMBINED + " \"198.51.100.1\" 0.004"));
    }

    @Test
    void theHostOfAVirtualHostIsKept() {
        AccessLogEntry entry = entry("vhost_combined", "www.example.com:80 " + COMBINED);
        isFromThePage(entry);
        assertThat(entry.headers()).isEqualTo(Map.of("host", "www.example.com"));
        assertThat(entry("common_complete", "www.example.com:8443 " + COMBINED).headers())
                .isEqualTo(Map.of("host", "www.example.com:8443"));
        isTheRequest(entry("common_vhost", "www.example.com " + COMMON));
    }

    @Test
    void aUserNameMayHoldSpaces() {
        isFromThePage(entry("combined", COMBINED.replace("- - [", "- John Q. Public [")));
    }

    @Test
    void ipv6AndOtherZonesAreRead() {
        AccessLogEntry entry = entry(
                "combined",
                "2001:db8::1 - - [02/Mar/2026:15:11:22 -0500] \"POST /piwik.php?a HTTP/2.0\" 204 - \"-\" \"-\"");
        assertThat(entry.client()).isEqualTo("2001:db8::1");
        assertThat(entry.time()).isEqualTo(TIME);
        assertThat(entry.method()).isEqualTo("POST");
        assertThat(entry.referrer()).isEmpty();
        assertThat(entry.userAgent()).isEmpty();
    }

    @Test
    void aRequestThroughAProxyHasTheWholeUrl() {
        AccessLogEntry entry = entry("combined", COMBINED.replace("/matomo.php", "http://t.example.com/matomo.php"));
        assertThat(entry.path()).isEqualTo("/matomo.php");
        assertThat(entry.query()).isEqualTo("idsite=1&rec=1");
    }

    @Test
    void aRequestLineThatIsNoHttpIsKeptForWhatItIs() {
        AccessLogEntry entry =
                entry("combined", COMBINED.replace("GET /matomo.php?idsite=1&rec=1 HTTP/1.1", "\\x16\\x03"));
        assertThat(entry.method()).isEmpty();
        assertThat(entry.path()).isEqualTo("%16%03");
        assertThat(entry("combined", COMBINED.replace("GET /matomo.php?idsite=1&rec=1 HTTP/1.1", "-"))
                        .path())
                .isEmpty();
    }

    @Test
    void anOldRequestLineHasNoProtocol() {
        assertThat(entry("combined", COMBINED.replace(" HTTP/1.1", "")).query()).isEqualTo("idsite=1&rec=1");
    }

    @Test
    void aLineThatIsCutIsUnreadable() {
        for (int length = 0; length < COMBINED.length(); length++) {
            assertThat(unreadable("combined", COMBINED.substring(0, length)).reason())
                    .isEqualTo("unreadable-line");
        }
    }

    @Test
    void aWrongTimeOrAddressHasItsOwnReason() {
        assertThat(unreadable("combined", COMBINED.replace("02/Mar", "32/Mar")).reason())
                .isEqualTo("no-time");
        Unreadable host = unreadable("combined", COMBINED.replace("203.0.113.7", "client.example.com"));
        assertThat(host.reason()).isEqualTo("no-address");
        assertThat(host.detail()).contains("client.example.com", "HostnameLookups");
        assertThat(unreadable("combined", COMBINED.replace("203.0.113.7", "203.0.113.256"))
                        .reason())
                .isEqualTo("no-address");
    }

    @Test
    void aCarriageReturnThatIsLeftCountsAsNothing() {
        isFromThePage(entry("combined", COMBINED + "\r"));
        isTheRequest(entry("common", COMMON + "\r"));
    }

    @Test
    void nginxJsonHasTheNamesOfMatomosImporter() {
        AccessLogEntry entry = entry(
                "nginx_json",
                "{\"idsite\":1,\"ip\":\"203.0.113.7\",\"host\":\"t.example.com\","
                        + "\"path\":\"/matomo.php?idsite=1&rec=1\",\"status\":\"200\","
                        + "\"referrer\":\"https://shop.example.com/a\",\"user_agent\":\"Mozilla/5.0 (X11)\","
                        + "\"length\":192,\"generation_time_milli\":0.008,\"date\":\"2026-03-02T21:11:22+01:00\"}");
        assertThat(entry.method()).isEmpty();
        assertThat(entry.userAgent()).isEqualTo("Mozilla/5.0 (X11)");
        assertThat(entry.referrer()).isEqualTo("https://shop.example.com/a");
        assertThat(entry.time()).isEqualTo(TIME);
        assertThat(entry.headers()).isEqualTo(Map.of("host", "t.example.com"));
    }

    @Test
    void nginxJsonAlsoHasTheNamesOfNginxsVariables() {
        isFromThePage(
                entry(
                        "nginx_json",
                        "{\"remote_addr\":\"203.0.113.7\",\"time_local\":\"02/Mar/2026:20:11:22 +0000\","
                                + "\"request\":\"GET /matomo.php?idsite=1&rec=1 HTTP/1.1\",\"status\":200,"
                                + "\"http_referer\":\"https://shop.example.com/a\",\"http_user_agent\":\"Mozilla/5.0 (X11)\"}"));
    }

    @Test
    void ofAnAuthorizationOnlyABearerTokenIsRead() {
        String line =
                "{\"time\":\"1772532000.1\",\"client\":\"192.0.2.1\",\"method\":\"GET\",\"uri\":\"/matomo.php?a=1\","
                        + "\"authorization\":\"";
        assertThat(Lines.entry("trackreplay_json", line + "Bearer abc\"}").headers())
                .containsEntry("authorization", "Bearer abc");
        assertThat(Lines.entry("trackreplay_json", line + "Basic abc\"}").headers())
                .doesNotContainKey("authorization");
    }

    @Test
    void trackreplayJsonHasEverything() {
        AccessLogEntry entry = entry(
                "trackreplay_json",
                "{\"time\":\"1772482282.123\",\"client\":\"203.0.113.7\",\"method\":\"POST\","
                        + "\"uri\":\"/matomo.php\",\"status\":\"204\",\"user-agent\":\"UA\",\"referer\":\"r\","
                        + "\"accept-language\":\"de\",\"x-forwarded-for\":\"1.1.1.1, 2.2.2.2\",\"dnt\":\"1\","
                        + "\"sec-gpc\":\"\",\"cookie.matomo_ignore\":\"ignore=x\",\"cookie._pk_uid\":\"\","
                        + "\"x-new\":\"y\",\"authorization\":\"secret\",\"body\":\"idsite=1&rec=1\"}");
        assertThat(entry.time()).isEqualTo(TIME + 123);
        assertThat(entry.method()).isEqualTo("POST");
        assertThat(entry.body()).asString(UTF_8).isEqualTo("idsite=1&rec=1");
        assertThat(entry.language()).isEqualTo("de");
        assertThat(entry.headers())
                .isEqualTo(Map.of(
                        "x-forwarded-for",
                        "1.1.1.1, 2.2.2.2",
                        "dnt",
                        "1",
                        "cookie",
                        "matomo_ignore=ignore=x",
                        "x-new",
                        "y"));
    }

    @Test
    void documentsOfLogstashHoldTheLine() {
        String document = "{\"@timestamp\":\"2026-03-05T00:00:00.000Z\",\"host\":{\"name\":\"web1\"},\"tags\":[\"a\"],"
                + "\"message\":\"" + COMBINED.replace("\"", "\\\"") + "\"}";
        isFromThePage(entry("logstash_json", document));
        isFromThePage(entry("logstash_json combined", document));
        assertThat(unreadable("logstash_json vhost_combined", document).reason())
                .isEqualTo("unreadable-line");
    }

    @Test
    void documentsOfTheElasticCommonSchemaHoldTheFields() {
        AccessLogEntry nested = entry(
                "logstash_json",
                "{\"@timestamp\":\"2026-03-02T20:11:22.000Z\",\"source\":{\"ip\":\"203.0.113.7\"},"
                        + "\"http\":{\"request\":{\"method\":\"GET\",\"referrer\":\"https://shop.example.com/a\"},"
                        + "\"response\":{\"status_code\":200}},"
                        + "\"url\":{\"path\":\"/matomo.php\",\"query\":\"idsite=1&rec=1\"},"
                        + "\"user_agent\":{\"original\":\"Mozilla/5.0 (X11)\",\"name\":\"Other\"},"
                        + "\"trackreplay\":{\"length\":9,\"language\":\"de\",\"bulk_token\":\"t\","
                        + "\"headers\":{\"dnt\":\"1\"}}}");
        isFromThePage(nested);
        assertThat(nested.language()).isEqualTo("de");
        assertThat(nested.bulkToken()).contains("t");
        assertThat(nested.headers()).isEqualTo(Map.of("dnt", "1"));
        isFromThePage(entry(
                "logstash_json",
                "{\"@timestamp\":\"2026-03-02T20:11:22.000Z\",\"source.ip\":\"203.0.113.7\","
                        + "\"http.request.method\":\"GET\",\"http.request.referrer\":\"https://shop.example.com/a\","
                        + "\"http.response.status_code\":200,\"url.original\":\"/matomo.php?idsite=1&rec=1\","
                        + "\"user_agent.original\":\"Mozilla/5.0 (X11)\"}"));
    }

    @Test
    void logsOfCaddyAndTraefikAreRead() {
        isFromThePage(entry(
                "caddy_json",
                "{\"level\":\"info\",\"ts\":1772482282.0000001,\"logger\":\"http.log.access\",\"request\":{"
                        + "\"remote_ip\":\"10.0.0.1\",\"client_ip\":\"203.0.113.7\",\"method\":\"GET\","
                        + "\"host\":\"t.example.com\",\"uri\":\"/matomo.php?idsite=1&rec=1\",\"headers\":{"
                        + "\"User-Agent\":[\"Mozilla/5.0 (X11)\"],\"Referer\":[\"https://shop.example.com/a\"],"
                        + "\"Accept\":[\"a\",\"b\"],\"Empty\":[]}},\"duration\":0.001,\"size\":43,\"status\":200}"));
        isFromThePage(entry(
                "traefik_json",
                "{\"ClientAddr\":\"10.0.0.1:4711\",\"ClientHost\":\"203.0.113.7\",\"DownstreamStatus\":200,"
                        + "\"RequestMethod\":\"GET\",\"RequestPath\":\"/matomo.php?idsite=1&rec=1\","
                        + "\"StartUTC\":\"2026-03-02T20:11:22.000000001Z\",\"level\":\"info\","
                        + "\"request_User-Agent\":\"Mozilla/5.0 (X11)\",\"request_Referer\":\"https://shop.example.com/a\","
                        + "\"time\":\"2026-03-02T21:11:23+01:00\"}"));
    }

    @Test
    void w3cHasTheFieldsOfItsLog() {
        LogFormat w3c = LogFormat.of("w3c");
        String fields = "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip"
                + " cs(User-Agent) cs(Referer) sc-status time-taken X-Forwarded-For";
        AccessLogEntry entry = (AccessLogEntry) w3c.parser(Optional.of(fields))
                .parse(Lines.bytes("2026-03-02 20:11:22 10.0.0.1 GET /matomo.php idsite=1&rec=1 443 - 203.0.113.7"
                        + " Mozilla/5.0+(X11) https://shop.example.com/a 200 15 1.1.1.1,+2.2.2.2"));
        isFromThePage(entry);
        assertThat(entry.headers()).isEqualTo(Map.of("x-forwarded-for", "1.1.1.1, 2.2.2.2"));
        assertThat(w3c.needsFields()).isTrue();
    }

    @Test
    void w3cMayHaveTabsAndQuotesAndItsFieldsBeConfigured() {
        isFromThePage(entry(
                "#Fields: date time c-ip cs-method cs-uri cs(User-Agent) cs(Referer) sc-status",
                "2026-03-02\t20:11:22\t203.0.113.7\tGET\t/matomo.php?idsite=1&rec=1\t\"Mozilla/5.0 (X11)\""
                        + "\thttps://shop.example.com/a\t200"));
    }

    @Test
    void aW3cLineUnderOtherFieldsIsUnreadable() {
        String format = "#Fields: date time c-ip cs-method cs-uri sc-status";
        assertThat(unreadable(format, "2026-03-02 20:11:22 203.0.113.7 GET /a").reason())
                .isEqualTo("unreadable-line");
        assertThat(unreadable(format, "2026-03-02 20:11:22 203.0.113.7 GET /a 200 x")
                        .reason())
                .isEqualTo("unreadable-line");
        assertThat(LogFormat.of("w3c").parser(Optional.empty()).parse(Lines.bytes("x")))
                .isInstanceOfSatisfying(
                        Unreadable.class, u -> assertThat(u.reason()).isEqualTo("no-fields"));
        assertThat(LogFormat.of("w3c").parser(Optional.of("#Fields: date time")).parse(Lines.bytes("x")))
                .isInstanceOfSatisfying(
                        Unreadable.class, u -> assertThat(u.detail()).contains("c-ip"));
    }

    @Test
    void pastedStringsAreCompiled() {
        isFromThePage(entry("%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"", COMBINED));
        isFromThePage(entry(
                "LogFormat \"%a %l %u %t \\\"%r\\\" %>s %b \\\"%{Referer}i\\\" \\\"%{User-Agent}i\\\"\" x", COMBINED));
        isFromThePage(entry(
                "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent \"$http_referer\""
                        + " \"$http_user_agent\"",
                COMBINED));
        isFromThePage(entry(
                "log_format main '$remote_addr - $remote_user [$time_local] \"$request\" '\n   '$status"
                        + " $body_bytes_sent \"$http_referer\" ' '\"$http_user_agent\"';",
                COMBINED));
    }

    @Test
    void aNakedStringMayBeginAndEndWithQuotes() {
        isTheRequest(entry(
                "\"%r\" %a %t %s \"%{Referer}i\"",
                "\"GET /matomo.php?idsite=1&rec=1 HTTP/1.1\" 203.0.113.7" + " [02/Mar/2026:20:11:22 +0000] 200 \"-\""));
    }

    @Test
    void aPastedStringMustFitToTheEnd() {
        assertThat(unreadable("%h %l %u %t \"%r\" %>s %b", COMBINED).detail()).contains("more text");
    }

    @Test
    void partsOfARequestMakeOne() {
        isTheRequest(entry(
                "%a %t %m %U%q %s", "203.0.113.7 [02/Mar/2026:20:11:22 +0000] GET /matomo.php?idsite=1&rec=1 200"));
        isTheRequest(entry(
                "$remote_addr $msec $request_method $scheme://$host$uri$is_args$args $status",
                "203.0.113.7 1772482282.000 GET https://t.example.com/matomo.php?idsite=1&rec=1 200"));
        isTheRequest(entry(
                "$remote_addr $time_iso8601 $request_method $uri?$args $status",
                "203.0.113.7 2026-03-02T20:11:22+00:00 GET /matomo.php?idsite=1&rec=1 200"));
    }

    @Test
    void partsOfATimeMakeOne() {
        for (String[] pair : List.of(
                new String[] {"%{sec}t", "1772482282"},
                new String[] {"%{msec}t", "1772482282000"},
                new String[] {"%{begin:usec}t", "1772482282000000"},
                new String[] {"%{sec}t.%{msec_frac}t", "1772482282.000"},
                new String[] {"[%{%d/%b/%Y:%T}t.%{msec_frac}t %{%z}t]", "[02/Mar/2026:15:11:22.000 -0500]"},
                new String[] {"%{%Y-%m-%dT%H:%M:%S%z}t", "2026-03-02T20:11:22+0000"},
                new String[] {"%{%F %T %z}t", "2026-03-02 20:11:22 +0000"})) {
            isTheRequest(
                    entry(pair[0] + " %a \"%r\" %s", pair[1] + " 203.0.113.7 \"GET /matomo.php?idsite=1&rec=1\" 200"));
        }
        assertThat(entry("%{%F %T}t.%{msec_frac}t%{%z}t %a \"%r\"", "2026-03-02 20:11:22.789+0000 1.1.1.1 \"GET /\"")
                        .time())
                .isEqualTo(TIME + 789);
        assertThat(unreadable("%{%F %T %z}t %a \"%r\"", "2026-03-02 20:11x22 +0000 1.1.1.1 \"GET /\"")
                        .reason())
                .isEqualTo("no-time");
    }

    @Test
    void theMoreExactTimeWins() {
        String format = "$remote_addr [$time_local] $msec \"$request\"";
        assertThat(entry(format, "1.1.1.1 [02/Mar/2026:20:11:22 +0000] 1772482282.345 \"GET /\"")
                        .time())
                .isEqualTo(TIME + 345);
        assertThat(entry(
                                "$remote_addr $msec [$time_local] \"$request\"",
                                "1.1.1.1 1772482282.345 [02/Mar/2026:20:11:22 +0000] \"GET /\"")
                        .time())
                .isEqualTo(TIME + 345);
    }

    @Test
    void aListOfProxiesMayStandUnquoted() {
        AccessLogEntry entry = entry(
                "%{X-Forwarded-For}i %a %t \"%r\"", "1.1.1.1, 2.2.2.2 3.3.3.3 [02/Mar/2026:20:11:22 +0000] \"GET /\"");
        assertThat(entry.client()).isEqualTo("3.3.3.3");
        assertThat(entry.headers()).isEqualTo(Map.of("x-forwarded-for", "1.1.1.1, 2.2.2.2"));
    }

    @Test
    void theClientThatTheServerKnowsWinsOverThePeer() {
        assertThat(entry("%{c}a %a %t \"%r\"", "10.0.0.1 3.3.3.3 [02/Mar/2026:20:11:22 +0000] \"GET /\"")
                        .client())
                .isEqualTo("3.3.3.3");
        assertThat(entry("%{c}a %t \"%r\"", "10.0.0.1 [02/Mar/2026:20:11:22 +0000] \"GET /\"")
                        .client())
                .isEqualTo("10.0.0.1");
        assertThat(entry("$remote_addr [$time_local] \"$request\"", "unix: [02/Mar/2026:20:11:22 +0000] \"GET /\"")
                        .client())
                .isEqualTo("unix:");
    }

    @Test
    void aFormatThatLacksWhatAReplayNeedsIsRefused() {
        refused("%h %l %u \"%r\" %>s", "no complete time");
        refused("%l %u %t \"%r\" %>s", "no client address");
        refused("%h %t %>s", "no request");
        refused("%h %t %m %U %>s", "query string");
        refused("%h %{%F %T}t \"%r\"", "zone");
        refused("%h %{%F %T %Z}t \"%r\"", "time pattern");
        refused("%h%l %t \"%r\"", "nothing between %h and %l");
        refused("%h %Q %t \"%r\"", "%Q");
        refused("%h %{Referer", "{ without its }");
        refused("%h %t \"%r\" %", "ends within");
        refused("%h %t \"%r\" \"%i\"", "without a name");
        refused("$remote_addr \"$request\"", "no complete time");
        refused("log_format x escape=html '$remote_addr $msec \"$request\"';", "escape=html");
        refused("log_format x '$remote_addr $msec \"$request\";", "quotes");
        refused("combine", "is no format");
        refused("#Fields: date time", "c-ip");
        refused("logstash_json auto", "must name");
    }

    private static void refused(String format, String sentence) {
        assertThatThrownBy(() -> LogFormat.of(format))
                .as(format)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void everyNameIsAFormat() {
        assertThat(LogFormat.names())
                .startsWith("auto")
                .contains(
                        "common",
                        "combined",
                        "vhost_combined",
                        "common_complete",
                        "nginx_json",
                        "w3c",
                        "logstash_json",
                        "trackreplay_json")
                .allSatisfy(name ->
                        assertThat(LogFormat.of(" " + name + " ").text()).isEqualTo(name));
    }

    /** A local time would be wrong by hours, and by other hours in summer. */
    @Test
    void aTimeWithoutItsZoneIsToldOfAndNeverTakenForAnother() {
        Map<String, String> lines = Map.of(
                "trackreplay_json",
                "{\"time\":\"%s\",\"client\":\"203.0.113.7\",\"uri\":\"/matomo.php?idsite=1&rec=1\",\"status\":\"200\"}",
                "nginx_json",
                "{\"time_iso8601\":\"%s\",\"remote_addr\":\"203.0.113.7\",\"request_uri\":\"/matomo.php?idsite=1&rec=1\"}",
                "logstash_json",
                "{\"@timestamp\":\"%s\",\"source\":{\"ip\":\"203.0.113.7\"},\"url\":{\"original\":\"/matomo.php?idsite=1&rec=1\"}}",
                "caddy_json",
                "{\"ts\":\"%s\",\"request\":{\"client_ip\":\"203.0.113.7\",\"uri\":\"/matomo.php?idsite=1&rec=1\"}}");
        lines.forEach((format, line) -> {
            for (String local : List.of(
                    "2026-03-02T20:11:22", "2026-03-02T20:11:22.123", "2026-03-02 20:11:22", "02/Mar/2026:20:11:22")) {
                assertThat(unreadable(format, line.formatted(local)))
                        .as(format)
                        .satisfies(said -> assertThat(said.reason()).isEqualTo("no-time"))
                        .satisfies(said -> assertThat(said.detail())
                                .contains("'" + local + "' says no time zone", "$time_iso8601", "%t"));
            }
            assertThat(unreadable(format, line.formatted("20260302201122")).detail())
                    .isEqualTo("The line's time '20260302201122' cannot be read.");
        });
    }
}
