/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.quickstart.AgentProcess;
import io.github.trackreplay.quickstart.DemoSite;
import io.github.trackreplay.quickstart.DemoTables;
import io.github.trackreplay.quickstart.DemoTraffic;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code trackreplay import} as people run it. */
class ImportTest {
    private static final int REQUESTS = 2000;
    private static final Instant MORNING = Instant.parse("2026-11-20T08:00:00Z");

    @TempDir
    Path directory;

    private TestDatabase database;
    private DemoSite site;
    private DemoTraffic traffic;

    @BeforeEach
    void createTables() throws Exception {
        database = TestDatabase.create();
        site = new DemoSite(database.url(), database.user(), database.password());
        new DemoTables(site).create();
        traffic = new DemoTraffic(11);
    }

    @AfterEach
    void dropTables() {
        database.close();
    }

    @Test
    void everyRequestOfTwoStreamsIsAppliedAndEveryByteAccountedFor() throws Exception {
        Path log1 = directory.resolve("web1.log");
        Path log2 = directory.resolve("web2.log");
        writeAlternately(log1, log2);

        String report = run(0, "--stream", "web1=" + log1, "--stream", "web2=" + log2);

        assertThat(report).contains("Every byte is accounted for.");
        assertThat(site.pageViews()).isEqualTo(REQUESTS);
        assertThat(site.visits()).isEqualTo(traffic.visitors());
    }

    @Test
    void theSameLogAgainRenamedOrCompressedAppliesNothing() throws Exception {
        Path log = directory.resolve("web1.log");
        writeAlternately(log, log);
        run(0, "--stream", "web1=" + log);
        long before = site.pageViews();

        Path renamed = Files.copy(log, directory.resolve("elsewhere.log"));
        Path compressed = directory.resolve("web1.log.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            Files.copy(log, out);
        }

        for (Path again : List.of(log, renamed, compressed)) {
            assertThat(run(0, "--stream", "web1=" + again)).containsPattern("(?m)^applied +0 requests");
        }
        assertThat(site.pageViews()).isEqualTo(before);
    }

    @Test
    void aLogOfAnotherStreamIsRefusedUnlessItIsSaidToBeDistinct() throws Exception {
        Path log = directory.resolve("web1.log");
        writeAlternately(log, log);
        run(0, "--stream", "web1=" + log);

        assertThat(run(1, "--stream", "web2=" + log)).contains("stream 'web1'").contains("--distinct");
        assertThat(site.pageViews()).isEqualTo(REQUESTS);

        run(0, "--distinct", "--late=apply", "--already-recorded=apply", "--stream", "web2=" + log);
        assertThat(site.pageViews()).isEqualTo(2 * REQUESTS);
    }

    @Test
    void statusProvesTheSumsOfEveryFile() throws Exception {
        Path log = directory.resolve("web1.log");
        writeAlternately(log, log);
        Files.writeString(log, "garbage /matomo.php?idsite=1\n", StandardOpenOption.APPEND);
        assertThat(run(0, "--stream", "web1=" + log)).containsPattern("(?m)^rejected +1 ");

        String status = command(0, "status");

        assertThat(status).contains(String.format("%,d read = ", Files.size(log)));
    }

    /** Writes a morning's lines in turn to two logs, so that each is in order and they overlap. */
    private void writeAlternately(Path one, Path other) throws IOException {
        List<String> lines = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (int i = 0; traffic.requests() < REQUESTS; i++) {
            (i % 2 == 0 ? lines : others).add(traffic.nextLine(MORNING.plusMillis(50L * i)));
        }
        if (one.equals(other)) {
            lines.addAll(others);
            Files.write(one, lines);
        } else {
            Files.write(one, lines);
            Files.write(other, others);
        }
    }

    private String run(int exitCode, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("import", "--create-tables", "--format", "combined"));
        all.addAll(List.of(arguments));
        return command(exitCode, all.toArray(String[]::new));
    }

    private String command(int exitCode, String... arguments) throws Exception {
        Path output = Files.createTempFile(directory, "out", ".txt");
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--url", site.url(), "--user", site.user(), "--password-env", "SHOP_PASSWORD"));
        try (AgentProcess process = new AgentProcess(
                Agent.home(),
                output,
                Map.of("SHOP_PASSWORD", site.password(), "TRACKREPLAY_OPTS", Agent.QUICK_START))) {
            process.start(all.toArray(String[]::new));
            process.awaitExit(1, TimeUnit.MINUTES);
            String text = Files.readString(output);
            assertThat(process.exitCode()).as(text).isEqualTo(exitCode);
            return text;
        }
    }
}
