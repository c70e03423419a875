/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacesTest {
    private static Places.Run run(String file, long start, long end) {
        return Places.Run.of(Places.In.FILE, file, start, end);
    }

    private static PackHeader header(Places places) {
        return new PackHeader(
                        PipelineLog.of("web1"),
                        0,
                        100,
                        PackHeader.Reading.of(5, "host", "/matomo.php"),
                        PackHeader.Promise.NONE)
                .withPlaces(places);
    }

    @Test
    void placesTravelWithAPack() throws Exception {
        Places places = Places.of(
                List.of(
                        run("/var/log/a:1.log", 0, 100).timed(-5, 7),
                        run("/var/log/a:1.log", 500, 600),
                        run("=", 1, 2),
                        Places.Run.of(Places.In.TOPIC, "access/3", 9, 10).timed(1_000, 1_000)),
                true);
        WireEvent event = TrackingEventCodec.encode(new Pack(header(places), List.of()), Compression.NONE);

        assertThat(event.headers())
                .containsEntry(
                        "trackreplay.places",
                        "all f/var/log/a:1.log:0+100@-5~12 =:500+100 f=:1+1 taccess/3:9+1@1000~0");
        assertThat(TrackingEventCodec.decode(event.headers(), event.body())
                        .header()
                        .places())
                .isEqualTo(places);
        assertThat(Headers.write(header(Places.UNKNOWN), 0)).doesNotContainKey("trackreplay.places");
    }

    @Test
    void neighboursBecomeOneRun() {
        assertThat(Places.of(
                                List.of(
                                        run("a", 0, 100),
                                        run("a", 101, 200).timed(5, 5),
                                        run("a", 215, 300),
                                        run("a", 316, 400),
                                        run("a", 0, 50),
                                        run("b", 50, 60)),
                                true)
                        .runs())
                .containsExactly(run("a", 0, 300).timed(5, 5), run("a", 316, 400), run("a", 0, 50), run("b", 50, 60));
    }

    @Test
    void whatIsBeyondTheMostHasNoPlace() {
        List<Places.Run> many = IntStream.range(0, Places.MOST_RUNS + 1)
                .mapToObj(i -> run("a", 1000L * i, 1000L * i + 1))
                .toList();

        assertThat(Places.of(many, true).all()).isFalse();
        assertThat(Places.read(Places.of(many, true).text()).runs()).hasSize(Places.MOST_RUNS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "none",
                "all f",
                "all fa",
                "all fa:",
                "all fa:1",
                "all fa:1+",
                "all fa:1+0",
                "all fa:-1+5",
                "all fa:1+9223372036854775807",
                "all fa:9007199254740993+1",
                "all fa:1+1@5",
                "all fa:1+1@5~-1",
                "all fa:1+1@9223372036854775807~1",
                "all xa:1+1",
                "all =:1+1",
                "all fa:1+1 ",
                "all f\u00e4:1+1"
            })
    void whatIsNoPlaceIsRefused(String text) {
        Map<String, String> headers = new java.util.HashMap<>(Headers.write(header(Places.UNKNOWN), 0));
        headers.put("trackreplay.places", text);

        assertThatThrownBy(() -> Headers.read(headers)).isInstanceOf(MalformedEventException.class);
    }

    @Test
    void aNameIsPrintableAndShort() {
        assertThat(Places.Run.name("/var/log/a.log")).isEqualTo("/var/log/a.log");
        assertThat(Places.Run.name("C:\\logs\\my access.log"))
                .startsWith("sha256:")
                .hasSize(71);
        assertThat(Places.Run.name("x".repeat(201))).startsWith("sha256:");
    }
}
