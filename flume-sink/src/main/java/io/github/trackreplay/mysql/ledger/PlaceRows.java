/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.order.CarriedPlaces;
import io.github.trackreplay.order.CarriedSpan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Where the lines of pipelines' streams stood: files within their stream, topics for all. Stateless. */
public final class PlaceRows {
    private static final int MOST_NAMES = 500;

    private static final String FILE = literal(CarriedSpan.Kind.FILE);
    private static final String FILE_BEGAN = literal(CarriedSpan.Kind.FILE_BEGAN);
    private static final String TOPIC = literal(CarriedSpan.Kind.TOPIC);
    private static final String TOPIC_USED = literal(CarriedSpan.Kind.TOPIC_USED);

    private final LedgerTables tables;

    public PlaceRows(LedgerTables tables) {
        this.tables = tables;
    }

    /** Those of a stream, or with 0 those of all topics. */
    public List<CarriedSpan> of(Connection connection, long stream) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(selectWhere("stream_id = ?"))) {
            select.setLong(1, stream);
            try (ResultSet row = select.executeQuery()) {
                return read(row);
            }
        }
    }

    /** Those of some topics' partitions. */
    public List<CarriedSpan> ofTopics(Connection connection, Collection<String> names) throws SQLException {
        List<CarriedSpan> spans = new ArrayList<>();
        List<String> all = List.copyOf(names);
        for (int from = 0; from < all.size(); from += MOST_NAMES) {
            List<String> some = all.subList(from, Math.min(all.size(), from + MOST_NAMES));
            try (PreparedStatement select = connection.prepareStatement(selectWhere(
                    "stream_id = 0 AND cluster = ? AND topic IN (?" + ", ?".repeat(some.size() - 1) + ")"))) {
                select.setString(1, CarriedSpan.Kind.TOPIC.code());
                for (int i = 0; i < some.size(); i++) {
                    select.setString(i + 2, some.get(i));
                }
                try (ResultSet row = select.executeQuery()) {
                    spans.addAll(read(row));
                }
            }
        }
        return spans;
    }

    private static String literal(CarriedSpan.Kind kind) {
        return "'" + kind.code() + "'";
    }

    private String selectWhere(String condition) {
        return tables.sql("""
                SELECT stream_id, cluster, topic, range_start, range_end, watermark
                FROM matomo_trackreplay_topic_range
                WHERE {}""", condition);
    }

    /** What is known of all topics together: up to when some of them have no place. */
    public List<CarriedSpan> unplacedOfTopics(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(selectWhere(
                        "stream_id = 0 AND cluster = " + literal(CarriedSpan.Kind.UNPLACED) + " AND topic = ''"));
                ResultSet row = select.executeQuery()) {
            return read(row);
        }
    }

    private static List<CarriedSpan> read(ResultSet row) throws SQLException {
        List<CarriedSpan> spans = new ArrayList<>();
        while (row.next()) {
            Optional<CarriedSpan.Kind> kind = CarriedSpan.Kind.of(row.getString("cluster"));
            if (kind.isPresent()) {
                spans.add(new CarriedSpan(
                        row.getLong("stream_id"),
                        kind.get(),
                        row.getString("topic"),
                        row.getLong("range_start"),
                        row.getLong("range_end"),
                        LockProgress.time(row, "watermark")));
            }
        }
        return spans;
    }

    /** Writes what has changed. */
    public void write(Connection connection, CarriedPlaces.Changes changes) throws SQLException {
        if (changes.keys().isEmpty()) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement(tables.sql("""
                DELETE FROM matomo_trackreplay_topic_range
                WHERE stream_id = ? AND cluster = ? AND topic = ? AND topic_partition = 0"""))) {
            for (CarriedPlaces.Key key : changes.keys()) {
                delete.setLong(1, key.stream());
                delete.setString(2, key.kind().code());
                delete.setString(3, key.name());
                delete.addBatch();
            }
            delete.executeBatch();
        }
        Rows rows = Rows.insert(
                connection,
                tables.topicRange(),
                "stream_id, cluster, topic, topic_partition, range_start, range_end, watermark");
        for (CarriedSpan span : changes.rows()) {
            rows.add(
                    span.stream(),
                    span.kind().code(),
                    span.name(),
                    0,
                    span.start(),
                    span.end(),
                    Rows.time(span.time()));
        }
        rows.send();
    }

    /** Forgets what lies before a time, a file's begin with the last of it, and a partition of which no time is known any more. */
    public void forget(Connection connection, long before) throws SQLException {
        String table = "`" + tables.topicRange() + "`";
        delete(connection, "DELETE FROM " + table + " WHERE watermark < ? AND cluster <> " + FILE_BEGAN, before);
        delete(
                connection,
                "DELETE b FROM " + table + " b LEFT JOIN " + table + " f ON f.stream_id = b.stream_id"
                        + " AND f.cluster = " + FILE + " AND f.topic = b.topic AND f.watermark IS NOT NULL"
                        + " WHERE b.cluster = " + FILE_BEGAN + " AND b.watermark < ? AND f.stream_id IS NULL",
                before);
        try (PreparedStatement delete = connection.prepareStatement("DELETE f FROM " + table + " f LEFT JOIN " + table
                + " b ON b.stream_id = f.stream_id AND b.cluster = " + FILE_BEGAN + " AND b.topic = f.topic"
                + " WHERE f.cluster = " + FILE + " AND f.watermark IS NULL AND b.stream_id IS NULL")) {
            delete.executeUpdate();
        }
        forgetTimeless(connection);
    }

    private void forgetTimeless(Connection connection) throws SQLException {
        String table = "`" + tables.topicRange() + "`";
        try (PreparedStatement delete = connection.prepareStatement("DELETE t FROM " + table + " t LEFT JOIN " + table
                + " d ON d.stream_id = t.stream_id AND d.cluster = t.cluster AND d.topic = t.topic"
                + " AND d.watermark IS NOT NULL WHERE t.cluster IN (" + TOPIC + ", " + TOPIC_USED + ")"
                + " AND t.watermark IS NULL AND d.stream_id IS NULL")) {
            delete.executeUpdate();
        }
    }

    private static void delete(Connection connection, String sql, long before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setLong(1, before);
            delete.executeUpdate();
        }
    }

    /** Forgets what is missing of a stream: from now on it begins anew. */
    void accept(Connection connection, long stream) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                tables.sql("DELETE FROM matomo_trackreplay_topic_range WHERE stream_id = ?"))) {
            delete.setLong(1, stream);
            delete.executeUpdate();
        }
    }
}
