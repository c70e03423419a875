/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.trackreplay.health.AgentExit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flume.Channel;
import org.apache.flume.ChannelException;
import org.apache.flume.Context;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.Sink;
import org.apache.flume.Transaction;
import org.apache.flume.channel.ChannelProcessor;
import org.apache.flume.channel.ReplicatingChannelSelector;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.lifecycle.LifecycleState;
import org.apache.flume.source.AvroSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PromptAvroSinkTest {
    private final Channel frontend = MemoryChannels.started("frontend");
    private final Channel collector = MemoryChannels.started("collector");
    private final PromptAvroSink sink = new PromptAvroSink();
    private int port;

    @BeforeEach
    void reservePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        sink.setName("hop");
        sink.setChannel(frontend);
    }

    @AfterEach
    void stop() {
        if (sink.getLifecycleState() == LifecycleState.START) {
            sink.stop();
        }
    }

    @Test
    void anEmptyChannelIsWaitedForInTheSinkAndNotInFlumesRunner() throws EventDeliveryException {
        AvroSource source = startCollector();
        startSink(Map.of("idleWait", "1 ms"));

        assertThat(sink.process()).isEqualTo(Sink.Status.READY);
        source.stop();
    }

    @Test
    void whatTheChannelHoldsReachesTheCollector() throws EventDeliveryException {
        AvroSource source = startCollector();
        startSink(Map.of());
        put(frontend, "pack");

        assertThat(sink.process()).isEqualTo(Sink.Status.READY);

        assertThat(take(collector)).isEqualTo("pack");
        source.stop();
    }

    @Test
    void aChannelThatGivesNoEventIsNotTakenForAnEmptyOneNorForADeadCollector() throws EventDeliveryException {
        AvroSource source = startCollector();
        Channel broken = mock(Channel.class);
        when(broken.getTransaction()).thenReturn(mock(Transaction.class));
        when(broken.take()).thenThrow(new ChannelException("Corrupt event found"));
        sink.setChannel(broken);
        startSink(Map.of("idleWait", "1 ms"));

        assertThat(sink.process()).isEqualTo(Sink.Status.BACKOFF);
        source.stop();
    }

    @Test
    void aClosedChannelEndsTheAgent() throws EventDeliveryException {
        List<Integer> codes = new CopyOnWriteArrayList<>();
        AgentExit.by(codes::add);
        try {
            startSink(Map.of());
            Channel closed = mock(Channel.class);
            when(closed.getTransaction())
                    .thenThrow(new IllegalStateException(
                            "Channel closed [channel=c]. Due to java.lang.IllegalStateException: null counter"));
            sink.setChannel(closed);

            assertThat(sink.process()).isEqualTo(Sink.Status.BACKOFF);
            assertThat(codes).containsExactly(AgentExit.CHANGE_FIRST);

            Channel full = mock(Channel.class);
            when(full.getTransaction())
                    .thenThrow(new IllegalStateException("Channel closed", new IOException("No space left on device")));
            sink.setChannel(full);

            assertThat(sink.process()).isEqualTo(Sink.Status.BACKOFF);
            await().until(() -> codes.contains(AgentExit.START_AGAIN));
        } finally {
            AgentExit.by(null);
        }
    }

    @Test
    void aCollectorThatIsDownIsAnExceptionAndTheEventStays() {
        startSink(Map.of("connect-timeout", "1000"));
        put(frontend, "pack");

        assertThatThrownBy(sink::process).isInstanceOf(EventDeliveryException.class);

        assertThat(take(frontend)).isEqualTo("pack");
    }

    @Test
    void whatACollectorConfirmedIsKnownUntilItIsHandedOver() throws EventDeliveryException {
        AvroSource source = startCollector();
        startSink(Map.of());
        put(frontend, "pack");
        sink.process();

        assertThat(sink.takeConfirmed())
                .singleElement()
                .satisfies(event -> assertThat(event.getBody()).asString().isEqualTo("pack"));
        assertThat(sink.takeConfirmed()).isEmpty();
        source.stop();
    }

    @Test
    void whatADeadCollectorConfirmedReachesTheOtherOneEvenIfNothingElseIsToBeSent() throws EventDeliveryException {
        AvroSource source = startCollector();
        startSink(Map.of());
        sink.repeat(List.of(EventBuilder.withBody("pack", StandardCharsets.UTF_8)));

        assertThat(sink.process()).isEqualTo(Sink.Status.READY);

        assertThat(take(collector)).isEqualTo("pack");
        assertThat(sink.takeConfirmed()).hasSize(1);
        source.stop();
    }

    @Test
    void whatCouldNotBeRepeatedIsKnownStill() {
        startSink(Map.of("connect-timeout", "1000"));
        sink.repeat(List.of(EventBuilder.withBody("pack", StandardCharsets.UTF_8)));

        assertThatThrownBy(sink::process).isInstanceOf(EventDeliveryException.class);

        assertThat(sink.takeConfirmed()).hasSize(1);
    }

    @Test
    void aWrongWaitIsRefusedInASentence() {
        PromptAvroSink unstarted = new PromptAvroSink();

        assertThatThrownBy(() -> unstarted.configure(context(Map.of("idleWait", "soon"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("idleWait: 'soon' must be a length of time");
    }

    private void startSink(Map<String, String> settings) {
        sink.configure(context(settings));
        sink.start();
    }

    private Context context(Map<String, String> settings) {
        Context context = new Context(Map.of("hostname", "127.0.0.1", "port", Integer.toString(port)));
        context.putAll(settings);
        return context;
    }

    private AvroSource startCollector() {
        AvroSource source = new AvroSource();
        source.setName("collector");
        ReplicatingChannelSelector selector = new ReplicatingChannelSelector();
        selector.setChannels(List.of(collector));
        selector.configure(new Context());
        source.setChannelProcessor(new ChannelProcessor(selector));
        source.configure(new Context(Map.of("bind", "127.0.0.1", "port", Integer.toString(port))));
        source.start();
        return source;
    }

    private static void put(Channel channel, String body) {
        MemoryChannels.put(channel, EventBuilder.withBody(body, StandardCharsets.UTF_8));
    }

    private static String take(Channel channel) {
        return MemoryChannels.take(channel)
                .map(event -> new String(event.getBody(), StandardCharsets.UTF_8))
                .orElse("");
    }
}
