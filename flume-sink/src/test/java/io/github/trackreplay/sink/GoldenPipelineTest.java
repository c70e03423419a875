/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.golden.Canon;
import io.github.trackreplay.golden.Comparison;
import io.github.trackreplay.golden.GoldenFolder;
import io.github.trackreplay.golden.GoldenHome;
import io.github.trackreplay.golden.ProvenStreams;
import io.github.trackreplay.interceptor.TrackingInterceptor;
import io.github.trackreplay.mysql.matomo.MatomoApplier;
import io.github.trackreplay.mysql.matomo.MatomoDatabase;
import io.github.trackreplay.mysql.matomo.MatomoHome;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.interceptor.Interceptor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Recorded logs in the documents of shippers and behind the frames of syslog, through the real interceptor and the real engine, give
 * the rows that Matomo's own tracker wrote; where the way has an identity also if every batch is sent twice.
 */
class GoldenPipelineTest {
    private static final int BATCH = 50;
    private static final String INGESTED = "2026-11-11T11:11:11.000Z";

    /** What carries the lines. */
    enum Way {
        FILEBEAT(true) {
            @Override
            Event event(String stream, String line, long offset) {
                JsonObject document = document(stream);
                document.addProperty("message", line);
                document.add(
                        "log",
                        JsonParser.parseString(
                                "{\"offset\":" + offset + ",\"file\":{\"path\":\"/l\",\"device_id\":\"1\",\"inode\":\""
                                        + stream.hashCode() + "\"}}"));
                return body(document.toString());
            }
        },
        LOGSTASH_ECS(false) {
            @Override
            Event event(String stream, String line, long offset) {
                JsonObject document = document(stream);
                JsonObject event = new JsonObject();
                event.addProperty("original", line);
                document.add("event", event);
                JsonArray one = new JsonArray();
                one.add(document);
                return body(one.toString());
            }
        },
        KAFKA(true) {
            @Override
            Event event(String stream, String line, long offset) {
                return EventBuilder.withBody(
                        line.getBytes(UTF_8),
                        Map.of(
                                "host",
                                stream,
                                "topic",
                                "access",
                                "partition",
                                String.valueOf(Math.abs(stream.hashCode() % 4)),
                                "offset",
                                String.valueOf(offset)));
            }
        },
        TAILDIR(true) {
            @Override
            Event event(String stream, String line, long offset) {
                return EventBuilder.withBody(
                        line.getBytes(UTF_8),
                        Map.of("host", stream, "file", "/l", "byteoffset", String.valueOf(offset)));
            }
        },
        SYSLOG(false) {
            @Override
            Event event(String stream, String line, long offset) {
                return EventBuilder.withBody(
                        ("<190>Nov  1 11:11:11 " + stream + " nginx: " + line).getBytes(UTF_8), Map.of("host", stream));
            }
        },
        OTLP(true) {
            @Override
            Event event(String stream, String line, long offset) {
                JsonObject record = new JsonObject();
                JsonObject text = new JsonObject();
                text.addProperty("stringValue", line);
                record.add("body", text);
                record.add(
                        "attributes",
                        JsonParser.parseString("[{\"key\":\"log.file.path\",\"value\":{\"stringValue\":\"/l\"}},"
                                + "{\"key\":\"log.file.record_offset\",\"value\":{\"intValue\":\"" + offset + "\"}}]"));
                return body(
                        "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"host.name\",\"value\":{\"stringValue\":\""
                                + stream + "\"}}]},\"scopeLogs\":[{\"logRecords\":[" + record + "]}]}]}");
            }
        };

        private final boolean identified;
        /** Those of Kafka are no numbers of messages here, so they leave holes. */
        private final boolean offsets;

        Way(boolean identified) {
            this.identified = identified;
            this.offsets = identified && !name().equals("KAFKA");
        }

        abstract Event event(String stream, String line, long offset);

        private static JsonObject document(String stream) {
            JsonObject document = new JsonObject();
            document.addProperty("@timestamp", INGESTED);
            JsonObject host = new JsonObject();
            host.addProperty("name", stream);
            document.add("host", host);
            return document;
        }

        private static Event body(String text) {
            return EventBuilder.withBody(text.getBytes(UTF_8));
        }
    }

    static Stream<Arguments> waysAndLogs() {
        return Arrays.stream(Way.values())
                .flatMap(way -> Stream.of("mixed", "deep").map(log -> arguments(way, log)));
    }

