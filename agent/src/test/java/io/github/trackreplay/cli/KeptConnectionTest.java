/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.database.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class KeptConnectionTest {
    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void drop() {
        database.close();
    }

    private DatabaseOptions options(String url) {
        Asks command = new Asks();
        new CommandLine(command).parseArgs("--url", url, "--user", database.user(), "--password", database.password());
        return command.options;
    }

    @Command(name = "asks")
    private static final class Asks {
        @Mixin
        private DatabaseOptions options;
    }

    private static long id(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT CONNECTION_ID()")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void allQuestionsAreAskedOnOneConnection() throws InterruptedException {
        try (KeptConnection asking = new KeptConnection(options(database.url()), Duration.ZERO)) {
            assertThat(asking.<Long>use(KeptConnectionTest::id)).isEqualTo(asking.<Long>use(KeptConnectionTest::id));
        }
    }

    @Test
    void aConnectionThatWasLostIsOpenedAnewWithoutPatience() throws InterruptedException {
        try (KeptConnection asking = new KeptConnection(options(database.url()), Duration.ZERO)) {
            long first = asking.<Long>use(KeptConnectionTest::id);
            database.execute("KILL " + first);
            assertThat(asking.<Long>use(KeptConnectionTest::id)).isNotEqualTo(first);
        }
    }

    @Test
    void whatNobodyAnswersIsSaid() {
        try (KeptConnection asking =
                new KeptConnection(options("jdbc:mysql://127.0.0.1:1/matomo"), Duration.ofMillis(1))) {
            assertThatThrownBy(() -> asking.use(KeptConnectionTest::id))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("cannot be reached");
        }
    }
}
