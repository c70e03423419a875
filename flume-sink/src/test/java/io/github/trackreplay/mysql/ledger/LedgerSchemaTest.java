/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.database.EmbeddedMySql;
import io.github.trackreplay.database.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Our tables from nothing, from half a set, from an older version and under a newer program: the same on both servers. */
class LedgerSchemaTest {
    private static final LedgerTables TABLES = new LedgerTables("m_");

    /** What a later program would bring: three statements that cannot be undone together. */
    private static final LedgerSchema.Upgrade NEXT = new LedgerSchema.Upgrade(
            LedgerTables.VERSION + 1,
            List.of(
                    "ALTER TABLE m_trackreplay_stream ADD COLUMN note VARCHAR(20) NULL",
                    "ALTER TABLE m_trackreplay_stream ADD KEY note (note)",
                    "CREATE TABLE m_trackreplay_note (id INT PRIMARY KEY) ENGINE=InnoDB"));

    @Nested
    class OnMariaDb extends Contract {
        @Override
        TestDatabase open() {
            return TestDatabase.create();
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OnMySql extends Contract {
        private EmbeddedMySql server;

        @BeforeAll
        void start() {
            server = MySqlOrSkip.start();
        }

        @AfterAll
        void stop() {
            if (server != null) {
                server.close();
            }
        }

        @Override
        TestDatabase open() {
            return TestDatabase.create(server);
        }

        @Override
        int step() {
            return 5;
        }
    }

    abstract static class Contract {
        private final LedgerSchema current = new LedgerSchema(TABLES);
        private final LedgerSchema next = new LedgerSchema(TABLES, List.of(NEXT));
        private TestDatabase database;
        private Connection connection;

        abstract TestDatabase open();

        /** Every how many of the sets that a cut may leave are tried; a server whose DDL is slow takes some. */
        int step() {
            return 1;
        }

        @BeforeEach
        void connect() throws SQLException {
            database = open();
            connection = database.connect();
        }

        @AfterEach
        void close() throws SQLException {
            connection.close();
            database.close();
        }

        private List<String> list(String sql) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                List<String> list = new ArrayList<>();
                while (rows.next()) {
                    list.add(rows.getString(1));
                }
                return list;
            }
        }

        private List<String> tables() throws SQLException {
            return list("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()");
        }

        @Test
        void allTablesAreCreatedAndASecondRunChangesNothing() throws SQLException {
            assertThat(current.version(connection)).isZero();
            current.createOrUpgrade(connection);
            List<String> id = list("SELECT database_id FROM m_trackreplay_progress");

            current.createOrUpgrade(connection);

            assertThat(tables()).containsExactlyInAnyOrderElementsOf(TABLES.all());
            assertThat(current.missing(connection)).isEmpty();
            assertThat(current.version(connection)).isEqualTo(LedgerTables.VERSION);
            assertThat(list("SELECT database_id FROM m_trackreplay_progress"))
                    .isEqualTo(id)
                    .hasSize(1);
        }

        @Test
        void everySetOfTablesThatWasCutOffIsCompleted() throws SQLException {
            List<String> definitions = TABLES.definitions();
            for (int created = 0; created <= definitions.size(); created += step()) {
                for (String table : tables()) {
                    database.execute("DROP TABLE " + table);
                }
                for (String definition : definitions.subList(0, created)) {
                    database.execute(definition);
                }

                current.createOrUpgrade(connection);

                assertThat(current.missing(connection)).isEmpty();
                assertThat(LockProgress.reading(TABLES).run(connection).commitNumber())
                        .isZero();
            }
        }

        @Test
        void anOlderProgramRefusesNewerTablesAndChangesNothing() throws SQLException {
            current.createOrUpgrade(connection);
            database.execute("UPDATE m_trackreplay_progress SET schema_version = 7; DROP TABLE m_trackreplay_aside");

            assertThatThrownBy(() -> current.createOrUpgrade(connection))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContainingAll("version 7", "up to " + LedgerTables.VERSION, "Upgrade Track Replay");
            assertThatThrownBy(() -> new LockProgress(TABLES).run(connection))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("version 7");
            assertThat(current.missing(connection)).containsExactly("m_trackreplay_aside");
        }

