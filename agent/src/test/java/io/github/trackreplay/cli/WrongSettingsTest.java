/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say to settings that mean something else than their author thinks. */
class WrongSettingsTest {
    @TempDir
    Path directory;

    private final CommandFixture fixture = new CommandFixture();
    private Path log;

    @BeforeEach
    void prepare() throws IOException {
        log = Files.writeString(directory.resolve("access.log"), CommandFixture.calls(0, 3));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aMatomoHomeThatIsNoInstallationIsSaidByEveryCommand() throws IOException {
        Path other = Files.createDirectories(directory.resolve("var/www"));
        String said = "names no installation of Matomo: " + other.resolve("config/config.ini.php") + " is not there";

        String[][] commands = {
            {"import", "--stream", "web1=" + log},
            {"explain", "--at", log + ":0"},
            {"explain", "--visit", "1", "--log", log.toString()},
            {"status"},
            {"schema"},
            {"complete", "--through", "2026-03-04T00:00:00Z"},
            {"rejected", "replay"},
            {"rejected", "list"},
            {"reprocess", "--stream", "web1", log.toString()},
            {"audit", log.toString()}
        };
        for (String[] command : commands) {
            assertThat(fixture.run(with(command, "--matomo-home", other.toString())))
                    .as("%s: %s", command[0], fixture.output())
                    .isEqualTo(ExitCode.CONFIGURATION);
            assertThat(fixture.output()).as(command[0]).contains(said).doesNotContain("records", "\tat ");
        }
    }

    @Test
    void explainOfAMatomoThatIsNotSupportedIsASentence() {
        release("7.0.0");
        assertThat(explain()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(fixture.output())
                .contains("Matomo '7.0.0'", "is not supported")
                .doesNotContain("\tat ");
    }

    @Test
    void explainWithoutMatomosTablesIsASentence() {
        assertThat(fixture.run("explain", "--at", log + ":0", "--table-prefix", "other_"))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(fixture.output())
                .contains("no usable Matomo", "other_log_visit")
                .doesNotContain("\tat ");
        assertThat(fixture.run("explain", "--visit", "1", "--log", log.toString(), "--table-prefix", "other_"))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(fixture.output()).contains("no usable Matomo").doesNotContain("\tat ");
    }

    @Test
    void explainSaysThatTheRulesOfTheReleaseAreNotKnown() {
        release("6.0.0");
        assertThat(explain()).as(fixture.output()).isEqualTo(ExitCode.OK);
        assertThat(fixture.output()).contains("Matomo 6.0.0 is newer than", "may differ", "Decision");
        release("5.2.0");
        explain();
        assertThat(fixture.output()).doesNotContain("is newer than", "Release");
    }

    @Test
    void explainKnowsTheSitesOfChatbotsPages() throws IOException {
        release("5.13.0");
        fixture.database.execute(
                "CREATE TABLE matomo_log_bot_request (idrequest BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,"
                        + " idsite INT UNSIGNED NOT NULL, server_time DATETIME NOT NULL, created_time DATETIME NOT NULL"
                        + " DEFAULT CURRENT_TIMESTAMP, idaction_url INT UNSIGNED NULL, bot_name VARCHAR(100) NOT NULL,"
                        + " bot_type VARCHAR(50) NOT NULL, http_status_code SMALLINT UNSIGNED NULL, response_size_bytes INT"
                        + " UNSIGNED NULL, response_time_ms INT UNSIGNED NULL, source VARCHAR(50) NULL)");
        Files.writeString(
                log,
                "198.51.100.7 - - [04/Mar/2026:10:00:00 +0000] \"GET /shoes HTTP/1.1\" 200 43 \"-\""
                        + " \"Mozilla/5.0 (compatible; ChatGPT-User/1.0; +https://openai.com/bot)\"\n");
        String[] command = {"explain", "--at", log + ":0", "--format", "combined", "--chatbot-pages"};

        assertThat(fixture.run(command)).as(fixture.output()).isEqualTo(ExitCode.OK);
        assertThat(fixture.output()).doesNotContain("new log_bot_request");
        assertThat(fixture.run(with(command, "--chatbot-sites", "*=1")))
                .as(fixture.output())
                .isEqualTo(ExitCode.OK);
        assertThat(fixture.output()).contains("new log_bot_request");
    }

    @Test
    void aRefusalBeforeTheFirstTransactionPromisesNothingThatWasCommitted() {
        release("7.0.0");
        fixture.run("schema");
        release("6.0.0");
        assertThat(fixture.importLog("--stream", "web1=" + log)).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(fixture.output())
                .contains("Nothing was written", "No transaction of it was committed")
                .doesNotContain("What was committed stays");
    }

    @Test
    void whatADryRunLeavesOutHasItsReason() throws IOException {
        Files.writeString(
                log,
                CommandFixture.calls(0, 2)
                        + CommandFixture.call(2, "/matomo.php").replace("idsite=1", "idsite=2")
                        + CommandFixture.call(3, "/matomo.php").replace("\" 200 ", "\" 301 "));
        assertThat(fixture.importLog("--dry-run", "--idsite", "1", "--stream", "web1=" + log))
                .as(fixture.output())
                .isEqualTo(ExitCode.OK);
        assertThat(fixture.output()).contains("left out: 1 other-site", "left out: 1 asked-again");
    }

    @Test
    void aDryRunThatIsToldADatabaseFindsWhatTheImportWouldRefuse() throws IOException {
        Path home = Files.createDirectories(directory.resolve("matomo"));
        Files.createDirectories(home.resolve("config"));
        Path file = home.resolve("config/config.ini.php");
        String stream = "web1=" + log;
        String[] withHome = {"--dry-run", "--matomo-home", home.toString(), "--stream", stream};
        Files.writeString(file, "[database]\n[General]\nsalt = \"pepper\"\n");
        assertThat(fixture.importLog(withHome)).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(fixture.output()).contains("Matomo records requests by itself", "record_statistics = 0");
        Files.writeString(file, "");
        assertThat(fixture.importLog(withHome)).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(fixture.output()).contains("config.ini.php is empty");
        assertThat(fixture.runAsTyped("import", "--dry-run", "--matomo-home", home.toString(), "--stream", stream))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(fixture.output()).contains("config.ini.php is empty");

        assertThat(fixture.importLog("--dry-run", "--table-prefix", "other_", "--stream", stream))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(fixture.output()).contains("no usable Matomo", "other_log_visit");
        assertThat(fixture.importLog("--dry-run", "--no-create-tables", "--stream", stream))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(fixture.output()).contains("tables", "trackreplay schema").doesNotContain("\tat ");
        release("6.0.0");
        assertThat(fixture.importLog("--dry-run", "--stream", stream)).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(fixture.output()).contains("6.0.0 is newer", "--newer-matomo");
        assertThat(fixture.importLog("--dry-run", "--newer-matomo", "--stream", stream))
                .as(fixture.output())
                .isEqualTo(ExitCode.OK);
        assertThat(fixture.output()).contains("The import would be let in", "Nothing has been imported");
        assertThat(fixture.run("status")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(fixture.output()).contains("Our tables are not in");
    }

    @Test
    void aSiteThatIsNoNumberIsSaidOfItsOwnOption() {
        assertThat(fixture.importLog("--idsite", "x", "--stream", "web1=" + log))
                .isEqualTo(ExitCode.USAGE);
        assertThat(fixture.output())
                .contains("--idsite: must be numbers of sites of Matomo", "'x'")
                .doesNotContain("-3");
        assertThat(fixture.importLog("--not-idsite", "0", "--stream", "web1=" + log))
                .isEqualTo(ExitCode.USAGE);
        assertThat(fixture.output()).contains("--not-idsite: must be numbers").doesNotContain("--idsite:", "-3");
    }

    @Test
    void anotherDriversUrlIsAnsweredWithOurs() {
        assertThat(fixture.runAsTyped(
                        "status", "--url", "jdbc:mariadb://db.example:3306/matomo", "--user", "u", "--password", "p"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(fixture.output()).contains("jdbc:mysql://db.example:3306/matomo", "For MariaDB too");
    }

    @Test
    void aUrlThatLeadsNowhereIsASentenceWithoutPasswords() throws IOException {
        for (String url : new String[] {
            "jdbc:mysql:matomo",
            "jdbc:mysql://",
            "jdbc:mysql://127.0.0.1:3306",
            "jdbc:mysql://127.0.0.1:99999/matomo",
            "jdbc:mysql://u:geheim@db:x/matomo?password=geheim",
            "jdbc:mariadb://u:geheim@db/matomo?password=geheim"
        }) {
            assertThat(fixture.runAsTyped("status", "--url", url, "--user", "u", "--password", "p"))
                    .as("%s: %s", url, fixture.output())
                    .isEqualTo(url.startsWith("jdbc:mysql:") ? ExitCode.CONFIGURATION : ExitCode.USAGE);
            assertThat(fixture.output())
                    .contains("--url (agent: url): 'jdbc:", "jdbc:mysql://db")
                    .doesNotContain("geheim", "\tat ");
            Path agent = Files.writeString(
                    directory.resolve("agent.conf"),
                    "a.sinks = k\na.sinks.k.type = io.github.trackreplay.sink.MySqlSink\na.sinks.k.url = " + url
                            + "\na.sinks.k.user = u\na.sinks.k.password = p\n");
            assertThat(fixture.runAsTyped("validate", "-f", agent.toString()))
                    .as("%s: %s", url, fixture.output())
                    .isEqualTo(ExitCode.CONFIGURATION);
            assertThat(fixture.output())
                    .contains("a.sinks.k.url", "jdbc:mysql://db")
                    .doesNotContain("geheim", "\tat ");
        }
    }

    @Test
    void blanksAroundAUrlAreNoPartOfIt() {
        fixture.run("schema");
        assertThat(fixture.run("status")).isEqualTo(ExitCode.OK);
        assertThat(fixture.runAsTyped(
                        "status",
                        "--url",
                        " " + fixture.database.url() + " ",
                        "--user",
                        fixture.database.user(),
                        "--password",
                        fixture.database.password()))
                .as(fixture.output())
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void anEmptyMatomoHomeIsNotTheWorkingDirectory() {
        assertThat(fixture.run("status", "--matomo-home", "")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(fixture.output()).contains("--matomo-home is empty");
    }

    @Test
    void aReleaseThatNobodyKnowsIsSaidAsSuchAndReadingCommandsPromiseNothing() {
        fixture.run("schema");
        for (String change : new String[] {
            "UPDATE matomo_option SET option_value = '' WHERE option_name = 'version_core'",
            "DELETE FROM matomo_option WHERE option_name = 'version_core'"
        }) {
            fixture.database.execute(change);
            assertThat(fixture.run("status")).isEqualTo(ExitCode.OK);
            assertThat(fixture.output())
                    .contains("matomo_option has no row version_core", "core:update")
                    .doesNotContain("Matomo ''", "Nothing was written");
            assertThat(explain()).isEqualTo(ExitCode.CONFIGURATION);
            assertThat(fixture.output()).contains("no row version_core").doesNotContain("Nothing was written");
            assertThat(fixture.importLog("--stream", "web1=" + log)).isEqualTo(ExitCode.CONFIGURATION);
            assertThat(fixture.output()).contains("no row version_core", "Nothing was written");
        }
    }

    @Test
    void aPasswordFileThatIsADirectoryIsSaidAsSuch() {
        assertThat(fixture.runAsTyped(
                        "status",
                        "--url",
                        fixture.database.url(),
                        "--user",
                        "u",
                        "--password-file",
                        directory.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(fixture.output())
                .contains(directory.toString(), "is a directory")
                .doesNotContain("UTF-8", "iconv", "\tat ");
    }

    @Test
    void aPasswordFileInAnotherEncodingIsNamed() throws IOException {
        Path file = Files.write(directory.resolve("password"), "gehe\u00efm\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(fixture.runAsTyped(
                        "status", "--url", fixture.database.url(), "--user", "u", "--password-file", file.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(fixture.output())
                .contains(file.toString(), "no UTF-8", "iconv")
                .doesNotContain("\tat ");
    }

    private int explain() {
        return fixture.run("explain", "--at", log + ":0", "--format", "combined");
    }

    private void release(String version) {
        fixture.database.execute(
                "UPDATE matomo_option SET option_value = '" + version + "' WHERE option_name = 'version_core'");
    }

    private static String[] with(String[] command, String... more) {
        String[] all = Arrays.copyOf(command, command.length + more.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        return all;
    }
}
