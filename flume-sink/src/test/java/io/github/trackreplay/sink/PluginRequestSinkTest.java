/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.event.Compression;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.WireEvent;
import io.github.trackreplay.mysql.matomo.MatomoDatabase;
import io.github.trackreplay.trackingapi.StandIn;
import io.github.trackreplay.trackingapi.StandIn.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.flume.Context;
import org.apache.flume.Transaction;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.event.EventBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests for plugins that are not imitated reach a Matomo that records, behind the rows of their visits. */
class PluginRequestSinkTest {
    private static final List<String> PLUGINS = List.of(
            "AbTesting",
            "BotTracker",
            "CrashAnalytics",
            "FormAnalytics",
            "HeatmapSessionRecording",
            "MediaAnalytics",
            "ReferrersManager");
    private static final List<String> MARKS = List.of("ma_id=a&ca=1", "fa_vid=b&ca=1", "hsr_vid=c&ca=1");
    private static final String STORED =
            "SELECT COUNT(*) FROM matomo_trackreplay_rejected WHERE replay_state = 'stored'";

    @TempDir
    Path directory;

    private final MatomoDatabase database = MatomoDatabase.create();
    private final MemoryChannel channel = new MemoryChannel();
    private final FrontendLog log = new FrontendLog("web1", 0);
    private StandIn matomo;
    private MySqlSink sink;

    @BeforeEach
    void open() throws IOException {
        matomo = new StandIn();
        channel.configure(new Context(Map.of("keep-alive", "0")));
        channel.start();
        String plugins =
                PLUGINS.stream().map(name -> "Plugins[] = \"" + name + "\"\n").collect(Collectors.joining());
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(
                directory.resolve("config/config.ini.php"),
                "[database]\ntables_prefix = \"matomo_\"\n[General]\nsalt = \"pepper\"\n[Tracker]\nrecord_statistics = 0\n"
                        + "[Plugins]\n" + plugins);
    }

    @AfterEach
    void close() {
        if (sink != null) {
            sink.stop();
        }
        matomo.close();
        database.close();
    }

    private Map<String, String> settings() {
        return new HashMap<>(Map.of(
                "url",
                database.database().url(),
                "user",
                database.database().user(),
                "matomoHome",
                directory.toString(),
                "createTables",
                "true",
                "unprovenPacks",
                "taken",
                "plugins",
                "allowed: " + String.join(", ", PLUGINS),
                "pluginRequests",
                matomo.address().toString(),
                "pluginRequestsToken",
                StandIn.TOKEN,
                "commitFile",
                directory.resolve("commit").toString()));
    }

    private void start() {
        sink = start("mysql", channel, settings());
    }

    private static MySqlSink start(String name, MemoryChannel channel, Map<String, String> settings) {
        MySqlSink sink = new MySqlSink();
        sink.setName(name);
        sink.configure(new Context(settings));
        sink.setChannel(channel);
        sink.start();
        return sink;
    }

    private void put(Pack pack) {
        put(pack, channel);
    }

    private static void put(Pack pack, MemoryChannel channel) {
        WireEvent event = TrackingEventCodec.encode(pack, Compression.GZIP);
        Transaction transaction = channel.getTransaction();
        transaction.begin();
        channel.put(EventBuilder.withBody(event.body(), event.headers()));
        transaction.commit();
        transaction.close();
    }

    /** For each of some visitors a page view, and a request for each of three plugins behind it. */
    private Pack visits(int from, int visitors) {
        for (int visitor = from; visitor < from + visitors; visitor++) {
            String who = "idsite=1&rec=1&_id=0123456789abcd" + (10 + visitor) + "&url=http%3A%2F%2Fexample.org%2F";
            log.line(1_767_225_600_000L + visitor * 1000L, who + "&new_visit=1");
            for (int i = 0; i < MARKS.size(); i++) {
                log.line(
                        1_767_225_600_001L + visitor * 1000L + i, who + "&" + MARKS.get(i) + "&n=" + visitor + "." + i);
            }
        }
        return log.pack();
    }

    private void processUntil(Callable<Boolean> condition) {
        processUntil(sink, condition);
    }

    private static void processUntil(MySqlSink sink, Callable<Boolean> condition) {
        await().atMost(Duration.ofMinutes(3)).until(() -> {
            sink.process();
            return condition.call();
        });
    }

    private long number(String sql) {
        return Long.parseLong(database.value(sql));
    }

    private static List<String> numbers(int visitors) {
        List<String> numbers = new ArrayList<>();
        for (int visitor = 0; visitor < visitors; visitor++) {
            for (int i = 0; i < MARKS.size(); i++) {
                numbers.add(visitor + "." + i);
            }
        }
        return numbers;
    }

