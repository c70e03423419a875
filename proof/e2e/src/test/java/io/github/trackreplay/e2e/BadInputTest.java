/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.interceptor.TrackingInterceptor;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.matomo.MatomoTables;
import io.github.trackreplay.sink.MySqlSink;
import io.github.trackreplay.source.AccessLogSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.ObjectName;
import org.apache.flume.Context;
import org.apache.flume.PollableSource;
import org.apache.flume.channel.ChannelProcessor;
import org.apache.flume.channel.ReplicatingChannelSelector;
import org.apache.flume.channel.file.FileChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever stands in a log, and whatever becomes of it and of the channel's disk: one counted outcome, and the rest arrives.
 * Source, interceptor, file channel, sink and database are the real ones; only Flume's threads are the test's.
 */
class BadInputTest {
    @TempDir
    Path directory;

    private TestDatabase database;
    private FileChannel channel;
    private AccessLogSource source;
    private MySqlSink sink;

    @BeforeEach
    void createTables() throws SQLException {
        database = TestDatabase.create();
        try (Connection connection = database.connect()) {
            MatomoTables.create(connection, "matomo_", new MatomoTables.DemoSite("Shop", "http://shop.example", "UTC"));
        }
    }

    @AfterEach
    void stop() {
        if (source != null) {
            source.stop();
        }
        if (sink != null) {
            sink.stop();
        }
        if (channel != null) {
            channel.stop();
        }
        database.close();
    }

    private static String good(int n) {
        return "203.0.113.7 - - [20/Nov/2026:08:00:0" + n % 10 + " +0000] \"GET /matomo.php?idsite=1&rec=1"
                + "&url=http%3A%2F%2Fshop.example%2F" + n % 10
                + " HTTP/1.1\" 200 43 \"-\" \"Mozilla/5.0 (X11; Linux x86_64)"
                + " AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36\"\n";
    }

    private void startChannel(String name, String minimumRequiredSpace) {
        channel = new FileChannel();
        channel.setName("channel");
        channel.configure(new Context(Map.of(
                "checkpointDir",
                directory.resolve(name + "-checkpoint").toString(),
                "dataDirs",
                directory.resolve(name + "-data").toString(),
                "minimumRequiredSpace",
                minimumRequiredSpace,
                "transactionCapacity",
                "100",
                "keep-alive",
                "0")));
        channel.start();
    }

    private void startSource(Map<String, String> settings, String format) {
        source = new AccessLogSource();
        source.setName("log");
        Map<String, String> all = new HashMap<>(Map.of(
                "stream", "web1",
                "files", directory + "/access.log*",
                "startAt", "beginning",
                "positions", directory.resolve("positions").toString(),
                "disorder", "0 s",
                "reserve", "0"));
        all.putAll(settings);
        source.configure(new Context(all));
        ReplicatingChannelSelector selector = new ReplicatingChannelSelector();
        selector.setChannels(List.of(channel));
        selector.configure(new Context());
        ChannelProcessor processor = new ChannelProcessor(selector);
        processor.configure(new Context(Map.of(
                "interceptors",
                "parse",
                "interceptors.parse.type",
                TrackingInterceptor.Builder.class.getName(),
                "interceptors.parse.format",
                format)));
        processor.initialize();
        source.setChannelProcessor(processor);
        source.start();
    }

    private void startSink(Map<String, String> settings) {
        sink = new MySqlSink();
        sink.setName("mysql");
        Map<String, String> all = new HashMap<>(Map.of(
                "url", database.url(),
                "user", database.user(),
                "password", database.password(),
                "createTables", "true",
                "commitFile", directory.resolve("commit").toString()));
        all.putAll(settings);
        sink.configure(new Context(all));
        sink.setChannel(channel);
        sink.start();
    }

    private void start(String format) {
        startChannel("channel", "1000000");
        startSource(Map.of("maxLineBytes", "4096 B"), format);
        startSink(Map.of());
    }

    private void append(byte[] bytes) throws IOException {
        Files.write(directory.resolve("access.log"), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void append(String text) throws IOException {
        append(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Lets source and sink work until so many bytes are accounted for. */
    private void replay(long bytes) throws SQLException {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            source.process();
            sink.process();
            return hasLedger()
                    && number("SELECT COALESCE(SUM(range_end - range_start), 0) FROM matomo_trackreplay_range"
                                    + " WHERE kind = 0")
                            == bytes;
        });
        assertThat(number("SELECT SUM(applied_bytes + skipped_bytes + rejected_bytes) FROM matomo_trackreplay_file"))
                .isEqualTo(bytes);
    }

    private boolean hasLedger() throws SQLException {
        return number("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()"
                        + " AND table_name = 'matomo_trackreplay_range'")
                == 1;
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private Map<String, Long> outcomes() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT CONCAT(outcome, ' ', reason), SUM(requests) FROM"
                        + " matomo_trackreplay_counter GROUP BY 1")) {
            Map<String, Long> outcomes = new TreeMap<>();
            while (rows.next()) {
                outcomes.put(rows.getString(1).trim(), rows.getLong(2));
            }
            return outcomes;
        }
    }

