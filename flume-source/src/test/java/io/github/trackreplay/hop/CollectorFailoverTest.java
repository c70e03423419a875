/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flume.Context;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.Sink;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.sink.AbstractSink;
import org.junit.jupiter.api.Test;

class CollectorFailoverTest {
    private final List<String> taken = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final Collector first = new Collector("first");
    private final Collector second = new Collector("second");
    private final CollectorFailover failover = new CollectorFailover(this::now, this::sleep);
    private long millis;

    CollectorFailoverTest() {
        failover.setSinks(List.of(second, first));
        failover.configure(new Context(Map.of("type", "x", "priority.first", "10", "priority.second", "5")));
    }

    @Test
    void thePreferredCollectorGetsEverythingWhileItWorks() throws EventDeliveryException {
        process(3);

        assertThat(taken).containsExactly("first", "first", "first");
    }

    @Test
    void theOtherOneGetsWhatTheFirstDoesNotTake() throws EventDeliveryException {
        first.dead = true;
        process(2);

        assertThat(taken).containsExactly("second", "second");
        assertThat(first.tries).isEqualTo(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void aDeadCollectorIsTriedAgainMoreAndMoreSeldom() throws EventDeliveryException {
        first.dead = true;
        for (int second = 0; second < 120; second++) {
            process(1);
            millis += 1000;
        }

        // after 1, 2, 4, 8, 15, 15, … seconds
        assertThat(first.tries).isBetween(8, 12);
    }

    @Test
    void aCollectorThatIsBackIsUsedAgain() throws EventDeliveryException {
        first.dead = true;
        process(1);
        first.dead = false;
        millis += 1000;
        process(1);

        assertThat(taken).containsExactly("second", "first");
    }

    @Test
    void aCollectorThatShouldBeLeftAloneIsTriedBeforeEverythingWaits() throws EventDeliveryException {
        first.dead = true;
        process(1);
        first.dead = false;
        second.dead = true;
        process(1);

        assertThat(taken).containsExactly("second", "first");
        assertThat(pauses).isEmpty();
    }

    @Test
    void whileNoCollectorWorksAllAreTriedEverySecond() throws EventDeliveryException {
        first.dead = true;
        second.dead = true;
        process(30);
        second.dead = false;
        process(1);

        assertThat(pauses).hasSize(30).containsOnly(Duration.ofSeconds(1));
        assertThat(first.tries).isEqualTo(31);
        assertThat(taken).containsExactly("second");
    }

    @Test
    void whenItIsToldToStopItStops() throws EventDeliveryException {
        first.dead = true;
        second.dead = true;
        Thread.currentThread().interrupt();

        assertThatThrownBy(failover::process).isInstanceOf(EventDeliveryException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aWrongSettingIsRefusedInASentence() {
        assertThatThrownBy(() -> failover.configure(new Context(Map.of("retryAtMost", "soon"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("processor.retryAtMost: 'soon' must be a length of time");
        assertThatThrownBy(() -> failover.configure(new Context(Map.of("priority.first", "high"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("processor.priority.first must be a number");
    }

    private void process(int times) throws EventDeliveryException {
        for (int i = 0; i < times; i++) {
            assertThat(failover.process()).isEqualTo(Sink.Status.READY);
        }
    }

    private long now() {
        return millis * 1_000_000;
    }

    private void sleep(Duration time) {
        pauses.add(time);
        millis += time.toMillis();
    }

    private final class Collector extends AbstractSink {
        private boolean dead;
        private int tries;

        Collector(String name) {
            setName(name);
        }

        @Override
        public Status process() throws EventDeliveryException {
            tries++;
            if (dead) {
                throw new EventDeliveryException("connection refused");
            }
            taken.add(getName());
            return Status.READY;
        }
    }
}
