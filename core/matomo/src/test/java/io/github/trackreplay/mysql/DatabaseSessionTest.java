/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.NativeSession;
import com.mysql.cj.jdbc.JdbcConnection;
import io.github.trackreplay.database.EmbeddedServer;
import io.github.trackreplay.database.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each setting by its effect, on servers and with URLs that want it otherwise. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseSessionTest {
    private static final String STRICT = "STRICT_TRANS_TABLES";

    private EmbeddedServer mariaDb;
    private EmbeddedServer mySql;

    @BeforeAll
    void start() {
        mariaDb = TestDatabase.ownMariaDb("--sql-mode=ORACLE,EMPTY_STRING_IS_NULL", "--max-statement-time=60");
        mariaDb.start();
        mySql = TestDatabase.ownMySql("--sql-mode=", "--max-execution-time=60000");
        mySql.start();
    }

    @AfterAll
    void stop() {
        mariaDb.close();
        mySql.close();
    }

    Stream<EmbeddedServer> servers() {
        return Stream.of(mariaDb, mySql);
    }

    private static TestDatabase database(EmbeddedServer server) {
        TestDatabase database = TestDatabase.create(server);
        database.execute(
                "SET GLOBAL sql_safe_updates = 1; SET GLOBAL sql_select_limit = 1; SET GLOBAL max_join_size = 1;"
                        + " SET GLOBAL time_zone = '+05:00'; SET GLOBAL autocommit = 0");
        return database;
    }

    private static DatabaseSession session(TestDatabase database, String options) {
        return new DatabaseSession(
                database.url() + options,
                database.user(),
                database.password(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                List.of("wait_timeout=77"));
    }

    private static String value(Connection connection, String expression) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT " + expression);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private static long status(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW SESSION STATUS LIKE '" + name + "'")) {
            row.next();
            return row.getLong(2);
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void theSessionIsWhatOurStatementsNeedWhateverTheServerAndTheUrlSay(EmbeddedServer server) throws SQLException {
        String otherwise = "&jdbcCompliantTruncation=true&SocketTimeout=5&forceConnectionTimeZoneToSession=false"
                + "&maxAllowedPacket=2000&sessionVariables=wait_timeout=5,sql_safe_updates=1,auto_increment_increment=3";
        try (TestDatabase database = database(server);
                Connection connection = session(database, otherwise).open()) {
            assertThat(value(connection, "@@sql_safe_updates")).isEqualTo("0");
            assertThat(value(connection, "@@sql_select_limit")).isEqualTo("18446744073709551615");
            assertThat(value(connection, "@@max_join_size")).isEqualTo("18446744073709551615");
            assertThat(value(connection, "@@sql_mode")).doesNotContain("ORACLE", "EMPTY_STRING_IS_NULL", STRICT);
            assertThat(value(connection, "@@time_zone")).isEqualTo("+00:00");
            assertThat(value(connection, "@@autocommit")).isEqualTo("1");
            assertThat(value(connection, "@@wait_timeout")).isEqualTo("77");
            assertThat(value(connection, "@@auto_increment_increment"))
                    .as("what is of no concern to us stays")
                    .isEqualTo("3");
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
            assertThat(value(connection, "LENGTH('" + "x".repeat(5000) + "')")).isEqualTo("5000");
            assertThat(value(connection, "COUNT(*) FROM (SELECT 1 UNION ALL SELECT 2) two"))
                    .isEqualTo("2");
        }
    }

    @Test
    void noStatementIsInterruptedForItsDuration() throws SQLException {
        try (TestDatabase maria = database(mariaDb);
                TestDatabase mySqls = database(mySql);
                Connection onMariaDb = session(maria, "").open();
                Connection onMySql = session(mySqls, "").open()) {
            assertThat(value(onMariaDb, "@@max_statement_time")).startsWith("0.0");
            assertThat(value(onMySql, "@@max_execution_time")).isEqualTo("0");
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void whatIsTooLongIsCutAsByMatomosTrackerWhereTheServerIsNotStrict(EmbeddedServer server) throws SQLException {
        try (TestDatabase database = database(server);
                Connection connection =
                        session(database, "&jdbcCompliantTruncation=true").open();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE word (word VARCHAR(4))");
            statement.execute("INSERT INTO word VALUES ('too long')");

            assertThat(value(connection, "word FROM word")).isEqualTo("too ");
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void aBatchIsOneStatementAndWhatIsSetAlreadyIsNotSetAgain(EmbeddedServer server) throws SQLException {
        String otherwise = "&rewriteBatchedStatements=false&useLocalSessionState=false";
        try (TestDatabase database = database(server);
                Connection connection = session(database, otherwise).open()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE number (number INT)");
            }
            long inserts = status(connection, "Com_insert");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO number VALUES (?)")) {
                for (int i = 0; i < 50; i++) {
                    insert.setInt(1, i);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            assertThat(status(connection, "Com_insert") - inserts).isEqualTo(1);
            assertThat(value(connection, "COUNT(*) FROM number")).isEqualTo("50");

            connection.setAutoCommit(false);
            long set = status(connection, "Com_set_option");
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            assertThat(status(connection, "Com_set_option") - set).isZero();
        }
    }

    @Test
    @Timeout(30)
    void aServerThatIsFrozenEndsTheWaitingWhateverTheUrlSays() throws Exception {
        try (ServerSocket frozen = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            DatabaseSession session = new DatabaseSession(
                    "jdbc:mysql://127.0.0.1:" + frozen.getLocalPort() + "/x?socketTimeout=0&connectTimeout=0",
                    "x",
                    "",
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    List.of());

            assertThatThrownBy(session::open).isInstanceOf(SQLException.class);
        }
    }

    /** It is let in, and then nothing more is heard of the server. */
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aServerThatFreezesLaterEndsTheWaitingForItsAnswer(EmbeddedServer server) throws Exception {
        try (TestDatabase database = database(server);
                FreezingRelay relay = new FreezingRelay(
                        URI.create(database.url().substring("jdbc:".length())).getPort())) {
            String url = database.url().replaceFirst("//127\\.0\\.0\\.1:\\d+", "//127.0.0.1:" + relay.port());
            DatabaseSession session = new DatabaseSession(
                    url + "&socketTimeout=0",
                    database.user(),
                    database.password(),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(2),
                    List.of());
            try (Connection connection = session.open()) {
                assertThat(value(connection, "1")).isEqualTo("1");
                relay.freeze();

                assertThatThrownBy(() -> value(connection, "1")).hasRootCauseInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    /** A server that takes no more connections does not answer who wants one. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aServerThatLetsNobodyInEndsTheWaitingWhateverTheUrlSays() throws Exception {
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = SocketChannel.open();
                waiting.add(channel);
                channel.configureBlocking(false);
                channel.connect(full.getLocalSocketAddress());
            }
            DatabaseSession session = new DatabaseSession(
                    "jdbc:mysql://127.0.0.1:" + full.getLocalPort() + "/x?connectTimeout=0",
                    "x",
                    "",
                    Duration.ofSeconds(1),
                    Duration.ZERO,
                    List.of());

            assertThatThrownBy(session::open)
                    .hasRootCauseInstanceOf(SocketTimeoutException.class)
                    .rootCause()
                    .hasMessageContainingAll("onnect", "timed out");
        } finally {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void theSystemAsksAfterASilentServerWhateverTheUrlSays(EmbeddedServer server) throws Exception {
        try (TestDatabase database = database(server);
                Connection connection = session(database, "&tcpKeepAlive=false").open()) {
            NativeSession driver =
                    (NativeSession) connection.unwrap(JdbcConnection.class).getSession();

            assertThat(driver.getProtocol()
                            .getSocketConnection()
                            .getMysqlSocket()
                            .getKeepAlive())
                    .isTrue();
        }
    }

    @Test
    void aHostOfItsOwnWillIsRefusedWithASentence() {
        DatabaseSession session = new DatabaseSession(
                "jdbc:mysql://(host=127.0.0.1,port=1,socketTimeout=5)/x",
                "x",
                "",
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                List.of());

        assertThatThrownBy(session::open)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("The URL sets socketTimeout for the host 127.0.0.1");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void theSecondHostOfAFailOverUrlIsWrittenToLikeTheFirst(EmbeddedServer server) throws Exception {
        int closed = closedPort();
        try (TestDatabase database = database(server)) {
            String url = database.url().replace("//127.0.0.1:", "//127.0.0.1:" + closed + ",127.0.0.1:")
                    + "&failOverReadOnly=true";
            DatabaseSession session = new DatabaseSession(
                    url, database.user(), database.password(), Duration.ofSeconds(5), Duration.ofSeconds(5), List.of());
            try (Connection connection = session.open();
                    Statement statement = connection.createStatement()) {
                assertThat(connection.isReadOnly()).isFalse();
                assertThatCode(() -> statement.execute("CREATE TABLE number (number INT)"))
                        .doesNotThrowAnyException();
            }
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void aBinaryLogOfStatementsCanBeWrittenTo(EmbeddedServer server) throws Exception {
        EmbeddedServer logging = server == mySql
                ? TestDatabase.ownMySql("--log-bin=binary", "--server-id=1", "--binlog-format=STATEMENT")
                : TestDatabase.ownMariaDb("--log-bin=binary", "--server-id=1", "--binlog-format=STATEMENT");
        logging.start();
        try (TestDatabase database = TestDatabase.create(logging);
                WriterPool pool = new WriterPool(
                        new WriterPool.Settings(database.url(), database.user(), database.password(), 1))) {
            database.execute("CREATE TABLE number (number INT) ENGINE = InnoDB");
            try (Connection connection = pool.connection();
                    Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO number VALUES (1)");
                connection.commit();
            }
            try (Connection again = pool.connection()) {
                assertThat(value(again, "COUNT(*) FROM number")).isEqualTo("1");
                assertThat(again.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
            }
        } finally {
            logging.close();
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return taken.getLocalPort();
        }
    }
}