        @Test
        void olderTablesAreBroughtForwardAndKeepTheirRows() throws SQLException {
            current.createOrUpgrade(connection);
            database.execute("UPDATE m_trackreplay_progress SET commit_no = 42");

            next.createOrUpgrade(connection);
            next.createOrUpgrade(connection);

            assertThat(next.version(connection)).isEqualTo(LedgerTables.VERSION + 1);
            assertThat(tables()).contains("m_trackreplay_note");
            assertThat(list("SELECT note FROM m_trackreplay_stream")).isEmpty();
            assertThat(list("SELECT commit_no FROM m_trackreplay_progress")).containsExactly("42");
            assertThatThrownBy(() -> new LockProgress(TABLES).run(connection))
                    .hasMessageContaining("Upgrade Track Replay");
        }

        /** Version 1 knew neither who had brought a chain nor who lists a stream; only imports ended chains. */
        @Test
        void ofVersionOneOpenChainsWereBroughtByAgentsAndEndedOnesByImports() throws SQLException {
            current.createOrUpgrade(connection);
            database.execute("ALTER TABLE m_trackreplay_chain DROP COLUMN followed; DROP TABLE m_trackreplay_listed;"
                    + " ALTER TABLE m_trackreplay_collector DROP COLUMN seen_at, DROP COLUMN max_hold;"
                    + " UPDATE m_trackreplay_progress SET schema_version = 1;"
                    + " INSERT INTO m_trackreplay_chain (chain_id, stream_id, order_file, order_offset, whole_file,"
                    + " whole_offset, ended) VALUES (1, 1, 1, 0, 1, 0, 0), (2, 1, 2, 0, 2, 0, 1)");

            current.createOrUpgrade(connection);

            assertThat(current.version(connection)).isEqualTo(LedgerTables.VERSION);
            assertThat(current.missing(connection)).isEmpty();
            assertThat(list("SELECT CONCAT(followed, ' ', ended) FROM m_trackreplay_chain ORDER BY chain_id"))
                    .containsExactly("1 0", "0 2");
            assertThat(list("SELECT seen_at + max_hold FROM m_trackreplay_collector"))
                    .isEmpty();
        }

        /** The tables of version 2 as they were, from the release of that time. */
        private void createVersionTwo() throws SQLException {
            for (String definition : VersionTwo.DEFINITIONS) {
                database.execute(definition);
            }
            database.execute("INSERT INTO m_trackreplay_progress (id, schema_version, database_id, commit_no, next_id,"
                    + " frontier_stream, frontier_file, frontier_offset, frontier_index, held_packs, held_requests,"
                    + " held_bytes) VALUES (1, 2, 'd', 42, 7, '', 0, 0, 0, 0, 0, 0);"
                    + " INSERT INTO m_trackreplay_stream (stream_id, name, state, expected, retired, passed, stopped,"
                    + " last_number, current_chain, late, rejects_in_row, commit_no)"
                    + " VALUES (1, 'web1', 'running', 0, 0, 0, 0, 1, 1, 0, 0, 1);"
                    + " INSERT INTO m_trackreplay_rejected (rejected_id, commit_no, rejected_at, line_bytes, line_index,"
                    + " reason, detail, form, raw, replay_state)"
                    + " VALUES (5, 1, 1, 9, 0, 'no-time', '', 'line', 'raw', 'stored')");
        }

        @Test
        void tablesOfVersionTwoBecomeTheSameAsNewOnesAndKeepTheirRows() throws SQLException {
            current.createOrUpgrade(connection);
            List<String> fresh = columnsAndKeys();
            for (String table : tables()) {
                database.execute("DROP TABLE " + table);
            }
            createVersionTwo();
            assertThat(columnsAndKeys()).isNotEqualTo(fresh);

            current.createOrUpgrade(connection);

            assertThat(columnsAndKeys()).isEqualTo(fresh);
            assertThat(current.version(connection)).isEqualTo(3);
            assertThat(list("SELECT CONCAT(commit_no, ' ', next_id) FROM m_trackreplay_progress"))
                    .containsExactly("42 7");
            assertThat(list("SELECT CONCAT(name, ' ', identity) FROM m_trackreplay_stream"))
                    .containsExactly("web1 range");
            assertThat(list("SELECT raw FROM m_trackreplay_rejected WHERE replayed_at IS NULL"))
                    .containsExactly("raw");
        }

