/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.mysql.ledger.ImportSamples.Sample;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What imports know of each other outlives lost connections, and nothing of one that was killed outlives that. */
@Timeout(60)
class ImportPresenceTest {
    private static final Sample SAMPLE = new Sample(0, Map.of(7L, 1000L));
    private static final Sample OTHER = new Sample(1, Map.of(8L, 2000L));

    private final TestDatabase database = TestDatabase.create();
    private final Asked asked = asked("matomo_");
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final List<ImportPresence> begun = new ArrayList<>();

    @Command
    private static final class Asked {
        @Mixin
        private DatabaseOptions options;
    }

    @BeforeEach
    void create() throws SQLException {
        try (Connection connection = connect()) {
            new LedgerSchema(new LedgerTables("matomo_")).createOrUpgrade(connection);
        }
    }

    @AfterEach
    void drop() {
        begun.forEach(ImportPresence::close);
        database.close();
    }

    private Asked asked(String prefix) {
        Asked options = new Asked();
        new CommandLine(options)
                .parseArgs(
                        "--url",
                        database.url(),
                        "--user",
                        database.user(),
                        "--password",
                        database.password(),
                        "--table-prefix",
                        prefix);
        return options;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    private ImportPresence begin(String stream) throws InterruptedException {
        ImportPresence presence =
                ImportPresence.begin(asked.options, Duration.ofSeconds(30), List.of(stream), said::add);
        begun.add(presence);
        return presence;
    }

    private void killAll() throws SQLException {
        try (Connection connection = connect()) {
            killAllBut(connection);
        }
    }

    @Test
    void oneThatLostItsConnectionBeginsAnewAndIsSeen() throws Exception {
        ImportPresence one = begin("web1");
        killAll();

        assertThat(one.show(SAMPLE)).isEmpty();
        assertThat(begin("web2").show(OTHER)).containsExactly(SAMPLE);
    }

    @Test
    void oneThatLosesItsConnectionAfterwardsIsSeenAgain() throws Exception {
        ImportPresence one = begin("web1");
        one.show(SAMPLE);
        one.announced();
        assertThat(one.keep()).isEmpty();
        assertThat(said).isEmpty();
        killAll();

        assertThat(one.keep()).isEmpty();

        assertThat(said.poll()).contains("by which other imports know of this one was lost", "It is there again");
        ImportPresence other = begin("web2");
        assertThat(other.othersBegin()).isFalse();
        assertThat(other.othersRun()).isTrue();
        assertThat(other.show(OTHER)).containsExactly(SAMPLE);
    }

    @Test
    void itIsComparedWithOneThatBeganMeanwhile() throws Exception {
        ImportPresence one = begin("web1");
        one.show(SAMPLE);
        killAll();
        assertThat(begin("web2").show(OTHER)).isEmpty();

        assertThat(one.othersRun()).isTrue();
        assertThat(one.keep()).containsExactly(OTHER);
        assertThat(one.keep()).isEmpty();
    }

    @Test
    void itStopsWhereAnotherOneBringsItsStreamMeanwhile() throws Exception {
        ImportPresence one = begin("web1");
        one.show(SAMPLE);
        killAll();
        begin("web1");

        assertThatThrownBy(one::keep)
                .isInstanceOf(CommandFailure.class)
                .hasMessageContainingAll("another one brings stream 'web1' by now", "What was committed stays");
    }

    @Test
    void whatAKilledOneHasShownIsNotCompared() throws Exception {
        begin("web1");
        begin("web2").show(OTHER);
        killAll();

        assertThat(begin("web3").show(SAMPLE)).as("at the place of the first").isEmpty();
    }

    @Test
    void whatAKilledOneHasShownIsNotTakenForThatOfTheNextAtItsPlace() throws Exception {
        begin("web1").show(SAMPLE);
        killAll();
        begin("web2");

        assertThat(begin("web3").show(OTHER)).isEmpty();
    }

    @Test
    void oneThatLosesItsConnectionWhileItWaitsWaitsOn() throws Exception {
        try (Connection holder = connect();
                Statement statement = holder.createStatement()) {
            statement.execute(
                    "DO GET_LOCK(CONCAT('trackreplay.stream.', LEFT(SHA1(CONCAT(DATABASE(), '/matomo_')), 12), '.', LEFT(SHA1('web1'),"
                            + " 16)), 0)");
            CompletableFuture<ImportPresence> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return begin("web1");
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(said.poll(30, TimeUnit.SECONDS)).contains("brings stream 'web1' too", "KILL ");

            killAllBut(holder);

            assertThat(said.poll(30, TimeUnit.SECONDS)).as("said again").contains("brings stream 'web1' too");
            assertThat(waiting).isNotDone();
            statement.execute("DO RELEASE_ALL_LOCKS()");
            assertThat(waiting.get(30, TimeUnit.SECONDS).othersRun()).isFalse();
        }
    }

    @Test
    void oneWhoseConnectionGivesNoAnswerAnyMoreIsSeenAgain() throws Exception {
        Matcher port = Pattern.compile(":(\\d+)/").matcher(database.url());
        assertThat(port.find()).isTrue();
        try (ForgetfulRelay relay = new ForgetfulRelay(Integer.parseInt(port.group(1)))) {
            Asked through = new Asked();
            new CommandLine(through)
                    .parseArgs(
                            "--url",
                            port.replaceFirst(":" + relay.port() + "/"),
                            "--user",
                            database.user(),
                            "--password",
                            database.password());
            ImportPresence one =
                    ImportPresence.begin(through.options, Duration.ofSeconds(30), List.of("web1"), said::add);
            begun.add(one);
            one.show(SAMPLE);
            relay.forget();

            assertThat(one.keep()).isEmpty();
            assertThat(begin("web2").show(OTHER)).containsExactly(SAMPLE);
            one.close();
        }
    }

    @Test
    void twoMatomoOfOneSchemaDoNotWaitForEachOther() throws Exception {
        try (Connection connection = connect()) {
            new LedgerSchema(new LedgerTables("second_")).createOrUpgrade(connection);
        }
        Asked ofTheSecond = asked("second_");
        ImportPresence one = begin("web1");
        begun.add(ImportPresence.begin(ofTheSecond.options, Duration.ofSeconds(30), List.of("web1"), said::add));

        assertThat(one.othersBegin()).isFalse();
        assertThat(one.othersRun()).isFalse();
        assertThat(said).isEmpty();
    }

    private void killAllBut(Connection holder) throws SQLException {
        try (Statement statement = holder.createStatement()) {
            List<Long> others = new ArrayList<>();
            try (ResultSet row = statement.executeQuery(
                    "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()")) {
                while (row.next()) {
                    others.add(row.getLong(1));
                }
            }
            for (long other : others) {
                statement.execute("KILL " + other);
            }
        }
    }
}
