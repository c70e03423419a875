/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.health.Deliveries;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flume.Channel;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.channel.ChannelProcessor;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.channel.ReplicatingChannelSelector;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.event.EventBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source with Flume's real client at the other end. */
class CollectorSourceTest {
    private final Channel frontend = MemoryChannels.started("frontend");
    private final Channel collector = MemoryChannels.started("collector");
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final CollectorSource source = new CollectorSource(nanos::get);
    private final PromptAvroSink sink = new PromptAvroSink();

    @BeforeEach
    void start() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        ReplicatingChannelSelector selector = new ReplicatingChannelSelector();
        selector.setChannels(List.of(collector));
        selector.configure(new Context());
        source.setName("frontends");
        source.setChannelProcessor(new ChannelProcessor(selector));
        source.configure(new Context(
                Map.of("bind", "127.0.0.1", "port", Integer.toString(port), "refuseAfter", "10 s", "type", "x")));
        source.start();
        sink.setName("hop");
        sink.setChannel(frontend);
        sink.configure(
                new Context(Map.of("hostname", "127.0.0.1", "port", Integer.toString(port), "idleWait", "1 ms")));
        sink.start();
    }

    @AfterEach
    void stop() {
        sink.stop();
        source.stop();
    }

    @Test
    void whatComesWhileTheSinkIsNotInTroubleIsTaken() throws EventDeliveryException {
        put("1");
        sink.process();
        databaseAwayFor(Duration.ofSeconds(9));
        put("2");
        sink.process();

        assertThat(take().getBody()).asString().isEqualTo("1");
        assertThat(take().getBody()).asString().isEqualTo("2");
    }

    @Test
    void whatComesWhileTheDatabaseIsAwayIsRefusedAndStaysWithTheFrontend() throws EventDeliveryException {
        databaseAwayFor(Duration.ofSeconds(10));
        put("1");

        assertThatThrownBy(sink::process)
                .isInstanceOf(EventDeliveryException.class)
                .matches(CollectorRefusedException::isCauseOf);
        assertThat(take()).isNull();
        assertThat(sink.confirmed()).isZero();

        Deliveries.of(collector).delivered("tables");
        sink.process();

        assertThat(take().getBody()).asString().isEqualTo("1");
        assertThat(sink.confirmed()).isEqualTo(1);
    }

    @Test
    void whatAFrontendInsistsOnIsTakenAsItIs() throws EventDeliveryException {
        databaseAwayFor(Duration.ofHours(1));
        put("1");
        put("2");
        sink.insist(true);
        sink.process();

        for (String body : List.of("1", "2")) {
            Event event = take();
            assertThat(event.getBody()).asString().isEqualTo(body);
            assertThat(event.getHeaders()).containsExactlyEntriesOf(Map.of("number", body));
        }
        assertThat(sink.takeConfirmed())
                .allSatisfy(event -> assertThat(event.getHeaders()).containsOnlyKeys("number"));
    }

    /** Below its own limit a file channel can neither take nor give, so it would not drain when the database is back. */
    @Test
    void aCollectorWhoseDiskIsShortTakesNothingWhoeverInsists(@TempDir Path dataDir) throws EventDeliveryException {
        Channel full = new MemoryChannel() {
            @Override
            public String toString() {
                return "FileChannel c { dataDirs: [" + dataDir + "] }";
            }
        };
        ((MemoryChannel) full).configure(new Context(Map.of("keep-alive", "0")));
        full.start();
        ReplicatingChannelSelector selector = new ReplicatingChannelSelector();
        selector.setChannels(List.of(full));
        selector.configure(new Context());
        int port = source.port();
        source.stop();
        source.setChannelProcessor(new ChannelProcessor(selector));
        source.configure(new Context(
                Map.of("bind", "127.0.0.1", "port", Integer.toString(port), "reserve", "8000000 GiB", "type", "x")));
        source.start();
        put("1");
        sink.insist(true);

        assertThatThrownBy(sink::process).isInstanceOf(EventDeliveryException.class);

        source.stop();
        source.configure(new Context(
                Map.of("bind", "127.0.0.1", "port", Integer.toString(port), "reserve", "1 B", "type", "x")));
        source.start();
        Awaitility.await().ignoreExceptions().until(() -> {
            sink.process();
            return sink.confirmed() == 1;
        });
    }

    @Test
    void whatIsRepeatedIsRefusedToo() {
        databaseAwayFor(Duration.ofHours(1));
        sink.repeat(List.of(EventBuilder.withBody("1", UTF_8)));

        assertThatThrownBy(sink::process).matches(CollectorRefusedException::isCauseOf);
        assertThat(sink.takeConfirmed()).hasSize(1);
    }

    @Test
    void aSourceThatShallNeverRefuseTakesEverything() throws EventDeliveryException {
        source.configure(new Context(Map.of("bind", "127.0.0.1", "port", "4545", "refuseAfter", "0 s")));
        put("1");
        sink.process();
        databaseAwayFor(Duration.ofHours(1));
        put("2");
        sink.process();

        assertThat(take().getBody()).asString().isEqualTo("1");
        assertThat(take().getBody()).asString().isEqualTo("2");
    }

    @Test
    void aWrongTimeIsRefusedInASentence() {
        Map<String, String> settings =
                new TreeMap<>(Map.of("bind", "127.0.0.1", "port", "4545", "refuseAfter", "never"));

        assertThatThrownBy(() -> source.configure(new Context(settings)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("refuseAfter: 'never' must be a length of time");
    }

    private void databaseAwayFor(Duration time) {
        Deliveries.of(collector).trying("tables", nanos.get() - time.toNanos());
    }

    private void put(String body) {
        MemoryChannels.put(frontend, EventBuilder.withBody(body, UTF_8, Map.of("number", body)));
    }

    private Event take() {
        return MemoryChannels.take(collector).orElse(null);
    }
}
