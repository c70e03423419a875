/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.tracking.model.ActionName;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.KnownVisit;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.model.VisitLookup;
import io.github.trackreplay.tracking.model.Wanted;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LookAheadTest {
    private static final long NOON = PendingVisits.NOON;
    private static final PendingVisits VISITS = new PendingVisits(2_000);
    private static final ActionName NAME = new ActionName("a.example/x", 1);
    private static final Ref.Pending OURS = new Ref.Pending(Ref.Table.ACTION, 1);

    private final MatomoDatabase matomo = MatomoDatabase.create();
    private final ExecutorService writing = Executors.newSingleThreadExecutor();
    private final ExecutorService reading = Executors.newSingleThreadExecutor();
    private Connection connection;
    private PartWriter writer;
    private LookAhead ahead;

    @BeforeEach
    void begin() throws SQLException {
        connection = matomo.begin();
        MatomoSchema schema = MatomoSchema.read(connection, "matomo_");
        writer = new PartWriter(new OrderedTableWriter(schema), connection, writing);
        ahead = new LookAhead(new KnownReader(schema), writer, reading);
    }

    @AfterEach
    void close() throws SQLException {
        writing.shutdown();
        reading.shutdown();
        if (!connection.isClosed()) {
            connection.rollback();
            connection.close();
        }
        matomo.close();
    }

    @Test
    void whateverWasWrittenOfAPartWhenItWasReadItsVisitsAreKnownAsTheSameOnes() throws SQLException {
        List<Change> part = VISITS.inserts(Long.BYTES);
        Known known = new Known().with(part);
        writer.start(part, part.size());
        writer.start(List.of(), part.size()); // it is written once the next one is there
        int toldWhileWritten = 0;
        do {
            ahead.ask(wanted());
            toldWhileWritten = writer.isWriting() ? toldWhileWritten + 1 : toldWhileWritten;
            ahead.tell(known);

            assertThat(VISITS.lookups().stream()
                            .map(lookup -> PendingVisits.found(known, lookup))
                            .toList())
                    .isEqualTo(VISITS.refs());
        } while (writer.isWriting());

        ahead.ask(wanted());
        writer.finish(List.of());
        ahead.tell(known);
        assertThat(VISITS.lookups().stream()
                        .map(lookup -> PendingVisits.found(known, lookup))
                        .toList())
                .isEqualTo(VISITS.refs());
        assertThat(toldWhileWritten).isPositive();
    }

    @Test
    void whatWasDecidedSinceGoesBeforeWhatWasFound() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT IGNORE INTO matomo_log_visit (idsite, idvisitor, visit_last_action_time,"
                    + " visit_first_action_time, config_id, location_ip) VALUES (1, x'0000000000000001',"
                    + " '2026-03-03 11:59:00', '2026-03-03 11:59:00', x'0000000000000000', x'01020304')");
        }
        Known known = new Known();
        VisitLookup.OfVisitor lookup = new VisitLookup.OfVisitor(1, 1, NOON);
        ahead.ask(wanted(lookup));
        ahead.tell(known);
        KnownVisit visit = known.visit(lookup).orElseThrow();

        ahead.ask(wanted(lookup, new VisitLookup.OfVisitor(1, 2, NOON)));
        known.with(List.of(
                new Change.UpdateVisit(
                        visit.visit(), 1, new Columns().put("visit_last_action_time", new Value.Time(NOON))),
                new Change.InsertAction(OURS, NAME, null)));
        ahead.tell(known);

        assertThat(known.visit(lookup).map(KnownVisit::lastActionTime)).contains(NOON);
        assertThat(known.action(NAME)).contains(OURS);
    }

    @Test
    void whatTheLookingMetIsNotSilentThoughNobodyWantsToHearWhatItFound() throws SQLException {
        connection.close();

        ahead.ask(wanted());

        assertThatThrownBy(ahead::close).isInstanceOf(SQLException.class);
        assertThat(ahead.isAsked()).isFalse();
    }

    private static Wanted wanted() {
        return wanted(VISITS.lookups().toArray(VisitLookup[]::new));
    }

    private static Wanted wanted(VisitLookup... lookups) {
        Wanted wanted = new Wanted();
        wanted.actions().add(NAME);
        for (VisitLookup lookup : lookups) {
            wanted.add(lookup);
        }
        return wanted;
    }
}
