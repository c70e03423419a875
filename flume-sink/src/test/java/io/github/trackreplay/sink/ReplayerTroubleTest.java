/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.status.ReadSending;
import java.sql.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only an administrator can mend: said with its remedy, nothing lost, and it goes on once it is mended. */
class ReplayerTroubleTest {
    private final EngineFixture fixture = new EngineFixture();
    private final Pack pack = new FrontendLog("web1", 0).line(1000).pack();

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"matomo_trackreplay_progress", "matomo_trackreplay_range", "applied"})
    void aMissingTableIsNamedAndTheSameEventsGoThroughOnceItIsThere(String table) throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        fixture.database.execute("RENAME TABLE " + table + " TO away");

        ReplayException trouble =
                catchThrowableOfType(ReplayException.class, () -> engine.replay(EngineFixture.of(pack)));

        assertThat(trouble.kind()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
        assertThat(trouble)
                .hasMessageContainingAll("A table is missing", table, "trackreplay schema", "events are kept");
        fixture.database.execute("RENAME TABLE away TO " + table);
        assertThat(engine.replay(EngineFixture.of(pack)).counts().recorded()).isEqualTo(1);
        assertThat(fixture.applied()).containsExactly("web1:1000");
    }

    @Test
    void whatIsSaidOfALostTableOfOursNeverAdvisesToMakeItAnew() {
        fixture.database.execute("RENAME TABLE matomo_trackreplay_range TO away");

        assertThatThrownBy(() -> fixture.engine(ReplayPolicy.DEFAULT).replay(EngineFixture.of(pack)))
                .hasMessageContainingAll("matomo_trackreplay_range", "one of ours", "restore all of our tables")
                .hasMessageContaining("If our tables have never been created");
    }

    @Test
    void aLedgerThatIsBegunAgainUnderARunningEngineIsReadAnew() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(pack));
        try (Connection connection = fixture.pool.connection()) {
            new LedgerSchema(EngineFixture.TABLES).beginAgain(connection);
        }
        Pack other = new FrontendLog("web2", 0).line(2000).pack();

        engine.replay(EngineFixture.of(other));

        assertThat(fixture.list("SELECT name FROM matomo_trackreplay_stream")).containsExactly("web2");
        assertThat(fixture.unaccounted()).isZero();
    }

    /** As {@code schema} prints the grants: table by table, and none on tables that only another sink makes. */
    @Test
    void anAccountThatMaySeeOurTablesAloneIsToldOfNoOthers() throws Exception {
        fixture.engine(ReplayPolicy.DEFAULT).replay(EngineFixture.of(pack));
        String grantees = "'single'@'%', 'single'@'localhost'";
        fixture.database.execute("CREATE USER 'single'@'%' IDENTIFIED BY 'x', 'single'@'localhost' IDENTIFIED BY 'x';"
                + " GRANT SELECT ON " + fixture.database.schema() + ".matomo_trackreplay_progress TO " + grantees);
        WriterPool pool = new WriterPool(new WriterPool.Settings(fixture.database.url(), "single", "x", 1));
        try (Connection connection = pool.connection()) {
            assertThat(new ReadSending(EngineFixture.TABLES).run(connection)).isEmpty();
        } finally {
            pool.close();
            fixture.database.execute("DROP USER " + grantees);
        }
    }

    /** The server lists no table on which an account has no right, which is not to be taken for a lost one. */
    @Test
    void anAccountWithoutARightOnOneOfOurTablesIsToldOfTheRight() throws Exception {
        String grantees = "'most'@'%', 'most'@'localhost'";
        fixture.database.execute("CREATE USER 'most'@'%' IDENTIFIED BY 'x', 'most'@'localhost' IDENTIFIED BY 'x'");
        for (String table :
                fixture.list("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()")) {
            if (!table.equals(EngineFixture.TABLES.judged())) {
                fixture.database.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON " + fixture.database.schema() + "."
                        + table + " TO " + grantees);
            }
        }
        WriterPool pool = new WriterPool(new WriterPool.Settings(fixture.database.url(), "most", "x", 2));
        try {
            Replayer engine = fixture.engine("most", ReplayPolicy.DEFAULT, EngineFixture.connections(pool));

            ReplayException trouble =
                    catchThrowableOfType(ReplayException.class, () -> engine.replay(EngineFixture.of(pack)));

            assertThat(trouble).hasMessageContainingAll("lacks a privilege", "trackreplay schema", "events are kept");
            assertThat(trouble.getMessage()).doesNotContain("begin-again");
        } finally {
            pool.close();
            fixture.database.execute("DROP USER " + grantees);
        }
    }

    @Test
    void aUserWithoutRightsIsSaidSoAndTheSameEventsGoThroughOnceItHasThem() throws Exception {
        String grantees = "'poor'@'%', 'poor'@'localhost'";
        String on = " ON " + fixture.database.schema() + ".* TO " + grantees;
        fixture.database.execute("CREATE USER 'poor'@'%' IDENTIFIED BY 'x', 'poor'@'localhost' IDENTIFIED BY 'x';"
                + " GRANT SELECT" + on);
        WriterPool pool = new WriterPool(new WriterPool.Settings(fixture.database.url(), "poor", "x", 2));
        try {
            Replayer engine = fixture.engine("poor", ReplayPolicy.DEFAULT, EngineFixture.connections(pool));

            ReplayException trouble =
                    catchThrowableOfType(ReplayException.class, () -> engine.replay(EngineFixture.of(pack)));

            assertThat(trouble.kind()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
            assertThat(trouble).hasMessageContainingAll("lacks a privilege", "trackreplay schema", "events are kept");
            fixture.database.execute("GRANT INSERT, UPDATE, DELETE" + on);
            assertThat(engine.replay(EngineFixture.of(pack)).counts().recorded())
                    .isEqualTo(1);
        } finally {
            pool.close();
            fixture.database.execute("DROP USER " + grantees);
        }
    }
}