    @Test
    void everyBadLineHasOneCountedOutcomeAndTheGoodOnesArrive() throws Exception {
        start("combined");
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        log.writeBytes(good(1).getBytes(StandardCharsets.ISO_8859_1));
        for (String bad : List.of(
                "\n",
                "\r\n",
                "no log line at all\n",
                "garbage that names /matomo.php and nothing else\n",
                "\0\1\2\377\376 /matomo.php \200\0\n",
                "\0\1\2\377\376\200\0\n",
                good(2).substring(0, 80) + "\n",
                good(3).replace("/matomo.php", "/index.html"),
                good(4).replace("GET ", "OPTIONS "),
                good(5).replace("?idsite=1&rec=1&", "?").replaceAll("\\?url=[^ ]*", ""),
                good(6).replace("idsite=1", "idsite=99"),
                good(7).replace("20/Nov/2026", "40/Foo/2026"),
                good(8).replace("rec=1", "rec=1&x=" + "x".repeat(5000)),
                good(9).replace("idsite=1", "idsite=%FF%00%zz"))) {
            log.writeBytes(bad.getBytes(StandardCharsets.ISO_8859_1));
        }
        log.writeBytes(good(10).getBytes(StandardCharsets.ISO_8859_1));
        append(log.toByteArray());

        replay(log.size());

        Map<String, Long> outcomes = outcomes();
        assertThat(outcomes).containsEntry("recorded", 2L);
        assertThat(outcomes).containsEntry("rejected overlong", 1L);
        assertThat(outcomes).containsEntry("rejected unknown-site", 2L);
        assertThat(outcomes).containsEntry("rejected no-time", 1L);
        assertThat(outcomes).containsEntry("rejected unreadable-line", 3L);
        assertThat(outcomes.keySet())
                .containsExactlyInAnyOrder(
                        "recorded",
                        "rejected overlong",
                        "rejected unknown-site",
                        "rejected no-time",
                        "rejected unreadable-line");
        assertThat(number("SELECT COUNT(*) FROM matomo_trackreplay_rejected WHERE detail <> ''"))
                .isEqualTo(7);
        assertThat(number("SELECT COUNT(*) FROM matomo_log_link_visit_action")).isEqualTo(2);
    }

    @Test
    void underAFormatThatDoesNotFitLinesAreReadAsWhatTheyAre() throws Exception {
        start("common_complete");
        String log = good(1) + good(2) + good(3).replace("/matomo.php", "/index.html");
        append(log);

        replay(log.length());

        assertThat(outcomes()).isEqualTo(Map.of("recorded", 2L));
    }

    @Test
    void aLogThatDisappearsIsReadToItsEndAndTheNextOneIsFollowed() throws Exception {
        start("combined");
        append(good(1));
        replay(good(1).length());
        append(good(2));
        source.process();

        Files.delete(directory.resolve("access.log"));
        replay(good(1).length() + good(2).length());
        append(good(3) + good(4) + good(5));

        replay(good(1).length() * 5L);
        assertThat(outcomes()).isEqualTo(Map.of("recorded", 5L));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMatomoTableThatIsMissingIsNamedAndTheCallsArriveOnceItIsThere(boolean fromTheStart) throws Exception {
        start("combined");
        append(good(1));
        if (!fromTheStart) {
            replay(good(1).length());
        }
        database.execute("RENAME TABLE matomo_log_action TO away");
        append(good(2));

        assertThat(trouble()).contains("matomo_log_action").doesNotContain("Exception");
        assertThat(hasLedger()).as("no ledger beside no Matomo").isNotEqualTo(fromTheStart);

        database.execute("RENAME TABLE away TO matomo_log_action");
        replay(good(1).length() * 2L);
        assertThat(outcomes()).isEqualTo(Map.of("recorded", 2L));
    }

    @Test
    void aUserWithoutRightsIsToldWhichAndTheCallsArriveOnceItHasThem() throws Exception {
        try (Connection connection = database.connect()) {
            new LedgerSchema(new LedgerTables("matomo_")).createOrUpgrade(connection);
        }
        database.server().createUser("poor", "secret", "SELECT, INSERT, DELETE ON " + database.schema() + ".*");
        startChannel("channel", "1000000");
        startSource(Map.of(), "combined");
        startSink(Map.of("user", "poor", "password", "secret", "createTables", "false"));
        append(good(1));

        assertThat(trouble()).contains("lacks a privilege", "trackreplay schema", "events are kept");

        database.server().createUser("poor", "secret", "SELECT, INSERT, UPDATE, DELETE ON " + database.schema() + ".*");
        replay(good(1).length());
        assertThat(outcomes()).isEqualTo(Map.of("recorded", 1L));
    }

    /** What the sink says when it fails. */
    private String trouble() {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            source.process();
                            sink.process();
                            return (String) ManagementFactory.getPlatformMBeanServer()
                                    .getAttribute(new ObjectName("org.apache.flume.sink:type=mysql"), "Trouble");
                        },
                        said -> !said.isEmpty());
    }

    @Test
    void aChannelThatFindsNoDiskSpaceHoldsReadingBackAndNothingIsLostWhenItIsStartedAgain() throws Exception {
        // Flume's channel keeps the lock of its directories when it fails, so that the next start has others here
        startChannel("full", String.valueOf(Long.MAX_VALUE / 4));
        startSource(Map.of(), "combined");
        append(good(1) + good(2));

        for (int i = 0; i < 20; i++) {
            assertThat(source.process()).isEqualTo(PollableSource.Status.BACKOFF);
        }

        source.stop();
        start("combined");
        replay(good(1).length() * 2L);
        assertThat(outcomes()).isEqualTo(Map.of("recorded", 2L));
    }
}
