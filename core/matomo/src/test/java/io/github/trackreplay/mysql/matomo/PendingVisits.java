/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.KnownVisit;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.model.VisitLookup;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Visits that a batch inserts, all at {@link #NOON}: the first one of visitor 1, and so on.
 *
 * @param number how many
 */
record PendingVisits(int number) {
    static final long NOON = 1_772_539_200; // 2026-03-03 12:00:00 UTC

    /** How each of them is looked for. */
    List<VisitLookup.OfVisitor> lookups() {
        return IntStream.rangeClosed(1, number)
                .mapToObj(i -> new VisitLookup.OfVisitor(1, i, NOON))
                .toList();
    }

    /** What each of them is before it has an id. */
    List<Ref> refs() {
        return IntStream.rangeClosed(1, number)
                .<Ref>mapToObj(PendingVisits::ref)
                .toList();
    }

    /**
     * Their changes.
     *
     * @param bytes of a visitor id
     */
    List<Change> inserts(int bytes) {
        return IntStream.rangeClosed(1, number)
                .<Change>mapToObj(i -> new Change.InsertVisit(ref(i), columns(i, bytes)))
                .toList();
    }

    /** What is found; {@link Ref.Id#NONE} where nothing is. */
    static Ref found(Known known, VisitLookup.OfVisitor lookup) {
        return known.visit(lookup).map(KnownVisit::visit).orElse(Ref.Id.NONE);
    }

    private static Ref.Pending ref(int i) {
        return new Ref.Pending(Ref.Table.VISIT, i);
    }

    private static Columns columns(int i, int bytes) {
        return new Columns()
                .put("idsite", 1)
                .put("idvisitor", ByteBuffer.allocate(bytes).putLong(i).array())
                .put("visit_last_action_time", new Value.Time(NOON))
                .put("visit_first_action_time", new Value.Time(NOON))
                .put("config_id", new byte[Long.BYTES])
                .put("location_ip", new byte[] {1, 2, 3, 4})
                .put("referer_url", "https://a.example/" + "x".repeat(1000));
    }
}
