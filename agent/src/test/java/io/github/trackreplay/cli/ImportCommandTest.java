/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trackreplay.database.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code trackreplay import}: what it takes, what it leaves, and what it says. */
class ImportCommandTest {
    private static final Path BEFORE =
            Path.of("..", "core", "matomo", "src", "test", "resources", "recorded", "before.sql.gz");

    @TempDir
    Path directory;

    private TestDatabase database;
    private String output;

    @BeforeEach
    void load() throws IOException {
        database = TestDatabase.create();
        try (InputStream dump = new GZIPInputStream(Files.newInputStream(BEFORE))) {
            database.load(new String(dump.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void aLineThatIsCutAtTheEndIsLeftAndTakenWithTheCompleteFile() throws Exception {
        String whole = calls(3);
        String cut = whole.substring(0, whole.length() - 40);
        Path log = Files.writeString(directory.resolve("access.log"), cut);
        int left = cut.length() - (cut.lastIndexOf('\n') + 1);

        assertThat(replay("--stream", "web1=" + log)).as(output).isEqualTo(ExitCode.NO);
        assertThat(output)
                .contains(
                        "NOT ACCOUNTED FOR",
                        "access.log has no line end",
                        left + " bytes from byte",
                        "--last-line=take")
                .containsPattern("(?m)^applied +2 ")
                .containsPattern("(?m)^rejected +0");

        Files.writeString(log, whole.substring(cut.length()) + calls(1, 3), StandardOpenOption.APPEND);
        assertThat(replay("--stream", "web1=" + log)).as(output).isEqualTo(ExitCode.OK);
        assertThat(output).containsPattern("(?m)^applied +2 ").containsPattern("(?m)^rejected +0");
        assertThat(pageViews()).isEqualTo(4);
    }

    @Test
    void aCutFileInTheMiddleOfAStreamIsCompletedLater() throws Exception {
        String whole = calls(3);
        Path first = Files.writeString(directory.resolve("access.log.1"), whole.substring(0, whole.length() - 40));
        Path second = Files.writeString(directory.resolve("access.log"), calls(2, 3));

        assertThat(replay("--stream", "web1=" + first, "--stream", "web1=" + second))
                .as(output)
                .isEqualTo(ExitCode.NO);
        assertThat(pageViews()).isEqualTo(4);

        Files.writeString(first, whole);
        assertThat(replay("--late=apply", "--stream", "web1=" + first, "--stream", "web1=" + second))
                .as(output)
                .isEqualTo(ExitCode.OK);
        assertThat(output).containsPattern("(?m)^applied +1 ");
        assertThat(pageViews()).isEqualTo(5);
    }

    @Test
    void aLastLineThatIsCompleteWithoutItsLineEndIsTakenOnDemand() throws Exception {
        Path log = Files.writeString(directory.resolve("access.log"), calls(3).stripTrailing());

        assertThat(replay("--last-line=take", "--stream", "web1=" + log))
                .as(output)
                .isEqualTo(ExitCode.OK);

        assertThat(output).contains("Every byte is accounted for.");
        assertThat(pageViews()).isEqualTo(3);
    }

    @Test
    void ofADamagedArchiveNoHalfLineIsTakenAndASoundCopyBringsTheRest() throws Exception {
        byte[] archive = gzipped(calls(2000));
        Path log = Files.write(directory.resolve("access.log.gz"), Arrays.copyOf(archive, archive.length / 2));

        assertThat(replay("--stream", "web1=" + log)).as(output).isEqualTo(ExitCode.NO);
        assertThat(output).contains("is damaged from byte").containsPattern("(?m)^rejected +0");
        assertThat(pageViews()).isBetween(1L, 1999L);

        Files.write(log, archive);
        assertThat(replay("--stream", "web1=" + log)).as(output).isEqualTo(ExitCode.OK);
        assertThat(output).containsPattern("(?m)^rejected +0");
        assertThat(pageViews()).isEqualTo(2000);
    }

    @Test
    void aLogOfNoKnownFormatIsRefusedBeforeAnythingIsTaken() throws Exception {
        String unknown = calls(2).replace("[", "<").replace("]", ">");
        Path log = Files.writeString(directory.resolve("access.log"), unknown);

        assertThat(execute("import", "--stream", "web1=" + log)).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(output)
                .contains("of no format that is known by name", "Set format to", "Nothing has been imported.")
                .contains(unknown.substring(0, 60));

        assertThat(execute(
                        "import",
                        "--format",
                        "%h %l %u <%{%d/%b/%Y:%T %z}t> \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"",
                        "--stream",
                        "web1=" + log))
                .as(output)
                .isEqualTo(ExitCode.OK);
        assertThat(pageViews()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "gzip -c, access.log",
        "bzip2 -c, access.log.2.bz2",
        "xz -c, access.log.2.xz",
        "zstd -c, access.log.2.zst",
        "zstd -c -19, access.log",
        "iconv -f UTF-8 -t UTF-16, access.log",
        "iconv -f UTF-8 -t UTF-16BE, access.log",
        "sh -c 'iconv -f UTF-8 -t UTF-16LE | xz -9', access.log"
    })
    void logsAreReadAsThePackersOfASystemWriteThem(String packer, String name) throws Exception {
        Path plain = Files.writeString(directory.resolve("plain"), calls(500).replace("Mozilla", "\u00e4\ud83d\ude00"));
        Path log = directory.resolve(name);
        assumeTrue(
                new ProcessBuilder("sh", "-c", packer + " < " + plain + " > " + log)
                                .start()
                                .waitFor()
                        == 0,
                packer + " is not installed");

        assertThat(execute("import", "--stream", "web1=" + log)).as(output).isEqualTo(ExitCode.OK);
        assertThat(output).containsPattern("(?m)^applied +500 ");
        assertThat(execute("import", "--stream", "web1=" + plain)).as(output).isEqualTo(ExitCode.OK);
        assertThat(pageViews()).isEqualTo(500);
        assertThat(execute("audit", "--stream", "web1", log.toString()))
                .as(output)
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void otherPackingsAreNamedBeforeAnythingIsTaken() throws Exception {
        Map<String, byte[]> logs = Map.of(
                "lz4cat ", HexFormat.of().parseHex("04224d186440a7000000"),
                "funzip ", HexFormat.of().parseHex("504b0304140000000800"),
                "zcat ", HexFormat.of().parseHex("1f9d90478a0c21630a"));
        for (Map.Entry<String, byte[]> entry : logs.entrySet()) {
            Path log = Files.write(directory.resolve("access.log"), entry.getValue());
            assertThat(replay("--stream", "web1=" + log)).isEqualTo(ExitCode.CONFIGURATION);
            assertThat(output)
                    .contains(log + " is ", entry.getKey(), "FILE | trackreplay import", "Nothing has been imported");
        }
        Path marked = Files.writeString(directory.resolve("marked.log"), "\ufeff" + calls(2));
        assertThat(execute("import", "--stream", "web1=" + marked)).as(output).isEqualTo(ExitCode.OK);
        assertThat(pageViews()).isEqualTo(2);
    }

    @Test
    void whatWasRedirectedOrRefusedIsSkippedWithItsReason() throws Exception {
        String calls = calls(1)
                + calls(1, 1).replace(" 200 43", " 301 43")
                + calls(1, 2).replace(" 200 43", " 429 43")
                + calls(1, 3).replace(" 200 43", " 503 43");
        Path log = Files.writeString(directory.resolve("access.log"), calls);

        assertThat(replay("--stream", "web1=" + log)).as(output).isEqualTo(ExitCode.OK);

        assertThat(output).contains("asked-again 1", "refused-by-server 1");
        assertThat(pageViews()).isEqualTo(2);
    }

    @Test
    void whatIsOfOtherSitesIsSkippedAndCanBeImportedLater() throws Exception {
        String of1 = calls(3);
        Path log = Files.writeString(
                directory.resolve("access.log"), of1 + calls(2, 3).replace("idsite=1", "idsite=2"));

        assertThat(replay("--idsite", "1", "--stream", "web1=" + log))
                .as(output)
                .isEqualTo(ExitCode.OK);
        assertThat(output).containsPattern("(?m)^applied +3 ").contains("other-site");
        assertThat(replay("--stream", "web1=" + log)).as(output).isEqualTo(ExitCode.OK);
        assertThat(pageViews()).isEqualTo(3);
        assertThat(replay("--not-idsite", "1", "--distinct", "--late=apply", "--stream", "web1-others=" + log))
                .as(output)
                .isEqualTo(ExitCode.OK);
        assertThat(output).containsPattern("(?m)^applied +2 ");
        assertThat(pageViews()).isEqualTo(5);
        assertThat(replay("--idsite", "one", "--stream", "web1=" + log)).isEqualTo(ExitCode.USAGE);
        assertThat(output).contains("--idsite", "'one'");
    }

    @Test
    void everyStatusIsTakenOnDemand() throws Exception {
        Path log = Files.writeString(directory.resolve("access.log"), calls(2).replace(" 200 43", " 301 43"));

        assertThat(replay("--statuses", "all", "--stream", "web1=" + log))
                .as(output)
                .isEqualTo(ExitCode.OK);

        assertThat(pageViews()).isEqualTo(2);
    }

    @Test
    void aFormatThatChangesWithinAFileIsReadOnBothSides() throws Exception {
        String combined = calls(60);
        StringBuilder mixed = new StringBuilder();
        int number = 0;
        for (String line : combined.split("\n")) {
            mixed.append(++number <= 30 ? line : inOurs(line)).append('\n');
        }
        Path log = Files.writeString(directory.resolve("access.log"), mixed);

        assertThat(execute("import", "--stream", "web1=" + log)).as(output).isEqualTo(ExitCode.OK);

        assertThat(output).contains("combined").contains("trackreplay_json").containsPattern("(?m)^rejected +0");
        assertThat(pageViews()).isEqualTo(60);
    }

    /** The line as our nginx format has it. */
    private static String inOurs(String line) {
        Matcher m = Pattern.compile("(\\S+) .*\\[(.*)] \"GET (\\S+) .*").matcher(line);
        assertThat(m.matches()).isTrue();
        return "{\"time\":\"" + m.group(2) + "\",\"client\":\"" + m.group(1) + "\",\"method\":\"GET\",\"uri\":\""
                + m.group(3) + "\",\"status\":\"200\"}";
    }

    @Test
    void pathsThatNoLineHasAreRefusedBeforeAnythingIsTaken() throws Exception {
        Path log = Files.writeString(
                directory.resolve("access.log"), calls(3).replace("/matomo.php", "/stats/js/tracker.php"));

        assertThat(replay("--stream", "web1=" + log)).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(output)
                .contains("access.log: none of its first 3 lines", "--paths '/matomo.php /piwik.php'")
                .contains("3 look like", "such as /stats/js/tracker.php", "--allow-no-calls");

        assertThat(replay("--paths", "/js/tracker.php", "--stream", "web1=" + log))
                .as(output)
                .isEqualTo(ExitCode.OK);
        assertThat(pageViews()).isEqualTo(3);
    }

    @Test
    void aStreamWithoutAnyCallIsTakenOnlyOnDemand() throws Exception {
        Path pages = Files.writeString(directory.resolve("access.log"), line(1, "/page") + line(2, "/other"));
        Path calls = Files.writeString(directory.resolve("access.log.1"), calls(1));

        assertThat(replay("--stream", "web1=" + pages)).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(output).contains("Stream web1: none of the first 2 lines", "--allow-no-calls");

        assertThat(replay("--stream", "web1=" + pages, "--stream", "web1=" + calls))
                .as(output)
                .isEqualTo(ExitCode.OK);
        assertThat(replay("--allow-no-calls", "--stream", "web2=" + pages, "--distinct"))
                .as(output)
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void theSummaryAddsUpToTheLineAndToTheRequest() throws Exception {
        Path log = Files.writeString(
                directory.resolve("access.log"),
                "\n" + calls(4) + line(4, "/page") + line(5, "/matomo.php") + line(6, "/matomo.php?idsite=99&rec=1")
                        + "unreadable /matomo.php?idsite=1\n");

        replay("--stream", "web1=" + log);
        assertThat(output)
                .contains("read        9 lines = 3 skipped + 5 with requests + 1 unreadable;")
                .contains("requests    6 = 4 applied + 0 duplicates + 2 rejected (an unreadable line counts as one)")
                .contains("skipped     3 lines that are no tracking requests (no-parameters 1, other-path 2)")
                .containsPattern("shares .* tracking \\d+ %, SQL of Matomo's tables \\d+ %");

        replay("--stream", "web1=" + log);
        assertThat(output).contains("requests    6 = 0 applied + 6 duplicates + 0 rejected");
    }

    @Test
    void onlyTheRequestsOfSomeStatusesAreImportedOnDemand() throws Exception {
        Path log = Files.writeString(
                directory.resolve("access.log"), calls(2) + calls(1, 2).replace(" 200 43 ", " 503 43 "));

        assertThat(replay("--statuses", "5x", "--stream", "web1=" + log)).isEqualTo(ExitCode.USAGE);
        assertThat(output).contains("--statuses: '5x' must be statuses");

        assertThat(replay("--statuses", "500 502-504", "--stream", "web1=" + log))
                .as(output)
                .isEqualTo(ExitCode.OK);
        assertThat(output).contains("3 = 1 applied + 0 duplicates + 0 rejected + 2 left out", "left out    2");
        assertThat(pageViews()).isEqualTo(1);
    }

    /** Its first line can be read, so it does not stop: visitors can send lines that cannot. But it is not called done. */
    @Test
    void aLogOfAlmostNothingButRejectsIsNotCalledDone() throws Exception {
        String calls = calls(1);
        Path log = Files.writeString(
                directory.resolve("access.log"), calls + calls(2500).replaceAll("\\[04/Mar", "[99/Xyz") + calls(1, 1));

        assertThat(replay("--batch-size", "100", "--stream", "web1=" + log))
                .as(output)
                .isEqualTo(ExitCode.NO);
        assertThat(output)
                .contains("more than one of 20", "rejected replay")
                .containsPattern("requests +2,502 = 2 applied .* 2,500 rejected");
        assertThat(pageViews()).isEqualTo(2);
    }

    @Test
    void oneRejectedLineOfTwentyIsDoneAndOneOfNineteenIsNot() throws Exception {
        String bad = calls(1, 50).replace("[04/Mar", "[99/Xyz");
        Path twenty = Files.writeString(directory.resolve("access.log"), calls(19) + bad);
        assertThat(replay("--stream", "web1=" + twenty)).as(output).isEqualTo(ExitCode.OK);

        Path nineteen = Files.writeString(directory.resolve("other.log"), calls(18, 100) + bad);
        assertThat(replay("--late=apply", "--stream", "web2=" + nineteen))
                .as(output)
                .isEqualTo(ExitCode.NO);
        assertThat(output).contains("more than one of 20");
        assertThat(pageViews()).isEqualTo(19 + 18);
    }

    @Test
    void standardInputIsLookedAtAndThenReadFromItsBeginning() throws Exception {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(gzipped(calls(3).replace("/matomo.php", "/tracker.php"))));
            assertThat(replay("--stream", "web1=-")).isEqualTo(ExitCode.CONFIGURATION);
            assertThat(output).contains("standard input: none of its first 3 lines", "/tracker.php");

            System.setIn(new ByteArrayInputStream(gzipped(calls(3))));
            assertThat(replay("--stream", "web1=-")).as(output).isEqualTo(ExitCode.OK);
        } finally {
            System.setIn(before);
        }
        assertThat(pageViews()).isEqualTo(3);
    }

    @Test
    void whatMustWaitForAnotherStreamWithoutACollectorIsNotCalledDoneAndNamesTheRemedy() throws Exception {
        Path log = aLogThatMustWaitForAnotherStream();

        assertThat(replay("--stream", "web1=" + log)).as(output).isEqualTo(ExitCode.NO);
        assertThat(output)
                .contains("Every byte is accounted for.", "NOT YET APPLIED", Files.size(log) + " bytes")
                .contains("3 = 0 applied + 0 duplicates + 0 rejected + 3 held back")
                .contains("wait for stream web9 (awaited, never seen)", "No collector is running")
                .contains("trackreplay stream retire web9");
        assertThat(pageViews()).isZero();

        assertThat(execute("stream", "retire", "web9")).isEqualTo(ExitCode.OK);
        assertThat(replay("--stream", "web1=" + log)).as(output).isEqualTo(ExitCode.OK);
        assertThat(output).doesNotContain("NOT YET APPLIED");
        assertThat(pageViews()).isEqualTo(3);
    }

    @Test
    void whatMustWaitIsLeftToACollectorThatRuns() throws Exception {
        Path log = aLogThatMustWaitForAnotherStream();
        database.execute(
                "INSERT INTO matomo_trackreplay_collector (collector_id, instance, host, commit_no, committed_at,"
                        + " seen_at, max_hold) VALUES ('c1/agent', 'x', 'c1', 1, 1, " + System.currentTimeMillis()
                        + ", 1200000)");

        assertThat(replay("--stream", "web1=" + log)).as(output).isEqualTo(ExitCode.OK);
        assertThat(output)
                .contains("wait for stream web9", "The collector c1/agent applies them", "at most 20 min (maxHold)");
        assertThat(execute("status")).isEqualTo(ExitCode.OK);
        assertThat(output).containsPattern("collector +c1/agent, seen \\d+ s ago, waits 20 min");
    }

    private Path aLogThatMustWaitForAnotherStream() throws Exception {
        assertThat(execute("schema")).as(output).isEqualTo(ExitCode.OK);
        database.execute(
                "INSERT INTO matomo_trackreplay_stream (stream_id, name, state, expected, retired, passed, stopped,"
                        + " last_number, current_chain, late, rejects_in_row, commit_no)"
                        + " VALUES (1000000, 'web9', 'awaited', 1, 0, 0, 0, 0, 0, 0, 0, 0)");
        return Files.writeString(directory.resolve("access.log"), calls(3));
    }

    private static String calls(int number) {
        return calls(number, 0);
    }

    /** Page views of one visitor, a second apart. */
    private static String calls(int number, int from) {
        StringBuilder lines = new StringBuilder();
        for (int i = from; i < from + number; i++) {
            lines.append(line(i, "/matomo.php?idsite=1&rec=1&url=https%3A%2F%2Fshop.example.com%2F" + i));
        }
        return lines.toString();
    }

    private static String line(int second, String target) {
        return String.format(
                "198.51.100.7 - - [04/Mar/2026:10:%02d:%02d +0000] \"GET %s HTTP/1.1\" 200 43 \"-\" \"Mozilla/5.0\"%n",
                second / 60, second % 60, target);
    }

    private static byte[] gzipped(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private int replay(String... arguments) {
        List<String> all = new ArrayList<>(List.of("import", "--format", "combined"));
        all.addAll(List.of(arguments));
        return execute(all.toArray(String[]::new));
    }

    private int execute(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--url", database.url(), "--user", database.user(), "--password", database.password()));
        StringWriter text = new StringWriter();
        CommandLine command = TrackReplay.commandLine();
        command.setOut(new PrintWriter(text, true)).setErr(new PrintWriter(text, true));
        int exitCode = command.execute(all.toArray(String[]::new));
        output = text.toString();
        return exitCode;
    }

    private long pageViews() throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM matomo_log_link_visit_action")) {
            row.next();
            return row.getLong(1);
        }
    }
}