    @Test
    void theyArriveInTheirOrderBehindTheRowsOfTheirVisits() throws Exception {
        List<Long> visitsThen = new CopyOnWriteArrayList<>();
        matomo.faults = (call, requests) -> {
            visitsThen.add(number("SELECT COUNT(*) FROM matomo_log_visit"));
            return Fault.NONE;
        };
        start();
        put(visits(0, 5));
        processUntil(() -> matomo.counted().size() == 15 && number(STORED) == 0);

        assertThat(visitsThen)
                .isNotEmpty()
                .allSatisfy(visits -> assertThat(visits).isEqualTo(5));
        assertThat(matomo.counted("n")).containsExactlyInAnyOrderElementsOf(numbers(5));
        for (int visitor = 0; visitor < 5; visitor++) {
            String prefix = visitor + ".";
            assertThat(matomo.counted("n").stream().filter(n -> n.startsWith(prefix)))
                    .containsExactly(prefix + 0, prefix + 1, prefix + 2);
        }
        assertThat(matomo.counted("cip")).containsOnly("203.0.113.7");
        assertThat(matomo.counted("cdt")).allSatisfy(time -> assertThat(time).startsWith("17672256"));
        assertThat(number("SELECT COUNT(*) FROM matomo_trackreplay_sending")).isZero();
        assertThat(number("SELECT SUM(applied_bytes) FROM matomo_trackreplay_file"))
                .isEqualTo(20 * FrontendLog.LINE);
        assertThat(number("SELECT SUM(rejected_bytes) FROM matomo_trackreplay_file"))
                .isZero();
    }

    @Test
    void anEndpointThatFailsHoldsNothingElseAndNothingIsLostOrTwice() throws Exception {
        matomo.faults = (call, requests) -> Fault.MAINTENANCE;
        start();
        put(visits(0, 3));
        processUntil(() -> matomo.calls() > 0);
        put(visits(3, 2));
        processUntil(() -> number("SELECT COUNT(*) FROM matomo_log_visit") == 5);
        assertThat(number(STORED)).isEqualTo(15);
        assertThat(matomo.counted()).isEmpty();

        matomo.faults = (call, requests) -> Fault.NONE;
        processUntil(() -> number(STORED) == 0);
        assertThat(matomo.counted("n")).containsExactlyInAnyOrderElementsOf(numbers(5));
        assertThat(number("SELECT COUNT(*) FROM matomo_trackreplay_sending")).isZero();
    }

    @Test
    void anEndpointThatDoesNotAnswerHoldsNothingElseAndAStopWaitsForIt() throws Exception {
        matomo.faults = (call, requests) -> Fault.HELD;
        start();
        put(visits(0, 3));
        processUntil(() -> !matomo.counted().isEmpty());
        put(visits(3, 2));
        processUntil(() -> number("SELECT COUNT(*) FROM matomo_log_visit") == 5);
        matomo.release();
        sink.stop();
        assertThat(number("SELECT COUNT(*) FROM matomo_trackreplay_sending WHERE state = 0"))
                .isZero();

        matomo.faults = (call, requests) -> Fault.NONE;
        start();
        processUntil(() -> number(STORED) == 0);
        assertThat(matomo.counted("n")).containsExactlyInAnyOrderElementsOf(numbers(5));
        assertThat(number("SELECT COUNT(*) FROM matomo_trackreplay_sending")).isZero();
    }

    /** As a restart of the server ends it. */
    private void endTurn() {
        String turns = "SELECT p.id FROM information_schema.processlist p JOIN information_schema.innodb_trx t"
                + " ON t.trx_mysql_thread_id = p.id WHERE p.db = '"
                + database.database().schema() + "'";
        await().until(() -> !database.values(turns).isEmpty());
        database.values(turns).forEach(id -> database.execute("KILL " + id));
        await().until(() -> database.values(turns).isEmpty());
    }

    @Test
    void whoeverHasTheTurnNextSendsNothingThatTheOneBeforeBooksMeanwhile() throws Exception {
        matomo.faults = (call, requests) -> Fault.HELD;
        start();
        put(visits(0, 5));
        processUntil(() -> !matomo.counted().isEmpty());
        matomo.release(); // from here on nothing is booked before the test says so
        await().until(() -> matomo.counted().size() == 15
                && number("SELECT COUNT(*) FROM matomo_trackreplay_sending WHERE state = 0") == 0);
        endTurn();

        AtomicInteger probes = new AtomicInteger();
        matomo.duringProbe = () -> {
            processUntil(() -> number(STORED) == 0);
            probes.incrementAndGet();
        };
        Map<String, String> settings = settings();
        settings.put("commitFile", directory.resolve("commit2").toString());
        MemoryChannel otherChannel = new MemoryChannel();
        otherChannel.configure(new Context(Map.of("keep-alive", "0")));
        otherChannel.start();
        MySqlSink other = start("mysql2", otherChannel, settings);
        try {
            processUntil(other, () -> probes.get() > 0);
            put(visits(5, 1), otherChannel);
            processUntil(other, () -> matomo.counted("n").contains("5.2") && number(STORED) == 0);
        } finally {
            other.stop();
        }
        assertThat(matomo.counted("n")).containsExactlyInAnyOrderElementsOf(numbers(6));
        assertThat(number("SELECT COUNT(*) FROM matomo_trackreplay_sending")).isZero();
    }

