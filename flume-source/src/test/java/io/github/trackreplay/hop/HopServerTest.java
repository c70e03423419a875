/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.flume.Event;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.source.avro.AvroFlumeEvent;
import org.apache.flume.source.avro.AvroSourceProtocol;
import org.apache.flume.source.avro.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that sends too much, nonsense, or nothing is turned away, and the others do not notice. */
class HopServerTest {
    private final ConcurrentLinkedQueue<String> received = new ConcurrentLinkedQueue<>();
    private final List<Integer> calls = new ArrayList<>();
    private HopServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aLengthOfTwoGigabytesIsTurnedAwayAtOnce() throws Exception {
        start(1 << 20, 10, Duration.ofMinutes(10));
        try (Socket socket = connect()) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(1);
            out.writeInt(1);
            out.writeInt(Integer.MAX_VALUE);
            out.flush();

            assertThat(isClosed(socket)).isTrue();
        }
        assertThatOthersAreServed();
    }

    @Test
    void aNumberOfPartsThatNobodyHasAndAnotherProtocolAreTurnedAway() throws Exception {
        start(1 << 20, 10, Duration.ofMinutes(10));
        for (byte[] nonsense :
                List.of(new byte[] {0, 0, 0, 1, 127, 0, 0, 0}, "GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8))) {
            try (Socket socket = connect()) {
                socket.getOutputStream().write(nonsense);
                socket.getOutputStream().flush();

                assertThat(isClosed(socket)).isTrue();
            }
        }
        assertThatOthersAreServed();
    }

    /** Framed as a call, and none. */
    @Test
    void whatCannotBeReadAsACallIsAnsweredAndTurnedAway() throws Exception {
        start(1 << 20, 10, Duration.ofMinutes(10));
        try (Socket socket = connect()) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(1);
            out.writeInt(1);
            out.writeInt(100);
            out.write("f".repeat(100).getBytes(UTF_8));
            out.flush();
            socket.setSoTimeout(30_000);

            assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
        }
        assertThatOthersAreServed();
    }

    @Test
    void whoSendsNothingOrHalfACallIsTurnedAwayInTime() throws Exception {
        start(1 << 20, 10, Duration.ofMillis(200));
        try (Socket silent = connect();
                Socket half = connect()) {
            DataOutputStream out = new DataOutputStream(half.getOutputStream());
            out.writeInt(1);
            out.writeInt(1);
            out.writeInt(1000);
            out.write(1);
            out.flush();

            assertThat(isClosed(silent)).isTrue();
            assertThat(isClosed(half)).isTrue();
        }
        assertThatOthersAreServed();
    }

    @Test
    void moreConnectionsThanAllowedAreClosedAndThereIsRoomAgainLater() throws Exception {
        start(1 << 20, 2, Duration.ofMinutes(10));
        try (Socket first = connect();
                Socket second = connect();
                Socket third = connect()) {
            // they are counted by several threads, so which of them is one too many is not said
            List<Socket> all = List.of(first, second, third);
            for (Socket socket : all) socket.setSoTimeout(20);
            await().until(() -> all.stream().filter(HopServerTest::isClosed).count() == 1);
        }
        await().untilAsserted(this::assertThatOthersAreServed);
    }

    @Test
    void halfACallBehindTheEndOfAnotherOneIsWatched() {
        List<String> said = new ArrayList<>();
        EmbeddedChannel channel = guarded(limits(said));
        channel.freezeTime();
        channel.writeInbound(call(10).slice(0, 6));
        channel.writeInbound(Unpooled.wrappedBuffer(call(10).slice(6, 16), call(10).slice(0, 9)));

        pass(channel, 31);

        assertThat(channel.isOpen()).isFalse();
        assertThat(said).singleElement().asString().contains("did not end it in time");
    }

    @Test
    void ofAClientThatDoesNotTakeItsAnswersNothingFurtherIsReadAndItIsTurnedAwayInTime() {
        List<String> said = new ArrayList<>();
        EmbeddedChannel channel = guarded(limits(said));
        channel.freezeTime();

        channel.writeInbound(call(10));
        takesAnswers(channel, false);
        assertThat(channel.config().isAutoRead()).isFalse();
        takesAnswers(channel, true);
        assertThat(channel.config().isAutoRead()).isTrue();
        takesAnswers(channel, false);
        assertThat(channel.isOpen()).isTrue();
        pass(channel, 31);

        assertThat(channel.isOpen()).isFalse();
        assertThat(said).singleElement().asString().contains("does not take the answers");
    }

    @Test
    void whoTookItsAnswersMeanwhileIsWaitedForAnew() {
        List<String> said = new ArrayList<>();
        EmbeddedChannel channel = guarded(limits(said));
        channel.freezeTime();
        channel.writeInbound(call(10));
        takesAnswers(channel, false);
        pass(channel, 20);
        takesAnswers(channel, true);
        pass(channel, 5);
        takesAnswers(channel, false);

        pass(channel, 29);
        assertThat(channel.isOpen()).isTrue();
        pass(channel, 2);

        assertThat(channel.isOpen()).isFalse();
        assertThat(said).singleElement().asString().contains("does not take the answers");
    }

    @Test
    void ofAClientThatCallsAndTakesItsAnswersNoTimerIsLeft() {
        EmbeddedChannel channel = guarded(limits(new ArrayList<>()));
        channel.freezeTime();
        for (int calls = 0; calls < 3; calls++) {
            channel.writeInbound(call(10).slice(0, 6));
            channel.writeInbound(call(10).slice(6, 16));
            takesAnswers(channel, false);
            takesAnswers(channel, true);
        }

        assertThat(channel.runScheduledPendingTasks()).as("none is due ever").isEqualTo(-1);
    }

    private static HopLimits limits(List<String> said) {
        return new HopLimits(100, 1000, 1, Duration.ofSeconds(30), System::nanoTime, said::add);
    }

    private static void takesAnswers(EmbeddedChannel channel, boolean takes) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, takes);
        channel.runPendingTasks();
    }

    /** On the channel's clock. */
    private static void pass(EmbeddedChannel channel, long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void whoHasBeenQuietForLongestGivesWayToTheFirstCallOfAnotherOneWhereThereIsNoRoom() {
        AtomicLong now = new AtomicLong();
        HopLimits limits = new HopLimits(100, 1000, 3, Duration.ofSeconds(30), now::get, text -> {});
        EmbeddedChannel waits = guarded(limits);
        EmbeddedChannel first = guarded(limits);
        EmbeddedChannel second = guarded(limits);
        waits.writeInbound(call(10)); // nobody has answered it yet
        callAndAnswer(first);
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        callAndAnswer(second);

        now.addAndGet(Duration.ofSeconds(28).toNanos());
        EmbeddedChannel tooEarly = guarded(limits);
        assertThat(tooEarly.writeInbound(call(10)))
                .as("the call is not carried out")
                .isFalse();
        assertThat(tooEarly.isOpen()).as("nobody has been quiet for long").isFalse();
        now.addAndGet(Duration.ofSeconds(5).toNanos());
        EmbeddedChannel third = guarded(limits);
        third.writeInbound(call(10).slice(0, 6));
        assertThat(open(waits, first, second, third)).containsExactly(true, true, true, true);
        third.writeInbound(call(10).slice(6, 16));

        assertThat(open(waits, first, second, third)).containsExactly(true, false, true, true);
    }

    /** A neighbour that goes on calling by all connections that there may be. */
    @Test
    void oneOfTheHostThatHasTheMostGivesWayToAnotherHost() throws Exception {
        AtomicLong now = new AtomicLong();
        HopLimits limits = new HopLimits(100, 1000, 4, Duration.ofSeconds(30), now::get, text -> {});
        EmbeddedChannel[] neighbour = {of(9, limits), of(9, limits), of(9, limits)};
        for (EmbeddedChannel one : neighbour) {
            callAndAnswer(one);
            now.addAndGet(1);
        }
        neighbour[0].writeInbound(call(10)); // and awaits the answer
        EmbeddedChannel frontend = of(1, limits);
        callAndAnswer(frontend);

        EmbeddedChannel more = of(9, limits);
        more.writeInbound(call(10));
        EmbeddedChannel other = of(2, limits);
        callAndAnswer(other);

        assertThat(open(more)).as("it has the most itself").containsOnly(false);
        assertThat(open(neighbour)).containsExactly(true, false, true);
        assertThat(open(frontend, other)).containsOnly(true);
        EmbeddedChannel third = of(3, limits);
        callAndAnswer(third);
        assertThat(open(neighbour)).containsExactly(true, false, false);
        of(4, limits).writeInbound(call(10));
        assertThat(open(neighbour[0], frontend, other, third))
                .as("each has one")
                .containsOnly(true);
    }

    private static EmbeddedChannel of(int host, HopLimits limits) throws IOException {
        SocketAddress client =
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) host}), 1);
        return new EmbeddedChannel(new FrameGuard(limits)) {
            @Override
            protected SocketAddress remoteAddress0() {
                return client;
            }
        };
    }

    @Test
    void whoSendsNothingTakesThePlaceOfNobodyThatHasCalled() {
        AtomicLong now = new AtomicLong();
        List<String> said = new ArrayList<>();
        HopLimits limits = new HopLimits(100, 1000, 3, Duration.ofSeconds(30), now::get, said::add);
        EmbeddedChannel[] frontends = {guarded(limits), guarded(limits), guarded(limits)};
        for (EmbeddedChannel frontend : frontends) {
            callAndAnswer(frontend);
        }
        now.addAndGet(Duration.ofMinutes(1).toNanos());

        EmbeddedChannel[] silent = {guarded(limits), guarded(limits), guarded(limits)};

        assertThat(open(frontends)).containsOnly(true);
        assertThat(open(silent)).as("they make room for each other").containsExactly(false, false, true);
        assertThat(said).singleElement().asString().contains("as many connections as maxConnections allows");
    }

    @Test
    void aHostThatOnlyConnectsKeepsNoOtherHostFromItsFirstCall() throws Exception {
        HopLimits limits = new HopLimits(100, 1000, 20, Duration.ofSeconds(30), System::nanoTime, text -> {});
        EmbeddedChannel[] called = new EmbeddedChannel[19];
        for (int i = 0; i < called.length; i++) {
            called[i] = of(100 + i, limits);
            callAndAnswer(called[i]);
        }
        of(9, limits);
        of(9, limits);
        EmbeddedChannel frontend = of(1, limits);
        for (int i = 0; i < 50; i++) {
            of(9, limits);
        }

        callAndAnswer(frontend);

        assertThat(open(frontend)).containsOnly(true);
        assertThat(open(called)).containsOnly(true);
    }

    @Test
    void amongThoseThatHaveNotCalledTheOldestGivesWayAndAFrontendFindsRoom() {
        HopLimits limits = new HopLimits(100, 1000, 2, Duration.ofSeconds(30), System::nanoTime, text -> {});
        EmbeddedChannel frontend = guarded(limits);
        callAndAnswer(frontend);
        EmbeddedChannel silent = guarded(limits);

        EmbeddedChannel other = guarded(limits);
        callAndAnswer(other);

        assertThat(open(frontend, silent, other)).containsExactly(true, false, true);
    }

    private static void callAndAnswer(EmbeddedChannel channel) {
        channel.writeInbound(call(10));
        channel.writeOutbound("answer");
    }

    private static List<Boolean> open(EmbeddedChannel... channels) {
        List.of(channels).forEach(EmbeddedChannel::runPendingTasks);
        return Stream.of(channels).map(EmbeddedChannel::isOpen).toList();
    }

    private static EmbeddedChannel guarded(HopLimits limits) {
        return new EmbeddedChannel(new FrameGuard(limits));
    }

    @Test
    void aBatchThatIsLargerThanACallGoesInSeveral() throws EventDeliveryException {
        start(40 << 20, 10, Duration.ofMinutes(10));
        List<Event> batch = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            batch.add(EventBuilder.withBody(new byte[3 << 20]));
        }

        HopClient client = client();
        client.appendBatch(batch);
        client.close();

        assertThat(calls).containsExactly(2, 2, 1);
    }

    @Test
    void memoryIsGivenBackWhenCallsAreAnsweredAndConnectionsEnd() throws Exception {
        HopLimits limits = new HopLimits(100, 1000, 1, Duration.ofSeconds(1), System::nanoTime, text -> {});
        EmbeddedChannel channel = new EmbeddedChannel(new FrameGuard(limits));
        channel.writeInbound(call(10));
        assertThat(limits.inUse()).isEqualTo(8 + 4 + 10);
        channel.writeOutbound("answer");
        assertThat(limits.inUse()).isZero();
        channel.writeInbound(call(10));
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 0, 0}));
        assertThat(limits.inUse()).isEqualTo(8 + 4 + 10 + 3);

        var unused = channel.close();

        assertThat(limits.inUse()).isZero();
        EmbeddedChannel another = guarded(limits);
        assertThat(another.writeInbound(call(10))).as("room for another one").isTrue();
    }

    private static ByteBuf call(int bytes) {
        return Unpooled.buffer().writeInt(1).writeInt(1).writeInt(bytes).writeZero(bytes);
    }

    private void assertThatOthersAreServed() throws EventDeliveryException {
        HopClient client = client();
        client.append(EventBuilder.withBody("served", UTF_8));
        client.close();
        assertThat(received.poll()).isEqualTo("served");
    }

    private HopClient client() {
        Properties properties = new Properties();
        properties.putAll(Map.of("connect-timeout", "10000", "request-timeout", "10000"));
        return new HopClient("127.0.0.1", server.port(), properties);
    }

    private void start(int mostCallBytes, int mostConnections, Duration patience) {
        AvroSourceProtocol protocol = new AvroSourceProtocol() {
            @Override
            public Status append(AvroFlumeEvent event) {
                return appendBatch(List.of(event));
            }

            @Override
            public Status appendBatch(List<AvroFlumeEvent> events) {
                calls.add(events.size());
                events.forEach(event -> received.add(new String(event.getBody().array(), UTF_8)));
                return Status.OK;
            }
        };
        HopServer.Settings settings = new HopServer.Settings(
                "127.0.0.1",
                0,
                false,
                java.util.Optional.empty(),
                List.of(),
                new HopServer.Settings.Bounds(mostCallBytes, mostConnections, patience));
        try {
            server = HopServer.start(settings, protocol, System::nanoTime);
        } catch (HopServer.UnusableException e) {
            throw new IllegalStateException(e);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static boolean isClosed(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains("reset");
        }
    }
}
