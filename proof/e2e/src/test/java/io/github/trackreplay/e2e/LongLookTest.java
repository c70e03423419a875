/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.golden.GoldenFolder;
import io.github.trackreplay.golden.GoldenHome;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A collector orders two streams. The agent of one of them looks at what it found at its start for longer than the collector waits
 * for a silent one, and all of that is older than what the other one brings meanwhile: nothing is late.
 */
class LongLookTest {
    /** Longer than an agent that looks says nothing. */
    private static final Duration MAX_HOLD = Duration.ofSeconds(8);

    private static final String OTHER_LINE =
            "203.0.113.9 - - [03/Mar/2026:12:00:00 +0000] \"GET /robots.txt HTTP/1.1\" 200 43 \"-\" \"Mozilla/5.0\"\n";
    private static final int BLOCK = 32 << 20;
    private static final int FEW_BLOCKS = 64;
    private static final int MANY_BLOCKS = 32 * FEW_BLOCKS;
    private static final int OF_OTHER = 30;
    private static final Instant NOON = Instant.parse("2026-03-03T12:00:00Z");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    @TempDir
    Path directory;

    /** How long a look takes depends on the machine: the backlog grows until it is long enough. */
    @Test
    void theOrderWaitsForAnAgentThatStillLooks() throws Exception {
        Duration waited = Duration.ZERO;
        for (int blocks = FEW_BLOCKS; waited.compareTo(MAX_HOLD) <= 0; blocks *= 2) {
            assertThat(blocks).as("blocks of which a look is too short").isLessThanOrEqualTo(MANY_BLOCKS);
            waited = waitedForALookAt(blocks);
        }
    }

    /** For how long nothing was applied because the agent still looked, though the other one's requests were there. */
    private Duration waitedForALookAt(int blocks) throws Exception {
        Path place = Files.createDirectory(directory.resolve("blocks" + blocks));
        GoldenFolder folder = GoldenFolder.named("pageviews");
        try (TestDatabase database = TestDatabase.create()) {
            database.load(folder.before());
            Fleet.Account account = new Fleet.Account(database.url(), database.user(), database.password());
            try (Fleet fleet = new Fleet(place, account, GoldenHome.of(folder), List.of("web1", "web2"))
                            .maxHold(MAX_HOLD.toSeconds() + " s");
                    Connection connection = account.connect()) {
                writeBacklog(fleet.log("web2"), blocks);
                writeOther(fleet.log("web1"), blocks);
                fleet.startCollector(1);
                fleet.startFrontend("web2");
                patiently().until(() -> looks(connection) || rows(connection) > 0);
                fleet.startFrontend("web1");
                patiently().until(() -> fleet.status().heldRequests() == OF_OTHER || !looks(connection));
                if (!looks(connection)) {
                    return Duration.ZERO; // over before the other agent had begun
                }
                long begun = System.nanoTime();
                patiently().until(() -> {
                    long rows = rows(connection);
                    boolean looks = looks(connection);
                    assertThat(looks ? rows : 0).as(fleet::said).isZero();
                    return !looks;
                });
                Duration waited = Duration.ofNanos(System.nanoTime() - begun);

                patiently().until(() -> rows(connection) == blocks + OF_OTHER);
                assertThat(fleet.status().streams())
                        .as(fleet::said)
                        .hasSize(2)
                        .allSatisfy(
                                stream -> assertThat(stream.requests().late()).isZero());
                assertThat(number(connection, "SELECT COUNT(*) FROM " + Fleet.PREFIX + "log_visit"))
                        .isEqualTo(1);
                return waited;
            }
        }
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofMinutes(4)).pollInterval(Duration.ofMillis(50));
    }

    private static boolean looks(Connection connection) throws SQLException {
        String chain = new LedgerTables(Fleet.PREFIX).chain();
        return number(connection, "SELECT COUNT(*) FROM " + chain + " WHERE ended = 4") > 0;
    }

    private static long rows(Connection connection) throws SQLException {
        return number(connection, "SELECT COUNT(*) FROM " + Fleet.PREFIX + "log_link_visit_action");
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Newest first, each call behind a block of lines that are none, in an archive; the newest call stands in the live log. */
    private static void writeBacklog(Path live, int blocks) throws IOException {
        Files.createDirectories(live.getParent());
        Files.writeString(live, call(blocks - 1));
        byte[] others = packed(OTHER_LINE.repeat(BLOCK / OTHER_LINE.length()));
        try (OutputStream archive = Files.newOutputStream(live.resolveSibling("access.log.1.gz"))) {
            for (int second = blocks - 2; second >= 0; second--) {
                archive.write(others);
                archive.write(packed(call(second)));
            }
        }
    }

    /** One second behind the backlog and on. */
    private static void writeOther(Path log, int blocks) throws IOException {
        Files.createDirectories(log.getParent());
        StringBuilder calls = new StringBuilder();
        for (int second = 0; second < OF_OTHER; second++) {
            calls.append(call(blocks + second));
        }
        Files.writeString(log, calls);
    }

    private static String call(int second) {
        return String.format(
                Locale.ROOT,
                "203.0.113.7 - - [%s] \"GET /matomo.php?idsite=1&rec=1&url=http%%3A%%2F%%2Fexample.org%%2F%d HTTP/1.1\" 200 43"
                        + " \"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:122.0) Gecko/20100101 Firefox/122.0\"%n",
                TIME.format(NOON.plusSeconds(second)),
                second);
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream packing = new GZIPOutputStream(bytes)) {
            packing.write(text.getBytes(US_ASCII));
        }
        return bytes.toByteArray();
    }
}
