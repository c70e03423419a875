/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.mysql.Matomo;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TableEnginesTest {
    private final MatomoDatabase matomo = MatomoDatabase.create();

    @AfterEach
    void close() {
        matomo.close();
    }

    private void check(Matomo.Allowance... allowed) throws SQLException {
        Matomo.Settings settings = new Matomo.Settings(Optional.empty(), "matomo_", allowed);
        try (Matomo written = new DirectMatomo(settings);
                Connection connection = matomo.begin()) {
            written.check(connection);
        }
    }

    @Test
    void tablesOfWhichNothingCanBeTakenBackAreRefusedUnlessAllowed() throws SQLException {
        check();
        matomo.execute("ALTER TABLE matomo_log_visit ENGINE=MyISAM");
        matomo.execute("CREATE TABLE matomo_trackreplay_range (id INT) ENGINE=Aria");

        assertThatThrownBy(() -> check())
                .isInstanceOf(UnusableSchemaException.class)
                .hasMessageContaining("matomo_log_visit (MyISAM)")
                .hasMessageContaining("matomo_trackreplay_range (Aria)")
                .hasMessageContaining("ALTER TABLE `matomo_log_visit` ENGINE=InnoDB;")
                .hasMessageContaining("nonTransactionalTables = allowed");
        check(Matomo.Allowance.NON_TRANSACTIONAL_TABLES);
    }

    @Test
    void aTableThatIsChangedUnderARunningAgentIsNoticedWithinAMinuteAndWaitedFor() throws SQLException {
        Instant[] now = {Instant.parse("2026-03-01T10:00:00Z")};
        Matomo.Settings settings = new Matomo.Settings(Optional.empty(), "matomo_");
        try (Matomo written = new DirectMatomo(settings, () -> now[0]);
                Connection connection = matomo.begin()) {
            written.check(connection);
            connection.commit();
            matomo.execute("ALTER TABLE matomo_log_conversion ENGINE=MyISAM");
            now[0] = now[0].plusSeconds(60);

            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> written.applier().apply(connection, List.of()))
                        .isInstanceOf(UnusableSchemaException.class)
                        .hasMessageContaining("ALTER TABLE `matomo_log_conversion` ENGINE=InnoDB;");
                connection.rollback();
            }
            matomo.execute("ALTER TABLE matomo_log_conversion ENGINE=InnoDB");
            assertThat(written.applier().apply(connection, List.of())).isEmpty();
        }
    }

    @Test
    void tablesThatAreOnlyReadMayBeAny() throws SQLException {
        matomo.execute("ALTER TABLE matomo_goal ENGINE=MyISAM");
        try (Connection connection = matomo.begin()) {
            assertThat(TableEngines.problem(connection, "matomo_")).isEmpty();
        }
    }
}
