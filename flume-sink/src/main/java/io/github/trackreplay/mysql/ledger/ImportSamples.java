/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What imports that run at the same time bring, a sample each, so that they know each other's requests: numbers of the table of tallies. Each
 * is kept under the place that the import has among those that run, and gone once another one takes that. Stateless.
 */
public final class ImportSamples {
    private static final String PUBLISHED = "imports";
    private static final String MASK = "import-mask-";
    private static final String REQUESTS = "import-";

    private final LedgerTables tables;

    public ImportSamples(LedgerTables tables) {
        this.tables = tables;
    }

    /**
     * A sample of requests.
     *
     * @param mask bits that are 0 in the hashes of those that were chosen
     * @param times event times by hash, milliseconds since 1970-01-01 UTC
     */
    public record Sample(long mask, Map<Long, Long> times) {
        /** Copies the map. */
        public Sample {
            times = Map.copyOf(times);
        }
    }

    /**
     * Another import's sample.
     *
     * @param place of that import among those that run
     */
    public record OfOther(int place, Sample sample) {}

    /**
     * Publishes a sample, and gives those that were published before: of two imports the later one sees the earlier one's, and never
     * both each other's.
     *
     * @param connection auto-commit on; left that way
     * @param place of this import among those that run
     */
    public List<OfOther> publish(Connection connection, int place, Sample sample) throws SQLException {
        connection.setAutoCommit(false);
        try {
            takeTurn(connection); // whoever is next waits until this one is committed
            forget(connection, place);
            List<OfOther> before = others(connection, place);
            Rows rows = Rows.insert(connection, tables.tally(), "name, stream_id, number");
            rows.add(MASK + place, 0, sample.mask());
            for (Map.Entry<Long, Long> request : sample.times().entrySet()) {
                rows.add(REQUESTS + place, request.getKey(), request.getValue());
            }
            rows.send();
            connection.commit();
            return before;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private void takeTurn(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(tables.sql(
                    "INSERT INTO matomo_trackreplay_tally (name, stream_id, number) VALUES ('{}', 0, 1)"
                            + " ON DUPLICATE KEY UPDATE number = number + 1",
                    PUBLISHED));
        }
    }

    private List<OfOther> others(Connection connection, int place) throws SQLException {
        List<OfOther> others = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            Map<Integer, Long> masks = new HashMap<>();
            try (ResultSet row = statement.executeQuery(tables.sql(
                    "SELECT name, number FROM matomo_trackreplay_tally WHERE name LIKE '{}%' AND stream_id = 0",
                    MASK))) {
                while (row.next()) {
                    masks.put(Integer.valueOf(row.getString("name").substring(MASK.length())), row.getLong("number"));
                }
            }
            masks.remove(place);
            for (Map.Entry<Integer, Long> other : masks.entrySet()) {
                others.add(new OfOther(other.getKey(), sample(statement, other.getKey(), other.getValue())));
            }
        }
        return others;
    }

    private Sample sample(Statement statement, int place, long mask) throws SQLException {
        Map<Long, Long> times = new HashMap<>();
        try (ResultSet row = statement.executeQuery(tables.sql(
                "SELECT stream_id, number FROM matomo_trackreplay_tally WHERE name = '{}'", REQUESTS + place))) {
            while (row.next()) {
                times.put(row.getLong("stream_id"), row.getLong("number"));
            }
        }
        return new Sample(mask, times);
    }

    /** Takes back what an import has published. */
    public void forget(Connection connection, int place) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement(tables.sql("DELETE FROM matomo_trackreplay_tally WHERE name IN (?, ?)"))) {
            delete.setString(1, MASK + place);
            delete.setString(2, REQUESTS + place);
            delete.executeUpdate();
        }
    }
}
