/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static io.github.trackreplay.carrier.BeatsClient.compressed;
import static io.github.trackreplay.carrier.BeatsClient.frame;
import static io.github.trackreplay.carrier.BeatsClient.json;
import static io.github.trackreplay.carrier.BeatsClient.number;
import static io.github.trackreplay.carrier.BeatsClient.pairs;
import static io.github.trackreplay.carrier.BeatsClient.window;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.disk.SoleUse;
import io.github.trackreplay.health.ChannelUse;
import io.github.trackreplay.hop.Keys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flume.Context;
import org.apache.flume.channel.ChannelProcessor;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.channel.ReplicatingChannelSelector;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.lifecycle.LifecycleState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class BeatsSourceTest {
    private final BeatsSource source = new BeatsSource();
    private final MemoryChannel channel = new MemoryChannel();

    @AfterEach
    void stop() {
        source.stop();
        if (channel.getLifecycleState() == LifecycleState.START) {
            channel.stop();
        }
    }

    private int start(int capacity, Map<String, String> settings) {
        SourceChannel.join(source, channel, capacity, 100);
        source.setName("beats");
        Map<String, String> all = new HashMap<>(Map.of("port", "0"));
        all.putAll(settings);
        source.configure(new Context(all));
        source.start();
        return source.port();
    }

    @Test
    void itTakesTheSoleUseOfItsChannel(@TempDir Path directory) {
        MemoryChannel inFiles = new MemoryChannel() {
            @Override
            public String toString() {
                return "FileChannel c { dataDirs: [" + directory + "] }";
            }
        };
        ReplicatingChannelSelector selector = new ReplicatingChannelSelector();
        selector.setChannels(List.of(inFiles));
        source.setName("beats");
        source.setChannelProcessor(new ChannelProcessor(selector));
        source.configure(new Context(Map.of("port", "0")));
        source.start();

        assertThatThrownBy(() -> SoleUse.take(ChannelUse.lockOf(directory))).isInstanceOf(SoleUse.InUseException.class);
    }

    private List<String> taken() {
        return SourceChannel.take(channel, 100);
    }

    private List<String> takenAll() {
        List<String> all = new ArrayList<>();
        for (List<String> some = taken(); !some.isEmpty(); some = taken()) {
            all.addAll(some);
        }
        return all;
    }

    private static List<String> documents(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"message\":\"" + i + "\"}")
                .toList();
    }

    @Test
    void aCompressedWindowIsTakenInItsOrderAndAcknowledged() throws IOException {
        try (BeatsClient client = BeatsClient.to(start(10_000, Map.of()))) {
            client.send(BeatsClient.windowOf(documents(0, 250))).awaitAcknowledgement(250);
            client.send(BeatsClient.windowOf(documents(250, 260))).awaitAcknowledgement(10);
        }

        assertThat(takenAll()).isEqualTo(documents(0, 260));
    }

    @Test
    void plainFramesAreTakenToo() throws IOException {
        try (BeatsClient client = BeatsClient.to(start(100, Map.of()))) {
            client.send(window(2, 2), json(1, "{\"a\":1}"), json(2, "{\"a\":2}"))
                    .awaitAcknowledgement(2);
        }

        assertThat(taken()).containsExactly("{\"a\":1}", "{\"a\":2}");
    }

    @Test
    void versionOneBecomesDocuments() throws IOException {
        try (BeatsClient client = BeatsClient.to(start(100, Map.of()))) {
            client.send(window(1, 1), pairs(7, "line", "GET \"x\"", "host", "web1"));
            assertThat(client.acknowledgement()).isEqualTo(7);
        }

        assertThat(taken()).containsExactly("{\"line\":\"GET \\\"x\\\"\",\"host\":\"web1\"}");
    }

    /** logstash-forwarder sends a window as one frame, and takes the first answer for all of it, whatever its number. */
    @Test
    void ofVersionOneNothingIsAcknowledgedBeforeAllOfAWindowIsTaken() throws IOException {
        byte[][] frames = new byte[250][];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = pairs(i + 1L, "line", String.valueOf(i));
        }
        byte[] frame = compressed(frames);
        frame[0] = '1';
        try (BeatsClient client = BeatsClient.to(start(10_000, Map.of()))) {
            client.send(window(1, frames.length), frame);
            assertThat(client.acknowledgement()).isEqualTo(frames.length);
        }

        assertThat(takenAll()).hasSize(frames.length);
    }

    /** Some clients name a window once, send one document now and then, and expect that it holds for all that is to come. */
    @Test
    void inVersionOneAWindowHoldsAndAPauseIsNoReasonToWait() throws IOException {
        try (BeatsClient client = BeatsClient.to(start(100, Map.of()))) {
            client.send(window(1, 3));
            for (int i = 1; i <= 8; i++) {
                client.send(pairs(i, "line", String.valueOf(i))).awaitAcknowledgement(i);
            }
        }

        assertThat(taken()).hasSize(8).last().isEqualTo("{\"line\":\"8\"}");
    }

    /** What is compressed ends with its frame: the rest of the window may come at any time. */
    @Test
    void inVersionOneAPauseBehindACompressedFrameIsNoReasonToWaitEither() throws IOException {
        try (BeatsClient client = BeatsClient.to(start(100, Map.of()))) {
            client.send(window(1, 9));
            for (int i = 1; i <= 5; i += 2) {
                byte[] frame = compressed(pairs(i, "line", "a"), pairs(i + 1L, "line", "b"));
                frame[0] = '1';
                client.send(frame).awaitAcknowledgement(i + 1L);
            }
        }

        assertThat(taken()).hasSize(6).last().isEqualTo("{\"line\":\"b\"}");
    }

    /** An acknowledgement is a promise: what has it is never sent again. */
    @Test
    void nothingIsAcknowledgedThatTheChannelHasNot() throws IOException {
        int port = start(100, Map.of());
        try (BeatsClient client = BeatsClient.to(port)) {
            client.send(BeatsClient.windowOf(documents(0, 150)));
            assertThat(client.acknowledgement()).isEqualTo(100);
            assertThat(client.acknowledgement()).as("busy").isZero();

            assertThat(taken()).isEqualTo(documents(0, 100));
            client.awaitAcknowledgement(150);
            assertThat(taken()).isEqualTo(documents(100, 150));
        }
    }

    @Test
    void whatAClientSendsAgainIsTakenAgainAndNothingIsMissing() throws IOException {
        int port = start(10_000, Map.of());
        byte[] whole = BeatsClient.windowOf(documents(0, 500));
        try (BeatsClient dies = BeatsClient.to(port)) {
            dies.send(java.util.Arrays.copyOf(whole, whole.length / 2));
        }
        try (BeatsClient client = BeatsClient.to(port)) {
            client.send(whole).awaitAcknowledgement(500);
        }

        assertThat(new java.util.LinkedHashSet<>(takenAll())).containsExactlyInAnyOrderElementsOf(documents(0, 500));
    }

    static Stream<byte[]> hostile() {
        byte[] bomb = new byte[80 << 20];
        return Stream.of(
                "GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8),
                "\u0016\u0003\u0001\u0002\u0000".getBytes(UTF_8),
                new byte[] {0},
                frame(2, 'X'),
                frame(3, 'W', number(1)),
                window(2, 0),
                window(2, 0xffffffffL),
                join(window(2, 3), window(2, 3)),
                json(1, "{}"),
                join(window(2, 1), frame(2, 'J', number(1), number(0xffffffffL))),
                join(window(2, 1), frame(2, 'J', number(1), number(11 << 20))),
                join(window(2, 1), frame(2, 'C', number(0xffffffffL))),
                join(window(2, 1), frame(2, 'C', number(4), "nope".getBytes(UTF_8))),
                join(window(2, 1), compressed(compressed(json(1, "{}")))),
                join(window(2, 1), compressed(frame(2, 'J', number(1), number(11 << 20)))),
                join(window(2, 9), compressed(frame(2, 'J', number(1), number(10 << 20), new byte[10 << 20]), bomb)),
                join(window(2, 1), compressed(json(1, "{}"), json(2, "{}"))),
                join(window(2, 60000), compressed(windowsWorth())),
                join(window(1, 1), frame(1, 'D', number(1), number(0xffffffffL))),
                join(window(1, 1), frame(1, 'D', number(1), number(1), number(0xffffffffL))),
                join(window(1, 1), frame(1, 'D', number(1), number(1), number(1), new byte[1], number(0x7fffffffL))));
    }

    /** More than a compressed frame may grow to, in documents that are each small enough. */
    private static byte[][] windowsWorth() {
        byte[] document = json(1, " ".repeat(1 << 20));
        return IntStream.range(0, 70).mapToObj(i -> document).toArray(byte[][]::new);
    }

    private static byte[] join(byte[]... parts) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whoSendsWhatHeMayNotIsClosedAndTheOthersGoOn(byte[] bytes) throws IOException {
        int port = start(1000, Map.of("batchSize", "10"));
        try (BeatsClient good = BeatsClient.to(port);
                BeatsClient bad = BeatsClient.to(port)) {
            try {
                bad.send(bytes);
            } catch (java.net.SocketException e) {
                assertThat(e).hasMessageMatching("(?i).*(reset|broken).*"); // closed before all was sent
            }
            long last = 0;
            while (last >= 0) {
                last = bad.acknowledgement();
            }
            taken();
            good.send(BeatsClient.windowOf(documents(0, 5))).awaitAcknowledgement(5);
        }
    }

    @Test
    void whoSendsNothingOrSlowlyIsClosed() throws IOException {
        int port = start(100, Map.of("idleTimeout", "200 ms"));
        try (BeatsClient silent = BeatsClient.to(port);
                BeatsClient half = BeatsClient.to(port)) {
            half.send(window(2, 2), json(1, "{}"), new byte[] {'2', 'J'});

            assertThat(silent.acknowledgement()).isEqualTo(-1);
            assertThat(half.acknowledgement()).isEqualTo(-1);
        }
    }

    @Test
    void aConnectionTooManyIsClosedAtOnce() throws IOException {
        int port = start(100, Map.of("maxConnections", "1"));
        try (BeatsClient first = BeatsClient.to(port)) {
            first.send(BeatsClient.windowOf(documents(0, 1))).awaitAcknowledgement(1);
            try (BeatsClient second = BeatsClient.to(port)) {
                assertThat(second.acknowledgement()).isEqualTo(-1);
            }
            first.send(BeatsClient.windowOf(documents(1, 2))).awaitAcknowledgement(1);
        }
    }

    @Test
    void aShipperWithTheRightCertificateIsTakenAndOneWithoutIsNot(@TempDir Path directory) throws Exception {
        Keys keys = new Keys(directory);
        Path collector = keys.pair("collector1");
        Path shipper = keys.pair("shipper");
        Path shippers = keys.trusting("shippers", "shipper");
        Path collectors = keys.trusting("collectors", "collector1");
        int port = start(
                100,
                Map.of(
                        "ssl",
                        "true",
                        "keystore",
                        collector.toString(),
                        "keystore-password",
                        Keys.PASSWORD,
                        "clientAuth",
                        "required",
                        "truststore",
                        shippers.toString(),
                        "truststore-password",
                        Keys.PASSWORD));

        try (BeatsClient client = new BeatsClient(
                Keys.context(shipper, collectors).getSocketFactory().createSocket("127.0.0.1", port))) {
            client.send(BeatsClient.windowOf(documents(0, 3))).awaitAcknowledgement(3);
        }
        assertThat(taken()).isEqualTo(documents(0, 3));
        try (BeatsClient stranger = new BeatsClient(
                Keys.context(null, collectors).getSocketFactory().createSocket("127.0.0.1", port))) {
            assertThatThrownBy(() ->
                            stranger.send(BeatsClient.windowOf(documents(0, 3))).awaitAcknowledgement(3))
                    .isInstanceOf(IOException.class);
        }
        assertThat(taken()).isEmpty();
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        assertThatThrownBy(() -> source.configure(new Context(Map.of("ssl", "true", "clientAuth", "required"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("keystore", "truststore");
    }
}
