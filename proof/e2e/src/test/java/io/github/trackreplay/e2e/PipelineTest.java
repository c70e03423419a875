/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.quickstart.AgentProcess;
import io.github.trackreplay.quickstart.DemoSite;
import io.github.trackreplay.quickstart.DemoTables;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code filebeat.conf} with {@code logstash-http.conf} beside it, under shippers that die within a window, hear no answer and send again,
 * while the agent is killed after it has committed: what has an id, a file and an offset, a place in a topic or a random part counts
 * once, and what nothing tells apart each time that it was taken. Nothing is missing.
 */
class PipelineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WINDOW = 25;
    private static final int WINDOWS = 8;
    private static final long BEGIN = 1_790_000_000L;

    /** It names the tracker, and neither line nor time. */
    private static final String NOT_UNDERSTOOD = "{\"host\":\"web4\",\"what\":\"/matomo.php?idsite=1&rec=1\"}";

    /** How often a window of a stream is taken again: after its shipper's death, and after the agent's. */
    private static final int TAKEN_AGAIN = 2;

    /** A stream each for what tells its requests apart, and the way that it comes by. */
    private enum Stream {
        /** An id in the line. */
        WEB1(true, true),
        /** File and offset. */
        WEB2(true, true),
        /** A place in a topic. */
        WEB3(false, true),
        /** A random part of the content. */
        WEB4(false, true),
        /** Nothing. */
        WEB5(true, false);

        private final boolean byLumberjack;
        private final boolean toldApart;

        Stream(boolean byLumberjack, boolean toldApart) {
            this.byLumberjack = byLumberjack;
            this.toldApart = toldApart;
        }

        private String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        private String document(int i) {
            return switch (this) {
                case WEB2 ->
                    PipelineTest.document(
                            key(),
                            "\"log\":{\"offset\":" + 400L * i + ",\"file\":{\"fingerprint\":\"f00d\"}},",
                            line(key(), i));
                case WEB3 ->
                    PipelineTest.document(
                            key(),
                            "\"kafka\":{\"topic\":\"access\",\"partition\":3,\"offset\":" + i + "},",
                            line(key(), i));
                case WEB5 -> PipelineTest.document(key(), "", line(key(), i).replaceAll("&pv_id=[^&]*&r=[0-9]*", ""));
                default -> PipelineTest.document(key(), "", line(key(), i));
            };
        }

        private List<String> window(int number) {
            List<String> documents = new ArrayList<>();
            for (int i = number * WINDOW; i < (number + 1) * WINDOW; i++) {
                documents.add(document(i));
            }
            return documents;
        }
    }

    @TempDir
    Path directory;

    private int beats;
    private int http;

    /** A page view in the form trackreplay_json, each with its own random part; of web1 with an id. */
    static String line(String stream, int i) {
        return line(stream, i, BEGIN);
    }

    /** @param begin seconds since 1970 of the first one; the next comes a second later */
    static String line(String stream, int i, long begin) {
        return String.format(
                Locale.ROOT,
                "{\"time\":\"%d.%03d\",\"client\":\"198.51.100.%d\",\"method\":\"GET\",\"uri\":\"/matomo.php?idsite=1&rec=1"
                        + "&url=https%%3A%%2F%%2Fshop.example%%2F%d&_id=%016x&pv_id=%s%03d&r=%06d\",\"status\":\"200\",\"agent\":"
                        + "\"Mozilla/5.0\"%s}",
                begin + i,
                i % 1000,
                1 + i % 20,
                i,
                1 + i % 20,
                stream.substring(1),
                i,
                i,
                stream.equals("web1") ? ",\"request_id\":\"" + String.format(Locale.ROOT, "%032x", 77 + i) + "\"" : "");
    }

    /** A shipper's document of a line, with what it says of the line's place. */
    static String document(String stream, String place, String line) {
        String message = line.replace("\\", "\\\\").replace("\"", "\\\"");
        return "{\"host\":{\"name\":\"" + stream + "\"}," + place + "\"message\":\"" + message + "\"}";
    }

    /** Both examples in one agent, before one channel. */
    private Path configuration(DemoSite site) throws IOException {
        beats = Shippers.freePort();
        http = Shippers.freePort();
        PipelineExample both = new PipelineExample("filebeat.conf", directory, site)
                .set("matomo.sources", "beats http")
                .set("matomo.sources.beats.port", String.valueOf(beats))
                .set("matomo.sinks.tables.streams", "web1 web2 web3 web4 web5");
        new PipelineExample("logstash-http.conf", directory, site)
                .set("matomo.sources.http.port", String.valueOf(http))
                .lines("matomo.sources.http.")
                .forEach(both::line);
        return both.write("agent");
    }

    private void ship(Stream stream, int number) {
        Shippers.ship(
                documents ->
                        stream.byLumberjack ? Shippers.lumberjack(beats, documents) : Shippers.post(http, documents),
                stream.window(number));
    }

    /** It dies within a window, and sends its last one too again: it had not heard that this was taken. */
    private void killedShipper(Stream stream, int number) throws IOException {
        if (stream.byLumberjack) {
            Shippers.diesWithinAWindow(beats, stream.window(number));
        } else {
            Shippers.diesWithinAPost(http, stream.window(number));
        }
        ship(stream, number - 1);
    }

    @Test
    void whatIsSentAgainCountsOnceAndNothingIsMissing() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            DemoSite site = new DemoSite(database.url(), database.user(), database.password());
            new DemoTables(site).create();
            String configuration = configuration(site).toString();
            try (AgentProcess agent = PipelineExample.agent(Agent.home(), directory.resolve("agent.log"), site)) {
                agent.start("agent", "-f", configuration);
                Shippers.ship(window -> Shippers.lumberjack(beats, window), List.of(NOT_UNDERSTOOD));
                for (int number = 0; number < WINDOWS; number++) {
                    for (Stream stream : Stream.values()) {
                        if (number == 2) {
                            killedShipper(stream, number);
                        }
                        ship(stream, number);
                    }
                    if (number == WINDOWS / 2) { // all of it is committed, and no shipper has heard of it
                        agent.kill();
                        agent.start("agent", "-f", configuration);
                        for (Stream stream : Stream.values()) {
                            ship(stream, number);
                        }
                    }
                }
                assertCounted(site);
                assertThat(directory.resolve("agent.log"))
                        .content()
                        .contains("Stream web4: what a pipeline brought is set aside", "Example: " + NOT_UNDERSTOOD);
            }
        }
    }

    private static void assertCounted(DemoSite site) throws SQLException {
        long told = 4L * WINDOWS * WINDOW;
        long untold = (long) (WINDOWS + TAKEN_AGAIN) * WINDOW;
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> site.pageViews() >= told + untold);

        for (Stream stream : Stream.values()) {
            assertThat(site.number(
                            "SELECT SUM(requests) FROM matomo_trackreplay_counter c JOIN matomo_trackreplay_stream s"
                                    + " ON s.stream_id = c.stream_id WHERE outcome = 'recorded' AND s.name = '"
                                    + stream.key() + "'"))
                    .as(stream.key())
                    .isEqualTo(stream.toldApart ? (long) WINDOWS * WINDOW : untold);
        }
        assertThat(site.number("SELECT COUNT(DISTINCT idpageview) FROM matomo_log_link_visit_action"
                        + " WHERE idpageview REGEXP '^eb[1-4]'"))
                .isEqualTo(told);
        assertThat(site.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isEqualTo(1);
        assertThat(site.number("SELECT SUM(requests) FROM matomo_trackreplay_counter WHERE outcome = 'duplicate'"))
                .isGreaterThanOrEqualTo(4L * TAKEN_AGAIN * WINDOW);
    }
}
