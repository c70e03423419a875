/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An audit finds what no sum in the ledger can tell: bytes that a file has and nobody took. */
class AuditCommandTest {
    @TempDir
    Path directory;

    private final CommandFixture command = new CommandFixture();

    @AfterEach
    void close() {
        command.close();
    }

    private Path imported() throws Exception {
        Path log = Files.writeString(
                directory.resolve("access.log"),
                CommandFixture.calls(0, 5)
                        + CommandFixture.line(6, "/page")
                        + CommandFixture.line(7, "/matomo.php?idsite=99&rec=1"));
        command.importLog("--stream", "web1=" + log);
        return log;
    }

    @Test
    void everyByteOfAnImportedFileIsAccountedFor() throws Exception {
        Path log = imported();

        assertThat(command.run("audit", log.toString())).as(command.output()).isEqualTo(ExitCode.OK);
        assertThat(command.output())
                .contains("stream web1, file 1", "fingerprint", "Every byte is accounted for.")
                .contains(String.format("bytes       %,d = ", Files.size(log)));
        assertThat(command.run("audit", "--json", "--stream", "web1", log.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("\"problems\":[]");
    }

    @Test
    void whatWaitsIsToldFromWhatIsDone() throws Exception {
        command.awaitAnotherStream();
        Path log = imported();

        assertThat(command.run("audit", log.toString())).as(command.output()).isEqualTo(ExitCode.OK);
        long skipped = CommandFixture.line(6, "/page").length();
        long rejected = CommandFixture.line(7, "/matomo.php?idsite=99&rec=1").length();
        assertThat(command.output())
                .contains(String.format(
                        Locale.ROOT,
                        "bytes       %,d = 0 applied + %d skipped + 0 rejected + %,d held back + 0 lost",
                        Files.size(log),
                        skipped,
                        Files.size(log) - skipped))
                .contains("Every byte is accounted for.");

        assertThat(command.run("stream", "retire", "web9")).isEqualTo(ExitCode.OK);
        command.importLog("--stream", "web1=" + log);
        command.run("audit", log.toString());
        assertThat(command.output())
                .contains(rejected + " rejected + 0 held back + 0 lost", "Every byte is accounted for.");
    }

    /** An agent booked bytes as destroyed; here is a file that has them. */
    @Test
    void whatWasLostIsNamedWithTheWayToBringIt() throws Exception {
        Path log = imported();
        long line = CommandFixture.calls(0, 1).length();
        command.database.execute("UPDATE matomo_trackreplay_file SET applied_bytes = applied_bytes - " + line
                + ", lost_bytes = lost_bytes + " + line);

        assertThat(command.run("audit", log.toString())).isEqualTo(ExitCode.NO);
        assertThat(command.output())
                .contains(line + " lost", "MISSING     " + line + " bytes were lost before they were read")
                .contains("an import of this file applies them (--late=apply)")
                .doesNotContain("by the ledger's account");
    }

    /** By the same first line, and by a longer beginning. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whatSomebodySentOfItUnderTheNameOfAStreamThatNobodyWaitsForDoesNotCount(int lines) throws Exception {
        Path log = imported();
        String begin = Files.readAllLines(log).stream().limit(lines).collect(Collectors.joining("\n", "", "\n"));
        command.database.execute("CREATE TABLE s AS SELECT * FROM matomo_trackreplay_stream;"
                + " UPDATE s SET stream_id = 900, name = 'forged', retired = 1, expected = 0;"
                + " INSERT INTO matomo_trackreplay_stream SELECT * FROM s;"
                + " CREATE TABLE f AS SELECT * FROM matomo_trackreplay_file;"
                + " UPDATE f SET file_id = 900, stream_id = 900, applied_bytes = 10, fingerprint = SHA2('"
                + begin + "', 256);"
                + " INSERT INTO matomo_trackreplay_file SELECT * FROM f");

        assertThat(command.run("audit", log.toString())).as(command.output()).isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("stream web1");
        assertThat(command.run("audit", "--stream", "forged", log.toString())).isEqualTo(ExitCode.NO);
    }

    @Test
    void linesThatNobodyHasTakenAreNamedThoughTheLedgerIsBalanced() throws Exception {
        Path log = imported();
        long end = Files.size(log);
        Files.writeString(log, CommandFixture.calls(20, 22), StandardOpenOption.APPEND);

        assertThat(command.run("status")).isEqualTo(ExitCode.OK);
        assertThat(command.run("audit", log.toString())).isEqualTo(ExitCode.NO);
        assertThat(command.output())
                .contains(String.format("bytes %,d to %,d have not been taken", end, Files.size(log)));
    }

    @Test
    void aHoleInTheRangesAndSumsThatDoNotFitAreNamed() throws Exception {
        Path log = imported();
        command.database.execute("UPDATE matomo_trackreplay_range SET range_start = 100 WHERE kind = 0");

        assertThat(command.run("audit", log.toString())).isEqualTo(ExitCode.NO);
        assertThat(command.output()).contains("have not been taken", "by the ledger's account");
    }

    /** As where a frontend's disk was restored from a snapshot, and the log goes on from there. */
    @Test
    void whatWasPutBackAndGoesOnOtherwiseIsProvenAsFarAsItIsTheSame() throws Exception {
        Path log = imported();
        byte[] bytes = Files.readAllBytes(log);
        String lines = new String(bytes, StandardCharsets.UTF_8);
        int back = lines.lastIndexOf('\n', lines.length() - 2) + 1;
        Files.writeString(log, lines.substring(0, back) + "other\n");
        command.database.execute(
                "INSERT INTO matomo_trackreplay_conflict (conflict_id, commit_no, noticed_at, stream_id, file_id,"
                        + " host, range_start, range_end, boundary, taken_proof, pack_proof, requests, body)"
                        + " SELECT 1, 1, 1, stream_id, file_id, 'web1', " + back + ", " + (back + 6)
                        + ", 1, REPEAT('a', 16), REPEAT('b', 16), 1, '' FROM matomo_trackreplay_file");

        assertThat(command.run("audit", log.toString())).isEqualTo(ExitCode.NO);
        assertThat(command.output())
                .contains(
                        String.format("of bytes %,d to %,d contradicts what had been taken", back, back + 6),
                        String.format("the ledger has taken %,d bytes of it", bytes.length),
                        "put back to an older state");
        assertThat(command.output()).doesNotContain(String.format("the same bytes up to %,d", back + 6));
    }

    @Test
    void aFileThatBeginsLikeAKnownOneAndGoesOnDifferentlyIsFound() throws Exception {
        imported();
        command.database.execute("UPDATE matomo_trackreplay_proof SET proof = UNHEX(REPEAT('ab', 16))"
                + " ORDER BY boundary DESC LIMIT 1");

        assertThat(command.run("audit", directory.resolve("access.log").toString()))
                .isEqualTo(ExitCode.NO);
        assertThat(command.output()).contains("are others than those that were taken");
    }

    @Test
    @Timeout(60)
    void aPipeIsNoLog() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        imported();

        assertThat(command.run("audit", pipe.toString())).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(command.output()).contains(pipe + " is a pipe or a device");
        assertThat(command.run("audit", directory.toString())).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(command.output()).contains(directory + " is a directory");
        assertThat(command.run("reprocess", "--stream", "web1", "--paths", "/x.php", pipe.toString()))
                .isEqualTo(ExitCode.CONFIGURATION);
    }

    @Test
    void aFileThatTheLedgerDoesNotKnowIsSaidSo() throws Exception {
        imported();
        Path other = Files.writeString(directory.resolve("other.log"), CommandFixture.calls(30, 32));

        assertThat(command.run("audit", other.toString())).isEqualTo(ExitCode.NO);
        assertThat(command.output()).contains("does not know this file");
    }

    @Test
    void aLogThatWasNeverTakenIsNotMistakenForOneThatBeginsWithTheSameLine() throws Exception {
        imported();
        Path other = Files.writeString(
                directory.resolve("other.log"),
                CommandFixture.calls(0, 1) + CommandFixture.line(1, "/a/longer/page") + CommandFixture.calls(2, 6));

        assertThat(command.run("audit", other.toString())).isEqualTo(ExitCode.NO);
        assertThat(command.output()).contains("are others than those that were taken: this is another log");
    }
}
