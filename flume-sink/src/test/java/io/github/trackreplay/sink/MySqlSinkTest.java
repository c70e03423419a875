/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.EmbeddedMariaDb;
import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.event.Compression;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.WireEvent;
import io.github.trackreplay.health.Deliveries;
import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.mysql.RequestApplier;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import javax.management.ObjectName;
import org.apache.flume.Channel;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.Sink;
import org.apache.flume.Transaction;
import org.apache.flume.channel.AbstractChannel;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.lifecycle.LifecycleState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MySqlSinkTest {
    @TempDir
    Path directory;

    private final MemoryChannel channel = new MemoryChannel();

    static Matomo matomo(Matomo.Settings settings) {
        return new Matomo() {
            private final RequestApplier applier = new RecordingApplier();

            @Override
            public RequestApplier applier() {
                return applier;
            }

            @Override
            public String hashedToken(String token) {
                return "hashed-" + settings.tablePrefix();
            }

            @Override
            public void check(Connection connection) {
                // every database will do
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    private MySqlSink sink(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "user", "root",
                "createTables", "true",
                "unprovenPacks", "taken",
                "commitFile", directory.resolve("commit").toString()));
        all.putAll(settings);
        MySqlSink sink = new MySqlSink(MySqlSinkTest::matomo);
        sink.setName("mysql");
        sink.configure(new Context(all));
        Context memory = new Context(Map.of("keep-alive", "0"));
        channel.configure(memory);
        channel.start();
        sink.setChannel(channel);
        sink.start();
        return sink;
    }

    private void put(Pack... packs) {
        for (Pack pack : packs) {
            WireEvent event = TrackingEventCodec.encode(pack, Compression.GZIP);
            put(EventBuilder.withBody(event.body(), event.headers()));
        }
    }

    private void put(Event event) {
        Transaction transaction = channel.getTransaction();
        transaction.begin();
        channel.put(event);
        transaction.commit();
        transaction.close();
    }

    private static List<String> tables(TestDatabase database) throws Exception {
        List<String> tables = new ArrayList<>();
        try (Connection connection = database.connect();
                var rows = connection.getMetaData().getTables(database.schema(), null, "%", new String[] {"TABLE"})) {
            while (rows.next()) {
                tables.add(rows.getString("TABLE_NAME"));
            }
        }
        return tables;
    }

    private static int applied(TestDatabase database) throws Exception {
        try (Connection connection = database.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT COUNT(*) FROM applied")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void commitsTheChannelOnlyAfterTheDatabase() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            database.execute(RecordingApplier.TABLE);
            MySqlSink sink = sink(Map.of("url", database.url()));
            FrontendLog web1 = new FrontendLog("web1", 0);
            put(
                    web1.line(1000).pack(),
                    web1.line(2000, "idsite=1&token_auth=secret").garbage().pack());
            put(EventBuilder.withBody("?", StandardCharsets.UTF_8, Map.of("some", "header")));

            assertThat(sink.process()).isEqualTo(Sink.Status.READY);

            assertThat(applied(database)).isEqualTo(2);
            assertThat(sink.process()).isEqualTo(Sink.Status.READY);
            sink.stop();
            assertThat(directory.resolve("commit")).content().startsWith("1 ");
        }
    }

    @Test
    void aTransactionIsBoundedByWhatItsEventsHoldUncompressed() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            database.execute(RecordingApplier.TABLE);
            MySqlSink sink = sink(Map.of("url", database.url(), "batchBytes", "1 MiB"));
            FrontendLog web1 = new FrontendLog("web1", 0);
            String query = "idsite=1&rec=1&x=" + "x".repeat(400_000);
            for (int i = 0; i < 5; i++) {
                put(web1.line(1000 + i, query).pack());
            }

            sink.process();

            assertThat(applied(database)).isEqualTo(3);
            sink.process();
            assertThat(applied(database)).isEqualTo(5);
            sink.stop();
        }
    }

    @Test
    void anEventThatWouldFillTheMemoryIsKeptAsRejectedAndTheNextOneIsApplied() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            database.execute(RecordingApplier.TABLE);
            MySqlSink sink = sink(Map.of("url", database.url()));
            FrontendLog web1 = new FrontendLog("web1", 0);
            ByteArrayOutputStream bomb = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
                byte[] zeros = new byte[1 << 20];
                for (int i = 0; i < 600; i++) {
                    gzip.write(zeros);
                }
            }
            WireEvent event = TrackingEventCodec.encode(web1.line(1000).pack(), Compression.GZIP);
            put(EventBuilder.withBody(bomb.toByteArray(), event.headers()));
            put(web1.line(2000).pack());

            sink.process();

            assertThat(applied(database)).isEqualTo(1);
            try (Connection connection = database.connect();
                    var statement = connection.createStatement();
                    var row = statement.executeQuery(
                            "SELECT reason, detail, line_bytes FROM" + " matomo_trackreplay_rejected")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("malformed-event-body");
                assertThat(row.getString(2)).contains("grows beyond");
                assertThat(row.getLong(3)).isEqualTo(FrontendLog.LINE);
            }
            sink.stop();
        }
    }

    @Test
    void whileTheDatabaseIsAwayTheEventsStayInTheChannel() throws Exception {
        try (EmbeddedMariaDb server = TestDatabase.ownMariaDb()) {
            server.start();
            try (TestDatabase database = TestDatabase.create(server)) {
                database.execute(RecordingApplier.TABLE);
                MySqlSink sink = sink(Map.of("url", database.url()));
                FrontendLog web1 = new FrontendLog("web1", 0);
                put(web1.line(1000).pack());
                sink.process();
                server.stop();
                put(web1.line(2000).pack());
                assertThat(sink.process()).isEqualTo(Sink.Status.BACKOFF);
                assertThat(Deliveries.of(channel).inVain(System.nanoTime())).isPositive();

                server.start();

                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    sink.process();
                    return applied(database) == 2;
                });
                assertThat(Deliveries.of(channel).inVain(System.nanoTime())).isZero();
                sink.stop();
            }
        }
    }

    @Test
    void aDatabaseThatLostCommitsIsNoticed() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            database.execute(RecordingApplier.TABLE);
            MySqlSink sink = sink(Map.of("url", database.url()));
            FrontendLog web1 = new FrontendLog("web1", 0);
            put(web1.line(1000).pack());
            sink.process();
            List<String> tables = tables(database);
            tables.forEach(table -> database.execute("CREATE TABLE backup_" + table + " AS SELECT * FROM " + table));
            put(web1.line(2000).pack());
            sink.process();
            sink.stop();
            tables.forEach(table -> database.execute(
                    "DELETE FROM " + table + "; INSERT INTO " + table + " SELECT * FROM backup_" + table));

            MySqlSink again = sink(Map.of("url", database.url()));
            put(web1.line(3000).pack());

            assertThat(again.process()).isEqualTo(Sink.Status.BACKOFF);
            assertThat(ManagementFactory.getPlatformMBeanServer()
                            .getAttribute(new ObjectName("org.apache.flume.sink:type=mysql"), "Trouble"))
                    .asString()
                    .contains("gone back", "trackreplay import");
            again.stop();
            assertThat(applied(database)).isEqualTo(1);
        }
    }

    @Test
    void aSinkThatIsStoppedWhileItWritesCommitsTheChannelUndisturbed() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            database.execute(RecordingApplier.TABLE);
            MySqlSink sink = new MySqlSink(settings -> interrupting(matomo(settings)));
            sink.setName("mysql");
            sink.configure(new Context(Map.of(
                    "url",
                    database.url(),
                    "user",
                    "root",
                    "createTables",
                    "true",
                    "unprovenPacks",
                    "taken",
                    "commitFile",
                    directory.resolve("commit").toString())));
            channel.configure(new Context(Map.of("keep-alive", "0")));
            channel.start();
            InterruptWatch watch = new InterruptWatch(channel);
            sink.setChannel(watch);
            sink.start();
            put(new FrontendLog("web1", 0).line(1000).pack());

            sink.process();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(watch.committed).isEqualTo(1);
            assertThat(watch.interrupted).isFalse();
            assertThat(applied(database)).isEqualTo(1);
            sink.stop();
        }
    }

    /** A Matomo that is another one, but for what is overridden. */
    private static class Forwarding implements Matomo {
        private final Matomo matomo;

        Forwarding(Matomo matomo) {
            this.matomo = matomo;
        }

        @Override
        public RequestApplier applier() {
            return matomo.applier();
        }

        @Override
        public String hashedToken(String token) {
            return matomo.hashedToken(token);
        }

        @Override
        public void check(Connection connection) throws SQLException {
            matomo.check(connection);
        }

        @Override
        public void close() {
            matomo.close();
        }
    }

    /** Flume's interrupt arrives while the database works. */
    private static Matomo interrupting(Matomo matomo) {
        return new Forwarding(matomo) {
            @Override
            public void check(Connection connection) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** Notes whether a channel's transaction ends with an interrupt pending. */
    private static final class InterruptWatch extends AbstractChannel {
        private final Channel real;
        private int committed;
        private boolean interrupted;

        InterruptWatch(Channel real) {
            this.real = real;
        }

        @Override
        public void put(Event event) {
            real.put(event);
        }

        @Override
        public Event take() {
            return real.take();
        }

        @Override
        public Transaction getTransaction() {
            Transaction transaction = real.getTransaction();
            return new Transaction() {
                @Override
                public void begin() {
                    transaction.begin();
                }

                @Override
                public void commit() {
                    interrupted |= Thread.currentThread().isInterrupted();
                    committed++;
                    transaction.commit();
                }

                @Override
                public void rollback() {
                    interrupted |= Thread.currentThread().isInterrupted();
                    transaction.rollback();
                }

                @Override
                public void close() {
                    transaction.close();
                }
            };
        }
    }

    @Test
    void aStartThatFailsLeavesNothingOpenAndTheNextOneSucceeds() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            database.execute(RecordingApplier.TABLE);
            Path commits = Files.writeString(directory.resolve("commit"), "garbage");
            AtomicInteger open = new AtomicInteger();
            long threads = poolThreads();
            MySqlSink sink = new MySqlSink(settings -> counted(matomo(settings), open));
            sink.setName("mysql");
            sink.configure(new Context(Map.of(
                    "url",
                    database.url(),
                    "user",
                    "root",
                    "createTables",
                    "true",
                    "unprovenPacks",
                    "taken",
                    "commitFile",
                    commits.toString())));
            channel.configure(new Context(Map.of("keep-alive", "0")));
            channel.start();
            sink.setChannel(channel);
            sink.stop();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(sink::start).hasMessageContaining(commits.toString());
            }
            assertThat(open).hasValue(0);
            assertThat(sink.getLifecycleState()).isNotEqualTo(LifecycleState.START);

            Files.delete(commits);
            sink.start();
            sink.start();

            assertThat(open).hasValue(1);
            put(new FrontendLog("web1", 0).line(1000).pack());
            sink.process();
            assertThat(applied(database)).isEqualTo(1);
            sink.stop();
            sink.stop();
            assertThat(open).hasValue(0);
            await().until(() -> poolThreads() <= threads);
        }
    }

    private static long poolThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("trackreplay"))
                .count();
    }

    private static Matomo counted(Matomo matomo, AtomicInteger open) {
        open.incrementAndGet();
        return new Forwarding(matomo) {
            @Override
            public void close() {
                open.decrementAndGet();
            }
        };
    }

    @Test
    void wrongSettingsAreRefusedInSentences() {
        MySqlSink sink = new MySqlSink(MySqlSinkTest::matomo);
        sink.setName("mysql");

        assertThatThrownBy(() -> sink.configure(new Context(Map.of("url", "postgres://x", "batchsize", "5"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("jdbc:mysql")
                .hasMessageContaining("user")
                .hasMessageContaining("batchSize");
    }
}