    @Test
    void whatIsBookedInSeveralPartsOfATransactionLeavesNothing() throws Exception {
        Map<String, String> settings = settings();
        settings.put("batchSize", "1");
        sink = start("mysql", channel, settings);
        put(visits(0, 3));
        processUntil(() -> matomo.counted().size() == 9 && number(STORED) == 0);
        assertThat(number("SELECT COUNT(*) FROM matomo_trackreplay_sending")).isZero();
    }

    @Test
    void whatCannotBeBookedHoldsNothingElseAndIsBookedOnceThatIsMended() throws Exception {
        start();
        processUntil(() -> number("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()"
                        + " AND table_name = 'matomo_trackreplay_sending'")
                == 1);
        database.execute("CREATE TRIGGER spoilt BEFORE DELETE ON matomo_trackreplay_sending FOR EACH ROW"
                + " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'spoilt'");
        put(visits(0, 3));
        processUntil(() -> matomo.counted().size() == 9
                && number("SELECT COUNT(*) FROM matomo_trackreplay_sending WHERE state = 0") == 0);
        put(visits(3, 2));
        processUntil(() -> number("SELECT COUNT(*) FROM matomo_log_visit") == 5);
        assertThat(database.values("SELECT DISTINCT LEFT(reason, 7) FROM matomo_trackreplay_rejected"))
                .containsExactly("plugin:");
        assertThat(number(STORED)).isEqualTo(15);

        database.execute("DROP TRIGGER spoilt");
        processUntil(() -> number(STORED) == 0);
        assertThat(matomo.counted("n")).containsExactlyInAnyOrderElementsOf(numbers(5));
        assertThat(number("SELECT COUNT(*) FROM matomo_trackreplay_sending")).isZero();
    }

    @Test
    void aPoolOfOneConnectionIsEnough() throws Exception {
        Map<String, String> settings = settings();
        settings.put("poolSize", "1");
        sink = start("mysql", channel, settings);
        put(visits(0, 2));
        processUntil(() -> matomo.counted().size() == 6 && number(STORED) == 0);
        assertThat(matomo.counted("n")).containsExactlyInAnyOrderElementsOf(numbers(2));
    }

    @Test
    void anAnswerThatIsMissingIsBookedAndARefusalIsKept() throws Exception {
        AtomicInteger left = new AtomicInteger(1);
        matomo.faults = (call, requests) ->
                requests.get(0).get("n").equals("0") && left.getAndDecrement() > 0 ? Fault.CUT_AFTER : Fault.NONE;
        start();
        String view = "idsite=1&rec=1&_id=0123456789abcdef&url=http%3A%2F%2Fexample.org%2F";
        log.line(1_767_225_600_000L, view);
        matomo.unknownSite = "2";
        log.line(1_767_225_601_000L, view + "&ma_id=1&ca=1&n=0");
        log.line(1_767_225_602_000L, view.replace("idsite=1", "idsite=2") + "&ma_id=1&ca=1&n=1");
        put(log.pack());
        processUntil(
                () -> number("SELECT COUNT(*) FROM matomo_trackreplay_rejected WHERE replay_state = 'replayed'") == 1);

        assertThat(matomo.counted("n")).containsExactly("0", "0");
        assertThat(number("SELECT SUM(requests) FROM matomo_trackreplay_sending WHERE state = 2"))
                .isEqualTo(1);
        assertThat(database.values("SELECT reason FROM matomo_trackreplay_rejected WHERE replay_state = 'stored'"))
                .containsExactly("refused-by-matomo");
    }

    @Test
    void aTokenIsNeededAndIsOfNoUseAlone() {
        Map<String, String> settings = settings();
        settings.remove("pluginRequestsToken");
        assertThatThrownBy(() -> new MySqlSink().configure(new Context(settings)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("pluginRequestsToken: is missing");
        settings.put("pluginRequestsToken", "t");
        settings.remove("pluginRequests");
        assertThatThrownBy(() -> new MySqlSink().configure(new Context(settings)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("has no use without pluginRequests");
    }
}
