/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The streams that pipelines of others bring, and what tells their requests apart. Stateless. */
public final class PipelineStreams {
    private final LedgerTables tables;

    /**
     * One of them.
     *
     * @param identity {@code request_id}, {@code file}, {@code topic}, {@code bytes}, {@code none}: of what it brought last
     */
    public record PipelineStream(String name, String identity) {
        /** What that identity promises when something is sent again, as the end of a sentence. */
        public String promise() {
            return switch (identity) {
                case "request_id" -> "each request counts once, whatever carries it (the id in the line)";
                case "file" -> "each line counts once while the shipper's offsets are right (file and offset)";
                case "topic" -> "each message counts once (topic, partition, offset)";
                case "bytes" -> "the same content counts once (it holds a random part)";
                default -> "what is sent again counts again (nothing tells it apart)";
            };
        }
    }

    public PipelineStreams(LedgerTables tables) {
        this.tables = tables;
    }

    /** Those that are not retired, by name. */
    public List<PipelineStream> run(Connection connection) throws SQLException {
        List<PipelineStream> streams = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT name, identity FROM `" + tables.stream()
                        + "` WHERE identity <> '" + StreamTally.RANGE + "' AND retired = 0 ORDER BY name");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                streams.add(new PipelineStream(row.getString(1), row.getString(2)));
            }
        }
        return streams;
    }
}
