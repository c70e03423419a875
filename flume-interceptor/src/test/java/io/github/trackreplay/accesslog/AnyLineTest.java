/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whatever stands in a line, a parser gives a result. */
class AnyLineTest {
    private static final String FIELDS = "#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query cs(User-Agent)";

    private static final List<LineParser> PARSERS = List.of(
                    "common",
                    "combined",
                    "vhost_combined",
                    "nginx_json",
                    "caddy_json",
                    "traefik_json",
                    "logstash_json",
                    "trackreplay_json",
                    "w3c",
                    "%{%d/%b/%y %e %T %z}t %a%% \"%r\" %{x}C",
                    "log_format x escape=none '$remote_addr $msec $host$uri$is_args$args';",
                    "%{%F %T}t.%{msec_frac}t%{%z}t %a %v%U%q")
            .stream()
            .map(format -> LogFormat.of(format).parser(Optional.of(FIELDS)))
            .toList();

    private static final List<String> WHOLE = List.of(
            "203.0.113.7 - - [02/Mar/2026:20:11:22 +0000] \"GET /matomo.php?a=\\x41 HTTP/1.1\" 200 43 \"a\\\"\" \"b\"",
            "h:80 203.0.113.7 - - [02/Mar/2026:20:11:22 +0000] \"GET /matomo.php?a HTTP/1.1\" 200 43 \"a\" \"b\"",
            "2026-03-02 20:11:22 203.0.113.7 GET /matomo.php idsite=1 Mozilla/5.0+(X11)",
            "02/Mar/26  2 20:11:22 +0000 1.1.1.1% \"GET /\" a",
            "1.1.1.1 1772482282.000 h/matomo.php?a=b",
            "2026-03-02 20:11:22.123+0000 1.1.1.1 h/matomo.php?a=b",
            "{\"time\":\"1772482282.123\",\"client\":\"203.0.113.7\",\"uri\":\"/matomo.php?a\",\"body\":\"\\u00e9\\xff\"}",
            "{\"@timestamp\":\"2026-03-02T20:11:22.1Z\",\"source\":{\"ip\":\"1.1.1.1\"},\"url\":{\"path\":\"/\"}}",
            "{\"ts\":1772482282.5,\"request\":{\"client_ip\":\"1.1.1.1\",\"uri\":\"/\",\"headers\":{\"A\":[\"b\"]}}}");

    @Property(tries = 1000)
    void anyBytesGiveAResult(@ForAll @Size(max = 80) byte[] line) {
        for (LineParser parser : PARSERS) {
            assertThat(parser.parse(line)).isNotNull();
        }
    }

    @Property(tries = 3000)
    void aDamagedLineGivesAResult(
            @ForAll @IntRange(max = 8) int which,
            @ForAll @IntRange(max = 130) int at,
            @ForAll @IntRange(max = 3) int removed,
            @ForAll @Size(max = 2) byte[] inserted) {
        byte[] line = Lines.bytes(WHOLE.get(which));
        int from = Math.min(at, line.length);
        int behind = Math.min(from + removed, line.length);
        byte[] damaged = new byte[line.length - (behind - from) + inserted.length];
        System.arraycopy(line, 0, damaged, 0, from);
        System.arraycopy(inserted, 0, damaged, from, inserted.length);
        System.arraycopy(line, behind, damaged, from + inserted.length, line.length - behind);
        for (LineParser parser : PARSERS) {
            assertThat(parser.parse(damaged)).isNotNull();
        }
    }

    @Test
    void theWholeLinesAreRead() {
        for (String line : WHOLE) {
            assertThat(PARSERS).as(line).anyMatch(p -> p.parse(Lines.bytes(line)) instanceof AccessLogEntry);
        }
    }
}
