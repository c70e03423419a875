/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.golden.Canon;
import io.github.trackreplay.golden.Comparison;
import io.github.trackreplay.golden.GoldenFolder;
import io.github.trackreplay.golden.GoldenHome;
import io.github.trackreplay.status.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents whose first look finds logs in which neither lines nor files stand in their order write the rows that Matomo wrote. */
class UnorderedLogsTest {
    private static final Pattern TIME = Pattern.compile("\\[\\d{2}/[^]]+]");

    @TempDir
    Path directory;

    @Test
    void whatAnAgentFindsAtItsStartIsAppliedInOrder() throws Exception {
        GoldenFolder folder = GoldenFolder.named("mixed");
        try (TestDatabase database = TestDatabase.create()) {
            database.load(folder.before());
            Fleet.Account account = new Fleet.Account(database.url(), database.user(), database.password());
            List<String> streams = List.copyOf(folder.frontends().keySet());
            try (Fleet fleet = new Fleet(directory, account, GoldenHome.of(folder), streams)) {
                Map<String, Long> bytes = new LinkedHashMap<>();
                for (Map.Entry<String, byte[]> frontend : folder.frontends().entrySet()) {
                    spread(fleet.log(frontend.getKey()), frontend.getValue());
                    bytes.put(frontend.getKey(), (long) frontend.getValue().length);
                }
                fleet.startCollector(1);
                fleet.startCollector(2);
                for (String stream : streams) {
                    fleet.startFrontend(stream);
                }
                await().atMost(Duration.ofMinutes(4))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> isApplied(fleet.status(), bytes));

                assertThat(fleet.status().streams())
                        .hasSize(streams.size())
                        .allSatisfy(
                                stream -> assertThat(stream.requests().late()).isZero());
                List<JsonObject> expected = folder.expected().stream()
                        .map(line -> JsonParser.parseString(line).getAsJsonObject())
                        .toList();
                try (Connection connection = account.connect()) {
                    Comparison comparison = new Comparison(
                            expected, Canon.of(connection, Fleet.PREFIX, folder.logs()), GoldenHome.incomparable());
                    assertThat(comparison.same())
                            .as(String.join(
                                    "\n",
                                    comparison.differences().stream().limit(5).toList()))
                            .isTrue();
                }
            }
        }
    }

    private static boolean isApplied(Status status, Map<String, Long> bytes) {
        return status.heldRequests() == 0
                && status.streams().size() == bytes.size()
                && status.streams().stream().allMatch(stream -> stream.bytes().read() == bytes.get(stream.name()));
    }

    /** A third of the seconds into each file: the live log newest first, the last one shuffled, the oldest shuffled and packed. */
    private static void spread(Path live, byte[] content) throws IOException {
        List<List<String>> files = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int next = 0;
        for (String second : seconds(content)) {
            files.get(next++ % files.size()).add(second);
        }
        Collections.reverse(files.get(0));
        Collections.shuffle(files.get(1), new Random(1));
        Collections.shuffle(files.get(2), new Random(2));
        Files.createDirectories(live.getParent());
        Files.write(live, bytes(files.get(0)));
        Files.write(live.resolveSibling("access.log.1"), bytes(files.get(1)));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(live.resolveSibling("access.log.2.gz")))) {
            out.write(bytes(files.get(2)));
        }
    }

    private static byte[] bytes(List<String> seconds) {
        return String.join("", seconds).getBytes(ISO_8859_1);
    }

    /** The lines of each second; one without a time goes with the line before it. */
    private static List<String> seconds(byte[] content) {
        Map<String, StringBuilder> seconds = new LinkedHashMap<>();
        String second = "";
        for (String line : new String(content, ISO_8859_1).split("(?<=\n)")) {
            Matcher time = TIME.matcher(line);
            second = time.find() ? time.group() : second;
            seconds.computeIfAbsent(second, start -> new StringBuilder()).append(line);
        }
        return seconds.values().stream().map(StringBuilder::toString).toList();
    }
}
