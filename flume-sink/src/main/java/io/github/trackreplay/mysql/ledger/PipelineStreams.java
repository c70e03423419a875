/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.event.PipelineLog;
import io.github.trackreplay.order.CarriedSpan;
import io.github.trackreplay.order.PipelineContiguity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The streams that pipelines of others bring, and what tells their requests apart. Stateless. */
public final class PipelineStreams {
    /** Logs have whole seconds. */
    private static final long LEAST_DISORDER = 1_000;

    private final LedgerTables tables;

    /**
     * One of them.
     *
     * @param identity {@code request_id}, {@code file}, {@code topic}, {@code bytes}, {@code none}: of what it brought last
     * @param contiguity whether all of it has come
     */
    public record PipelineStream(String name, String identity, PipelineContiguity contiguity) {
        /** What that identity promises when something is sent again, as the end of a sentence. */
        public String promise() {
            return switch (identity) {
                case "request_id" -> "each request counts once, whatever carries it (the id in the line)";
                case "file" -> "each line counts once while the shipper's offsets are right (file and offset)";
                case "topic" -> "each message counts once (topic, partition, offset)";
                case "bytes" -> "the same content counts once (it holds a random part)";
                default -> "each request counts again (nothing tells it apart)";
            };
        }
    }

    /**
     * What a pipeline has brought of a stream.
     *
     * @param way by which {@link io.github.trackreplay.event.Way} its requests come
     * @param newest greatest event time of them, milliseconds
     */
    public record Brought(String stream, String identity, String way, long newest) {}

    public PipelineStreams(LedgerTables tables) {
        this.tables = tables;
    }

    /** What pipelines have brought, by stream, also of streams that come by another way now. */
    public List<Brought> brought(Connection connection) throws SQLException {
        List<Brought> all = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                        SELECT s.name, s.identity, COALESCE(f.path, '') AS way, f.last_time
                        FROM matomo_trackreplay_file f
                        JOIN matomo_trackreplay_stream s ON s.stream_id = f.stream_id
                        WHERE f.fingerprint = ? AND f.last_time IS NOT NULL
                        ORDER BY s.name"""))) {
            select.setString(1, PipelineLog.fingerprint().hex());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    all.add(new Brought(
                            row.getString("name"),
                            row.getString("identity"),
                            row.getString("way"),
                            row.getLong("last_time")));
                }
            }
        }
        return all;
    }

    /** Those that are not retired, by name. */
    public List<PipelineStream> run(Connection connection) throws SQLException {
        List<PipelineStream> streams = new ArrayList<>();
        PlaceRows places = new PlaceRows(tables);
        List<CarriedSpan> topics = places.of(connection, 0);
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                                SELECT stream_id, name, identity, COALESCE(disorder, 0) AS ran_back
                                FROM matomo_trackreplay_stream
                                WHERE identity <> '{}' AND retired = 0
                                ORDER BY name""", StreamTally.RANGE));
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                List<CarriedSpan> rows = new ArrayList<>(places.of(connection, row.getLong("stream_id")));
                rows.addAll(topics);
                PipelineContiguity contiguity =
                        new PipelineContiguity(rows, Math.max(LEAST_DISORDER, row.getLong("ran_back")));
                streams.add(new PipelineStream(row.getString("name"), row.getString("identity"), contiguity));
            }
        }
        return streams;
    }
}
