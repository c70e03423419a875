/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.event.UnknownLoss;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** Writes rejected entries with their bytes, losses, and the counters per reason. */
public final class WriteOutcomes {
    private static final int LONGEST_REASON = 64;
    private static final int LONGEST_DETAIL = 4000;

    private final LedgerTables tables;

    /**
     * What a counter counts.
     *
     * @param outcome {@code recorded}, {@code excluded}, {@code rejected}, {@code skipped}, {@code duplicate} or {@code unkept}
     * @param reason a short stable code; empty where the outcome needs none
     */
    public record CounterKey(long streamId, String outcome, String reason) {}

    /**
     * Destroyed bytes.
     *
     * @param bytes how many; 0 if that is unknown
     * @param from least event time that they may have had; if their number is unknown, since when they may have been
     *     written
     * @param to until when, if their number is unknown
     */
    public record Loss(
            long id, long streamId, long fileId, long start, long end, long bytes, long from, OptionalLong to) {}

    public WriteOutcomes(LedgerTables tables) {
        this.tables = tables;
    }

    public void rejections(Connection connection, Collection<Rejection> rejections, long commitNumber, long now)
            throws SQLException {
        Rows rows = Rows.insert(
                connection,
                tables.rejected(),
                "rejected_id, commit_no, rejected_at, file_id, line_offset, line_bytes, line_index, event_time, reason,"
                        + " detail, form, raw, replay_state, stream");
        for (Rejection r : rejections) {
            Rejection.Place place = r.place();
            rows.add(
                    r.id(),
                    commitNumber,
                    now,
                    place.fileId().isPresent() ? place.fileId().getAsLong() : null,
                    place.offset(),
                    place.bytes(),
                    place.index(),
                    place.time().isPresent() ? place.time().getAsLong() : null,
                    Rows.cut(r.reason(), LONGEST_REASON),
                    Rows.cut(r.detail(), LONGEST_DETAIL),
                    r.kept().form().name().toLowerCase(Locale.ROOT),
                    r.kept().raw(),
                    "stored",
                    r.stream().orElse(null));
        }
        rows.send();
        new TableTallies(tables)
                .change(
                        connection,
                        TableTallies.Table.REJECTED,
                        TableTallies.Tally.of(
                                rejections.stream().map(Rejection::id).toList()));
    }

    public void losses(Connection connection, Collection<Loss> losses, long now) throws SQLException {
        Rows rows = Rows.insert(
                connection,
                tables.loss(),
                "loss_id, stream_id, file_id, range_start, range_end, lost_bytes, from_time, to_time, noticed_at");
        for (Loss loss : losses) {
            rows.add(
                    loss.id(),
                    loss.streamId(),
                    loss.fileId(),
                    loss.start(),
                    loss.end(),
                    loss.bytes(),
                    Rows.time(loss.from()),
                    loss.to().isPresent() ? loss.to().getAsLong() : null,
                    now);
        }
        rows.send();
    }

    /** Whether a possible loss has been noted before: its event may come twice. */
    public boolean knows(Connection connection, long fileId, UnknownLoss loss) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT 1 FROM `" + tables.loss() + "` WHERE file_id = ? AND from_time = ? AND to_time = ? LIMIT 1")) {
            select.setLong(1, fileId);
            select.setLong(2, loss.from());
            select.setLong(3, loss.to());
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Whether a possible loss of a stream is listed that nobody has accepted. */
    public boolean listsPossibleLoss(Connection connection, long streamId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT 1 FROM `" + tables.loss()
                + "` WHERE stream_id = ? AND accepted_at IS NULL AND to_time IS NOT NULL LIMIT 1")) {
            select.setLong(1, streamId);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Adds to counters. */
    public void counters(Connection connection, Map<CounterKey, Long> added) throws SQLException {
        Rows rows = Rows.upsert(
                connection,
                tables.counter(),
                "stream_id, outcome, reason, requests",
                "requests = requests + VALUES(requests)");
        for (Map.Entry<CounterKey, Long> entry : added.entrySet()) {
            CounterKey key = entry.getKey();
            rows.add(key.streamId(), key.outcome(), Rows.cut(key.reason(), LONGEST_REASON), entry.getValue());
        }
        rows.send();
    }
}
