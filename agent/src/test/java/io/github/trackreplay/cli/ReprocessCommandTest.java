/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What wrong paths made skipped comes back from the logs that still exist, each request once. */
class ReprocessCommandTest {
    private static final String OTHER = "/stats/js/tracker.php";

    @TempDir
    Path directory;

    private final CommandFixture command = new CommandFixture();

    @AfterEach
    void close() {
        command.close();
    }

    /** A log with calls of two trackers, taken with the path of one of them. */
    private Path imported() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            lines.append(CommandFixture.call(i, i % 2 == 0 ? "/matomo.php" : OTHER));
        }
        lines.append(CommandFixture.line(30, "/page")).append(CommandFixture.line(31, "/matomo.php?idsite=99&rec=1"));
        Path log = Files.writeString(directory.resolve("access.log"), lines);
        command.importLog("--stream", "web1=" + log);
        assertThat(command.pageViews()).as(command.output()).isEqualTo(10);
        return log;
    }

    private int reprocess(Path log, String... further) {
        return reprocessAs("combined", log, further);
    }

    private int reprocessAs(String format, Path log, String... further) {
        String[] arguments = new String[further.length + 6];
        System.arraycopy(
                new String[] {"reprocess", "--stream", "web1", "--format", format, log.toString()}, 0, arguments, 0, 6);
        System.arraycopy(further, 0, arguments, 6, further.length);
        return command.run(arguments);
    }

    @Test
    void callsOfTheOtherPathAreAppliedOnceAndNothingElse() throws Exception {
        Path log = imported();

        assertThat(reprocess(log, "--paths", "/matomo.php " + OTHER))
                .as(command.output())
                .isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("10 applied", "11 had been judged before");
        assertThat(command.pageViews()).isEqualTo(20);

        Path copy = directory.resolve("copy.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(copy))) {
            Files.copy(log, gzip);
        }
        assertThat(reprocess(copy, "--paths", OTHER)).isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("0 applied");
        command.importLog("--stream", "web1=" + log, "--paths", "/matomo.php " + OTHER);
        assertThat(command.pageViews()).isEqualTo(20);
        assertThat(command.unaccounted()).isZero();
    }

    @Test
    void whatStatusesAndSitesLeftOutComesBackByThemAndNothingElse() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            String call = CommandFixture.call(i, "/matomo.php");
            lines.append(i % 3 == 0 ? call.replace(" 200 43 ", " 503 0 ") : call);
        }
        Path log = Files.writeString(directory.resolve("access.log"), lines);
        command.importLog("--stream", "web1=" + log, "--statuses", "5xx", "--not-idsite", "7");
        assertThat(command.pageViews()).as(command.output()).isEqualTo(4);

        assertThat(reprocess(log)).as(command.output()).isEqualTo(ExitCode.OK);
        assertThat(command.pageViews()).as("what is not named is as it was").isEqualTo(4);
        assertThat(reprocess(log, "--statuses", "200")).as(command.output()).isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("8 applied", "4 had been judged before");
        assertThat(reprocess(log, "--statuses", "all", "--sites", "all")).isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("0 applied");
        assertThat(command.pageViews()).isEqualTo(12);
        assertThat(command.unaccounted()).isZero();
        assertThat(reprocess(log, "--statuses", "many")).isEqualTo(ExitCode.USAGE);
        assertThat(reprocess(log, "--sites", "shop")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void anotherMatomosRequestsStayWhereTheyAreUnlessTheirHostIsNamed() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            lines.append(i % 3 == 0 ? "one.example:443 " : "two.example:443 ")
                    .append(CommandFixture.call(i, "/matomo.php"));
        }
        Path log = Files.writeString(directory.resolve("access.log"), lines);
        assertThat(command.run(
                        "import",
                        "--format=vhost_combined",
                        "--stream=web1=" + log,
                        "--hosts=one.example",
                        "--not-idsite=1"))
                .as(command.output())
                .isZero();
        assertThat(command.pageViews()).isZero();

        assertThat(reprocessAs("vhost_combined", log, "--sites", "all"))
                .as(command.output())
                .isEqualTo(ExitCode.OK);
        assertThat(command.pageViews()).as(command.output()).isEqualTo(4);
        assertThat(reprocessAs("vhost_combined", log, "--hosts", "-one.example"))
                .isEqualTo(ExitCode.OK);
        assertThat(command.pageViews()).as("the sites are as they were").isEqualTo(4);
        assertThat(reprocessAs("vhost_combined", log, "--sites", "1", "--hosts", "all"))
                .isEqualTo(ExitCode.OK);
        assertThat(command.pageViews()).as(command.output()).isEqualTo(12);
        assertThat(command.unaccounted()).isZero();
        assertThat(reprocess(log, "--hosts", "https://one.example/")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void whatFromLeavesAsItIsMayBeOfferedAnotherTime() throws Exception {
        Path log = Files.writeString(directory.resolve("access.log"), CommandFixture.calls(0, 12));
        command.importLog("--stream", "web1=" + log, "--statuses", "5xx");

        assertThat(reprocess(log, "--statuses", "all", "--from", "2026-03-04T10:00:08Z"))
                .as(command.output())
                .isEqualTo(ExitCode.OK);
        assertThat(command.pageViews()).isEqualTo(4);
        assertThat(reprocess(log, "--statuses", "all")).as(command.output()).isEqualTo(ExitCode.OK);
        assertThat(command.pageViews()).isEqualTo(12);
        assertThat(reprocess(log, "--statuses", "all")).isEqualTo(ExitCode.OK);
        assertThat(command.pageViews()).isEqualTo(12);
        assertThat(command.unaccounted()).isZero();
    }

    @Test
    void callsOfASiteThatWasLeftOutComeBackByTheSitesThatAreNamed() throws Exception {
        Path log = Files.writeString(directory.resolve("access.log"), CommandFixture.calls(0, 6));
        command.importLog("--stream", "web1=" + log, "--not-idsite", "1");
        assertThat(command.pageViews()).as(command.output()).isZero();

        assertThat(reprocess(log, "--sites", "1")).as(command.output()).isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("6 applied");
        assertThat(reprocess(log, "--sites", "all")).isEqualTo(ExitCode.OK);
        assertThat(command.pageViews()).isEqualTo(6);
        assertThat(command.unaccounted()).isZero();
    }

    @Test
    void aLogOfAnotherStreamOrNoneIsRefused() throws Exception {
        Path log = Files.writeString(directory.resolve("other.log"), CommandFixture.calls(100, 102));
        imported();

        assertThat(reprocess(log)).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(command.output()).contains("Nothing of the log file", "Import it");
        assertThat(command.pageViews()).isEqualTo(10);
    }

    @Test
    void whereAPartLiesBeforeTheStreamsStartTheTimeMustBeSaid() throws Exception {
        Path log = imported();
        command.database.execute("UPDATE matomo_trackreplay_file SET before_start_bytes = 100");

        assertThat(reprocess(log, "--paths", OTHER)).isEqualTo(ExitCode.USAGE);
        assertThat(command.output()).contains("before the stream's start", "--from TIME");

        assertThat(reprocess(log, "--paths", OTHER, "--from", "2026-03-04T10:00:10Z"))
                .as(command.output())
                .isEqualTo(ExitCode.OK);
        assertThat(command.pageViews()).isEqualTo(15);
    }

    /** A log that begins with a health check as all others do; every other call has the other path. */
    private Path sameStart(String name, int from, int to) throws Exception {
        StringBuilder lines = new StringBuilder(CommandFixture.line(0, "/health"));
        for (int i = from; i < to; i++) {
            lines.append(CommandFixture.call(i, i % 2 == 0 ? "/matomo.php" : OTHER));
        }
        return Files.writeString(directory.resolve(name), lines);
    }

    private List<String> pages() {
        return command.list("SELECT a.name FROM matomo_log_link_visit_action l JOIN matomo_log_action a"
                + " ON a.idaction = l.idaction_url ORDER BY l.server_time, l.idlink_va");
    }

    private static List<String> pages(int... seconds) {
        return Arrays.stream(seconds).mapToObj(i -> "shop.example.com/" + i).toList();
    }

    @Test
    void ofLogsThatBeginAlikeOnlyWhatBelongsToTheNamedOneIsApplied() throws Exception {
        Path longer = sameStart("access.log.1", 10, 18);
        Path shorter = sameStart("access.log", 30, 34);
        command.importLog("--stream", "web1=" + longer);
        command.importLog("--stream", "web1=" + shorter);
        assertThat(pages()).as(command.output()).isEqualTo(pages(10, 12, 14, 16, 30, 32));

        assertThat(reprocess(shorter, "--paths", OTHER)).as(command.output()).isEqualTo(ExitCode.OK);
        assertThat(pages()).isEqualTo(pages(10, 12, 14, 16, 30, 31, 32, 33));

        assertThat(reprocess(longer, shorter.toString(), "--paths", OTHER))
                .as(command.output())
                .isEqualTo(ExitCode.OK);
        assertThat(pages()).isEqualTo(pages(10, 11, 12, 13, 14, 15, 16, 17, 30, 31, 32, 33));
        assertThat(command.output()).contains("4 applied", "2 had been judged before");
        assertThat(command.unaccounted()).isZero();
    }

    @Test
    void aLogThatWasNeverTakenAndBeginsAsAKnownOneDoesIsRefused() throws Exception {
        command.importLog("--stream", "web1=" + sameStart("access.log.1", 10, 18));
        Path unknown = sameStart("access.log", 31, 36);

        assertThat(reprocess(unknown, "--paths", OTHER)).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(command.output()).contains("Nothing of the log file");
        assertThat(command.pageViews()).isEqualTo(4);
    }

    @Test
    void whatNoProofReachesIsLeftUnlessTheOperatorKnowsBetter() throws Exception {
        Path taken = sameStart("access.log.1", 10, 50);
        command.importLog("--stream", "web1=" + taken);
        command.database.execute("DELETE FROM matomo_trackreplay_proof WHERE boundary > 2000");
        long proven = command.number("SELECT MAX(boundary) FROM matomo_trackreplay_proof");
        String text = Files.readString(taken);
        int line = text.indexOf("\n", (int) proven) + 1;
        Path other = Files.writeString(
                directory.resolve("access.log"),
                text.substring(0, (int) proven) + text.substring(line).replace(".com%2F", ".com%2Fx"));
        long before = command.pageViews();

        assertThat(reprocess(other, "--paths", OTHER)).as(command.output()).isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("nothing proves", "--unproven");
        assertThat(pages()).noneMatch(page -> page.contains("/x"));
        assertThat(command.pageViews()).isGreaterThan(before);

        assertThat(reprocess(taken, "--paths", OTHER, "--unproven")).isEqualTo(ExitCode.OK);
        assertThat(command.pageViews()).isEqualTo(40);
    }

    @Test
    void aLedgerWithoutProofsIsNotTrusted() throws Exception {
        Path log = imported();
        command.database.execute("DELETE FROM matomo_trackreplay_proof");

        assertThat(reprocess(log, "--paths", OTHER)).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(command.output()).contains("has no proofs of this log", "--unproven");
        assertThat(command.pageViews()).isEqualTo(10);
    }
}
