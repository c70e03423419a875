/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static io.github.trackreplay.accesslog.Lines.entry;
import static io.github.trackreplay.accesslog.ServerWriter.bytes;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What the server got is what comes out, whatever the server made of it in its log. */
class EscapesTest {
    private static final String APACHE = "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"";
    private static final String NGINX = "log_format x '$remote_addr [$time_local] \"$request\" $status"
            + " \"$http_referer\" \"$http_user_agent\" \"$request_body\"';";
    private static final String NGINX_JSON =
            "log_format x escape=json '{\"time\":\"$msec\",\"client\":\"$remote_addr\","
                    + "\"request\":\"$request\",\"referer\":\"$http_referer\",\"user-agent\":\"$http_user_agent\","
                    + "\"body\":\"$request_body\"}';";

    private static AccessLogEntry combined(String request, String referrer, String userAgent) {
        return entry(
                "combined",
                "1.1.1.1 - - [02/Mar/2026:20:11:22 +0000] \"" + request + "\" 200 43 \"" + referrer + "\" \""
                        + userAgent + "\"");
    }

    @Test
    void quotesAndBackslashesAreUndone() {
        AccessLogEntry entry = combined("GET /a?b=\\\"c\\\\d HTTP/1.1", "\\x22x\\x5Cy", "A \\\"B\\\" \\\\ C");
        assertThat(entry.query()).isEqualTo("b=\"c\\d");
        assertThat(entry.referrer()).isEqualTo("\"x\\y");
        assertThat(entry.userAgent()).isEqualTo("A \"B\" \\ C");
    }

    @Test
    void bytesThatAreNoAsciiStandPercentEncodedInTheQuery() {
        String expected = "b=%C3%A9%E9";
        assertThat(combined("GET /a?b=\\xc3\\xa9\\xe9 HTTP/1.1", "-", "-").query())
                .isEqualTo(expected);
        assertThat(combined("GET /a?b=\\xC3\\xA9\\xE9 HTTP/1.1", "-", "-").query())
                .isEqualTo(expected);
        assertThat(combined("GET /a?b=\u00c3\u00a9\u00e9 HTTP/1.1", "-", "-").query())
                .isEqualTo(expected);
    }

    @Test
    void whatIsPercentEncodedAlreadyStaysAsItIs() {
        assertThat(combined("GET /a?b=%c3%A9%2g+%25 HTTP/1.1", "-", "-").query())
                .isEqualTo("b=%c3%A9%2g+%25");
    }

    @Test
    void aRawSpaceOrTabInTheQueryIsPercentEncoded() {
        assertThat(combined("GET /a?b=c d\\te HTTP/1.1", "-", "-").query()).isEqualTo("b=c%20d%09e");
    }

    @Test
    void headersAreUtf8AndWhatIsNoneIsReplaced() {
        assertThat(combined("GET / HTTP/1.1", "\\xc3\\xa9", bytes("\u4e2d")).referrer())
                .isEqualTo("\u00e9");
        assertThat(combined("GET / HTTP/1.1", "-", bytes("\u4e2d")).userAgent()).isEqualTo("\u4e2d");
        assertThat(combined("GET / HTTP/1.1", "-", "a\u00e9b").userAgent()).isEqualTo("a\ufffdb");
    }

    @Test
    void controlCharactersOfApacheAreUndone() {
        assertThat(combined("GET / HTTP/1.1", "-", "a\\tb\\nc\\rd\\be\\vf").userAgent())
                .isEqualTo("a\tb\nc\rd\be\u000bf");
    }

    @Test
    void withoutEscapingABackslashIsOne() {
        AccessLogEntry entry = entry(
                "log_format x escape=none '$remote_addr $msec \"$request\" \"$http_user_agent\"';",
                "1.1.1.1 1772482282.000 \"GET /\" \"a\\x41\"b\"");
        assertThat(entry.userAgent()).isEqualTo("a\\x41\"b");
    }

    @Property(tries = 400)
    void whatApacheEscapedIsWhatTheServerGot(@ForAll @Size(max = 12) byte[] value) {
        String v = latin1(value);
        Map<String, String> values = new HashMap<>(Map.of(
                "h",
                "1.1.1.1",
                "t",
                "[02/Mar/2026:20:11:22 +0000]",
                ">s",
                "200",
                "b",
                "43",
                "r",
                "GET /a?b=" + v + " HTTP/1.1"));
        values.put("{User-Agent}i", "x" + v);
        values.put("{Referer}i", v + "y");
        checkEntry(entry("combined", ServerWriter.apache(APACHE, values)), value, false);
    }

    @Property(tries = 400)
    void whatNginxEscapedIsWhatTheServerGot(@ForAll @Size(max = 12) byte[] value) {
        for (String directive : List.of(NGINX, NGINX_JSON)) {
            String v = latin1(value);
            Map<String, String> values = new HashMap<>();
            values.put("remote_addr", "1.1.1.1");
            values.put("time_local", "02/Mar/2026:20:11:22 +0000");
            values.put("msec", "1772482282.000");
            values.put("request", "GET /a?b=" + v + " HTTP/1.1");
            values.put("status", "200");
            values.put("http_user_agent", "x" + v);
            values.put("http_referer", v + "y");
            values.put("request_body", "b=" + v);
            checkEntry(entry(directive, ServerWriter.nginx(directive, values)), value, true);
            if (directive.equals(NGINX_JSON)) {
                checkEntry(entry("trackreplay_json", ServerWriter.nginx(directive, values)), value, true);
            }
        }
    }

    private static void checkEntry(AccessLogEntry entry, byte[] value, boolean withBody) {
        assertThat(decoded(entry.query())).isEqualTo(latin1(concat("b=", value, "")));
        assertThat(entry.query()).isASCII().doesNotContain(" ");
        assertThat(entry.userAgent()).isEqualTo(new String(concat("x", value, ""), UTF_8));
        assertThat(entry.referrer()).isEqualTo(new String(concat("", value, "y"), UTF_8));
        if (withBody) {
            assertThat(entry.body()).isEqualTo(concat("b=", value, ""));
        }
    }

    /** Percent signs of the value itself must survive too, so only what we encoded is decoded. */
    private static String decoded(String query) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < query.length(); i++) {
            if (query.charAt(i) == '%' && i + 2 < query.length() && isOurs(query.substring(i + 1, i + 3))) {
                out.append((char) Integer.parseInt(query.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                out.append(query.charAt(i));
            }
        }
        return out.toString();
    }

    private static boolean isOurs(String hex) {
        if (!hex.matches("[0-9A-F]{2}")) {
            return false;
        }
        int value = Integer.parseInt(hex, 16);
        return value <= ' ' || value >= 0x7f;
    }

    private static byte[] concat(String before, byte[] value, String after) {
        return (before + latin1(value) + after).getBytes(ISO_8859_1);
    }

    private static String latin1(byte[] value) {
        return new String(value, ISO_8859_1).replace('%', 'p');
    }
}
