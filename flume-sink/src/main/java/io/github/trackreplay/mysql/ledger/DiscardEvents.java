/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Deletes for good what is kept of events that name no log file of ours: nothing of them was ever taken, so no account needs
 * them. Then counts anew how much is still kept ({@link KeptBytes}), and takes that for what should be there
 * ({@link TableTallies}).
 */
public final class DiscardEvents {
    private static final int PAGE = 500;

    private final LedgerTables tables;

    /**
     * Which of them.
     *
     * @param waiting also those that have not been replayed
     */
    public record Which(Optional<String> reason, Optional<String> stream, boolean waiting) {}

    /**
     * What is gone.
     *
     * @param events rows of events
     * @param conflicts packs in conflict that had been accepted
     */
    public record Discarded(long events, long conflicts) {}

    public DiscardEvents(LedgerTables tables) {
        this.tables = tables;
    }

    /**
     * Deletes and commits, some at a time, so that agents can go on meanwhile.
     *
     * @param connection auto-commit off, in no transaction
     */
    public Discarded run(Connection connection, Which which) throws SQLException {
        TableTallies tallies = new TableTallies(tables);
        new LockProgress(tables).run(connection);
        tallies.forget(connection, TableTallies.Table.REJECTED); // until they are counted anew nobody misses what goes
        tallies.forget(connection, TableTallies.Table.CONFLICT);
        connection.commit();
        Discarded gone = new Discarded(all(connection, events(which), which), all(connection, conflicts(which), which));
        new LockProgress(tables).run(connection);
        new KeptBytes(tables).countAnew(connection);
        tallies.recount(connection, TableTallies.Table.REJECTED);
        tallies.recount(connection, TableTallies.Table.CONFLICT);
        connection.commit();
        return gone;
    }

    private long all(Connection connection, String sql, Which which) throws SQLException {
        long gone = 0;
        int some;
        do {
            new LockProgress(tables).run(connection);
            try (PreparedStatement delete = connection.prepareStatement(sql + " LIMIT " + PAGE)) {
                int at = 1;
                for (Optional<String> value : List.of(which.reason(), which.stream())) {
                    if (value.isPresent()) {
                        delete.setString(at++, value.get());
                    }
                }
                some = delete.executeUpdate();
            }
            connection.commit();
            gone += some;
        } while (some == PAGE);
        return gone;
    }

    private String events(Which which) {
        return tables.sql(
                "DELETE FROM matomo_trackreplay_rejected WHERE file_id IS NULL {} {} {} ORDER BY rejected_id",
                which.reason().isPresent() ? "AND reason = ?" : "",
                which.stream().isPresent() ? "AND stream = ?" : "",
                which.waiting() ? "" : "AND replay_state <> 'stored'");
    }

    private String conflicts(Which which) {
        return tables.sql(
                "DELETE FROM matomo_trackreplay_conflict WHERE accepted_at IS NOT NULL {} {} ORDER BY conflict_id",
                which.reason().isPresent() ? "AND 'conflict' = ?" : "",
                which.stream().isPresent()
                        ? tables.sql(
                                "AND stream_id IN (SELECT stream_id FROM matomo_trackreplay_stream WHERE name = ?)")
                        : "");
    }
}
