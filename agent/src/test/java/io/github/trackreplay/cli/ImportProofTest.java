/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that begin with the same line, imported in whatever pieces: each request once, and none called a duplicate that is none. */
class ImportProofTest {
    private static final String HEALTH =
            "127.0.0.1 - - [04/Mar/2026:07:59:00 +0000] \"GET /health HTTP/1.1\" 200 2 \"-\" \"-\"";

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

    private Path log(String name, String first, int from, int to) throws IOException {
        List<String> lines = new ArrayList<>(List.of(first));
        lines.addAll(ImportFixture.calls(from, to, 10));
        return Files.write(directory.resolve(name), lines);
    }

    private void eachIsImportedOnce(String first) throws Exception {
        Path longest = log("access.log.2", first, 0, 300);
        Path middle = log("access.log.1", first, 300, 400);
        Path shortest = log("access.log", first, 400, 450);
        for (Path log : List.of(longest, middle, shortest)) {
            ImportFixture.Answer answer = fixture.run("--stream", "web1=" + log);
            assertThat(answer.exitCode()).as(answer.text()).isEqualTo(ExitCode.OK);
            assertThat(answer.text()).containsPattern("(?m)^duplicates +0");
        }
        assertThat(fixture.pageViews()).isEqualTo(450);

        ImportFixture.Answer again = fixture.run("--stream", "web1=" + directory.resolve("access.log*"));

        assertThat(again.text()).containsPattern("(?m)^duplicates +450 \\(taken before\\)");
        assertThat(fixture.pageViews()).isEqualTo(450);
    }

    @Test
    void logsWithTheSameHealthCheckAreEachImportedOnce() throws Exception {
        eachIsImportedOnce(HEALTH);
    }

    @Test
    void logsWithAnEmptyFirstLineAreEachImportedOnce() throws Exception {
        eachIsImportedOnce("");
    }

    @Test
    void whatALedgerWithoutProofsCallsTakenIsSaidNotToBeProven() throws Exception {
        Path log = log("access.log", HEALTH, 0, 300);
        fixture.run("--stream", "web1=" + log);
        fixture.database().execute("DELETE FROM matomo_trackreplay_proof");

        ImportFixture.Answer again = fixture.run("--stream", "web1=" + log);

        assertThat(again.text())
                .contains("taken before; of these, 300 by their place only")
                .contains("NOT ACCOUNTED FOR", "300 requests count as taken before by their place only")
                .doesNotContain("Every byte is accounted for");
        assertThat(again.exitCode()).isEqualTo(ExitCode.NO);
        assertThat(fixture.pageViews()).isEqualTo(300);
    }

    /** What status says to do about packs that contradict what had been taken: somebody else's bytes stand in the log's place. */
    @Test
    void aLogInWhosePlaceOtherBytesWereTakenIsBroughtByAnImport() throws Exception {
        Path log = log("access.log", HEALTH, 0, 300);
        fixture.run("--stream", "web1=" + log);
        fixture.database().execute("UPDATE matomo_trackreplay_proof SET proof = REVERSE(proof)");

        ImportFixture.Answer again = fixture.run("--late=apply", "--already-recorded=apply", "--stream", "web1=" + log);

        assertThat(again.exitCode()).as(again.text()).isEqualTo(ExitCode.OK);
        assertThat(fixture.pageViews()).isEqualTo(600);
    }
}
