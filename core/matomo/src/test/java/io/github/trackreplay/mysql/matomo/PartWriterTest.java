/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.mysql.SqlFailure;
import io.github.trackreplay.tracking.model.ActionName;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.model.Wanted;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartWriterTest {
    private static final int VISITS = 4_000;
    private static final PendingVisits PENDING = new PendingVisits(VISITS);

    private final MatomoDatabase matomo = MatomoDatabase.create();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private Connection connection;
    private MatomoSchema schema;

    @BeforeEach
    void begin() throws SQLException {
        connection = matomo.begin();
        schema = MatomoSchema.read(connection, "matomo_");
    }

    @AfterEach
    void close() throws SQLException {
        thread.shutdown();
        connection.rollback();
        connection.close();
        matomo.close();
    }

    @Test
    void whateverIsWrittenOfAPartWhenItIsReadItsVisitsAreKnownAsTheSameOnes() throws SQLException {
        List<Change> part = PENDING.inserts(8);
        Known known = new Known().with(part);
        KnownReader reader = new KnownReader(schema);
        Wanted wanted = new Wanted();
        PENDING.lookups().forEach(wanted::add);
        try (PartWriter writer = new PartWriter(new OrderedTableWriter(schema), connection, thread)) {
            writer.start(part, part.size());
            writer.start(List.of(), part.size());
            long rows = 0;
            while (rows < VISITS) {
                try (SqlCalls calls = writer.reading(known)) {
                    reader.load(calls, wanted, known);
                    rows = count(calls);
                }
                assertThat(PENDING.lookups().stream()
                                .map(lookup -> PendingVisits.found(known, lookup))
                                .toList())
                        .isEqualTo(PENDING.refs());
            }
            writer.finish(List.of());
        }
    }

    @Test
    void whatTheWritingMetComesOutOfTheNextReading() throws SQLException {
        try (PartWriter writer = new PartWriter(new OrderedTableWriter(schema), connection, thread)) {
            writer.start(PENDING.inserts(9), VISITS); // no visitor id has nine bytes
            writer.start(List.of(), VISITS);

            assertThatThrownBy(() -> {
                        while (true) {
                            writer.reading(new Known()).close();
                        }
                    })
                    .hasMessageContaining("idvisitor");
        }
    }

    @Test
    void whatTheWritingMetIsAddedToTheFailureOfTheDecidingThread() {
        IllegalStateException deciding = new IllegalStateException("a row that is not there");

        assertThatThrownBy(() -> {
                    try (PartWriter writer = new PartWriter(new OrderedTableWriter(schema), connection, thread)) {
                        writer.start(PENDING.inserts(9), VISITS);
                        writer.start(List.of(), VISITS);
                        throw deciding;
                    }
                })
                .isSameAs(deciding);

        assertThat(deciding.getSuppressed()).hasSize(1);
        assertThat(deciding.getSuppressed()[0]).hasMessageContaining("idvisitor");
        assertThat(PartWriter.judged(deciding))
                .as("of what a request is to blame for, either may be")
                .isSameAs(deciding);
    }

    @ParameterizedTest
    @CsvSource({"40001, 1213", "08S01, 0", "HY000, 1205"})
    void aTransactionThatTheWritingLostIsNotBlamedOnARequest(String state, int code) {
        IllegalStateException deciding = new IllegalStateException("a row that is not there");
        deciding.addSuppressed(new SQLException("lost", state, code));

        Exception judged = PartWriter.judged(deciding);

        assertThat(SqlFailure.of(judged).passes()).isTrue();
        assertThat(judged).hasCause(deciding);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2999, 60000, false",
        "0, 3000, 60000, true",
        "0, 6000, 7999, false",
        "0, 6000, 8000, true",
        "3000, 5999, 60000, false",
        "3000, 6000, 60000, true",
        "12000, 21999, 60000, false",
        "12000, 22000, 60000, true",
        "45000, 52499, 60000, false",
        "45000, 52500, 60000, true",
        "52500, 56249, 60000, false",
        "52500, 56250, 60000, true",
        "56000, 57999, 60000, false",
        "56000, 58000, 60000, true",
        "57000, 58001, 60000, false"
    })
    void theWritingBeginsSoonAndLittleIsLeftOfItWhenAllIsDecided(int begun, int decided, int all, boolean part)
            throws Exception {
        try (PartWriter writer = new PartWriter(new OrderedTableWriter(schema), connection, thread)) {
            begin(writer, begun);

            assertThat(writer.isPart(decided, all, 15_000)).isEqualTo(part);
        }
    }

    private void begin(PartWriter writer, int upTo) throws Exception {
        if (upTo > 0) {
            writer.start(List.of(), upTo);
            thread.submit(() -> {}).get(); // so it is written
        }
    }

    @Test
    void aNewVisitIsWrittenAsThePartBehindItsOwnLeavesIt() throws Exception {
        try (PartWriter writer = new PartWriter(new OrderedTableWriter(schema), connection, thread)) {
            writer.start(PENDING.inserts(8), VISITS);
            writer.start(List.of(update(1, 10), update(2, 10)), VISITS + 2);
            thread.submit(() -> {}).get(); // so the first part is written

            assertThat(seconds()).isEqualTo("10,10,0");
            writer.start(List.of(update(1, 20)), VISITS + 3);
            writer.start(List.of(update(1, 30)), VISITS + 4);
            thread.submit(() -> {}).get();
            assertThat(seconds()).as("it may go on").isEqualTo("10,10,0");
            writer.finish(List.of(update(3, 40)));
            assertThat(seconds()).isEqualTo("30,10,40");
        }
    }

    @Test
    void actionsAndTheLastLinkOfTheNextPartCanBePointedAt() throws Exception {
        Ref.Pending action = new Ref.Pending(Ref.Table.ACTION, VISITS + 1);
        Ref.Pending link = new Ref.Pending(Ref.Table.LINK, VISITS + 2);
        Ref.Pending visit = new Ref.Pending(Ref.Table.VISIT, 1);
        try (PartWriter writer = new PartWriter(new OrderedTableWriter(schema), connection, thread)) {
            writer.start(PENDING.inserts(8), VISITS);
            writer.finish(List.of(
                    new Change.InsertAction(action, new ActionName("shop.example/next", 1), 2),
                    new Change.InsertLink(
                            link,
                            visit,
                            new Columns()
                                    .put("idsite", 1)
                                    .put("idvisit", visit)
                                    .put("idvisitor", new byte[Long.BYTES])
                                    .put("server_time", new Value.Time(PendingVisits.NOON))
                                    .put("idaction_url", action)),
                    new Change.UpdateVisit(
                            visit,
                            1,
                            new Columns().put("visit_exit_idaction_url", action).put("last_idlink_va", link))));
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM matomo_log_visit v"
                        + " JOIN matomo_log_action a ON a.idaction = v.visit_exit_idaction_url"
                        + " JOIN matomo_log_link_visit_action l ON l.idlink_va = v.last_idlink_va"
                        + " AND l.idvisit = v.idvisit AND l.idaction_url = a.idaction")) {
            row.next();
            assertThat(row.getLong(1)).isEqualTo(1);
        }
    }

    private static Change update(long visit, long seconds) {
        return new Change.UpdateVisit(
                new Ref.Pending(Ref.Table.VISIT, visit), 1, new Columns().put("visit_total_time", seconds));
    }

    private String seconds() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT GROUP_CONCAT(visit_total_time ORDER BY idvisit)"
                        + " FROM matomo_log_visit WHERE idvisit < 4")) {
            row.next();
            return row.getString(1);
        }
    }

    private static long count(SqlCalls calls) throws SQLException {
        try (ResultSet row = calls.query("SELECT COUNT(*) FROM matomo_log_visit")) {
            row.next();
            return row.getLong(1);
        }
    }
}