    @ParameterizedTest
    @MethodSource("waysAndLogs")
    void aRecordedLogGivesMatomosRowsWhateverCarriesIt(Way way, String log) throws Exception {
        GoldenFolder folder = GoldenFolder.named(log);
        try (MatomoDatabase matomo = MatomoDatabase.of(folder.before());
                EngineFixture fixture = new EngineFixture(matomo.database());
                MatomoApplier applier = new MatomoApplier(
                        MatomoHome.at(GoldenHome.of(folder)),
                        "matomo_",
                        InstantSource.system(),
                        new SecretRandomness(new byte[] {1, 2, 3}),
                        1000)) {
            fixture.waiting.now = System.currentTimeMillis();
            Replayer engine = fixture.engine("one", listing(folder), fixture.connections(), applier);
            List<Event> sent = new ArrayList<>();
            Interceptor interceptor = interceptor();
            for (List<Event> batch : batches(folder, way)) {
                sent.addAll(batch);
                engine.replay(deliveries(interceptor, batch));
                if (way.identified) {
                    engine.replay(deliveries(interceptor, batch));
                }
            }
            fixture.waiting.now += Duration.ofMinutes(5).toMillis();
            engine.tick();
            while (engine.tick().order().moreDue()) {
                fixture.waiting.now += 1000;
            }

            assertThat(sent).isNotEmpty();
            assertSame(folder, matomo, way);
            assertThat(fixture.unaccounted()).isZero();
            assertThat(fixture.number("SELECT SUM(late) FROM matomo_trackreplay_stream"))
                    .isZero();
            assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected WHERE form <> 'request'"))
                    .isZero();
            assertThat(proven(fixture))
                    .isEqualTo(way.offsets ? folder.frontends().size() : 0);
        }
    }

    private static long proven(EngineFixture fixture) throws Exception {
        try (Connection connection = fixture.connections().connection()) {
            long proven = ProvenStreams.of(connection, EngineFixture.TABLES);
            connection.rollback();
            return proven;
        }
    }

    /** A collector waits for the streams that it lists from the beginning. */
    private static ReplayPolicy listing(GoldenFolder folder) {
        return ReplayPolicy.DEFAULT.with(p -> p.streams(folder.frontends().keySet()));
    }

    private static void assertSame(GoldenFolder folder, MatomoDatabase matomo, Way way) throws Exception {
        List<JsonObject> expected = folder.expected().stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
        try (Connection connection = matomo.database().connect()) {
            Comparison comparison =
                    new Comparison(expected, Canon.of(connection, "matomo_", folder.logs()), GoldenHome.incomparable());
            assertThat(comparison.same())
                    .as(way + ": " + comparison.identical() + " of " + comparison.all() + "\n"
                            + String.join(
                                    "\n",
                                    comparison.differences().stream().limit(5).toList()))
                    .isTrue();
        }
    }

    /** Batches of all frontends in turn, each in the order of its log. */
    private static List<List<Event>> batches(GoldenFolder folder, Way way) {
        List<List<List<Event>>> byStream = new ArrayList<>();
        folder.frontends().forEach((stream, log) -> byStream.add(batches(stream, log, way)));
        List<List<Event>> all = new ArrayList<>();
        int longest = byStream.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            for (List<List<Event>> ofStream : byStream) {
                if (i < ofStream.size()) {
                    all.add(ofStream.get(i));
                }
            }
        }
        return all;
    }

    private static List<List<Event>> batches(String stream, byte[] log, Way way) {
        List<List<Event>> batches = new ArrayList<>();
        List<Event> batch = new ArrayList<>();
        long offset = 0;
        for (String line : new String(log, ISO_8859_1).split("\n")) {
            String text = new String(line.getBytes(ISO_8859_1), UTF_8);
            batch.add(way.event(stream, text, offset));
            offset += line.length() + 1;
            if (batch.size() == BATCH) {
                batches.add(batch);
                batch = new ArrayList<>();
            }
        }
        batches.add(batch);
        return batches;
    }

    private static Interceptor interceptor() {
        TrackingInterceptor.Builder builder = new TrackingInterceptor.Builder();
        builder.configure(new Context(Map.of("type", "x")));
        return builder.build();
    }

    private static List<Delivery> deliveries(Interceptor interceptor, List<Event> events) throws Exception {
        List<Delivery> deliveries = new ArrayList<>();
        for (Event event : interceptor.intercept(new ArrayList<>(events))) {
            deliveries.add(new Delivery.OfPack(TrackingEventCodec.decode(event.getHeaders(), event.getBody())));
        }
        return deliveries;
    }
}
