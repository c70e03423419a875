/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The recorded logs of three frontends through the Tracking API, by a process that is killed on the way. */
class TrackingApiKillTest {
    private static final Path LOGS = Path.of("..", "flume-sink", "src", "test", "resources", "golden", "mixed");

    /** Most requests that can be without an answer when the process dies: a call of each lane. */
    private static final int IN_FLIGHT = 2 * 20;

    @TempDir
    Path directory;

    private List<String> arguments(TestDatabase ledger, CountingApi matomo, String... command) throws IOException {
        Path token = Files.writeString(directory.resolve("token"), CountingApi.TOKEN + "\n");
        List<String> all = new ArrayList<>(List.of(command));
        if (command[0].equals("import")) {
            all.addAll(List.of("--tracking-api", matomo.address(), "--token-file", token.toString()));
            all.addAll(List.of("--api-set", "maxBulk=20", "--api-set", "lanes=2"));
            for (String web : List.of("web1", "web2", "web3")) {
                all.addAll(List.of("--stream", web + "=" + LOGS.resolve(web + ".log.gz")));
            }
        }
        all.addAll(List.of("--url", ledger.url(), "--user", ledger.user(), "--password", ledger.password()));
        return all;
    }

    private String run(TestDatabase ledger, CountingApi matomo, String... command) throws IOException {
        StringWriter text = new StringWriter();
        CommandLine line = TrackReplay.commandLine();
        line.setOut(new PrintWriter(text, true)).setErr(new PrintWriter(text, true));
        assertThat(line.execute(arguments(ledger, matomo, command).toArray(String[]::new)))
                .as(text.toString())
                .isEqualTo(ExitCode.OK);
        return text.toString();
    }

    private Process start(TestDatabase ledger, CountingApi matomo) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                TrackReplay.class.getName()));
        command.addAll(arguments(ledger, matomo, "import"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start();
    }

    private static Map<String, Integer> times(List<String> entries) {
        Map<String, Integer> times = new HashMap<>();
        entries.forEach(entry -> times.merge(entry, 1, Integer::sum));
        return times;
    }

    private static void assertOrderOfEachVisitor(List<String> entries) {
        Pattern visitor = Pattern.compile("(?:^|&)_id=(\\w+)");
        Pattern time = Pattern.compile("(?:^|&)cdt=(\\d+)");
        Map<String, Long> last = new HashMap<>();
        for (String entry : entries) {
            Matcher id = visitor.matcher(entry);
            Matcher at = time.matcher(entry);
            if (id.find() && at.find()) {
                Long before = last.put(id.group(1), Long.parseLong(at.group(1)));
                assertThat(before == null ? 0 : before).as(entry).isLessThanOrEqualTo(Long.parseLong(at.group(1)));
            }
        }
        assertThat(last).hasSizeGreaterThan(10);
    }

    @Test
    void afterKillsNothingIsLostAndOnlyWhatWasInFlightMayBeTwice() throws Exception {
        Map<String, Integer> once;
        int all;
        try (TestDatabase ledger = TestDatabase.create();
                CountingApi matomo = new CountingApi()) {
            assertThat(run(ledger, matomo, "import")).contains("Every byte is accounted for.");
            once = times(matomo.counted());
            all = matomo.counted().size();
            assertOrderOfEachVisitor(matomo.counted());
        }
        try (TestDatabase ledger = TestDatabase.create()) {
            List<String> counted = new ArrayList<>();
            for (int share : List.of(4, 2)) {
                try (CountingApi matomo = new CountingApi()) {
                    matomo.silentFrom(Math.max(1, all / share - counted.size()));
                    Process process = start(ledger, matomo);
                    await().atMost(Duration.ofMinutes(1))
                            .until(() -> matomo.counted().size() >= all / share - counted.size());
                    process.destroyForcibly().waitFor();
                    counted.addAll(matomo.counted());
                }
            }
            try (CountingApi matomo = new CountingApi()) {
                run(ledger, matomo, "import");
                counted.addAll(matomo.counted());
                Matcher twice =
                        Pattern.compile("\"perhapsTwice\": (\\d+)").matcher(run(ledger, matomo, "status", "--json"));
                assertThat(twice.find()).isTrue();
                int booked = Integer.parseInt(twice.group(1));

                Map<String, Integer> now = times(counted);
                assertThat(now.keySet()).isEqualTo(once.keySet());
                assertThat(now).allSatisfy((entry, n) -> assertThat(n).isGreaterThanOrEqualTo(once.get(entry)));
                assertThat(counted.size() - all).isPositive().isLessThanOrEqualTo(booked);
                assertThat(booked).isLessThanOrEqualTo(2 * IN_FLIGHT);
                System.out.printf(
                        "Two kills: of %d requests 0 lost, %d counted twice, %d booked as that (at most %d in flight)%n",
                        all, counted.size() - all, booked, 2 * IN_FLIGHT);
            }
        }
    }

    @Test
    void whoIsStoppedWaitsForTheAnswersAndNothingIsTwice() throws Exception {
        try (TestDatabase ledger = TestDatabase.create();
                CountingApi matomo = new CountingApi()) {
            matomo.slowFrom(100);
            Process process = start(ledger, matomo);
            await().atMost(Duration.ofMinutes(1)).until(() -> matomo.counted().size() >= 100);
            process.destroy(); // SIGTERM, as Ctrl-C stops it
            matomo.answerAll();
            process.waitFor();
            int sent = matomo.counted().size();
            assertThat(Files.readString(directory.resolve("said")))
                    .contains("Interrupted: ", "What was answered is not sent again");

            run(ledger, matomo, "import");

            assertThat(matomo.counted()).hasSizeGreaterThan(sent);
            assertThat(run(ledger, matomo, "status", "--json")).contains("\"perhapsTwice\": 0", "\"unanswered\": 0");
        }
    }
}
