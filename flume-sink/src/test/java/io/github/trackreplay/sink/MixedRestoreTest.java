/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A backup, or a part of one, is restored while an agent runs: the agent notices, stops with a sentence, and applies nothing. */
class MixedRestoreTest {
    private static final Duration LOOKS_EVERY = Duration.ofSeconds(61);

    private final EngineFixture fixture = new EngineFixture();
    private final FrontendLog web1 = new FrontendLog("web1", 0);
    private final FrontendLog web2 = new FrontendLog("web2", 0);
    private Breakable connections;
    private Replayer engine;

    /** Lends connections while there is a database. */
    private static final class Breakable implements Connections {
        private final Connections real;
        private boolean away;

        private Breakable(Connections real) {
            this.real = real;
        }

        @Override
        public Connection connection() throws SQLException {
            if (away) {
                throw new SQLException("Communications link failure", "08S01");
            }
            return real.connection();
        }

        @Override
        public void evict(Connection connection) {
            real.evict(connection);
        }
    }

    @BeforeEach
    void replayedBeforeAndAfterTheBackup() throws Exception {
        connections = new Breakable(fixture.connections());
        engine = fixture.engine("one", ReplayPolicy.DEFAULT, connections);
        engine.replay(EngineFixture.of(
                web1.line(1000).line(2000).pack(), web2.line(1500).pack()));
        assertThat(fixture.number("SELECT held_packs FROM matomo_trackreplay_progress"))
                .isEqualTo(1);
        for (String table : EngineFixture.TABLES.all()) {
            fixture.database.execute("CREATE TABLE backup_" + table + " AS SELECT * FROM " + table);
        }
        engine.replay(EngineFixture.of(web2.line(2500).line(3500).pack()));
        engine.replay(EngineFixture.of(web1.line(2800).pack(), web2.line(3600).pack()));
        assertThat(fixture.number("SELECT held_packs FROM matomo_trackreplay_progress"))
                .isNotEqualTo(1);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void restore(String table) {
        fixture.database.execute("CREATE TABLE now_" + table + " AS SELECT * FROM " + table);
        fill(table, "backup_" + table);
    }

    private void fill(String table, String from) {
        fixture.database.execute("DELETE FROM " + table + "; INSERT INTO " + table + " SELECT * FROM " + from);
    }

    private void stops(String words) {
        List<String> before = fixture.applied();

        ReplayException trouble = catchThrowableOfType(
                ReplayException.class,
                () -> engine.replay(EngineFixture.of(web1.line(4000).pack())));

        assertThat(trouble.kind()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
        assertThat(trouble.getMessage())
                .contains("contradict each other", "one consistent backup")
                .contains(words);
        assertThat(fixture.applied()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "range, are accounted for",
        "file, are accounted for",
        "held, packs are held back",
        "stream, is said to have reached",
        "stream, is of commit 1",
        "range file, is said to be complete to byte",
        "file stream range chain held, packs are held back"
    })
    void tablesThatAreRestoredAloneStopTheRunningAgent(String names, String said) {
        for (String name : names.split(" ", -1)) {
            restore("matomo_trackreplay_" + name);
        }
        fixture.waiting.pause(LOOKS_EVERY);

        stops(said);
    }

    @Test
    void aClockThatWasSetBackPutsOffNoComparison() {
        restore("matomo_trackreplay_range");
        fixture.waiting.pause(Duration.ofHours(-1));

        stops("are accounted for");
    }

    /** The agent has lost its positions as well, so it reads all logs again. */
    @ParameterizedTest
    @CsvSource({
        "stream, matomo_trackreplay_stream lacks the rows that 2 rows of matomo_trackreplay_file belong to",
        "chain, matomo_trackreplay_chain lacks the rows that 2 rows of matomo_trackreplay_file belong to",
        "file, matomo_trackreplay_file lacks the rows that 2 rows of matomo_trackreplay_range belong to",
        "file stream chain, matomo_trackreplay_file lacks the rows",
        "file stream chain range, matomo_trackreplay_stream holds no stream"
    })
    void aTableThatWasEmptiedStopsTheAgentAtItsStart(String names, String said) {
        List<String> before = fixture.applied();
        for (String name : names.split(" ", -1)) {
            fixture.database.execute("DELETE FROM matomo_trackreplay_" + name);
        }
        engine = fixture.engine("one", ReplayPolicy.DEFAULT, connections);

        ReplayException trouble = catchThrowableOfType(
                ReplayException.class, () -> engine.replay(EngineFixture.of(web1.pack(0, web1.end()))));

        assertThat(trouble.kind()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
        assertThat(trouble.getMessage()).contains(said, "one consistent backup", "schema --begin-again");
        assertThat(fixture.applied()).isEqualTo(before);
    }

    /** Also one of those that are not asked for with every transaction. */
    @ParameterizedTest
    @ValueSource(strings = {"judged", "loss", "skipped", "topic_range"})
    void aTableThatWasDroppedStopsTheAgentAtItsStart(String name) throws Exception {
        List<String> before = fixture.applied();
        fixture.database.execute("DROP TABLE matomo_trackreplay_" + name);
        engine = fixture.engine("one", ReplayPolicy.DEFAULT, connections);

        ReplayException trouble = catchThrowableOfType(
                ReplayException.class,
                () -> engine.replay(EngineFixture.of(web1.line(90_000).pack())));

        assertThat(trouble).isNotNull();
        assertThat(trouble.kind()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
        assertThat(trouble.getMessage())
                .contains("matomo_trackreplay_" + name + " is missing", "backup", "schema --begin-again");
        assertThat(fixture.applied()).isEqualTo(before);
    }

    @Test
    void tablesThatAreEmptiedUnderARunningAgentStopIt() {
        List<String> before = fixture.applied();
        for (String name : List.of("stream", "file", "chain", "range", "proof", "tally")) {
            fixture.database.execute("DELETE FROM matomo_trackreplay_" + name);
        }

        for (int i = 0; i < 3; i++) {
            ReplayException trouble = catchThrowableOfType(
                    ReplayException.class,
                    () -> engine.replay(EngineFixture.of(web1.line(90_000).pack())));

            assertThat(trouble.kind()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
            assertThat(trouble.getMessage()).contains("matomo_trackreplay_stream", "as if somebody had emptied it");
        }
        assertThat(fixture.applied()).isEqualTo(before);
    }

    @Test
    void aTableThatIsRestoredAloneIsNoticedWithTheFirstTransactionAfterAnOutage() throws Exception {
        connections.away = true;
        assertThat(catchThrowableOfType(ReplayException.class, () -> engine.tick()))
                .isNotNull();
        restore("matomo_trackreplay_range");
        connections.away = false;

        stops("bytes have been taken and");
    }

    @Test
    void aRejectedRowOfACommitThatHasNotBeenStopsTheRunningAgent() {
        fixture.database.execute(
                "INSERT INTO matomo_trackreplay_rejected (rejected_id, commit_no, rejected_at, line_bytes,"
                        + " line_index, reason, detail, form, raw, replay_state) VALUES (900000, 999, 0, 0, 0, 'late', '', 'line', '',"
                        + " 'stored')");
        fixture.waiting.pause(LOOKS_EVERY);

        stops("trackreplay_rejected has a row of commit 999");
    }

    @Test
    void whatIsOfOneMomentAgainIsGoneOnWith() throws Exception {
        restore("matomo_trackreplay_range");
        fixture.waiting.pause(LOOKS_EVERY);
        stops("of log file 1");

        fill("matomo_trackreplay_range", "now_matomo_trackreplay_range");

        assertThat(engine.replay(EngineFixture.of(web1.pack(0, web1.end())))
                        .counts()
                        .recorded())
                .isPositive();
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void aDatabaseThatHasGoneBackWholeIsReadAgainAndOneThatIsMixedIsNot() {
        for (String table : EngineFixture.TABLES.all()) {
            fill(table, "backup_" + table);
        }
        ReplayException whole = catchThrowableOfType(ReplayException.class, () -> engine.tick());
        assertThat(whole).hasMessageContainingAll("has gone back from commit", "trackreplay import");
        assertThat(whole.getMessage()).doesNotContain("contradict");
        assertThat(fixture.list("SELECT c.commit_no > p.commit_no FROM matomo_trackreplay_collector c JOIN"
                        + " matomo_trackreplay_progress p"))
                .as("status tells whoever looks")
                .contains("1");

        fixture.database.execute("UPDATE matomo_trackreplay_range SET range_end = range_end - 1");

        stops("of log file 1");
    }
}
