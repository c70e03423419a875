/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.tracking.RequestOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Writes one row per request into a table, in the order given. Queries decide outcomes: {@code bot=1} is excluded, {@code
 * idsite=0} refused, {@code long=1} does not fit its column, {@code defect=1} throws, {@code deep=1} exhausts the stack; and
 * what {@link Poison} lists.
 */
class RecordingApplier implements RequestApplier {
    static final String TABLE =
            "CREATE TABLE applied (id BIGINT AUTO_INCREMENT PRIMARY KEY, stream VARCHAR(190) NOT NULL,"
                    + " file CHAR(64) NOT NULL, place BIGINT NOT NULL, idx INT NOT NULL, time BIGINT NOT NULL,"
                    + " word VARCHAR(4) NOT NULL DEFAULT '', UNIQUE KEY once (stream, file, place, idx))";

    int forgotten;

    @Override
    public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests) throws SQLException {
        List<RequestOutcome> outcomes = new ArrayList<>();
        List<LocatedRequest> written = new ArrayList<>();
        for (LocatedRequest located : requests) {
            String query = located.request().query();
            Poison.take(connection, query);
            if (query.contains("defect=1")) {
                throw new IndexOutOfBoundsException("a defect");
            }
            if (query.contains("bot=1")) {
                outcomes.add(new RequestOutcome.Excluded("bot"));
            } else if (query.contains("idsite=0")) {
                outcomes.add(new RequestOutcome.Refused("unknown-site", "There is no such site."));
            } else {
                outcomes.add(new RequestOutcome.Recorded());
                written.add(located);
            }
        }
        for (int from = 0; from < written.size(); from += 1000) {
            write(connection, written.subList(from, Math.min(written.size(), from + 1000)));
        }
        return outcomes;
    }

    private static void write(Connection connection, List<LocatedRequest> requests) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO applied (stream, file, place, idx, time, word) VALUES "
                        + "(?, ?, ?, ?, ?, ?), ".repeat(requests.size() - 1) + "(?, ?, ?, ?, ?, ?)")) {
            int at = 1;
            for (LocatedRequest located : requests) {
                insert.setString(at++, located.file().stream());
                insert.setString(at++, located.file().fingerprint().hex());
                insert.setLong(at++, located.request().offset());
                insert.setInt(at++, located.request().index());
                insert.setLong(at++, located.request().time());
                insert.setString(at++, located.request().query().contains("long=1") ? "too long" : "");
            }
            insert.executeUpdate();
        }
    }

    @Override
    public OptionalLong anySite(Connection connection) {
        return OptionalLong.of(1);
    }

    @Override
    public void forget() {
        forgotten++;
    }
}