        /** Earlier versions deleted a joined chain's row and left files that were not in memory to it. */
        @Test
        void filesOfAJoinedChainBelongWhereItsHeadDoes() throws SQLException {
            createVersionTwo();
            database.execute(
                    "INSERT INTO m_trackreplay_chain (chain_id, stream_id, order_file, order_offset, whole_file,"
                            + " whole_offset, ended) VALUES (1, 1, 1, 0, 1, 0, 0), (5, 1, 5, 0, 5, 0, 0)");
            long[] chains = {1, 1, 1, 2, 5};
            for (int file = 1; file <= chains.length; file++) {
                database.execute("INSERT INTO m_trackreplay_file (file_id, stream_id, fingerprint, file_number, seen,"
                        + " chain_id, host, tracker_paths, last_seen, applied_bytes, skipped_bytes, before_start_bytes,"
                        + " rejected_bytes, held_bytes, lost_bytes) VALUES (" + file + ", 1, '" + file + "', " + file
                        + ", 1, " + chains[file - 1] + ", '', '', 0, 0, 0, 0, 0, 0, 0)");
            }

            current.createOrUpgrade(connection);

            assertThat(list("SELECT chain_id FROM m_trackreplay_file ORDER BY file_id"))
                    .containsExactly("1", "1", "1", "1", "5");
        }

        /** Whoever reads a version relies on all its tables: what a cut leaves is never taken for a loss. */
        @Test
        void anUpgradeThatWasCutOffAtItsNewTablesIsCompleted() throws SQLException {
            createVersionTwo();
            assertThatThrownBy(() -> current.createOrUpgrade(breakingAt("m_trackreplay_conflict")))
                    .hasMessage("cut off");

            current.createOrUpgrade(connection);

            assertThat(current.version(connection)).isEqualTo(LedgerTables.VERSION);
            assertThat(current.missing(connection)).isEmpty();
        }

        /** The connection, until a table is to be made. */
        private Connection breakingAt(String table) {
            return proxy(Connection.class, connection, (method, arguments) -> {
                Object answer = method.invoke(connection, arguments);
                return !(answer instanceof Statement statement) || answer instanceof PreparedStatement
                        ? answer
                        : proxy(Statement.class, statement, (call, given) -> {
                            if (given != null
                                    && String.valueOf(given[0]).matches("(?s)CREATE TABLE.*" + table + ".*")) {
                                throw new SQLException("cut off");
                            }
                            return call.invoke(statement, given);
                        });
            });
        }

        private interface Calls {
            Object on(Method method, Object[] arguments) throws Throwable;
        }

