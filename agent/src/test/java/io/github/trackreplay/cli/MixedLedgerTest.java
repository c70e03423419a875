/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that a restore has left in a mixed state stop everything with a sentence, and complete says no. */
class MixedLedgerTest {
    @TempDir
    Path directory;

    private final CommandFixture command = new CommandFixture();
    private Path more;

    @BeforeEach
    void replayed() throws Exception {
        Path log = Files.writeString(directory.resolve("access.log"), CommandFixture.calls(0, 3));
        more = Files.writeString(directory.resolve("more.log"), CommandFixture.calls(10, 13));
        assertThat(command.importLog("--stream", "web1=" + log))
                .as(command.output())
                .isEqualTo(ExitCode.OK);
    }

    @AfterEach
    void close() {
        command.close();
    }

    private void refused(String... words) {
        assertThat(command.importLog("--stream", "web1=" + more))
                .as(command.output())
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(command.output())
                .contains("contradict each other", "one consistent backup")
                .contains(words);
        assertThat(command.pageViews()).isEqualTo(3);
        assertThat(command.run("complete", "--through", "2026-03-04T10:00:00Z")).isEqualTo(ExitCode.NO);
        assertThat(command.output()).contains("contradict each other");
    }

    @Test
    void aHoleInTheRangesOfAnAccountedFile() {
        command.database.execute("UPDATE matomo_trackreplay_range SET range_start = 100 WHERE kind = 0");

        refused("of log file 1", "of stream web1");
    }

    @Test
    void rowsOfCommitsThatProgressDoesNotKnow() {
        command.database.execute("UPDATE matomo_trackreplay_stream SET commit_no = 1000000");

        refused("a row of commit 1000000");
    }

    @Test
    void aLedgerOfOneMomentIsGoneOnWith() {
        assertThat(command.importLog("--stream", "web1=" + more))
                .as(command.output())
                .isEqualTo(ExitCode.OK);
        assertThat(command.pageViews()).isEqualTo(6);
    }
}
