/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.database.EmbeddedServer;
import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.database.UnsupportedPlatformException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose defaults would stop or falsify our statements; every command works on it as on any other. */
class UnusualServerTest {
    private static final String[] LOGS_STATEMENTS = {"--log-bin=binary", "--server-id=1", "--binlog-format=STATEMENT"};
    private static final String FOR_BOTH = "SET GLOBAL sql_safe_updates = 1; SET GLOBAL sql_select_limit = 1;"
            + " SET GLOBAL max_join_size = 1; SET GLOBAL time_zone = '+05:00'; SET GLOBAL wait_timeout = 5;"
            + " SET GLOBAL autocommit = 0; ";

    /** For the test's own questions. */
    private static final String USUAL = "SET GLOBAL sql_select_limit = DEFAULT; SET GLOBAL max_join_size = DEFAULT;"
            + " SET GLOBAL autocommit = 1; SET GLOBAL sql_mode = DEFAULT; SET GLOBAL ";

    private static final String ORDER =
            "/matomo.php?idsite=1&rec=1&idgoal=0&ec_id=o1&revenue=5&ec_items=%5B%5B%22sku%22%5D%5D";

    @TempDir
    Path directory;

    @Test
    void aMariaDb() throws Exception {
        everyCommandWorks(
                TestDatabase.ownMariaDb(LOGS_STATEMENTS),
                "max_statement_time",
                60,
                "SET GLOBAL sql_mode = 'ORACLE,EMPTY_STRING_IS_NULL,"
                        + "STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_BACKSLASH_ESCAPES'");
    }

    @Test
    void aMySql() throws Exception {
        everyCommandWorks(
                mySqlOrSkip(),
                "max_execution_time",
                60_000,
                "SET GLOBAL sql_mode = 'ANSI,STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY,"
                        + "NO_AUTO_VALUE_ON_ZERO,NO_BACKSLASH_ESCAPES,HIGH_NOT_PRECEDENCE,PIPES_AS_CONCAT'");
    }

    private static EmbeddedServer mySqlOrSkip() {
        try {
            return TestDatabase.ownMySql(LOGS_STATEMENTS);
        } catch (UnsupportedPlatformException e) {
            return Assumptions.abort(e.getMessage());
        }
    }

    private void everyCommandWorks(EmbeddedServer server, String limit, int most, String settings) throws Exception {
        server.start();
        try (CommandFixture command = new CommandFixture(TestDatabase.create(server))) {
            command.database.execute(FOR_BOTH + settings + "; SET GLOBAL " + limit + " = " + most);
            Path log = Files.writeString(
                    directory.resolve("access.log"),
                    CommandFixture.calls(0, 400)
                            + CommandFixture.line(500, ORDER)
                            + CommandFixture.line(501, "/matomo.php?idsite=99&rec=1")
                            + CommandFixture.line(502, "/matomo.php?idsite=1&rec=1&url=&action_name=a%5C%27b%22"));

            succeeds(command, "schema");
            succeeds(command, "import", "--format=combined", "--batch-size=50", "--stream=web1=" + log);
            assertThat(command.output()).contains("Every byte is accounted for.");
            Files.writeString(log, Files.readString(log) + CommandFixture.calls(600, 700));
            succeeds(command, "import", "--format=combined", "--already-recorded=skip", "--stream=web1=" + log);
            succeeds(command, "status", "--files");
            succeeds(command, "audit", log.toString());
            succeeds(command, "rejected", "list");
            succeeds(command, "stream", "list");
            succeeds(command, "complete", "--strict", "--through", "2026-03-04T10:10:00Z");

            command.database.execute(USUAL + limit + " = 0");
            assertThat(command.pageViews()).isEqualTo(501);
            assertThat(command.number("SELECT COUNT(*) FROM matomo_log_conversion_item"))
                    .isEqualTo(1);
            assertThat(command.list("SELECT name FROM matomo_log_action WHERE type = 4"))
                    .contains("a\\&#039;b&quot;");
            assertThat(command.unaccounted()).isZero();
        } finally {
            server.close();
        }
    }

    private static void succeeds(CommandFixture command, String... words) {
        assertThat(command.run(words)).as(command.output()).isEqualTo(ExitCode.OK);
    }
}
