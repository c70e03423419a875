/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.order.Passed;
import io.github.trackreplay.order.StreamOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Gives up what is missing of a stream at this moment, gaps and destroyed bytes: completeness no longer waits for it. What
 * arrives of a gap all the same is applied, late.
 */
public final class AcceptLoss {
    private final LedgerTables tables;

    /**
     * What was given up.
     *
     * @param gaps bytes that have not arrived
     * @param losses what was destroyed, or may have been
     * @param conflicts how many packs contradict what had been taken
     */
    public record Accepted(List<Passed.Gap> gaps, List<LossRows.Loss> losses, int conflicts) {
        /** Copies the lists. */
        public Accepted {
            gaps = List.copyOf(gaps);
            losses = List.copyOf(losses);
        }
    }

    public AcceptLoss(LedgerTables tables) {
        this.tables = tables;
    }

    /**
     * Accepts and commits.
     *
     * @param connection auto-commit off, in no transaction
     * @param now milliseconds since 1970-01-01 UTC
     * @return empty if there is no such stream
     */
    public Optional<Accepted> run(Connection connection, String name, long now) throws SQLException {
        return new OperatorCommit(tables).run(connection, commitNumber -> {
            LoadStreams.Loaded all = new LoadStreams(tables).changedAfter(connection, -1);
            Optional<StreamOrder> found = all.streams().values().stream()
                    .filter(stream -> stream.name().equals(name))
                    .findFirst();
            if (found.isEmpty()) {
                return Optional.empty();
            }
            StreamOrder stream = found.get();
            List<Passed.Gap> gaps = stream.acceptHoles();
            new PlaceRows(tables).accept(connection, stream.id());
            new WriteStreams(tables).run(connection, List.of(stream), all.tallies(), commitNumber);
            new ReaderRows(tables).accept(connection, stream.id(), commitNumber);
            List<LossRows.Loss> losses = new LossRows(tables).open(connection, stream.id());
            accept(connection, tables.loss(), stream.id(), now);
            return Optional.of(new Accepted(gaps, losses, accept(connection, tables.conflict(), stream.id(), now)));
        });
    }

    private static int accept(Connection connection, String table, long streamId, long now) throws SQLException {
        try (PreparedStatement accept = connection.prepareStatement(
                "UPDATE `" + table + "` SET accepted_at = ? WHERE stream_id = ? AND accepted_at IS NULL")) {
            accept.setLong(1, now);
            accept.setLong(2, streamId);
            return accept.executeUpdate();
        }
    }
}