        private static <T> T proxy(Class<T> type, T real, Calls calls) {
            return type.cast(Proxy.newProxyInstance(
                    real.getClass().getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                        try {
                            return calls.on(method, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }

        private List<String> columnsAndKeys() throws SQLException {
            List<String> all = list("SELECT CONCAT_WS(' ', table_name, column_name, column_type, is_nullable,"
                    + " column_default, collation_name) AS c FROM information_schema.columns"
                    + " WHERE table_schema = DATABASE() ORDER BY c");
            all.addAll(list("SELECT CONCAT_WS(' ', table_name, index_name, seq_in_index, column_name, non_unique) AS k"
                    + " FROM information_schema.statistics WHERE table_schema = DATABASE() ORDER BY k"));
            return all;
        }

        @Test
        void anUpgradeThatWasCutOffIsCompletedWhereverThatWas() throws SQLException {
            for (int done = 0; done <= NEXT.statements().size(); done++) {
                for (String table : tables()) {
                    database.execute("DROP TABLE " + table);
                }
                current.createOrUpgrade(connection);
                for (String statement : NEXT.statements().subList(0, done)) {
                    database.execute(statement);
                }

                next.createOrUpgrade(connection);

                assertThat(next.version(connection)).isEqualTo(LedgerTables.VERSION + 1);
                assertThat(tables()).contains("m_trackreplay_note");
            }
        }

        @Test
        void olderTablesAreRefusedBeforeTheUpgradeWithTheCommandThatDoesIt() throws SQLException {
            current.createOrUpgrade(connection);
            database.execute("UPDATE m_trackreplay_progress SET schema_version = 0");

            assertThatThrownBy(() -> new LockProgress(TABLES).run(connection))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("trackreplay schema");
        }

        @Test
        void aLedgerThatLostItsProgressIsNotBegunAnew() throws SQLException {
            current.createOrUpgrade(connection);
            database.execute("DROP TABLE m_trackreplay_progress; INSERT INTO m_trackreplay_stream (stream_id, name,"
                    + " state, expected, retired, passed, stopped, last_number, current_chain, late, rejects_in_row,"
                    + " commit_no) VALUES (1, 'web1', 'running', 0, 0, 0, 0, 1, 1, 0, 0, 1)");

            assertThatThrownBy(() -> current.createOrUpgrade(connection))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContainingAll("m_trackreplay_progress is missing or empty", "backup");
            assertThat(current.missing(connection)).containsExactly("m_trackreplay_progress");
        }

        /** Its tables look like those of one never begun: a restore is named before the command that begins one. */
        @Test
        void anEmptiedLedgerIsSaidToBeRestoredFirst() throws SQLException {
            current.createOrUpgrade(connection);
            for (String table : TABLES.all()) {
                database.execute("DELETE FROM " + table);
            }

            assertThatThrownBy(() -> new LockProgress(TABLES).run(connection))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageMatching(
                            "The table m_trackreplay_progress is empty\\..* restore Matomo's tables and ours"
                                    + " together from one consistent backup;.* Only if nothing has ever been replayed here, run"
                                    + " 'trackreplay schema':.* applied again\\.");
        }

        /** An empty range table beside the others would let every log count again. */
        @Test
        void noLostTableOfALedgerIsMadeAnew() throws SQLException {
            List<String> all = new ArrayList<>(TABLES.all());
            all.remove(TABLES.setting());
            all.remove(TABLES.tally());
            current.createOrUpgrade(connection);
            database.execute("INSERT INTO m_trackreplay_listed VALUES ('c', 'web1'); INSERT INTO"
                    + " m_trackreplay_counter VALUES (1, 'recorded', '', 5)");
            for (String lost : all) {
                database.execute("RENAME TABLE " + lost + " TO elsewhere");

                assertThatThrownBy(() -> current.createOrUpgrade(connection))
                        .isInstanceOf(LedgerException.class)
                        .hasMessageContainingAll(lost, "missing", "backup", "--begin-again", "applied again");
                assertThat(current.missing(connection)).containsExactly(lost);
                database.execute("RENAME TABLE elsewhere TO " + lost);
            }
            current.createOrUpgrade(connection);
        }

        /** It came when some ledgers were of version 3 already; what it lacks is said when it is asked for. */
        @Test
        void theTableOfLongSettingsIsMadeWhereItIsMissingAndNothingIsGuessed() throws SQLException {
            current.createOrUpgrade(connection);
            database.execute("INSERT INTO m_trackreplay_listed VALUES ('c', 'web1'); DROP TABLE " + TABLES.setting());

            current.createOrUpgrade(connection);

            assertThat(current.missing(connection)).isEmpty();
            assertThat(list("SELECT stream FROM m_trackreplay_listed")).containsExactly("web1");
            assertThatThrownBy(() -> new SettingTexts(TABLES).read(connection, SettingTexts.name("1,2")))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("nobody can tell which of its lines were left out");
        }

        /** Likewise. */
        @Test
        void theTableOfTalliesIsMadeWhereItIsMissing() throws SQLException {
            current.createOrUpgrade(connection);
            database.execute("INSERT INTO m_trackreplay_listed VALUES ('c', 'web1'); DROP TABLE " + TABLES.tally());

            current.createOrUpgrade(connection);

            assertThat(current.missing(connection)).isEmpty();
            assertThat(list("SELECT stream FROM m_trackreplay_listed")).containsExactly("web1");
        }

        @Test
        void whoBeginsAgainGetsAnEmptyLedgerWithAnIdentityOfItsOwn() throws SQLException {
            current.createOrUpgrade(connection);
            List<String> id = list("SELECT database_id FROM m_trackreplay_progress");
            database.execute("INSERT INTO m_trackreplay_listed VALUES ('c', 'web1'); DROP TABLE m_trackreplay_range");

            current.beginAgain(connection);

            assertThat(tables()).containsExactlyInAnyOrderElementsOf(TABLES.all());
            assertThat(list("SELECT stream FROM m_trackreplay_listed")).isEmpty();
            assertThat(list("SELECT database_id FROM m_trackreplay_progress"))
                    .hasSize(1)
                    .doesNotContainAnyElementsOf(id);
        }
    }
}
