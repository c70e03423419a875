/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.golden;

import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.PipelineStreams;
import io.github.trackreplay.order.PipelineContiguity;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** How many streams of pipelines are proven to be complete through what all of them have passed. */
public final class ProvenStreams {
    private static final Duration MOST_DISORDER = Duration.ofMinutes(10);

    private ProvenStreams() {}

    public static long of(Connection connection, LedgerTables tables) throws SQLException {
        long through = passed(connection, tables) - MOST_DISORDER.toMillis();
        return new PipelineStreams(tables)
                .run(connection).stream()
                        .filter(stream -> stream.contiguity().through(through) instanceof PipelineContiguity.Proven)
                        .count();
    }

    private static long passed(Connection connection, LedgerTables tables) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COALESCE(MIN(watermark), 0) FROM `" + tables.topicRange()
                        + "` WHERE cluster IN ('file', 'topic-used')")) {
            row.next();
            return row.getLong(1);
        }
    }
}
