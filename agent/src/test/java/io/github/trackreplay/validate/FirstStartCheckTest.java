/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.matomo.MatomoTables;
import io.github.trackreplay.option.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FirstStartCheckTest {
    private static final LedgerTables LEDGER = new LedgerTables("matomo_");

    private TestDatabase database;

    @BeforeEach
    void create() throws Exception {
        database = TestDatabase.create();
        try (Connection connection = database.connect()) {
            MatomoTables.create(
                    connection, "matomo_", new MatomoTables.DemoSite("Shop", "https://shop.example", "UTC"));
            new LedgerSchema(LEDGER).createOrUpgrade(connection);
        }
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private List<Problem> warnings(String startAt, Optional<LedgerTables> ledger) throws SQLException {
        Findings findings = new Findings();
        Component source = new Component(
                Component.Kind.SOURCE,
                "s",
                "a.sources.s.",
                Map.of("stream", "web1", "startAt", startAt),
                Optional.empty());
        try (Connection connection = database.connect()) {
            new FirstStartCheck(List.of(source), findings).run(connection, "matomo_", ledger);
        }
        return findings.warnings();
    }

    private void matomoHasRecorded() throws SQLException {
        database.execute("INSERT IGNORE INTO matomo_log_visit SET idsite = 1, idvisitor = x'0102030405060708',"
                + " visit_last_action_time = '2026-03-04 08:00:00', visit_first_action_time = '2026-03-04 07:00:00',"
                + " config_id = x'0102030405060708', location_ip = x'c0000201'");
    }

    @Test
    void aStreamThatBeginsBeforeMatomosNewestVisitIsWarnedOf() throws Exception {
        matomoHasRecorded();
        for (String startAt : List.of("beginning", "2026-03-04T07:59:59Z")) {
            assertThat(warnings(startAt, Optional.of(LEDGER))).singleElement().satisfies(problem -> {
                assertThat(problem.setting()).isEqualTo("a.sources.s.startAt");
                assertThat(problem.sentence())
                        .contains(
                                "2026-03-04T08:00:00Z", "counts twice", "--dry-run", "import --already-recorded=skip");
            });
        }
        assertThat(warnings("beginning", Optional.empty())).hasSize(1);
    }

    @Test
    void whoeverBeginsLaterOrHasBegunIsNot() throws Exception {
        assertThat(warnings("beginning", Optional.of(LEDGER))).isEmpty();
        matomoHasRecorded();
        assertThat(warnings("2026-03-04T09:00:00+01:00", Optional.of(LEDGER))).isEmpty();
        assertThat(warnings("end", Optional.of(LEDGER))).isEmpty();
        database.execute(
                "INSERT IGNORE INTO matomo_trackreplay_stream (stream_id, name, state, expected, retired, passed, stopped,"
                        + " last_number, current_chain, late, rejects_in_row, commit_no)"
                        + " VALUES (1000, 'web1', 'awaited', 1, 0, 0, 0, 0, 0, 0, 0, 0)");
        assertThat(warnings("beginning", Optional.of(LEDGER))).hasSize(1);
        database.execute(
                "INSERT IGNORE INTO matomo_trackreplay_file (file_id, stream_id, fingerprint, file_number, seen, chain_id,"
                        + " host, tracker_paths, last_seen, applied_bytes, skipped_bytes, before_start_bytes, rejected_bytes,"
                        + " held_bytes, lost_bytes, path) VALUES (1001, 1000, REPEAT('0', 64), 1, 1, 1002, 'web1', '/matomo.php', 1,"
                        + " 1, 0, 0, 0, 0, 0, 'access.log')");
        assertThat(warnings("beginning", Optional.of(LEDGER))).isEmpty();
    }
}
