/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import that is stopped by a signal, as Ctrl-C stops it, says what was done, and the same command goes on there. */
class ImportInterruptTest {
    private static final int CALLS = 5_000;

    @TempDir
    Path directory;

    @Test
    void whatWasDoneStaysAndTheSameCommandGoesOn() throws Exception {
        try (ImportFixture fixture = new ImportFixture()) {
            Path log = Files.write(directory.resolve("access.log"), ImportFixture.calls(0, CALLS, 200));
            Path said = directory.resolve("said");
            Process process = start(
                    said,
                    "--batch-size=20",
                    "--stream=web1=" + log,
                    "--url=" + fixture.database().url(),
                    "--user=" + fixture.database().user(),
                    "--password=" + fixture.database().password());
            try {
                await().atMost(Duration.ofMinutes(5)).until(() -> applied(fixture) > 0 || !process.isAlive());
            } finally {
                process.destroy(); // SIGTERM: the same way out as Ctrl-C's
                process.waitFor();
            }
            assertThat(Files.readString(said))
                    .contains("Interrupted: ", "requests were applied and stay", "Run the same command again");
            assertThat(fixture.pageViews()).isLessThan(CALLS);

            ImportFixture.Answer rest = fixture.run("--stream", "web1=" + log);
            assertThat(rest.exitCode()).as(rest.text()).isZero();
            assertThat(fixture.pageViews()).isEqualTo(CALLS);
            assertThat(fixture.visits()).isEqualTo(200);
        }
    }

    /** Standard input is kept in a file while it is read, and here it never ends. */
    @Test
    void beforeAnythingIsWrittenItSaysSo() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        Path said = directory.resolve("said");
        Process process = start(
                said,
                "--stream=web1=-",
                "--temp-dir=" + temporary,
                "--url=jdbc:mysql://127.0.0.1:1/x",
                "--user=x",
                "--password=x");
        try {
            await().atMost(Duration.ofMinutes(5)).until(() -> entries(temporary) > 0 || !process.isAlive());
        } finally {
            process.destroy();
            process.waitFor();
        }
        assertThat(Files.readString(said)).contains("Interrupted before any request was written.");
        assertThat(temporary).isEmptyDirectory();
    }

    private static long entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        }
    }

    private static Process start(Path said, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                TrackReplay.class.getName(),
                "import",
                "--format=combined"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
    }

    private static long applied(ImportFixture fixture) {
        try {
            return fixture.pageViews();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theSentenceHasTheFigures() {
        assertThat(List.of(ImportInterrupt.sentence(1234, 5_000_000, 2_500_000, false)))
                .singleElement()
                .asString()
                .startsWith(
                        "Interrupted: 1,234 requests were applied and stay, 5.0 MB of the logs are done, 2.5 MB are left.");
    }

    @Test
    void ofRequestsThatWereSentItPromisesNothingThatCannotBeKept() {
        assertThat(ImportInterrupt.sentence(1, 2, 3, false)).contains("rolled back", "applies nothing twice");
        assertThat(ImportInterrupt.sentence(1, 2, 3, true))
                .contains("1 requests were applied and stay", "perhaps counted twice")
                .doesNotContain("rolled back", "nothing twice");
    }
}
