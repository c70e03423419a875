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
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LookAheadTest {
    private static final long NOON = 1_772_539_200; // 2026-03-03 12:00:00 UTC
    private static final int VISITS = 2_000;
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
        writer = new PartWriter(new ChangeWriter(schema), connection, writing);
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
        List<Change> part = visits();
        Known known = new Known().with(part);
        writer.start(part, part.size());
        int toldWhileWritten = 0;
        do {
            ahead.ask(wanted());
            toldWhileWritten = writer.isWriting() ? toldWhileWritten + 1 : toldWhileWritten;
            ahead.tell(known);

            assertThat(lookups().stream().map(lookup -> visit(known, lookup)).toList())
                    .isEqualTo(pending());
        } while (writer.isWriting());

        ahead.ask(wanted());
        writer.finish(List.of());
        ahead.tell(known);
        assertThat(lookups().stream().map(lookup -> visit(known, lookup)).toList())
                .isEqualTo(pending());
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
        return wanted(lookups().toArray(VisitLookup[]::new));
    }

    private static Wanted wanted(VisitLookup... lookups) {
        Wanted wanted = new Wanted();
        wanted.actions().add(NAME);
        for (VisitLookup lookup : lookups) {
            wanted.add(lookup);
        }
        return wanted;
    }

    private static Ref visit(Known known, VisitLookup.OfVisitor lookup) {
        return known.visit(lookup).map(KnownVisit::visit).orElse(Ref.Id.NONE);
    }

    private static List<VisitLookup.OfVisitor> lookups() {
        List<VisitLookup.OfVisitor> lookups = new ArrayList<>();
        for (int i = 1; i <= VISITS; i++) {
            lookups.add(new VisitLookup.OfVisitor(1, i, NOON));
        }
        return lookups;
    }

    private static List<Ref> pending() {
        List<Ref> visits = new ArrayList<>();
        for (int i = 1; i <= VISITS; i++) {
            visits.add(new Ref.Pending(Ref.Table.VISIT, i));
        }
        return visits;
    }

    private static List<Change> visits() {
        List<Change> changes = new ArrayList<>();
        for (int i = 1; i <= VISITS; i++) {
            Columns columns = new Columns()
                    .put("idsite", 1)
                    .put("idvisitor", ByteBuffer.allocate(Long.BYTES).putLong(i).array())
                    .put("visit_last_action_time", new Value.Time(NOON))
                    .put("visit_first_action_time", new Value.Time(NOON))
                    .put("config_id", new byte[Long.BYTES])
                    .put("location_ip", new byte[] {1, 2, 3, 4})
                    .put("referer_url", "https://a.example/" + "x".repeat(1000));
            changes.add(new Change.InsertVisit(new Ref.Pending(Ref.Table.VISIT, i), columns));
        }
        return changes;
    }
}
