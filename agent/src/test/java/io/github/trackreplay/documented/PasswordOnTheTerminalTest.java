/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.documented;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.database.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code trackreplay schema … > grants.sql}, as README has it, at a real terminal. */
class PasswordOnTheTerminalTest {
    private static final Path BEFORE =
            Path.of("..", "core", "matomo", "src", "test", "resources", "recorded", "before.sql.gz");

    @TempDir
    Path directory;

    @Test
    void thePasswordIsAskedForWhereStandardOutputGoesIntoAFile() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            try (InputStream dump = new GZIPInputStream(Files.newInputStream(BEFORE))) {
                database.load(new String(dump.readAllBytes(), StandardCharsets.UTF_8));
            }
            String shown = schemaAtATerminal(database.url(), database.user(), database.password());
            assertThat(shown).contains("Password of " + database.user());
            if (!database.password().isEmpty()) {
                assertThat(shown).doesNotContain(database.password());
            }
            assertThat(directory.resolve("grants.sql")).content().contains("GRANT SELECT, INSERT, UPDATE ON");
        }
    }

    @Test
    void aFailurePrintsNoGrantAndSaysWhy() throws Exception {
        String shown = schemaAtATerminal("jdbc:mysql://127.0.0.1:1/matomo", "matomo", "secret-word");
        assertThat(shown)
                .contains("Password of matomo: ")
                .doesNotContain("secret-word")
                .contains("cannot be reached");
        assertThat(directory.resolve("grants.sql")).isEmptyFile();
    }

    @Test
    void withoutATerminalTheOtherWaysAreNamed() throws Exception {
        String setsid = InstalledPrograms.require("setsid");
        Path script = command("jdbc:mysql://127.0.0.1:1/matomo", "matomo");
        InstalledPrograms.Answer answer = InstalledPrograms.run(directory, setsid, "--wait", "sh", script.toString());
        assertThat(answer.text()).contains("--password-env");
        assertThat(answer.exitCode()).isEqualTo(2);
    }

    /** What the terminal shows. */
    private String schemaAtATerminal(String url, String user, String password)
            throws IOException, InterruptedException {
        String scriptProgram = InstalledPrograms.require("script");
        Path command = command(url, user);
        Path shown = directory.resolve("shown");
        ProcessBuilder builder = new ProcessBuilder(scriptProgram, "-qefc", "sh " + command, "/dev/null")
                .redirectErrorStream(true)
                .redirectOutput(shown.toFile());
        Map<String, String> environment = builder.environment();
        environment.remove("TRACKREPLAY_PASSWORD");
        Process terminal = builder.start();
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> Files.readString(shown).contains("Password of "));
        terminal.getOutputStream().write((password + "\n").getBytes(StandardCharsets.UTF_8));
        terminal.getOutputStream().flush();
        terminal.waitFor();
        return Files.readString(shown);
    }

    private Path command(String url, String user) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path script = directory.resolve("schema.sh");
        return Files.writeString(
                script,
                "unset TRACKREPLAY_PASSWORD\nexec " + java + " -XX:TieredStopAtLevel=1 -cp '"
                        + System.getProperty("java.class.path")
                        + "' io.github.trackreplay.cli.TrackReplay schema --url '" + url + "' --user '" + user + "' > '"
                        + directory
                        + "/grants.sql'\n");
    }
}
