/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.quickstart.AgentProcess;
import io.github.trackreplay.quickstart.DemoSite;
import io.github.trackreplay.quickstart.DemoTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code single.conf} with the lines of docs/pipelines.md, "Out again": one source feeds Matomo's tables and another sink (here Flume's
 * {@code file_roll}) through two channels, and a second source on the same log gives documents without tokens. A {@code BeatsSource}
 * without our interceptor feeds such a sink as well.
 */
class OutAgainTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int REQUESTS = 40;
    private static final List<String> SHIPPED = List.of("{\"message\":\"1\"}", "{\"message\":\"2\"}");
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path directory;

    private int beats;

    /** Whoever copies these lines must get what the page says. */
    private static void assertDocumented(String... lines) throws IOException {
        assertThat(Files.readString(Path.of("../../docs/pipelines.md"))).contains(lines);
    }

    private Path configuration(DemoSite site, Path log) throws IOException {
        String channels = "matomo.sources.access.channels = requests analysis";
        String packBytes = "matomo.sources.access.packBytes = 1 B";
        String mask = "matomo.sources.analysis.interceptors.request.tokens = mask";
        assertDocumented(channels, packBytes, mask);
        PipelineExample example = new PipelineExample("../single.conf", directory, site)
                .set("matomo.sources.access.files", log.toString())
                .set("matomo.sources.access.startAt", "beginning");
        for (String line : example.lines("matomo.sources.access.")) {
            example.line(line.replace("matomo.sources.access.", "matomo.sources.analysis.")
                    .replace("= requests", "= masked")
                    .replace("/positions", "/positions-of-analysis"));
        }
        example.set("matomo.sources.access.channels", "requests analysis")
                .line(packBytes)
                .line(packBytes.replace("access", "analysis"))
                .line(mask);
        toFiles(example, "analysis", "plain");
        toFiles(example, "masked", "masked");
        toFiles(example, "shipped", "shipped");
        example.set("matomo.sources", "access analysis beats")
                .set("matomo.channels", "requests analysis masked shipped")
                .set("matomo.sinks", "tables plain masked shipped")
                .line("matomo.sources.beats.type = io.github.trackreplay.carrier.BeatsSource")
                .line("matomo.sources.beats.channels = shipped")
                .line("matomo.sources.beats.port = " + beats);
        return example.write("agent");
    }

    private void toFiles(PipelineExample example, String channel, String sink) throws IOException {
        Path channels = directory.resolve("lib/channel-" + channel);
        example.line("matomo.channels." + channel + ".type = file")
                .line("matomo.channels." + channel + ".checkpointDir = " + channels + "/checkpoint")
                .line("matomo.channels." + channel + ".dataDirs = " + channels + "/data")
                .line("matomo.sinks." + sink + ".type = file_roll")
                .line("matomo.sinks." + sink + ".channel = " + channel)
                .line("matomo.sinks." + sink + ".sink.directory = " + Files.createDirectories(directory.resolve(sink)))
                .line("matomo.sinks." + sink + ".sink.rollInterval = 0");
    }

    /** What a sink has written, a document a line; heartbeats have none. */
    private List<String> documents(String sink) throws IOException {
        List<String> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory.resolve(sink))) {
            for (Path file : files.toList()) {
                Files.readString(file).lines().filter(line -> !line.isBlank()).forEach(all::add);
            }
        }
        return all;
    }

    private static String line(int i, long begin) {
        return PipelineTest.line("web2", i, begin).replace("&r=", "&token_auth=" + TOKEN + "&r=");
    }

    @Test
    void oneLogFeedsTheTablesAndOtherSinksAndTokensAreMaskedThere() throws Exception {
        long begin = Instant.now().minus(Duration.ofHours(1)).getEpochSecond();
        Path log = Files.write(
                directory.resolve("tracking.log"),
                IntStream.range(0, REQUESTS).mapToObj(i -> line(i, begin)).toList());
        try (TestDatabase database = TestDatabase.create()) {
            DemoSite site = new DemoSite(database.url(), database.user(), database.password());
            new DemoTables(site).create();
            try (AgentProcess agent = PipelineExample.agent(Agent.home(), directory.resolve("agent.log"), site)) {
                beats = Shippers.freePort();
                agent.start("agent", "-f", configuration(site, log).toString());
                Shippers.ship(window -> Shippers.lumberjack(beats, window), SHIPPED);
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> site.pageViews() >= REQUESTS
                                && documents("plain").size() >= REQUESTS
                                && documents("masked").size() >= REQUESTS
                                && documents("shipped").size() >= SHIPPED.size());
            }
            assertThat(site.pageViews()).isEqualTo(REQUESTS);
        }
        assertDocuments(documents("plain"), begin, true);
        assertDocuments(documents("masked"), begin, false);
        assertThat(documents("shipped")).isEqualTo(SHIPPED);
    }

    /** One for each request, in the names of the Elastic Common Schema, at the request's time. */
    private static void assertDocuments(List<String> documents, long begin, boolean withToken) {
        assertThat(documents).hasSize(REQUESTS);
        for (int i = 0; i < REQUESTS; i++) {
            String text = documents.get(i);
            JsonObject document = JsonParser.parseString(text).getAsJsonObject();
            assertThat(Instant.parse(document.get("@timestamp").getAsString()))
                    .isEqualTo(Instant.ofEpochSecond(begin + i).plusMillis(i));
            assertThat(text).contains("\"198.51.100." + (1 + i % 20) + "\"");
            assertThat(text.contains(TOKEN)).as(text).isEqualTo(withToken);
            assertThat(text).contains("token_auth=");
        }
    }
}
