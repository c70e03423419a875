/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.quickstart.DemoSite;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a line takes to become a committed row on one machine, with an agent that has nothing else to do and {@code
 * disorder = 0}. Only with {@code -Dtrackreplay.latency=true}; prints figures.
 */
@EnabledIfSystemProperty(named = "trackreplay.latency", matches = "true")
class LatencyTest {
    @TempDir
    Path directory;

    @Test
    void aLineBecomesARow() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                Shop shop = new Shop(directory, new DemoSite(database.url(), database.user(), database.password()));
                Connection connection = database.connect();
                PreparedStatement rows =
                        connection.prepareStatement("SELECT COUNT(*) FROM matomo_log_link_visit_action")) {
            shop.startAgent();
            shop.receive(1);
            shop.awaitArrival();
            Latencies.measure("line to row", () -> line(shop, rows));
        }
    }

    private static long line(Shop shop, PreparedStatement rows) throws SQLException {
        long before = count(rows);
        long begun = System.nanoTime();
        shop.receive(1);
        while (count(rows) == before) {
            LockSupport.parkNanos(1_000_000);
        }
        return System.nanoTime() - begun;
    }

    private static long count(PreparedStatement rows) throws SQLException {
        try (ResultSet row = rows.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
