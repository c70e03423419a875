/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile lines among good ones, through parser, tracker and tables: none stops the rest. */
class HostileRunTest {
    private static final int EACH = 3_000;

    @Test
    void allGoodRequestsAmongHostileOnesAreRecordedOnce(@TempDir Path directory) throws IOException, SQLException {
        HostileLines lines = new HostileLines(42);
        int categories = HostileLines.categories().size();
        List<String> log = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            log.add(lines.line(i % categories, 2L * i, 200 + 37 * (i % 100)));
            log.add(lines.harmless(2L * i + 1, 20));
        }
        Files.write(Files.createDirectory(directory.resolve("web1")).resolve("access.log"), log);

        try (GoldenReplay replay = new GoldenReplay(GoldenFolder.at(directory))) {
            assertThat(replay.run(500)).hasSize(2 * EACH);

            assertThat(categories).isEqualTo(99);
            assertThat(recorded(replay, "")).isEqualTo(EACH);
            assertThat(recorded(replay, "DISTINCT")).isEqualTo(EACH);
        }
    }

    private static long recorded(GoldenReplay replay, String distinct) throws SQLException {
        try (Connection connection = replay.matomo().database().connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT COUNT(" + distinct
                        + " a.name) FROM matomo_log_link_visit_action l JOIN matomo_log_action a ON a.idaction = l.idaction_name"
                        + " WHERE a.name LIKE 'good-%'")) {
            found.next();
            return found.getLong(1);
        }
    }
}
