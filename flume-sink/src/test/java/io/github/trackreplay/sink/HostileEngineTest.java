/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.golden.GoldenFolder;
import io.github.trackreplay.golden.GoldenHome;
import io.github.trackreplay.golden.HostileLines;
import io.github.trackreplay.interceptor.TrackingInterceptor;
import io.github.trackreplay.mysql.matomo.MatomoApplier;
import io.github.trackreplay.mysql.matomo.MatomoDatabase;
import io.github.trackreplay.mysql.matomo.MatomoHome;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.interceptor.Interceptor;
import org.junit.jupiter.api.Test;

/** Hostile lines among good ones, through the real interceptor and the real engine into real tables: none stops the rest. */
class HostileEngineTest {
    private static final int EACH = 3_000;
    private static final int BATCH = 200;

    @Test
    void allGoodRequestsAmongHostileOnesAreRecordedOnceAndEveryByteIsAccountedFor() throws Exception {
        GoldenFolder folder = GoldenFolder.named("mixed");
        try (MatomoDatabase matomo = MatomoDatabase.of(folder.before());
                EngineFixture fixture = new EngineFixture(matomo.database());
                MatomoApplier applier = new MatomoApplier(
                        MatomoHome.at(GoldenHome.of(folder)),
                        "matomo_",
                        InstantSource.system(),
                        new SecretRandomness(new byte[] {1, 2, 3}),
                        1000)) {
            fixture.waiting.now = System.currentTimeMillis();
            Replayer engine = fixture.engine("one", ReplayPolicy.DEFAULT, fixture.connections(), applier);
            Interceptor interceptor = interceptor();
            List<String> lines = lines();
            List<Long> millis = new ArrayList<>();
            for (int from = 0; from < lines.size(); from += BATCH) {
                long begun = System.nanoTime();
                List<Event> events = events(lines, from, Math.min(from + BATCH, lines.size()));
                engine.replay(deliveries(interceptor.intercept(events)));
                millis.add((System.nanoTime() - begun) / 1_000_000);
            }
            System.out.println(lines.size() + " lines, half of them hostile, " + BATCH
                    + " a transaction; from their bytes to the COMMIT, ms, the first with the start of everything: "
                    + millis);
            fixture.waiting.now += Duration.ofMinutes(5).toMillis();
            while (engine.tick().order().moreDue()) {
                fixture.waiting.now += 1000;
            }

            assertThat(recorded(fixture, "")).isEqualTo(EACH);
            assertThat(recorded(fixture, "DISTINCT ")).isEqualTo(EACH);
            assertThat(fixture.unaccounted()).isZero();
            assertThat(fixture.list("SELECT state FROM matomo_trackreplay_stream"))
                    .doesNotContain("stopped");
        }
    }

    private static long recorded(EngineFixture fixture, String distinct) {
        return fixture.number("SELECT COUNT(" + distinct + "a.name) FROM matomo_log_link_visit_action l"
                + " JOIN matomo_log_action a ON a.idaction = l.idaction_name WHERE a.name LIKE 'good-%'");
    }

    private static List<String> lines() {
        HostileLines lines = new HostileLines(42);
        int categories = HostileLines.categories().size();
        List<String> log = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            log.add(lines.line(i % categories, 2L * i, 200 + 37 * (i % 100)));
            log.add(lines.harmless(2L * i + 1, 20));
        }
        return log;
    }

    private static Interceptor interceptor() {
        TrackingInterceptor.Builder builder = new TrackingInterceptor.Builder();
        builder.configure(new Context(Map.of("type", "x")));
        return builder.build();
    }

    private static List<Event> events(List<String> lines, int from, int to) {
        List<Event> events = new ArrayList<>();
        for (int i = from; i < to; i++) {
            events.add(EventBuilder.withBody(
                    lines.get(i).getBytes(UTF_8),
                    Map.of("host", "web1", "topic", "access", "partition", "0", "offset", Integer.toString(i))));
        }
        return events;
    }

    private static List<Delivery> deliveries(List<Event> events) throws Exception {
        List<Delivery> deliveries = new ArrayList<>();
        for (Event event : events) {
            deliveries.add(new Delivery.OfPack(TrackingEventCodec.decode(event.getHeaders(), event.getBody())));
        }
        return deliveries;
    }
}
