/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.mysql.ledger.ReofferedRows;
import io.github.trackreplay.order.FileTrack;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hands the deliveries of a transaction on, rejected rows that are offered again among them. Behind the lock on the progress
 * row nobody else settles a row, so one that still waits is judged here and nowhere else, however many offer it.
 *
 * <p>Why so: {@code docs/decisions/0020-set-aside-and-back.md}.
 */
record Offering(Connection connection, Ledger ledger, LedgerState state, Outcomes outcomes, Taking taking) {
    /** What is done with a delivery that is no rejected row. */
    interface Take {
        void take(Delivery delivery) throws SQLException;
    }

    void run(Collection<Delivery> deliveries, Take take) throws SQLException {
        Map<Long, ReofferedRows.Waiting> waiting = waiting(deliveries);
        for (Delivery delivery : deliveries) {
            if (delivery instanceof Delivery.Again again) {
                Optional.ofNullable(waiting.remove(again.rejectedId()))
                        .filter(row -> row.fileId().isPresent())
                        .ifPresentOrElse(row -> offer(row, again), outcomes::duplicateOffer);
            } else if (delivery instanceof Delivery.EventAgain event) {
                Optional<ReofferedRows.Waiting> row = Optional.ofNullable(waiting.remove(event.rejectedId()));
                row.ifPresentOrElse(outcomes::offer, outcomes::duplicateOffer);
                if (row.isPresent()) {
                    take.take(new Delivery.OfPack(event.pack()));
                }
            } else if (delivery instanceof Delivery.Reread reread) {
                new Rereading(connection, ledger, state, outcomes, taking).offer(reread);
            } else {
                take.take(delivery);
            }
        }
    }

    /** The rows that still wait, their files in memory. */
    private Map<Long, ReofferedRows.Waiting> waiting(Collection<Delivery> deliveries) throws SQLException {
        List<Long> ids = deliveries.stream()
                .filter(d -> d instanceof Delivery.Again || d instanceof Delivery.EventAgain)
                .map(d ->
                        d instanceof Delivery.Again again ? again.rejectedId() : ((Delivery.EventAgain) d).rejectedId())
                .toList();
        Map<Long, ReofferedRows.Waiting> waiting =
                new HashMap<>(ledger.rejected().waiting(connection, ids));
        state.need(
                connection,
                waiting.values().stream()
                        .filter(row -> row.fileId().isPresent())
                        .map(row -> row.fileId().getAsLong())
                        .toList());
        return waiting;
    }

    private void offer(ReofferedRows.Waiting row, Delivery.Again again) {
        FileTrack file = state.file(row.fileId().getAsLong());
        outcomes.offer(file, row, again.entries().size());
        PackHeader header = new PackHeader(
                file.file(),
                row.offset(),
                row.offset() + row.bytes(),
                PackHeader.Reading.of(0, file.host(), file.trackerPaths()),
                PackHeader.Promise.NONE);
        taking.offer(file, new Pack(header, again.entries()), row.bytes());
    }
}
