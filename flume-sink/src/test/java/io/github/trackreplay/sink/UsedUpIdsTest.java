/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.trackreplay.database.EmbeddedServer;
import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.mysql.ledger.MySqlOrSkip;
import io.github.trackreplay.mysql.matomo.MatomoDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A table whose ids are used up is an administrator's matter on every server: no visitor's request is set aside for it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UsedUpIdsTest {
    private static final Instant NOW = Instant.parse("2026-03-03T13:00:00Z");
    private static final String CALL =
            "idsite=1&rec=1&new_visit=1&action_name=title%1$d&url=https%%3A%%2F%%2Fshop.example.com%%2Fpage%1$d";

    private EmbeddedServer mariaDb;
    private EmbeddedServer lenientMariaDb;
    private EmbeddedServer mySql;
    private EmbeddedServer lenientMySql;

    @BeforeAll
    void start() {
        mySql = MySqlOrSkip.start();
        lenientMySql = MySqlOrSkip.start("--sql-mode=");
        mariaDb = started(TestDatabase.ownMariaDb());
        lenientMariaDb = started(TestDatabase.ownMariaDb("--sql-mode="));
    }

    private static EmbeddedServer started(EmbeddedServer server) {
        server.start();
        return server;
    }

    @AfterAll
    void stop() {
        for (EmbeddedServer server : new EmbeddedServer[] {mariaDb, lenientMariaDb, mySql, lenientMySql}) {
            if (server != null) {
                server.close();
            }
        }
    }

    private EmbeddedServer server(String name) {
        return switch (name) {
            case "MariaDB" -> mariaDb;
            case "lenient MariaDB" -> lenientMariaDb;
            case "MySQL" -> mySql;
            default -> lenientMySql;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "MariaDB, 4294967293",
        "MariaDB, 4294967294",
        "MariaDB, 4294967295",
        "lenient MariaDB, 4294967293",
        "lenient MariaDB, 4294967295",
        "MySQL, 4294967293",
        "MySQL, 4294967294",
        "MySQL, 4294967295",
        "lenient MySQL, 4294967293",
        "lenient MySQL, 4294967295"
    })
    void itIsSaidWhatToWidenAndNothingIsRejected(String server, long next) throws Exception {
        try (MatomoDatabase matomo = MatomoDatabase.of(server(server), MatomoDatabase.asInstalled());
                ReplayEngine engine = engine(matomo)) {
            FrontendLog log = new FrontendLog("web1", 0);
            matomo.execute("ALTER TABLE matomo_log_action AUTO_INCREMENT = " + next);
            Pack held = pack(log, 1, 6);

            assertThat(trouble(engine, held))
                    .contains("The ids of the table `matomo_log_action` are used up")
                    .contains(
                            "a larger type, and the columns of the other tables that hold this id too",
                            "events are kept");
            matomo.execute("ALTER TABLE matomo_log_action MODIFY idaction BIGINT UNSIGNED NOT NULL AUTO_INCREMENT");
            assertThat(trouble(engine, held))
                    .contains("gives the id 429496", "which the column `matomo_log_", "idaction", "cannot hold");
            assertThat(matomo.value("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                    .isEqualTo("0");
            widen(matomo);
            engine.replayer().replay(EngineFixture.of(held));

            assertThat(matomo.value("SELECT COUNT(*) FROM matomo_log_visit")).isEqualTo("6");
            assertThat(matomo.value("SELECT COUNT(DISTINCT name) FROM matomo_log_visit v JOIN matomo_log_action a"
                            + " ON a.idaction = v.visit_exit_idaction_url"))
                    .isEqualTo("6");
            assertThat(matomo.value("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                    .isEqualTo("0");
        }
    }

    @ParameterizedTest
    @CsvSource({"MariaDB", "lenient MariaDB", "MySQL", "lenient MySQL"})
    void soItIsForVisits(String server) throws Exception {
        try (MatomoDatabase matomo = MatomoDatabase.of(server(server), MatomoDatabase.asInstalled());
                ReplayEngine engine = engine(matomo)) {
            matomo.execute("ALTER TABLE matomo_log_visit MODIFY idvisit INT NOT NULL AUTO_INCREMENT");
            matomo.execute("ALTER TABLE matomo_log_visit AUTO_INCREMENT = 2147483646");

            assertThat(trouble(engine, pack(new FrontendLog("web1", 0), 1, 6)))
                    .contains("The ids of the table `matomo_log_visit` are used up");
            assertThat(matomo.value("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                    .isEqualTo("0");
        }
    }

    /** InnoDB gives it again, and MySQL calls that a duplicate key. */
    @ParameterizedTest
    @CsvSource({"MariaDB", "lenient MariaDB", "MySQL", "lenient MySQL"})
    void soItIsWhereTheGreatestIdIsTaken(String server) throws Exception {
        try (MatomoDatabase matomo = MatomoDatabase.of(server(server), MatomoDatabase.asInstalled());
                ReplayEngine engine = engine(matomo)) {
            matomo.execute(
                    "SET sql_mode = ''; INSERT INTO matomo_log_visit (idvisit, idsite, idvisitor, visit_last_action_time, config_id,"
                            + " location_ip, visit_first_action_time) VALUES (1, 1, 'x', NOW(), 'y', 'z', NOW())");
            matomo.execute("ALTER TABLE matomo_log_visit MODIFY idvisit INT NOT NULL AUTO_INCREMENT");
            matomo.execute("UPDATE matomo_log_visit SET idvisit = 2147483647");
            matomo.execute("ALTER TABLE matomo_log_visit AUTO_INCREMENT = 2147483647");

            assertThat(trouble(engine, pack(new FrontendLog("web1", 0), 1, 1)))
                    .contains("The ids of the table `matomo_log_visit` are used up");
            assertThat(matomo.value("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                    .isEqualTo("0");
        }
    }

    /** On MariaDB it bears the same name. */
    @ParameterizedTest
    @CsvSource({"MariaDB", "lenient MariaDB", "MySQL", "lenient MySQL"})
    void aDuplicateOfATriggersOwnTableIsThatOfItsRequest(String server) throws Exception {
        try (MatomoDatabase matomo = MatomoDatabase.of(server(server), MatomoDatabase.asInstalled());
                ReplayEngine engine = engine(matomo)) {
            matomo.execute("CREATE TABLE own (id INT PRIMARY KEY); INSERT INTO own VALUES (7)");
            matomo.execute("CREATE TRIGGER visit_to_own AFTER INSERT ON matomo_log_visit FOR EACH ROW"
                    + " INSERT INTO own SELECT 7 FROM DUAL WHERE NEW.user_id = 'seven'");
            FrontendLog log = new FrontendLog("web1", 0);
            log.line(NOW.toEpochMilli() + 1000L, CALL.formatted(1));
            log.line(NOW.toEpochMilli() + 2000L, CALL.formatted(2) + "&uid=seven");
            log.line(NOW.toEpochMilli() + 3000L, CALL.formatted(3));

            engine.replayer().replay(EngineFixture.of(log.pack()));

            assertThat(matomo.value("SELECT COUNT(*) FROM matomo_log_visit")).isEqualTo("2");
            assertThat(matomo.value("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                    .isEqualTo("1");
        }
    }

    private static Pack pack(FrontendLog log, int from, int to) {
        for (int i = from; i <= to; i++) {
            log.line(NOW.toEpochMilli() + 1000L * i, CALL.formatted(i));
        }
        return log.pack();
    }

    private static String trouble(ReplayEngine engine, Pack pack) {
        ReplayException trouble = catchThrowableOfType(
                ReplayException.class, () -> engine.replayer().replay(EngineFixture.of(pack)));
        assertThat(trouble).isNotNull();
        assertThat(trouble.kind()).as(trouble.getMessage()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
        return String.valueOf(trouble.getMessage());
    }

    private static void widen(MatomoDatabase matomo) {
        List<String> columns = matomo.values("SELECT CONCAT('ALTER TABLE ', table_name, ' MODIFY ', column_name,"
                + " ' BIGINT UNSIGNED ', IF(is_nullable = 'YES', 'NULL', 'NOT NULL')) FROM information_schema.columns"
                + " WHERE table_schema = DATABASE() AND table_name LIKE 'matomo\\_log\\_%' AND column_name LIKE"
                + " '%idaction%' AND data_type = 'int'");
        columns.forEach(matomo::execute);
    }

    private static ReplayEngine engine(MatomoDatabase matomo) {
        ReplayEngine.Settings settings = new ReplayEngine.Settings(
                new WriterPool.Settings(
                        matomo.database().url(),
                        matomo.database().user(),
                        matomo.database().password(),
                        2),
                "matomo_",
                true,
                new Replayer.Identity("one", "host"),
                ReplayPolicy.DEFAULT,
                Optional.empty());
        return ReplayEngine.open(
                settings,
                MatomoDatabase.matomo(new Matomo.Settings(Optional.empty(), "matomo_"), () -> NOW.plusSeconds(60)));
    }
}
