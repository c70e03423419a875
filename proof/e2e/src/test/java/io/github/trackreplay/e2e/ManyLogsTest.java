/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.quickstart.AgentProcess;
import io.github.trackreplay.quickstart.DemoSite;
import io.github.trackreplay.quickstart.DemoTables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole agent beside many logs: live ones, their rotated predecessors (every other one compressed), and archives without a
 * line, in one directory. Both are behind {@code -Dtrackreplay.torture=true}: the build has its minutes.
 */
class ManyLogsTest {
    private static final int LAST_WORDS = 20_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final String CONFIGURATION = """
            many.sources = logs
            many.channels = file
            many.sinks = matomo
            many.sources.logs.type = io.github.trackreplay.source.AccessLogSource
            many.sources.logs.channels = file
            many.sources.logs.stream = %{basename}
            many.sources.logs.files = DIR/logs/site*
            many.sources.logs.startAt = beginning
            many.sources.logs.positions = DIR/positions
            many.sources.logs.interceptors = request
            many.sources.logs.interceptors.request.type = io.github.trackreplay.interceptor.TrackingInterceptor$Builder
            many.sources.logs.interceptors.request.format = combined
            many.channels.file.type = file
            many.channels.file.checkpointDir = DIR/checkpoint
            many.channels.file.dataDirs = DIR/data
            many.sinks.matomo.type = io.github.trackreplay.sink.MySqlSink
            many.sinks.matomo.channel = file
            many.sinks.matomo.url = ${env:MANY_URL}
            many.sinks.matomo.user = ${env:MANY_USER}
            many.sinks.matomo.password = ${env:MANY_PASSWORD}
            many.sinks.matomo.createTables = true
            many.sinks.matomo.commitFile = DIR/commit
            """;

    @TempDir
    Path directory;

    @Test
    @EnabledIfSystemProperty(named = "trackreplay.torture", matches = "true")
    void hundredsOfFinishedFilesAreReadInASmallHeapAndEachRequestCountsOnce() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            DemoSite site = site(database);
            write(400, 20);
            try (AgentProcess agent = agent(site, "96")) {
                awaitRows(site, 420, agent);
                write("site7.log", call(7_000, Instant.now()));
                awaitRows(site, 421, agent);
            }
            assertThat(site.number("SELECT COUNT(*) FROM matomo_trackreplay_stream"))
                    .isEqualTo(20);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "trackreplay.torture", matches = "true")
    void aHundredThousandFilesAndTwoThousandLogsCostAHundredthOfACoreAtRest() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            DemoSite site = site(database);
            write(100_000, 2_000);
            try (AgentProcess agent = agent(site, "256")) {
                awaitRows(site, 102_000, agent);
                Duration minute = Duration.ofSeconds(60);
                double[] share = {1};
                await().atMost(Duration.ofMinutes(20)).pollInterval(minute).until(() -> {
                    Duration before = used(agent);
                    await().pollDelay(minute).atMost(minute.multipliedBy(2)).until(() -> true);
                    share[0] = (double) used(agent).minus(before).toNanos() / minute.toNanos();
                    System.out.printf(Locale.ROOT, "100,000 files and 2,000 logs: %.2f %% of a core%n", 100 * share[0]);
                    return share[0] <= 0.01;
                });
                write("site7.log", call(200_000, Instant.now()));
                awaitRows(site, 102_001, agent);
            }
        }
    }

    private static Duration used(AgentProcess agent) {
        return agent.handle().info().totalCpuDuration().orElseThrow();
    }

    private static DemoSite site(TestDatabase database) throws Exception {
        DemoSite site = new DemoSite(database.url(), database.user(), database.password());
        new DemoTables(site).create();
        return site;
    }

    private AgentProcess agent(DemoSite site, String heap) throws IOException {
        Path configuration =
                Files.writeString(directory.resolve("agent.conf"), CONFIGURATION.replace("DIR", directory.toString()));
        AgentProcess agent = new AgentProcess(
                Agent.home(),
                directory.resolve("agent.out"),
                Map.of(
                        "MANY_URL", site.url(),
                        "MANY_USER", site.user(),
                        "MANY_PASSWORD", site.password(),
                        "TRACKREPLAY_HEAP", heap));
        agent.start("agent", "-f", configuration.toString());
        return agent;
    }

    private void awaitRows(DemoSite site, long rows, AgentProcess agent) {
        await().atMost(Duration.ofMinutes(rows > 10_000 ? 30 : 2))
                .pollInterval(Duration.ofMillis(200))
                .failFast(() -> assertThat(agent.running()).as(this::saidLast).isTrue())
                .untilAsserted(() -> assertThat(site.pageViews()).isEqualTo(rows));
    }

    /** The agent's last words: of so many files it has many to say. */
    private String saidLast() {
        try (SeekableByteChannel said = Files.newByteChannel(directory.resolve("agent.out"))) {
            ByteBuffer last = ByteBuffer.allocate(LAST_WORDS);
            said.position(Math.max(0, said.size() - LAST_WORDS)).read(last);
            return new String(last.array(), 0, last.position(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void write(int finished, int live) throws IOException {
        Files.createDirectories(directory.resolve("logs"));
        Instant now = Instant.now();
        for (int file = finished + live - 1; file >= 0; file--) {
            int turn = file / live;
            String base = "site" + file % live + ".log";
            String name = turn == 0 ? base : base + "." + turn + (turn % 2 == 0 ? ".gz" : "");
            Instant time = now.minusSeconds(60L + 60L * turn);
            byte[] line = call(file, time).getBytes(StandardCharsets.UTF_8);
            age(Files.write(directory.resolve("logs/" + name), turn % 2 == 0 && turn > 0 ? gzipped(line) : line), time);
        }
        int oldest = finished / live + 2;
        Path empty = directory.resolve("logs/site1.log." + oldest + ".gz");
        age(Files.write(empty, gzipped(new byte[0])), now.minusSeconds(864_000));
        Path cut = directory.resolve("logs/site2.log." + oldest + ".gz");
        byte[] whole = gzipped(call(0, now).getBytes(StandardCharsets.UTF_8));
        age(Files.write(cut, Arrays.copyOf(whole, whole.length / 2)), now.minusSeconds(864_000));
    }

    private void write(String name, String line) throws IOException {
        Files.writeString(directory.resolve("logs").resolve(name), line, StandardOpenOption.APPEND);
    }

    private static void age(Path file, Instant time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    private static String call(int page, Instant time) {
        return String.format(
                Locale.ROOT,
                "203.0.113.%d - - [%s] \"GET /matomo.php?idsite=1&rec=1&_id=%016x&url=https%%3A%%2F%%2Fexample.org%%2F%d"
                        + " HTTP/1.1\" 200 43 \"-\" \"Mozilla/5.0\"%n",
                page % 250,
                TIME.format(time),
                page % 900 + 1,
                page);
    }

    private static byte[] gzipped(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
