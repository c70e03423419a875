/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.ledger.Rejection;
import io.github.trackreplay.mysql.ledger.ReofferedRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rejected rows that are judged again in one transaction. What becomes of each is known when all requests are applied: a row
 * of which the one entry was rejected again goes on waiting; every other one is settled, and what of its entries was rejected
 * again gets rows of its own.
 */
final class Offered {
    private static final int ANY_INDEX = -1;

    private final Map<Place, Row> places = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();

    private record Place(long fileId, long offset, int index) {}

    private static final class Row {
        private final ReofferedRows.Waiting waiting;
        private final int entries;
        private final List<Rejection> rejected = new ArrayList<>();

        Row(ReofferedRows.Waiting waiting, int entries) {
            this.waiting = waiting;
            this.entries = entries;
        }

        private boolean goesOnWaiting() {
            return entries == 1 && rejected.size() == 1;
        }
    }

    /**
     * A row is offered.
     *
     * @param entries what it holds now: its requests and rejected lines
     */
    void add(ReofferedRows.Waiting waiting, int entries) {
        Row row = new Row(waiting, entries);
        rows.add(row);
        if (waiting.fileId().isPresent()) {
            int index = waiting.ofOne() ? waiting.index() : ANY_INDEX;
            places.put(new Place(waiting.fileId().getAsLong(), waiting.offset(), index), row);
        }
    }

    /** Notes a rejection; returns whether it is one of an offered row. */
    boolean reject(Rejection rejection) {
        Rejection.Place at = rejection.place();
        if (places.isEmpty() || at.fileId().isEmpty()) {
            return false;
        }
        long file = at.fileId().getAsLong();
        Optional<Row> row = Optional.ofNullable(places.get(new Place(file, at.offset(), at.index())))
                .or(() -> Optional.ofNullable(places.get(new Place(file, at.offset(), ANY_INDEX))));
        row.ifPresent(offered -> offered.rejected.add(rejection));
        return row.isPresent();
    }

    /** Rows that go on waiting. */
    List<ReofferedRows.Again> again() {
        return rows.stream()
                .filter(Row::goesOnWaiting)
                .map(row -> new ReofferedRows.Again(
                        row.waiting.id(),
                        row.rejected.get(0).reason(),
                        row.rejected.get(0).detail()))
                .toList();
    }

    /** New rows for what was rejected of rows that are settled. */
    List<Rejection> rejections() {
        return rows.stream()
                .filter(row -> !row.goesOnWaiting())
                .flatMap(row -> row.rejected.stream())
                .toList();
    }

    /** Rows that are settled: with entries they were replayed, without any they are skipped. */
    List<Long> settled(boolean withEntries) {
        return rows.stream()
                .filter(row -> !row.goesOnWaiting() && withEntries == row.entries > 0)
                .map(row -> row.waiting.id())
                .toList();
    }
}
