/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.trackreplay.disk.DiskReserve;
import io.github.trackreplay.event.MalformedEventException;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.RawPackCodec;
import io.github.trackreplay.health.AgentExit;
import io.github.trackreplay.health.ClosedChannel;
import io.github.trackreplay.interceptor.TrackingInterceptor;
import io.github.trackreplay.option.Values;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flume.Channel;
import org.apache.flume.ChannelException;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.FlumeException;
import org.apache.flume.PollableSource.Status;
import org.apache.flume.channel.ChannelProcessor;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.channel.ReplicatingChannelSelector;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.interceptor.Interceptor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogSourceTest {
    @TempDir
    Path directory;

    private final List<Event> channel = new CopyOnWriteArrayList<>();
    private volatile Duration passed = Duration.ZERO;
    private Optional<RuntimeException> failure = Optional.empty();
    private Optional<Interceptor> interceptor = Optional.empty();
    private List<Channel> channels = List.of();
    private boolean channelSawInterrupt;
    private AccessLogSource source;

    @BeforeEach
    void open() {
        source = started();
    }

    @AfterEach
    void close() {
        source.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"web\u00a01", "we\u200bb1", "web\u202e1"})
    void aStreamWhoseNameCollectorsRefuseIsRefusedHere(String name) {
        Values values =
                AccessLogSourceOptions.read("a.", Map.of("stream", name, "files", "/var/log/x*", "startAt", "end"));

        assertThat(values.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.setting()).isEqualTo("a.stream"));
    }

    @Test
    void linesBecomeEventsThatTheInterceptorCanRead() throws IOException {
        append("GET /matomo.php?n=1\nGET /page\nGET /piwik.php?n=2\n");
        assertThat(process()).isEqualTo(Status.READY);
        assertThat(lines()).containsExactly("GET /matomo.php?n=1", "GET /piwik.php?n=2");
        assertThat(channel.get(0).getHeaders()).containsEntry("trackreplay.stream", "web1");
    }

    @Test
    void afterARestartReadingGoesOnWhereItWas() throws IOException {
        append("GET /matomo.php?n=1\n");
        process();
        source.stop();
        append("GET /matomo.php?n=2\n");
        source = started();
        process();
        assertThat(lines()).containsExactly("GET /matomo.php?n=1", "GET /matomo.php?n=2");
    }

    @Test
    void afterAKillNothingThatWasSavedIsReadAgain() throws IOException {
        append("GET /matomo.php?n=1\n");
        process();
        AccessLogSource killed = source;
        source = started("positions", afterAKill("positions"));
        append("GET /matomo.php?n=2\n");
        process();
        assertThat(lines()).containsExactly("GET /matomo.php?n=1", "GET /matomo.php?n=2");
        killed.stop();
    }

    @Test
    void aFullChannelSlowsReadingDownAndDropsNothing() throws IOException {
        append("GET /matomo.php?n=1\n");
        failure = Optional.of(new ChannelException("full"));
        for (int i = 0; i < 3; i++) {
            assertThat(source.process()).isEqualTo(Status.BACKOFF);
        }
        append("GET /matomo.php?n=2\n");
        failure = Optional.empty();
        assertThat(process()).isEqualTo(Status.READY);
        assertThat(lines()).containsExactly("GET /matomo.php?n=1");
        process();
        assertThat(lines()).containsExactly("GET /matomo.php?n=1", "GET /matomo.php?n=2");
    }

    @Test
    void anyFailureOfABatchOffersItAgain() throws IOException {
        append("GET /matomo.php?n=1\n");
        failure = Optional.of(new IllegalStateException("an interceptor is broken"));
        for (int i = 0; i < 3; i++) {
            assertThat(source.process()).isEqualTo(Status.BACKOFF);
        }
        failure = Optional.empty();
        process();
        assertThat(lines()).containsExactly("GET /matomo.php?n=1");
    }

    @Test
    void aChannelIsNotWrittenToWithAnInterruptPending() throws IOException {
        append("GET /matomo.php?n=1\n");
        Thread.currentThread().interrupt();

        Status status = source.process();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(status).isEqualTo(Status.READY);
        assertThat(channelSawInterrupt).isFalse();
    }

    @Test
    void stoppingWhileTheChannelIsFullKeepsTheBatchForTheNextStart() throws IOException {
        append("GET /matomo.php?n=1\n");
        failure = Optional.of(new ChannelException("full"));
        source.process();
        source.stop();
        failure = Optional.empty();
        source = started();
        process();
        assertThat(lines()).containsExactly("GET /matomo.php?n=1");
    }

    @Test
    void aStopBeforeTheChannelHasTakenAnythingDoesNotMoveTheStart() throws IOException {
        AccessLogSource stopped = startedAtTheEndOfALogWhileTheChannelIsFull();
        stopped.stop();

        readsOnFromTheFirstStart(directory + "/others");
    }

    @Test
    void aStreamThatHasJustComeIsNotBegunAgainAtItsEndAfterAKill() throws IOException {
        append("GET /matomo.php?n=1\n");
        String[] settings = {"stream", "%{basename}", "startAt", "end", "positions", directory + "/others"};
        settings = Stream.concat(Stream.of(settings), Stream.of("files", directory + "/*.log"))
                .toArray(String[]::new);
        source.stop();
        source = started(settings);
        process();
        Path other = Files.writeString(directory.resolve("other.log"), "GET /matomo.php?n=2\n");
        process();
        AccessLogSource killed = source;
        Files.writeString(other, "GET /matomo.php?n=3\n", StandardOpenOption.APPEND);
        settings[5] = afterAKill("others");

        source = started(settings);
        process();

        assertThat(lines()).contains("GET /matomo.php?n=2", "GET /matomo.php?n=3");
        killed.stop();
    }

    @Test
    void aKillBeforeTheChannelHasTakenAnythingDoesNotMoveTheStart() throws IOException {
        AccessLogSource killed = startedAtTheEndOfALogWhileTheChannelIsFull();

        readsOnFromTheFirstStart(afterAKill("others"));
        killed.stop();
    }

    @Test
    void linesThatNoFormatReadsWaitForTheRightOneWhileOtherStreamsGoOn() throws IOException {
        String unknown = "2026-03-02/20:11:22 +0000 1.2.3.4 /matomo.php?n=";
        append(unknown + "1\n" + unknown + "2\n");
        Files.writeString(directory.resolve("shop.log"), COMBINED);
        String[] settings = {"stream", "%{basename}", "positions", directory + "/others", "files", directory + "/*.log"
        };
        source.stop();
        startInterceptor("auto");
        source = started(settings);

        waitForRequests(1);
        Files.writeString(directory.resolve("shop.log"), COMBINED, StandardOpenOption.APPEND);
        append(unknown + "3\n");
        waitForRequests(2);
        assertThat(streams()).containsOnly("shop.log");
        source.stop();

        startInterceptor("%{%Y-%m-%d/%T %z}t %h %U%q");
        source = started(settings);
        waitForRequests(5);
        assertThat(channel)
                .filteredOn(
                        event -> event.getHeaders().get("trackreplay.stream").startsWith("access"))
                .first()
                .satisfies(event -> assertThat(event.getHeaders()).containsEntry("trackreplay.start", "0"));
    }

    @Test
    void aStreamThatBeganWithGarbageGoesOnByItself() throws IOException {
        startInterceptor("auto");
        append("half a line /matomo.php?n=0\n");
        for (int i = 0; i < 10; i++) {
            append(COMBINED);
            source.process();
        }
        waitForRequests(10);

        assertThat(channel.get(0).getHeaders()).containsEntry("trackreplay.start", "0");
        assertThat(documents()).contains("unreadable-line");
    }

    @Test
    void soMuchMayWaitAndNoMore() throws IOException {
        startInterceptor("combined");
        String line = "x".repeat(60_000) + "/matomo.php\n";
        for (int i = 0; i < 100; i++) {
            append(line);
        }
        for (int i = 0; i < 300; i++) {
            source.process();
        }
        assertThat(channel).isEmpty();
        long read = source.reader().counts().lines();
        assertThat(read).isLessThan(70);
        source.stop();

        interceptor = Optional.empty();
        source = started();
        Awaitility.await().until(() -> {
            source.process();
            return lines().size() == 100;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "combined"})
    void linesOfVisitorsHoldNoStreamThatCouldBeReadBefore(String format) throws IOException {
        startInterceptor(format);
        append(COMBINED);
        waitForRequests(1);
        source.stop();

        startInterceptor(format);
        source = started();
        String hostile = "1.2.3.4 - - /matomo.php " + "x".repeat(8000) + "\n";
        for (int i = 0; i < 200; i++) {
            append(hostile + (i % 3 == 0 ? COMBINED : ""));
        }
        waitForRequests(68);
    }

    @Test
    void anotherFormatThanTheOneThatCouldReadIsTriedBeforeAnythingIsTaken() throws IOException {
        startInterceptor("combined");
        append(COMBINED);
        waitForRequests(1);
        source.stop();

        String otherForm = "2026-03-02/20:11:22 +0000 1.2.3.4 /matomo.php?n=1\n";
        startInterceptor("%h|%t|%r");
        source = started();
        append(otherForm);
        for (int i = 0; i < 20; i++) {
            source.process();
        }
        assertThat(documents()).doesNotContain("unreadable-line");
        source.stop();

        startInterceptor("%{%Y-%m-%d/%T %z}t %h %U%q");
        source = started();
        waitForRequests(2);
    }

    private static final String COMBINED =
            "203.0.113.7 - - [02/Mar/2026:20:11:22 +0000] \"GET /matomo.php?idsite=1 HTTP/1.1\""
                    + " 200 43 \"-\" \"Mozilla/5.0\"\n";

    private void startInterceptor(String format) {
        TrackingInterceptor.Builder builder = new TrackingInterceptor.Builder();
        builder.configure(new Context(Map.of("format", format)));
        interceptor = Optional.of(builder.build());
    }

    private void waitForRequests(int count) {
        Awaitility.await().until(() -> {
            source.process();
            return documents().split("\"source\"", -1).length - 1 >= count;
        });
        assertThat(documents().split("\"source\"", -1).length - 1).isEqualTo(count);
    }

    private String documents() {
        return channel.stream()
                .map(event -> new String(event.getBody(), StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }

    private List<String> streams() {
        return channel.stream()
                .map(event -> event.getHeaders().get("trackreplay.stream"))
                .toList();
    }

    private AccessLogSource startedAtTheEndOfALogWhileTheChannelIsFull() throws IOException {
        append("GET /matomo.php?n=1\n");
        failure = Optional.of(new ChannelException("full"));
        AccessLogSource first = started("startAt", "end", "positions", directory + "/others");
        assertThat(first.process()).isEqualTo(Status.BACKOFF);
        return first;
    }

    /** Positions as a process that was killed just now has left them; its lock has ended with it. */
    private String afterAKill(String positions) throws IOException {
        Path left = Files.createDirectories(directory.resolve(positions + "-after-a-kill"));
        for (String name : List.of("log.positions", "log.positions.changes")) {
            Path saved = directory.resolve(positions).resolve(name);
            if (Files.exists(saved)) {
                Files.copy(saved, left.resolve(name));
            }
        }
        return left.toString();
    }

    private void readsOnFromTheFirstStart(String positions) throws IOException {
        append("GET /matomo.php?n=2\n");
        failure = Optional.empty();
        source.stop();
        source = started("startAt", "end", "positions", positions);
        process();
        assertThat(lines()).containsExactly("GET /matomo.php?n=2");
        assertThat(channel.get(0).getHeaders()).containsEntry("trackreplay.start", "0");
    }

    @Test
    void damagedPositionsStopTheStart() throws IOException {
        append("GET /matomo.php?n=1\n");
        process();
        source.stop();
        Path positions = directory.resolve("positions/log.positions");
        Files.write(positions, new byte[] {'x'}, StandardOpenOption.APPEND);
        AccessLogSource next = configured();
        assertThatThrownBy(next::start)
                .isInstanceOf(FlumeException.class)
                .hasMessageContaining(positions.toString())
                .hasMessageContaining("backup");
        next.stop();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void startingAgainAndStoppingTwiceLeavesNoFileOpenAndLosesNothing() throws IOException {
        append("GET /matomo.php?n=1\n");
        process();
        assertThat(openLogs()).isEqualTo(1);

        source.start();
        append("GET /matomo.php?n=2\n");
        process();

        assertThat(openLogs()).isEqualTo(1);
        assertThat(lines()).containsExactly("GET /matomo.php?n=1", "GET /matomo.php?n=2");
        source.stop();
        source.stop();
        assertThat(openLogs()).isZero();
        configured().stop();
    }

    private long openLogs() throws IOException {
        Path log = directory.resolve("access.log").toRealPath();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(descriptor -> leadsTo(descriptor, log)).count();
        }
    }

    private static boolean leadsTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    @Test
    void aWrongConfigurationNamesEveryProblemAndOpensNothing() {
        AccessLogSource wrong = new AccessLogSource();
        wrong.setName("log");
        Context context = new Context();
        context.put("files", directory + "/none/*");
        context.put("startAt", "yesterday");
        context.put("batchsize", "7");
        assertThatThrownBy(() -> wrong.configure(context))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("stream: is missing")
                .hasMessageContaining("startAt: 'yesterday'")
                .hasMessageContaining("Did you mean batchSize?");
    }

    @Test
    void aPatternThatCannotBeUnderstoodIsNamed() {
        Context context = new Context();
        context.put("stream", "web1");
        context.put("files", directory + "/access.log " + directory + "/access.log[");
        context.put("startAt", "end");

        assertThatThrownBy(() -> new AccessLogSource().configure(context))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("files: '")
                .hasMessageContaining("has a pattern that cannot be understood: access.log[");
    }

    @Test
    void configuringOpensNothing() {
        AccessLogSource idle = configured();
        assertThat(directory.resolve("positions").resolve("log.positions")).doesNotExist();
        assertThat(idle.getBatchSize()).isEqualTo(32);
        assertThat(idle.getMaxBackOffSleepInterval()).isLessThanOrEqualTo(50);
    }

    @Test
    void aScarceDiskHoldsReadingBackUntilThereIsSpace() {
        List<Long> free = new ArrayList<>(List.of(10L));
        DiskReserve reserve = new DiskReserve(100, List.of(directory.toFile()), directory -> free.get(0));
        assertThat(reserve.allows(1)).isFalse();
        free.set(0, 1000L);
        Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> reserve.allows(1));
    }

    /** As a file channel names itself. */
    private static final class NamedChannel extends MemoryChannel {
        private final Path data;

        NamedChannel(Path data) {
            this.data = data;
            setName("file");
        }

        @Override
        public String toString() {
            return "FileChannel file { dataDirs: [" + data + "] }";
        }
    }

    @Test
    void theDiskOfTheChannelsDataIsLookedAtWithoutAWord() throws IOException {
        source.stop();
        channels = List.of(new NamedChannel(Files.createDirectories(directory.resolve("data"))));
        append("GET /matomo.php?n=1\n");
        source = started("reserve", "1000000 GiB");
        for (int i = 0; i < 3; i++) {
            assertThat(source.process()).isEqualTo(Status.BACKOFF);
        }
        assertThat(channel).isEmpty();
        source.stop();

        source = started("reserve", "1 KiB");

        assertThat(process()).isEqualTo(Status.READY);
        assertThat(lines()).containsExactly("GET /matomo.php?n=1");
    }

    @Test
    void aBatchThatWouldOvershootTheReserveWaitsHoweverLatelyTheDiskWasAsked() {
        List<Long> free = new ArrayList<>(List.of(1000L));
        DiskReserve reserve = new DiskReserve(100, List.of(directory.toFile()), directory -> free.get(0));

        assertThat(reserve.allows(901)).isFalse();
        assertThat(reserve.allows(600)).isTrue();
        free.set(0, 400L);
        assertThat(reserve.allows(301)).isFalse();
        assertThat(reserve.allows(300)).isTrue();
    }

    @Test
    void twoSourcesWithOneFileOfPositionsDoNotRunAtOnce() throws IOException {
        append("x\n");

        assertThatThrownBy(this::started)
                .isInstanceOf(FlumeException.class)
                .hasMessageContaining("log.positions")
                .hasMessageContaining("in use by another part of this agent");

        source.stop();
        source = started();
    }

    @Test
    void positionsAreForUserAndGroupOnly() throws IOException {
        append("x\n");
        source.start();
        source.stop();

        Path file = directory.resolve("positions").resolve("log.positions");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void aChannelThatWasClosedForWantOfSpaceEndsTheAgentSoThatItIsStartedAgain() throws IOException {
        List<Integer> codes = new ArrayList<>();
        AgentExit.by(codes::add);
        try {
            IOException full =
                    new IOException("Usable space exhausted, only 5 bytes remaining, required 524288000 bytes");
            assertThat(ClosedChannel.of(new IllegalStateException("Channel closed [channel=c]. Due to " + full, full)))
                    .hasValueSatisfying(closed -> {
                        assertThat(closed.startAgain()).isTrue();
                        assertThat(closed.sentence()).contains("disk was full", "Usable space exhausted");
                    });
            assertThat(ClosedChannel.of(new IllegalStateException(
                            "Channel closed [channel=c]. Due to x", new IllegalStateException("null counter"))))
                    .hasValueSatisfying(closed -> {
                        assertThat(closed.startAgain()).isFalse();
                        assertThat(closed.sentence()).contains("trackreplay channel repair");
                    });
            assertThat(ClosedChannel.of(new IllegalStateException("something else")))
                    .isEmpty();
            assertThat(AgentExit.request(AgentExit.START_AGAIN)).isTrue();
            assertThat(codes).containsExactly(75);
        } finally {
            AgentExit.by(null);
        }
        assertThat(AgentExit.request(AgentExit.START_AGAIN))
                .as("within a Flume of others")
                .isFalse();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aSourceAtRestSleepsUntilALineComes() throws Exception {
        source.stop();
        source = started();
        append("GET /matomo.php?n=1\n");
        process();
        Files.setLastModifiedTime(directory, FileTime.from(Instant.now().minusSeconds(60)));
        Thread runner = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                source.process();
            }
        });
        runner.start();

        Awaitility.await().until(() -> {
            passed = passed.plusSeconds(1);
            return List.of(runner.getStackTrace()).toString().contains("LogWatch.told");
        });
        append("GET /matomo.php?n=2\n");
        Awaitility.await().until(() -> lines().contains("GET /matomo.php?n=2"));
        runner.interrupt();
        runner.join();
    }

    private Status process() {
        // A file is looked at every 100 ms.
        Status[] status = {Status.BACKOFF};
        Awaitility.await()
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .atMost(10, TimeUnit.SECONDS)
                .until(() -> {
                    status[0] = source.process();
                    return status[0] == Status.READY;
                });
        return status[0];
    }

    private void append(String text) throws IOException {
        Files.writeString(directory.resolve("access.log"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Event event : channel) {
            try {
                RawPack pack = RawPackCodec.decode(event.getHeaders(), event.getBody());
                for (RawLine line : pack.lines()) {
                    lines.add(new String(line.bytes(), StandardCharsets.UTF_8));
                }
            } catch (MalformedEventException e) {
                throw new AssertionError(e);
            }
        }
        return lines;
    }

    @Test
    void aQuietLogThatIsReplayedPromisesByTheTimeOfItsClockFile() throws Exception {
        Path clock = Files.createFile(directory.resolve("clock"));
        Files.setLastModifiedTime(clock, FileTime.from(Instant.parse("2026-03-03T18:00:10Z")));
        append("GET /matomo.php?n=1\n");
        source.stop();
        AccessLogSource replayed = started("clockFile", clock.toString(), "disorder", "4 s", "heartbeat", "0 ms");

        Awaitility.await().until(() -> {
            replayed.process();
            return !watermarks().isEmpty();
        });

        assertThat(watermarks())
                .containsOnly("" + Instant.parse("2026-03-03T18:00:06Z").toEpochMilli());
        replayed.stop();
    }

    @Test
    void disorderFollowsWhatTheLogShows() throws Exception {
        startInterceptor("trackreplay_json");
        append(line("03.010") + line("01.010"));
        process();
        append(line("04.010"));
        process();
        source.stop();
        source = started();
        append(line("05.010"));
        process();

        assertThat(channel.stream()
                        .filter(event ->
                                !event.getHeaders().get("trackreplay.count").equals("0"))
                        .map(event -> event.getHeaders().get("trackreplay.disorder")))
                .as("of what was there at the start it is known, then it is followed")
                .containsExactly("2000", "2500", "2500");
        assertThat(channel).noneMatch(event -> event.getHeaders().containsKey("trackreplay.times"));
    }

    @Test
    void disorderIsTheNumberThatIsSet() throws Exception {
        startInterceptor("trackreplay_json");
        source.stop();
        source = started("disorder", "700 ms");
        append(line("03.010") + line("01.010"));
        process();
        List<Event> found = List.copyOf(channel);
        channel.clear();
        append(line("04.010"));
        process();
        append(line("05.010") + line("04.010"));
        process();

        assertThat(found)
                .as("what was there at the start says itself how far it runs back")
                .anyMatch(
                        event -> event.getHeaders().get("trackreplay.disorder").equals("2000")
                                && event.getHeaders().containsKey("trackreplay.watermark"));
        assertThat(channel)
                .isNotEmpty()
                .allMatch(
                        event -> event.getHeaders().get("trackreplay.disorder").equals("700"));
    }

    private static String line(String second) {
        return "{\"time\":\"17953416" + second + "\",\"client\":\"192.0.2.1\",\"method\":\"GET\","
                + "\"uri\":\"/matomo.php?idsite=1&rec=1\",\"status\":\"204\"}\n";
    }

    private List<String> watermarks() {
        return channel.stream()
                .map(event -> event.getHeaders().get("trackreplay.watermark"))
                .filter(Objects::nonNull)
                .toList();
    }

    private AccessLogSource configured(String... more) {
        AccessLogSource configured = new AccessLogSource(() -> Instant.now().plus(passed));
        configured.setName("log");
        Context context = new Context();
        context.put("type", "AccessLogSource");
        context.put("channels", "c");
        context.put("stream", "web1");
        context.put("files", directory + "/access.log*");
        context.put("startAt", "beginning");
        context.put("heartbeat", "1 h");
        context.put("positions", directory + "/positions");
        context.put("reserve", "0");
        for (int i = 0; i < more.length; i += 2) {
            context.put(more[i], more[i + 1]);
        }
        configured.configure(context);
        return configured;
    }

    private AccessLogSource started(String... more) {
        AccessLogSource started = configured(more);
        ChannelProcessor processor = mock(ChannelProcessor.class);
        ReplicatingChannelSelector selector = new ReplicatingChannelSelector();
        selector.setChannels(channels);
        when(processor.getSelector()).thenReturn(selector);
        doAnswer(call -> {
                    channelSawInterrupt |= Thread.currentThread().isInterrupted();
                    if (failure.isPresent()) {
                        throw failure.get();
                    }
                    List<Event> events = call.getArgument(0);
                    channel.addAll(interceptor.isPresent() ? interceptor.get().intercept(events) : events);
                    return null;
                })
                .when(processor)
                .processEventBatch(anyList());
        started.setChannelProcessor(processor);
        started.start();
        return started;
    }
}
