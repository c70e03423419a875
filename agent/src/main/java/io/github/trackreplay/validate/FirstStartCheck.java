/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.source.tail.StartAt;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Warns before a stream's first start where it would begin with what Matomo's own tracker has recorded. An agent looks for no
 * request in Matomo's tables, so this is all it can say.
 */
final class FirstStartCheck {
    private final List<Component> sources;
    private final Findings findings;

    /** @param sources the log sources of the agent */
    FirstStartCheck(List<Component> sources, Findings findings) {
        this.sources = sources;
        this.findings = findings;
    }

    /**
     * Checks each source.
     *
     * @param prefix of Matomo's tables
     * @param ledger our tables; nothing where there are none yet
     */
    void run(Connection connection, String prefix, Optional<LedgerTables> ledger) {
        try {
            check(connection, prefix, ledger);
        } catch (SQLException e) {
            // a right is missing or the connection is lost: the check of rights says so
        }
    }

    private void check(Connection connection, String prefix, Optional<LedgerTables> ledger) throws SQLException {
        for (Component source : sources) {
            Optional<StartAt> start = start(source);
            if (start.isPresent() && !(ledger.isPresent() && isKnown(connection, ledger.get(), source))) {
                newest(connection, prefix)
                        .filter(time -> isLater(time, start.get()))
                        .ifPresent(time -> warn(source, time));
            }
        }
    }

    private void warn(Component source, Instant newest) {
        findings.warning(
                source.prefix() + "startAt",
                "the stream begins here, with requests from before Matomo's newest visit (" + newest
                        + "). What Matomo's own tracker has recorded of them counts twice: set startAt to the time at which you"
                        + " switched its recording off. 'trackreplay import -f' with this file and --dry-run says of which hours"
                        + " requests are recorded already; what is missing from before, 'trackreplay import"
                        + " --already-recorded=skip' brings.");
    }

    private static boolean isLater(Instant newest, StartAt start) {
        return start instanceof StartAt.Beginning
                || (start instanceof StartAt.Time time && newest.toEpochMilli() > time.millis());
    }

    private static Optional<StartAt> start(Component source) {
        try {
            return Optional.of(StartAt.parse(source.settings().getOrDefault("startAt", "")))
                    .filter(start -> !(start instanceof StartAt.End));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // the source itself says so
        }
    }

    /** Something has come of it; of a name that is made of the files' names, where of any stream something has. */
    private static boolean isKnown(Connection connection, LedgerTables ledger, Component source) throws SQLException {
        String name = source.settings().getOrDefault("stream", "").trim();
        String sql = ledger.sql("""
                SELECT 1
                FROM matomo_trackreplay_stream s
                JOIN matomo_trackreplay_file f ON f.stream_id = s.stream_id
                WHERE LOCATE('%{', ?) > 0 OR s.name = ?
                LIMIT 1""");
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            statement.setString(2, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** A look into an index for each site. */
    private static Optional<Instant> newest(Connection connection, String prefix) throws SQLException {
        String sql = "SELECT TIMESTAMPDIFF(SECOND, '1970-01-01', MAX(newest)) FROM (SELECT (SELECT"
                + " MAX(visit_last_action_time) FROM `" + prefix
                + "log_visit` v WHERE v.idsite = s.idsite) AS newest FROM `"
                + prefix + "site` s) AS sites";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            long seconds = row.getLong(1);
            return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
        }
    }
}
