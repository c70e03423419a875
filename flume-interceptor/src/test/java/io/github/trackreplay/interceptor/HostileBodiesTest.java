/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.interceptor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.HeaderGrammar;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.TrackingRequest;
import java.util.List;
import java.util.Map;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.interceptor.Interceptor;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever stands in the body or the headers of an event, the lines of the others go on, and what comes out can be read and passes the
 * sink's gate. (Frames: {@code BeatsSourceTest}; requests of HTTP: {@code PipelineHttpSourceTest}.)
 */
@Timeout(30)
class HostileBodiesTest {
    private static final String LINE = "203.0.113.7 - - [02/Mar/2026:20:11:22 +0000]"
            + " \"GET /matomo.php?idsite=1&rec=1&r=123456 HTTP/1.1\" 204 0 \"-\" \"Mozilla/5.0 X\"";
    private static final String MESSAGE = ",\"message\":\"" + LINE.replace("\"", "\\\"") + "\"}";

    /** One kind. */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record Kind(String what, Map<String, String> headers, byte[] body) {
        static Kind body(String what, String body) {
            return new Kind(what, Map.of("host", "web2"), body.getBytes(UTF_8));
        }

        /** A document with a line. */
        static Kind members(String what, String members) {
            return body(what, "{\"host\":{\"name\":\"web2\"}," + members + MESSAGE);
        }

        static Kind headers(String what, String... headers) {
            Map<String, String> all = new java.util.HashMap<>(Map.of("host", "web2"));
            for (int i = 0; i < headers.length; i += 2) {
                all.put(headers[i], headers[i + 1]);
            }
            return new Kind(what, all, LINE.getBytes(UTF_8));
        }

        @Override
        public String toString() {
            return what;
        }
    }

    static List<Kind> kinds() {
        String file = "\"log\":{\"file\":{\"path\":\"/l\"},\"offset\":";
        return List.of(
                Kind.body("nothing", ""),
                Kind.body("blanks", " \r\n\t\n"),
                new Kind("zeros", Map.of("host", "web2"), new byte[100_000]),
                new Kind("no UTF-8", Map.of("host", "web2"), "\u00ff\u00fe/matomo.php?\u0080".getBytes(ISO_8859_1)),
                Kind.body("a mark of byte order", "\ufeff{\"message\":\"/matomo.php\"}"),
                Kind.body("half a document", "{\"message\":\"/matomo.php"),
                Kind.body("half an array", "[{\"message\":\"/matomo.php\"},"),
                Kind.body("an array of numbers", "[1,2,3]"),
                Kind.body("arrays in arrays", "[".repeat(100_000)),
                Kind.body("objects in objects", "{\"a\":".repeat(100_000)),
                Kind.body("deep and whole", "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000)),
                Kind.body("many members", "{" + "\"a\":\"/matomo.php\",".repeat(200_000) + "\"b\":1}"),
                Kind.body("a long name", "{\"" + "a".repeat(1_000_000) + "\":\"/matomo.php\"}"),
                Kind.body("a long number", "{\"offset\":" + "9".repeat(1_000_000) + ",\"message\":\"/matomo.php\"}"),
                Kind.body("many lines", "/matomo.php\n".repeat(50_000)),
                Kind.body("a line of 4 MiB", "/matomo.php?" + "x".repeat(4 << 20)),
                Kind.body("half a surrogate", "{\"message\":\"/matomo.php \\ud800\"}"),
                Kind.body("a zero in a text", "{\"message\":\"/matomo.php \\u0000\"}"),
                Kind.body("an OTLP export of nothing", "{\"resourceLogs\":[{\"scopeLogs\":null}]}"),
                Kind.body("an OTLP export of numbers", "{\"resourceLogs\":[7,{\"scopeLogs\":[{\"logRecords\":[1]}]}]}"),
                Kind.body("a syslog frame without end", "<" + "1".repeat(100_000) + ">/matomo.php"),
                Kind.body("a count of 4 GiB", "4294967296 <190>1 - - - - - - /matomo.php"),
                Kind.members("a negative offset", file + "-1}"),
                Kind.members("a broken offset", file + "1.5e300}"),
                Kind.members("an offset beyond numbers", file + "99999999999999999999}"),
                Kind.members("the greatest offset", file + "9007199254740991}"),
                Kind.members("an offset that is a text", file + "\"x\"}"),
                Kind.members("an offset that is an object", file + "{\"a\":1}}"),
                Kind.members(
                        "a path of 1 MiB",
                        "\"log\":{\"offset\":1,\"file\":{\"path\":\"" + "p".repeat(1 << 20) + "\"}}"),
                Kind.members(
                        "a path with anything", "\"log\":{\"offset\":1,\"file\":{\"path\":\"a b:+@~=\\n\\u00e4\"}}"),
                Kind.members("a topic that is none", "\"kafka\":{\"topic\":\" \",\"partition\":\"x\",\"offset\":-7}"),
                Kind.members(
                        "a partition beyond numbers", "\"kafka\":{\"topic\":\"t\",\"partition\":1e99,\"offset\":1}"),
                Kind.body("a stream of blanks", "{\"host\":\"   \"" + MESSAGE),
                Kind.body("a stream of 1 MiB", "{\"host\":\"" + "h".repeat(1 << 20) + "\"" + MESSAGE),
                Kind.body("a stream that is a command", "{\"host\":\"web2'; rm -rf /\"" + MESSAGE),
                Kind.body("a stream that is an array", "{\"host\":[[],{}]" + MESSAGE),
                Kind.headers("a header's offset beyond numbers", "file", "/l", "byteoffset", "9".repeat(1000)),
                Kind.headers("a header's negative offset", "file", "/l", "byteoffset", "-5"),
                Kind.headers("a header's empty file", "file", "", "byteoffset", "5"),
                Kind.headers("a header's topic with a line end", "topic", "a\nb", "partition", "0", "offset", "0"),
                Kind.headers("a header that looks like ours", "Trackreplay.stream", "web1"),
                Kind.headers("a cut frame", "flume.syslog.status", "Incomplete", "Facility", "x", "Severity", "y"));
    }

    private static Event good(int i) {
        return EventBuilder.withBody(LINE.replace("123456", "12345" + i).getBytes(UTF_8), Map.of("host", "web1"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theOthersGoOn(Kind kind) throws Exception {
        TrackingInterceptor.Builder builder = new TrackingInterceptor.Builder();
        builder.configure(new Context());
        Interceptor interceptor = builder.build();

        List<Event> out =
                interceptor.intercept(List.of(good(1), EventBuilder.withBody(kind.body(), kind.headers()), good(2)));

        assertThat(out).hasSizeBetween(1, 3);
        long ofWeb1 = 0;
        for (Event event : out) {
            Pack pack = TrackingEventCodec.decode(event.getHeaders(), event.getBody());
            HeaderGrammar.check(pack.header());
            for (PackEntry entry : pack.entries()) {
                ofWeb1 += entry instanceof TrackingRequest
                                && pack.header().file().stream().equals("web1")
                        ? 1
                        : 0;
            }
        }
        assertThat(ofWeb1).isEqualTo(2);
    }
}
