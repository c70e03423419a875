/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages that AI chatbots fetched, out of ordinary access logs into {@code log_bot_request}. */
class ChatbotImportTest {
    private static final String ROWS = "SELECT CONCAT_WS(' ', b.idsite, b.server_time, a.type, a.url_prefix, a.name,"
            + " b.bot_name, b.bot_type, b.http_status_code, b.response_size_bytes, COALESCE(b.response_time_ms, '-'))"
            + " FROM matomo_log_bot_request b JOIN matomo_log_action a ON a.idaction = b.idaction_url ORDER BY b.idrequest";

    @TempDir
    Path directory;

    private final CommandFixture fixture = new CommandFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void pagesThatChatbotsFetchedBecomeRowsOnceAndOnlyWhereThatIsSaid() throws Exception {
        release("5.13.0");
        Path log = log("shop.example.com");

        assertThat(importLog(log, "--allow-no-calls")).isEqualTo(ExitCode.OK);
        assertThat(fixture.list(ROWS)).isEmpty();
        assertThat(fixture.pageViews()).isEqualTo(1);

        assertThat(reprocess(log, "--chatbot-pages")).isEqualTo(ExitCode.OK);
        assertThat(fixture.list(ROWS))
                .containsExactly(
                        "1 2026-03-04 10:00:01 1 2 shop.example.com/news?id=7 ChatGPT-User ai_chatbot 200 5120 -",
                        "1 2026-03-04 10:00:04 1 2 shop.example.com/gone Claude-User ai_chatbot 404 153 -",
                        "1 2026-03-04 10:00:05 3 2 shop.example.com/price.pdf Perplexity-User ai_chatbot 301 0 -");
        assertThat(fixture.output()).contains("3 applied");
        assertThat(reprocess(log, "--chatbot-pages")).isEqualTo(ExitCode.OK);
        assertThat(fixture.list(ROWS)).hasSize(3);
        assertThat(fixture.pageViews()).isEqualTo(1);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_log_visit")).isEqualTo(1);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void anImportTakesThemInOneGoAndSaysWhatBelongsToNoSite() throws Exception {
        release("5.13.0");
        assertThat(importLog(log("unheard.example"), "--chatbot-pages")).isEqualTo(ExitCode.OK);
        assertThat(fixture.output()).contains("unknown-host 3");
        assertThat(fixture.list(ROWS)).isEmpty();
        Path other = Files.writeString(
                directory.resolve("other.log"), page(11, "unheard.example", "/a", 200, 1, "Claude-User"));
        assertThat(importLog(other, "--chatbot-pages", "--chatbot-sites", "unheard.example=1", "--stream", "web2"))
                .isEqualTo(ExitCode.OK);
        assertThat(fixture.list(ROWS)).hasSize(1);
        assertThat(importLog(other, "--chatbot-pages", "--chatbot-sites", "nonsense"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(fixture.output()).contains("--chatbot-sites", "'nonsense'", "www.example.org=1");
    }

    @Test
    void whereMatomoRecordsNoBotsNothingIsRecordedAndThatIsSaid() throws Exception {
        assertThat(importLog(log("shop.example.com"), "--chatbot-pages")).isEqualTo(ExitCode.OK);
        assertThat(fixture.output()).contains("bots-not-recorded 3");
        assertThat(fixture.pageViews()).isEqualTo(1);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_log_visit")).isEqualTo(1);
    }

    private int importLog(Path log, String... more) {
        return fixture.run(joined(new String[] {"import", "--create-tables", "--format", "vhost_combined"}, log, more));
    }

    private int reprocess(Path log, String... more) {
        return fixture.run(joined(new String[] {"reprocess", "--format", "vhost_combined"}, log, more));
    }

    private static String[] joined(String[] begin, Path log, String... more) {
        List<String> all = new ArrayList<>(List.of(begin));
        all.addAll(List.of(more));
        if (!all.contains("--stream")) {
            all.addAll(List.of("--stream", "web1"));
        }
        all.add(log.toString());
        return all.toArray(String[]::new);
    }

    private Path log(String host) throws IOException {
        return Files.writeString(
                directory.resolve("access.log"),
                page(0, host, "/", 200, 900, "Mozilla/5.0 Firefox/128.0")
                        + page(1, host, "/news?id=7", 200, 5120, "Mozilla/5.0 (compatible; ChatGPT-User/1.0)")
                        + page(2, host, "/logo.png", 200, 999, "Mozilla/5.0 (compatible; ChatGPT-User/1.0)")
                        + page(3, host, "/robots", 200, 9, "GPTBot/1.2")
                        + page(4, host, "/gone", 404, 153, "claude-user/1.0")
                        + page(5, host, "/price.pdf", 301, 0, "Perplexity-User/1.0")
                        + "www.example.org " + CommandFixture.call(6, "/matomo.php"));
    }

    private static String page(int second, String host, String target, int status, int bytes, String agent) {
        return host + " 203.0.113.9 - - [04/Mar/2026:10:00:" + (second < 10 ? "0" : "") + second + " +0000] \"GET "
                + target + " HTTP/1.1\" " + status + " " + bytes + " \"-\" \"" + agent + "\"\n";
    }

    private void release(String version) throws SQLException {
        try (Connection connection = fixture.database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE matomo_option SET option_value = '" + version + "' WHERE option_name = 'version_core'");
            statement.execute("CREATE TABLE matomo_log_bot_request (idrequest BIGINT UNSIGNED NOT NULL AUTO_INCREMENT"
                    + " PRIMARY KEY, idsite INT UNSIGNED NOT NULL, server_time DATETIME NOT NULL, created_time DATETIME NOT NULL"
                    + " DEFAULT CURRENT_TIMESTAMP, idaction_url INT UNSIGNED NULL, bot_name VARCHAR(100) NOT NULL, bot_type"
                    + " VARCHAR(50) NOT NULL, http_status_code SMALLINT UNSIGNED NULL, response_size_bytes INT UNSIGNED NULL,"
                    + " response_time_ms INT UNSIGNED NULL, source VARCHAR(50) NULL)");
        }
    }
}
