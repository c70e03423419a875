/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.interceptor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PipelineLog;
import io.github.trackreplay.event.Places;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.TrackingRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.interceptor.Interceptor;
import org.junit.jupiter.api.Test;

class PipelineEventsTest {
    private static final String LINE = "203.0.113.7 - - [02/Mar/2026:20:11:22 +0000]"
            + " \"GET /matomo.php?idsite=1&rec=1&r=123456 HTTP/1.1\" 204 0 \"-\" \"Mozilla/5.0 X\"";

    private static Interceptor interceptor(Map<String, String> settings) {
        TrackingInterceptor.Builder builder = new TrackingInterceptor.Builder();
        builder.configure(new Context(settings));
        return builder.build();
    }

    private static Event event(String stream, String body) {
        return EventBuilder.withBody(body.getBytes(UTF_8), Map.of("host", stream, "timestamp", "1"));
    }

    private static List<Pack> decoded(List<Event> events) throws Exception {
        List<Pack> packs = new ArrayList<>();
        for (Event event : events) {
            packs.add(TrackingEventCodec.decode(event.getHeaders(), event.getBody()));
        }
        return packs;
    }

    @Test
    void theEventsOfABatchBecomeAPackAStream() throws Exception {
        List<Event> batch = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            batch.add(event("web" + i % 2, LINE.replace("123456", "1234" + i)));
        }

        List<Pack> packs = decoded(interceptor(Map.of()).intercept(batch));

        assertThat(packs)
                .extracting(pack -> pack.header().file())
                .containsExactly(PipelineLog.of("web0"), PipelineLog.of("web1"));
        assertThat(packs).allSatisfy(pack -> assertThat(pack.entries()).hasSize(25));
    }

    @Test
    void noMoreEventsComeOutThanWentIn() throws Exception {
        String lines = (LINE + "\n").repeat(2000);

        List<Pack> one = decoded(interceptor(Map.of()).intercept(List.of(event("web1", lines))));
        List<Pack> many = decoded(interceptor(Map.of())
                .intercept(List.of(event("web1", lines), event("web1", LINE), event("web1", LINE))));

        assertThat(one)
                .singleElement()
                .satisfies(pack -> assertThat(pack.entries()).hasSize(2000));
        assertThat(many.size()).isBetween(2, 3);
        assertThat(many.stream().mapToInt(pack -> pack.entries().size()).sum()).isEqualTo(2002);
    }

    @Test
    void linesOfFurtherStreamsInOneEventAreSetAside() throws Exception {
        String documents =
                "{\"host\":\"web1\",\"message\":\"/matomo.php\"}\n{\"host\":\"web2\",\"message\":\"/matomo.php\"}";

        List<PackEntry> entries = decoded(
                        interceptor(Map.of()).intercept(List.of(EventBuilder.withBody(documents.getBytes(UTF_8)))))
                .get(0)
                .entries();

        assertThat(entries)
                .extracting(entry -> ((RejectedLine) entry).reason())
                .containsExactly("unreadable-line", "several-streams");
    }

    /** Short lines must not cost many times their bytes of memory, however many there are, and in however few events they come. */
    @Test
    void anEventOfTooManyShortLinesIsSetAsideWholeAndTheOthersAreRead() throws Exception {
        String many = "a\n".repeat(4 << 20).substring(1);

        List<Pack> packs = decoded(interceptor(Map.of())
                .intercept(List.of(
                        event("web1", many), event("web1", LINE), event("web2", "[" + "{},".repeat(300_000) + "{}]"))));

        assertThat(packs.stream().flatMap(pack -> pack.entries().stream()))
                .extracting(entry -> entry instanceof RejectedLine line ? line.reason() : "request")
                .containsExactlyInAnyOrder("too-many-lines", "request", "too-many-lines");
        assertThat(packs.stream()
                        .flatMap(pack -> pack.entries().stream())
                        .filter(RejectedLine.class::isInstance)
                        .map(RejectedLine.class::cast))
                .anySatisfy(line -> assertThat(new String(line.raw(), UTF_8))
                        .isEqualTo(many.substring(0, RejectedLine.MOST_RAW_BYTES)))
                .allSatisfy(line -> assertThat(line.detail()).contains("Let each event hold one line"));
    }

    /** Each has its share, whatever else a batch brings. */
    @Test
    void linesOfUsualLengthAreReadHoweverManyEventsABatchHas() throws Exception {
        List<Event> batch = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            batch.add(event("web1", (LINE + "\n").repeat(100)));
        }

        assertThat(decoded(interceptor(Map.of()).intercept(batch)).stream()
                        .flatMap(pack -> pack.entries().stream())
                        .filter(TrackingRequest.class::isInstance))
                .hasSize(100_000);
    }

    @Test
    void anEventOfNothingIsDropped() {
        Interceptor interceptor = interceptor(Map.of());

        assertThat(interceptor.intercept(event("web1", "\n"))).isNull();
        assertThat(interceptor.intercept(List.of(event("web1", "")))).isEmpty();
    }

    @Test
    void theStreamMayBeConfigured() throws Exception {
        Interceptor fixed = interceptor(Map.of("stream", "all"));
        Interceptor named = interceptor(Map.of("streamFrom", "dc"));
        Event event = EventBuilder.withBody(LINE.getBytes(UTF_8), Map.of("host", "web1", "dc", "east"));

        assertThat(decoded(List.of(fixed.intercept(event))).get(0).header().file().stream())
                .isEqualTo("all");
        assertThat(decoded(List.of(named.intercept(event))).get(0).header().file().stream())
                .isEqualTo("east");
    }

    @Test
    void aPackThatPassesASecondInterceptorStaysAsItIs() {
        Interceptor interceptor = interceptor(Map.of());
        Event pack = interceptor.intercept(event("web1", LINE));

        assertThat(interceptor.intercept(pack)).isSameAs(pack);
    }

    private static Event at(String stream, long offset, String body) {
        return EventBuilder.withBody(
                body.getBytes(UTF_8), Map.of("host", stream, "file", "/l", "byteoffset", String.valueOf(offset)));
    }

    /** So that they do not look like something missing. */
    @Test
    void linesWithoutARequestAreToldWithTheNextPackOfTheirFile() throws Exception {
        Interceptor interceptor = interceptor(Map.of());
        String other = "x".repeat(99);
        int length = LINE.length() + 1;

        assertThat(interceptor.intercept(List.of(at("web1", 0, other), at("web1", 100, other))))
                .isEmpty();
        List<Pack> first = decoded(interceptor.intercept(List.of(at("web1", 200, LINE))));
        List<Pack> nothing = decoded(interceptor.intercept(List.of(at("web1", 200L + length, other))));
        assertThat(interceptor.intercept(List.of(at("web2", 0, other)))).isEmpty();

        assertThat(first)
                .singleElement()
                .satisfies(pack -> assertThat(pack.header().places().runs())
                        .extracting(Places.Run::start, Places.Run::end)
                        .containsExactly(tuple(0L, 200L), tuple(200L, 200L + length)));
        assertThat(nothing).singleElement().satisfies(pack -> {
            assertThat(pack.entries()).isEmpty();
            assertThat(pack.header().places().runs())
                    .extracting(Places.Run::start, Places.Run::end)
                    .containsExactly(tuple(0L, 200L), tuple(200L + length, 300L + length));
        });
    }
}
