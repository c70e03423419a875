/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Compression;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.WireEvent;
import io.github.trackreplay.health.Arrivals;
import io.github.trackreplay.option.Values;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.channel.AbstractChannel;
import org.apache.flume.conf.TransactionCapacitySupported;
import org.apache.flume.event.EventBuilder;
import org.junit.jupiter.api.Test;

/** Heartbeats alone wait for each other while nobody waits for them; nothing else waits. */
class GatheringTest {
    private final Values values =
            MySqlSinkOptions.read("", Map.of("url", "jdbc:mysql://localhost/matomo", "user", "u", "password", "p"));
    private final FrontendLog web1 = new FrontendLog("web1", 0);
    private final Deque<Event> events = new ArrayDeque<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final Queue channel = new Queue();

    private class Queue extends AbstractChannel {
        @Override
        public void put(Event event) {
            events.add(event);
        }

        @Override
        public Event take() {
            return events.poll();
        }

        @Override
        public Transaction getTransaction() {
            throw new UnsupportedOperationException("it is the sink's");
        }
    }

    /** A queue that says how many events it takes in a transaction. */
    private final class Roomy extends Queue implements TransactionCapacitySupported {
        private final long capacity;

        Roomy(long capacity) {
            this.capacity = capacity;
        }

        @Override
        public long getTransactionCapacity() {
            return capacity;
        }
    }

    private Gathering gathering(BooleanSupplier calm) {
        return gathering(values, channel, calm);
    }

    private static Gathering gathering(Values values, Queue channel, BooleanSupplier calm) {
        Intake intake = new Intake(Optional.empty(), true, Duration.ofMinutes(10), new Notices(sentence -> {}));
        return new Gathering(values, intake, channel, () -> 20_000, calm);
    }

    private void put(Pack pack) {
        WireEvent event = TrackingEventCodec.encode(pack, Compression.NONE);
        events.add(EventBuilder.withBody(event.body(), event.headers()));
    }

    /** One more heartbeat comes at each look. */
    private boolean calmFor(int most) {
        put(web1.heartbeat(1000L * looks.incrementAndGet()));
        return looks.get() < most;
    }

    @Test
    void heartbeatsAloneAreJoinedUntilItIsTime() throws InterruptedException {
        put(web1.heartbeat(1000));

        assertThat(gathering(() -> calmFor(5)).take()).hasSize(5);
        assertThat(events).as("what came meanwhile").hasSize(1);
    }

    @Test
    void aTransactionTakesMoreEventsWhereTheChannelAllowsItAndNothingElseIsSet() throws InterruptedException {
        assertThat(taken(values, channel)).isEqualTo(100);
        assertThat(taken(values, new Roomy(100))).isEqualTo(100);
        assertThat(taken(values, new Roomy(150))).isEqualTo(150);
        assertThat(taken(values, new Roomy(10_000))).isEqualTo(200);
        Values set = MySqlSinkOptions.read(
                "", Map.of("url", "jdbc:mysql://localhost/matomo", "user", "u", "password", "p", "batchEvents", "120"));
        assertThat(taken(set, new Roomy(10_000))).isEqualTo(120);
        assertThat(Gathering.declaredEvents(values)).isEqualTo(100);
        assertThat(Gathering.declaredEvents(set)).isEqualTo(120);
    }

    private int taken(Values values, Queue from) throws InterruptedException {
        events.clear();
        for (int i = 1; i <= 250; i++) {
            put(web1.heartbeat(1000L * i));
        }
        return gathering(values, from, () -> false).take().size();
    }

    @Test
    void aRequestEndsTheWaitingAtOnce() throws InterruptedException {
        put(web1.heartbeat(1000));

        List<Delivery> packs = gathering(() -> {
                    put(web1.line(2000).pack());
                    return looks.incrementAndGet() < 5;
                })
                .take();

        assertThat(packs).hasSize(2);
        assertThat(looks).hasValue(1);
    }

    @Test
    void whatWasLostIsSaidAtOnce() throws InterruptedException {
        web1.line(1000);
        put(web1.pack(web1.end(), web1.end() + 10, OptionalLong.empty(), 10));

        assertThat(gathering(() -> calmFor(5)).take()).hasSize(1);
        assertThat(looks).hasValue(0);
    }

    @Test
    void whereSomebodyWaitsNothingIsJoined() throws InterruptedException {
        put(web1.heartbeat(1000));

        assertThat(gathering(() -> false).take()).hasSize(1);
    }

    @Test
    void whatIsUnreadableIsTakenAtOnce() throws InterruptedException {
        events.add(EventBuilder.withBody(new byte[] {1}, Map.of("some", "header")));

        assertThat(gathering(() -> calmFor(5)).take()).hasSize(1);
        assertThat(looks).hasValue(0);
    }

    @Test
    void nothingIsNothing() throws InterruptedException {
        assertThat(gathering(() -> true).take()).isEmpty();
    }

    @Test
    void sourcesHearWhetherAnybodyWaits() throws InterruptedException {
        gathering(() -> true).await();
        assertThat(Arrivals.nobodyWaits(List.of(channel))).isTrue();

        gathering(() -> false).await();
        assertThat(Arrivals.nobodyWaits(List.of(channel))).isFalse();
    }

    /** While the sink is busy it looks at nothing, so what it said while it was idle would hold on. */
    @Test
    void whenRequestsComeSourcesHearAtOnceThatSomebodyMayWait() throws InterruptedException {
        Gathering gathering = gathering(() -> true);
        gathering.await();
        put(web1.line(1000).pack());

        assertThat(gathering.take()).hasSize(1);
        assertThat(Arrivals.nobodyWaits(List.of(channel))).isFalse();

        gathering.await();
        assertThat(Arrivals.nobodyWaits(List.of(channel))).isTrue();
        assertThat(gathering.take()).isEmpty();
        assertThat(Arrivals.nobodyWaits(List.of(channel)))
                .as("nothing, or heartbeats alone, change nothing")
                .isTrue();
    }

    @Test
    void whoLooksNoMoreKeepsNobodyQuiet() throws InterruptedException {
        Gathering gathering = gathering(() -> true);
        gathering.await();
        gathering.end();

        assertThat(Arrivals.nobodyWaits(List.of(channel))).isFalse();
    }
}
