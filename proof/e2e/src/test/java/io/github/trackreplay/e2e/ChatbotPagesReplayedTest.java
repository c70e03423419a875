/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.quickstart.DemoSite;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages that AI chatbots fetched, from the live access log of an agent into {@code log_bot_request}. */
class ChatbotPagesReplayedTest {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    @TempDir
    Path directory;

    @Test
    void pagesThatChatbotsFetchedArriveBesideTheCallsOfTheTracker() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                Shop shop = new Shop(directory, new DemoSite(database.url(), database.user(), database.password()))) {
            recordBots(database);
            shop.startAgent("shop.sources.log.chatbotPages = on\nshop.sinks.matomo.chatbotSites = *=1\n");
            shop.receive(20);
            for (String agent : List.of("ChatGPT-User/1.0", "Mozilla/5.0 Firefox/128.0", "Claude-User/1.0")) {
                shop.log()
                        .append("203.0.113.9 - - [" + TIME.format(Instant.now()) + "] \"GET /of/" + agent
                                + " HTTP/1.1\" 200 77 \"-\" \"" + agent + "\"");
            }
            shop.receive(20);
            shop.awaitArrival();
            await().atMost(Shop.PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> shop.site().number("SELECT COUNT(*) FROM matomo_log_bot_request") >= 2);

            shop.assertEverythingArrivedOnce();
            assertThat(
                            shop.site()
                                    .number(
                                            "SELECT COUNT(DISTINCT b.bot_name) FROM matomo_log_bot_request b JOIN matomo_log_action a"
                                                    + " ON a.idaction = b.idaction_url AND a.name LIKE CONCAT('%/of/', b.bot_name, '/1.0')"
                                                    + " WHERE b.idsite = 1 AND b.http_status_code = 200 AND b.response_size_bytes = 77"))
                    .isEqualTo(2);
            assertThat(shop.site().number("SELECT COUNT(*) FROM matomo_log_bot_request"))
                    .isEqualTo(2);
        }
    }

    private static void recordBots(TestDatabase database) throws Exception {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE matomo_option SET option_value = '5.13.0' WHERE option_name = 'version_core'");
            statement.execute("CREATE TABLE matomo_log_bot_request (idrequest BIGINT UNSIGNED NOT NULL AUTO_INCREMENT"
                    + " PRIMARY KEY, idsite INT UNSIGNED NOT NULL, server_time DATETIME NOT NULL, created_time DATETIME NOT NULL"
                    + " DEFAULT CURRENT_TIMESTAMP, idaction_url INT UNSIGNED NULL, bot_name VARCHAR(100) NOT NULL, bot_type"
                    + " VARCHAR(50) NOT NULL, http_status_code SMALLINT UNSIGNED NULL, response_size_bytes INT UNSIGNED NULL,"
                    + " response_time_ms INT UNSIGNED NULL, source VARCHAR(50) NULL)");
        }
    }
}
