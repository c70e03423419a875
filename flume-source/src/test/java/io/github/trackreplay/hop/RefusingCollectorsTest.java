/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.Sink;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.sink.AbstractSink;
import org.junit.jupiter.api.Test;

/** {@link CollectorFailover} with collectors that live but refuse, because they cannot reach the database. */
class RefusingCollectorsTest {
    private final Deque<String> channel = new ArrayDeque<>();
    private final Collector first = new Collector("first");
    private final Collector second = new Collector("second");
    private final List<Duration> pauses = new ArrayList<>();
    private final CollectorFailover failover = new CollectorFailover(this::now, this::sleep);
    private long millis;
    private int sent;

    RefusingCollectorsTest() {
        failover.setSinks(List.of(first, second));
        failover.configure(new Context(Map.of("type", "x", "priority.first", "10", "priority.second", "5")));
    }

    @Test
    void theOtherOneGetsWhatIsRefusedAndWhatTheRefusingOneGotLast() throws EventDeliveryException {
        send(1);
        first.refuses = true;
        send(2);
        idle();

        assertThat(first.got).containsExactly("1");
        assertThat(second.got).containsExactlyInAnyOrder("1", "2", "3");
    }

    @Test
    void whenAllRefuseTheFirstOneKeepsEverythingAndNothingIsSentTwiceOrWaits() throws EventDeliveryException {
        first.refuses = true;
        second.refuses = true;
        for (int second = 0; second < 300; second++) {
            send(1);
            millis += 1000;
        }

        assertThat(first.got).hasSize(300).doesNotHaveDuplicates();
        assertThat(second.got).isEmpty();
        assertThat(pauses).isEmpty();
        // each is asked after 1, 2, 4, 8, 15, 15, … seconds whether it still refuses
        assertThat(first.refusals).isBetween(15, 30);
        assertThat(second.refusals).isBetween(15, 30);
    }

    @Test
    void aSingleCollectorThatRefusesKeepsEverything() throws EventDeliveryException {
        second.dead = true;
        first.refuses = true;
        send(50);

        assertThat(first.got).hasSize(50).doesNotHaveDuplicates();
        assertThat(second.tries).isLessThan(3);
        assertThat(pauses).isEmpty();
    }

    @Test
    void theFirstOneThatReachesTheDatabaseAgainGetsWhatTheOtherOneKeptLast() throws EventDeliveryException {
        first.refuses = true;
        second.refuses = true;
        send(3);
        second.refuses = false;
        millis += 15_000;
        send(1);
        idle();

        assertThat(first.got).containsExactly("1", "2", "3");
        assertThat(second.got).containsExactlyInAnyOrder("1", "2", "3", "4");
    }

    @Test
    void thePreferredOneIsUsedAgainAndKeepsWhatItHas() throws EventDeliveryException {
        first.refuses = true;
        send(2);
        first.refuses = false;
        millis += 1000;
        send(1);
        idle();

        assertThat(first.got).containsExactly("3");
        assertThat(second.got).containsExactly("1", "2");
    }

    @Test
    void anEmptyChannelDoesNotProveThatACollectorNoLongerRefuses() throws EventDeliveryException {
        send(1);
        first.refuses = true;
        send(1);
        millis += 1000;
        idle();
        idle();

        assertThat(first.takenBack).isEqualTo(1);
        send(1);
        assertThat(first.refusals).isEqualTo(2);
        assertThat(second.got).contains("2", "3");
    }

    @Test
    void whatNobodyTakesAtAllWaitsInTheChannel() throws EventDeliveryException {
        first.refuses = true;
        first.full = true;
        second.dead = true;
        send(1);

        assertThat(channel).containsExactly("1");
        assertThat(pauses).hasSize(1);

        first.full = false;
        process();

        assertThat(first.got).containsExactly("1");
    }

    @Test
    void theOtherOneKeepsWhatTheFullOneCannot() throws EventDeliveryException {
        first.refuses = true;
        first.full = true;
        second.refuses = true;
        send(20);

        assertThat(second.got).hasSize(20).doesNotHaveDuplicates();
        assertThat(first.refusals).isLessThan(5);
        assertThat(pauses).isEmpty();
    }

    private void send(int count) throws EventDeliveryException {
        for (int i = 0; i < count; i++) {
            channel.add(Integer.toString(++sent));
            process();
        }
    }

    private void idle() throws EventDeliveryException {
        assertThat(channel).isEmpty();
        process();
    }

    private void process() throws EventDeliveryException {
        assertThat(failover.process()).isEqualTo(Sink.Status.READY);
    }

    private long now() {
        return millis * 1_000_000;
    }

    private void sleep(Duration time) {
        pauses.add(time);
        millis += time.toMillis();
    }

    /** A sink with its collector behind it. Takes one event at a time; remembers all that was confirmed. */
    private final class Collector extends AbstractSink implements RepeatingSink {
        private final List<String> got = new ArrayList<>();
        private final List<Event> lately = new ArrayList<>();
        private final Deque<Event> waiting = new ArrayDeque<>();
        private boolean insisted;
        private boolean refuses;
        private boolean full;
        private boolean dead;
        private int tries;
        private int refusals;
        private int takenBack;
        private long count;

        Collector(String name) {
            setName(name);
        }

        @Override
        public Status process() throws EventDeliveryException {
            tries++;
            if (dead) {
                throw new EventDeliveryException("connection refused");
            }
            while (!waiting.isEmpty()) {
                take(waiting.peekFirst());
                waiting.removeFirst();
            }
            if (!channel.isEmpty()) {
                take(EventBuilder.withBody(channel.peekFirst().getBytes(UTF_8)));
                channel.removeFirst();
            }
            return Status.READY;
        }

        private void take(Event event) throws EventDeliveryException {
            if (refuses && (full || !insisted)) {
                refusals++;
                throw new EventDeliveryException("Failed to send events", new CollectorRefusedException());
            }
            got.add(new String(event.getBody(), UTF_8));
            lately.add(event);
            count++;
        }

        @Override
        public void insist(boolean insist) {
            insisted = insist;
        }

        @Override
        public long confirmed() {
            return count;
        }

        @Override
        public List<Event> takeConfirmed() {
            List<Event> all = new ArrayList<>(lately);
            all.addAll(waiting);
            lately.clear();
            waiting.clear();
            takenBack += all.isEmpty() ? 0 : 1;
            return all;
        }

        @Override
        public void repeat(List<Event> events) {
            waiting.addAll(events);
        }
    }
}
