/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever order the files and lines of an import are in, the visits are those of the lines in order, and none is late. */
class ImportOrderTest {
    private static final int CALLS = 3000;
    private static final int VISITORS = 50;

    @TempDir
    Path directory;

    private ImportFixture fixture;

    @BeforeEach
    void load() throws IOException {
        fixture = new ImportFixture();
    }

    @AfterEach
    void drop() {
        fixture.close();
    }

    private List<Path> rotated(int files) throws IOException {
        List<Path> logs = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            int from = i * CALLS / files;
            List<String> lines = ImportFixture.calls(from, (i + 1) * CALLS / files, VISITORS);
            logs.add(Files.write(directory.resolve("access.log." + (files - i)), lines));
        }
        return logs;
    }

    private void assertInOrder(ImportFixture.Answer answer) throws SQLException {
        assertThat(answer.exitCode()).as(answer.text()).isEqualTo(ExitCode.OK);
        assertThat(answer.text()).containsPattern("(?m)^late +0");
        assertThat(fixture.visits()).isEqualTo(VISITORS);
        assertThat(fixture.pageViews()).isEqualTo(CALLS);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_held"))
                .isZero();
        assertThat(fixture.number("SELECT COUNT(DISTINCT state) FROM matomo_trackreplay_stream WHERE state = 'ended'"))
                .isEqualTo(1);
        assertThat(fixture.number("SELECT complete_through FROM matomo_trackreplay_progress"))
                .isEqualTo(fixture.number("SELECT MAX(last_time) FROM matomo_trackreplay_file"));
    }

    @Test
    void anEmptyLiveLogBesideRotatedOnesChangesNothing() throws Exception {
        rotated(30);
        Files.createFile(directory.resolve("access.log"));

        assertInOrder(fixture.run("--stream", "web1=" + directory.resolve("access.log*")));
    }

    @Test
    void nothingOfALogInOrderIsStoredToWait() throws Exception {
        Path log = directory.resolve("access.log");
        Files.write(log, ImportFixture.calls(0, CALLS, VISITORS), StandardCharsets.US_ASCII);

        ImportFixture.Answer answer = fixture.run("--batch-size", "100", "--stream", "web1=" + log);

        assertInOrder(answer);
        assertThat(answer.text()).doesNotContain("waited");
    }

    @Test
    void logsConcatenatedNewestFirstAreAppliedInOrder() throws Exception {
        List<Path> logs = rotated(30);
        Collections.reverse(logs);
        Path all = directory.resolve("all.log");
        for (Path log : logs) {
            Files.write(all, Files.readAllBytes(log), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        assertInOrder(fixture.run("--batch-size", "100", "--stream", "web1=" + all));
    }

    @Test
    void shuffledLinesAreAppliedInOrderFromAFileAndFromStandardInput() throws Exception {
        List<String> lines = ImportFixture.calls(0, CALLS, VISITORS);
        Collections.shuffle(lines, new Random(7));
        InputStream before = System.in;
        try {
            byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII);
            System.setIn(new ByteArrayInputStream(bytes));
            assertInOrder(fixture.run("--temp-dir", directory.toString(), "--stream", "web1=-"));
        } finally {
            System.setIn(before);
        }
        try (var left = Files.list(directory)) {
            assertThat(left).as("temporary files").isEmpty();
        }
    }

    @Test
    void frontendsThatOverlapUnderOneNameAreAppliedInOrder() throws Exception {
        List<Path> logs = new ArrayList<>();
        for (int frontend = 0; frontend < 3; frontend++) {
            List<String> lines = new ArrayList<>();
            for (int i = frontend; i < CALLS; i += 3) {
                lines.add(ImportFixture.call(i, VISITORS));
            }
            logs.add(Files.write(directory.resolve("access.log." + frontend), lines));
        }

        assertInOrder(fixture.run(
                "--batch-size",
                "100",
                "--stream",
                "web1",
                logs.get(2).toString(),
                logs.get(0).toString(),
                logs.get(1).toString()));
    }

    /** What the plan says of overlaps holds for a copy as well, and each is called by its path. */
    @Test
    void aCopyThatHasGrownIsCalledByWhatItBeginsWith() throws Exception {
        Path log = Files.write(directory.resolve("access.log"), ImportFixture.calls(0, CALLS / 2, VISITORS));
        Path grown = Files.write(directory.resolve("grown.log"), ImportFixture.calls(0, CALLS, VISITORS));

        ImportFixture.Answer answer = fixture.run("--stream", "web1=" + log, "--stream", "web1=" + grown);

        assertInOrder(answer);
        assertThat(answer.text())
                .contains("what is read of both is applied in the order of time")
                .contains("Stream web1: " + grown + " begins with the same bytes as " + log
                        + ", so of it only what comes behind byte ");
    }

    @Test
    void aLogThatHasGrownAndOneThatIsNewAreAppliedInOrder() throws Exception {
        List<String> lines = ImportFixture.calls(0, CALLS, VISITORS);
        Path web1 = Files.write(directory.resolve("web1.log"), lines.subList(0, 1000));
        assertThat(fixture.run("--stream", "web1=" + web1).exitCode()).isEqualTo(ExitCode.OK);
        List<String> ofWeb1 = new ArrayList<>(lines.subList(0, 1000));
        List<String> ofWeb2 = new ArrayList<>();
        for (int i = 1000; i < CALLS; i++) {
            (i % 2 == 0 ? ofWeb1 : ofWeb2).add(lines.get(i));
        }
        Files.write(web1, ofWeb1);
        Path web2 = Files.write(directory.resolve("web2.log"), ofWeb2);

        assertInOrder(fixture.run("--batch-size", "100", "--stream", "web1=" + web1, "--stream", "web2=" + web2));
    }

    @Test
    void anOlderLogBesideOneThatIsKnownEndsWithTheStream() throws Exception {
        List<String> lines = ImportFixture.calls(0, CALLS, VISITORS);
        Path known = Files.write(directory.resolve("access.log"), lines.subList(0, 1000));
        assertThat(fixture.run("--stream", "web1=" + known).exitCode()).isEqualTo(ExitCode.OK);
        List<String> between = lines.subList(1000, CALLS);
        Path added = Files.write(directory.resolve("other.log"), between);

        assertInOrder(fixture.run("--stream", "web1", added.toString(), known.toString()));
    }

    @Test
    void threeImportsAtTheSameTimeJoinOneOrder() throws Exception {
        List<String> lines = ImportFixture.calls(0, CALLS, VISITORS);
        List<CompletableFuture<ImportFixture.Answer>> imports = new ArrayList<>();
        CyclicBarrier together = new CyclicBarrier(3);
        for (int frontend = 0; frontend < 3; frontend++) {
            List<String> own = new ArrayList<>();
            for (int i = frontend; i < CALLS; i += 3) {
                own.add(lines.get(i));
            }
            String stream = "web" + frontend + "=" + Files.write(directory.resolve(frontend + ".log"), own);
            imports.add(CompletableFuture.supplyAsync(() -> {
                try {
                    together.await();
                } catch (InterruptedException | BrokenBarrierException e) {
                    throw new IllegalStateException(e);
                }
                return fixture.run("--batch-size", "50", "--stream", stream);
            }));
        }

        CompletableFuture.allOf(imports.toArray(CompletableFuture[]::new)).join();
        for (CompletableFuture<ImportFixture.Answer> answer : imports) {
            assertInOrder(answer.get());
            assertThat(answer.get().text())
                    .as("what has waited is applied by now")
                    .doesNotContainPattern("\\d held back( |$)")
                    .doesNotContain("an earlier run");
        }
    }

    @Test
    void whatIsOlderThanWhatWasAppliedIsRefusedWithNumbersBeforeAnythingIsWritten() throws Exception {
        Path later = Files.write(directory.resolve("b.log"), ImportFixture.calls(100, 200, 10));
        assertThat(fixture.run("--stream", "web1=" + later).exitCode()).isEqualTo(ExitCode.OK);
        Path older = Files.write(directory.resolve("a.log"), ImportFixture.calls(50, 120, 10));

        ImportFixture.Answer refused =
                fixture.run("--stream", "web2", later.toString(), older.toString(), "--distinct");

        assertThat(refused.exitCode()).as(refused.text()).isEqualTo(ExitCode.NO);
        assertThat(refused.text())
                .contains("169 of 170 new requests are older", "169 of stream web2", "Nothing has been imported")
                .contains("--late=apply", "--late=hold");
        assertThat(fixture.pageViews()).isEqualTo(100);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_stream"))
                .isEqualTo(1);

        ImportFixture.Answer held = fixture.run("--late=hold", "--already-recorded=apply", "--stream", "web1=" + older);
        assertThat(held.text())
                .containsPattern("(?m)^rejected +70 \\(late 70\\)")
                .contains("0; 70 more are kept as rejected: trackreplay rejected replay --reason late applies them");
        assertThat(fixture.pageViews()).isEqualTo(100);

        ImportFixture.Answer replayed = fixture.execute("rejected", "replay", "--reason", "late");
        assertThat(replayed.exitCode()).as(replayed.text()).isEqualTo(ExitCode.OK);
        assertThat(fixture.pageViews()).isEqualTo(170);
    }

    @Test
    void moreThanAFewUnreadableLinesAreNotCalledDone() throws Exception {
        List<String> lines = ImportFixture.calls(0, 400, VISITORS);
        for (int i = 100; i < 120; i++) {
            lines.set(i, lines.get(i).replace("[04/Mar", "[99/Xyz"));
        }
        Path few = Files.write(directory.resolve("few.log"), lines);
        assertThat(fixture.run("--stream", "web1=" + few).exitCode()).isEqualTo(ExitCode.OK);
        List<String> worse = ImportFixture.calls(400, 800, VISITORS);
        for (int i = 100; i < 121; i++) {
            worse.set(i, worse.get(i).replace("[04/Mar", "[99/Xyz"));
        }
        Path more = Files.write(directory.resolve("more.log"), worse);

        ImportFixture.Answer answer = fixture.run("--stream", "web1=" + more);

        assertThat(answer.exitCode()).as(answer.text()).isEqualTo(ExitCode.NO);
        assertThat(answer.text()).contains("21 of 400 requests and lines were rejected", "rejected replay");
        assertThat(fixture.run("--stream", "web1=" + more).exitCode())
                .as("again: duplicates")
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void logsThatWereJoinedOrCutSinceAreNotCountedTwice() throws Exception {
        List<String> lines = ImportFixture.calls(0, 500, VISITORS);
        Path a = Files.write(directory.resolve("a.log"), lines.subList(0, 300));
        Path b = Files.write(directory.resolve("b.log"), lines.subList(300, 500));
        assertThat(fixture.run("--stream", "web1", a.toString(), b.toString()).exitCode())
                .isEqualTo(ExitCode.OK);
        List<String> joined = new ArrayList<>(lines.subList(300, 500));
        joined.addAll(lines.subList(0, 300));
        Path ba = Files.write(directory.resolve("ba.log"), joined);
        Path ab = Files.write(directory.resolve("ab.log"), lines);
        Path cut = Files.write(directory.resolve("cut.log"), lines.subList(100, 250));

        for (Path log : List.of(ba, ab, cut)) {
            ImportFixture.Answer answer = fixture.run("--stream", "web1=" + log);
            assertThat(answer.exitCode()).as(answer.text()).isEqualTo(ExitCode.NO);
            assertThat(answer.text()).contains("older than what has been applied");
        }
        assertThat(fixture.pageViews()).isEqualTo(500);
    }

    /** Each of two at a time surveys before the other one has recorded anything. */
    @ParameterizedTest
    @ValueSource(strings = {"web1", "cut"})
    void aLogAndACutOfItThatAreImportedAtTheSameTimeAreCountedOnce(String streamOfCut) throws Exception {
        List<String> lines = ImportFixture.calls(0, CALLS, VISITORS);
        Path log = Files.write(directory.resolve("access.log"), lines);
        Path cut = Files.write(directory.resolve("cut.log"), lines.subList(1000, 2000));
        List<CompletableFuture<ImportFixture.Answer>> imports = new ArrayList<>();
        CyclicBarrier together = new CyclicBarrier(2);
        for (String stream : List.of("web1=" + log, streamOfCut + "=" + cut)) {
            imports.add(CompletableFuture.supplyAsync(() -> {
                try {
                    together.await();
                } catch (InterruptedException | BrokenBarrierException e) {
                    throw new IllegalStateException(e);
                }
                return fixture.run("--batch-size", "50", "--late=apply", "--stream", stream);
            }));
        }
        CompletableFuture.allOf(imports.toArray(CompletableFuture[]::new)).join();

        List<ImportFixture.Answer> answers =
                List.of(imports.get(0).get(), imports.get(1).get());
        assertThat(answers).as("%s", answers).anyMatch(answer -> answer.exitCode() == ExitCode.OK);
        assertThat(answers)
                .as("%s", answers)
                .anyMatch(answer ->
                        answer.exitCode() == ExitCode.NO && answer.text().contains("Nothing has been imported"));
        assertThat(fixture.pageViews()).isIn((long) CALLS, 1000L);
    }

    /** It may count requests twice itself; whoever comes beside it may not. */
    @ParameterizedTest
    @ValueSource(strings = {"--already-recorded=apply", "--distinct"})
    void whatAnImportThatDoesNotCompareBringsIsSeenByTheNext(String option) throws Exception {
        List<String> lines = ImportFixture.calls(0, CALLS, VISITORS);
        Path first = Files.write(directory.resolve("first.log"), lines.subList(0, 10));
        Path log = Files.write(directory.resolve("access.log"), lines.subList(10, CALLS));
        Path cut = Files.write(directory.resolve("cut.log"), lines.subList(1000, 2000));
        assertThat(fixture.run("--stream", "web0=" + first).exitCode()).isEqualTo(ExitCode.OK);
        CompletableFuture<ImportFixture.Answer> one;
        try (Connection connection = fixture.database().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM matomo_trackreplay_progress FOR UPDATE");
            one = CompletableFuture.supplyAsync(() -> fixture.run(option, "--stream", "web1=" + log));
            while (!one.isDone()
                    && fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_tally WHERE name LIKE 'import-mask-%'")
                            == 0) {
                Thread.onSpinWait();
            }

            ImportFixture.Answer beside = fixture.run("--late=apply", "--stream", "web2=" + cut);

            assertThat(beside.exitCode()).as(beside.text()).isEqualTo(ExitCode.NO);
            assertThat(beside.text()).contains("cut.log holds requests that another import brings too");
            connection.rollback();
        }

        assertThat(one.get().exitCode()).as(one.get().text()).isEqualTo(ExitCode.OK);
        assertThat(fixture.pageViews()).isEqualTo(CALLS);
    }

    @Test
    void anImportThatOthersNoLongerSeeShowsItselfAgain() throws Exception {
        List<String> lines = ImportFixture.calls(0, CALLS, VISITORS);
        Path first = Files.write(directory.resolve("first.log"), lines.subList(0, 10));
        Path log = Files.write(directory.resolve("access.log"), lines.subList(10, CALLS));
        assertThat(fixture.run("--stream", "web0=" + first).exitCode()).isEqualTo(ExitCode.OK);
        CompletableFuture<ImportFixture.Answer> running;
        try (Connection connection = fixture.database().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM matomo_trackreplay_progress FOR UPDATE");
            running = CompletableFuture.supplyAsync(() -> fixture.run("--stream", "web1=" + log));
            while (!running.isDone()
                    && fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_tally WHERE name LIKE 'import-mask-%'")
                            == 0) {
                Thread.onSpinWait();
            }
            statement.execute("KILL "
                    + fixture.number("SELECT IS_USED_LOCK(CONCAT('trackreplay.runs.',"
                            + " LEFT(SHA1(CONCAT(DATABASE(), '/matomo_')), 12), '.0'))"));
            connection.rollback();
        }

        ImportFixture.Answer answer = running.get();
        assertThat(answer.exitCode()).as(answer.text()).isEqualTo(ExitCode.OK);
        assertThat(answer.text()).contains("other imports know of this one was lost");
        assertThat(fixture.pageViews()).isEqualTo(CALLS);
    }
}
