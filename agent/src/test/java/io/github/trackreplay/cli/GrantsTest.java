/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.validate.NeededRights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code trackreplay schema} prints is enough for the agent's account, is explained, and shows it no more than it needs. */
class GrantsTest {
    private static final Path GOLDEN = Path.of("..", "flume-sink", "src", "test", "resources", "golden");
    private static final String PASSWORD = "a secret of the narrow account";

    @TempDir
    Path directory;

    private final CommandFixture narrow = new CommandFixture();
    private final CommandFixture owner = new CommandFixture();

    @AfterEach
    void close() {
        narrow.close();
        owner.close();
    }

    @Test
    void anAccountWithTheseRightsReplaysWhatTheOwnerReplays() throws Exception {
        giveWhatIsPrinted();

        assertThat(narrow.runAsTyped(importOf(narrow, "narrow", PASSWORD)))
                .as("%s", narrow.output())
                .isZero();
        assertThat(owner.run("schema")).isZero();
        assertThat(owner.runAsTyped(importOf(owner, owner.database.user(), owner.database.password())))
                .as("%s", owner.output())
                .isZero();

        for (String rows : List.of(
                "SELECT CONCAT(COUNT(*), ' ', SUM(visit_total_actions), ' ', COUNT(DISTINCT location_ip))"
                        + " FROM matomo_log_visit",
                "SELECT CONCAT(COUNT(*), ' ', SUM(time_spent_ref_action)) FROM matomo_log_link_visit_action",
                "SELECT CONCAT(COUNT(*), ' ', SUM(revenue)) FROM matomo_log_conversion",
                "SELECT CONCAT(COUNT(*), ' ', SUM(deleted)) FROM matomo_log_conversion_item",
                "SELECT COUNT(*) FROM matomo_log_action")) {
            assertThat(narrow.list(rows)).as(rows).isEqualTo(owner.list(rows)).doesNotContain("0", (String) null);
        }
        assertThat(narrow.unaccounted()).isZero();
    }

    @Test
    void validateFindsThemEnough() throws Exception {
        giveWhatIsPrinted();
        Path file = CommandFixture.sinkOnly(directory, narrow.database.url(), "narrow", PASSWORD);

        narrow.runAsTyped("validate", "-f", file.toString());

        assertThat(narrow.output())
                .contains("the rights of 'narrow' on each")
                .doesNotContain("lacks")
                .doesNotContain("not to be seen");
    }

    @Test
    void theAccountSeesNoPasswordsAndChangesNoSites() throws Exception {
        giveWhatIsPrinted();

        try (Connection connection = DriverManager.getConnection(narrow.database.url(), "narrow", PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT login, superuser_access FROM matomo_user");
            for (String refused : List.of(
                    "SELECT password FROM matomo_user",
                    "SELECT email FROM matomo_user",
                    "SELECT * FROM matomo_session",
                    "UPDATE matomo_site SET name = 'x'",
                    "UPDATE matomo_log_action SET name = 'x'",
                    "DELETE FROM matomo_log_visit")) {
                assertThatThrownBy(() -> statement.execute(refused))
                        .as(refused)
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("denied");
            }
        }
    }

    @Test
    void eachRightOnATableOfMatomosHasItsReasonAboveIt() {
        assertThat(narrow.run("schema", "--account", "'narrow'@'127.0.0.1'")).isZero();

        List<String> lines = narrow.output().lines().toList();
        List<String> unexplained = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).startsWith("GRANT ")
                    && !lines.get(i).contains("trackreplay_")
                    && !lines.get(i - 1).startsWith("-- ")) {
                unexplained.add(lines.get(i));
            }
        }
        assertThat(unexplained).isEmpty();
        assertThat(lines).filteredOn(line -> line.startsWith("GRANT ")).hasSizeGreaterThan(20);
    }

    @Test
    void theDocumentationHasEachWithItsReason() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "security.md"));

        for (NeededRights.Need need : NeededRights.ofMatomo()) {
            String rights = need.rights().stream()
                    .map(right -> right.columns().isEmpty()
                            ? right.name()
                            : right.name() + " of `" + String.join("`, `", right.columns()) + "`")
                    .collect(Collectors.joining(", "));
            assertThat(page).contains("| `" + need.table() + "` | " + rights + " | " + need.why() + " |");
        }
    }

    private void giveWhatIsPrinted() throws SQLException {
        assertThat(narrow.run("schema", "--account", "'narrow'@'127.0.0.1'")).isZero();
        String[] grants = narrow.output()
                .lines()
                .filter(line -> line.startsWith("GRANT "))
                .map(line -> line.replaceFirst("^GRANT ", "").replaceFirst(" TO .*", ""))
                .toArray(String[]::new);
        narrow.database.server().createUser("narrow", PASSWORD, grants);
    }

    private String[] importOf(CommandFixture fixture, String user, String password) throws IOException {
        Path home = Files.createDirectories(directory.resolve("matomo"));
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/config.ini.php"), Files.readString(GOLDEN.resolve("config.ini.php")));
        List<String> arguments = new ArrayList<>(List.of("import", "--url", fixture.database.url(), "--user", user));
        arguments.addAll(List.of("--password", password, "--matomo-home", home.toString()));
        for (int i = 1; i <= 3; i++) {
            arguments.addAll(List.of("--stream", "web" + i + "=" + GOLDEN.resolve("mixed/web" + i + ".log.gz")));
        }
        return arguments.toArray(String[]::new);
    }
}
