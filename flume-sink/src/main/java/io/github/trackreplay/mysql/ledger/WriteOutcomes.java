/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;

/** Writes rejected entries with their bytes, and the counters per reason. */
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
                    NullableLong.orNull(place.fileId()),
                    place.offset(),
                    place.bytes(),
                    place.index(),
                    NullableLong.orNull(place.time()),
                    Rows.cut(r.reason(), LONGEST_REASON),
                    Rows.cut(r.detail(), LONGEST_DETAIL),
                    r.kept().form().code(),
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
