/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.flume.Event;
import org.apache.flume.event.EventBuilder;
import org.junit.jupiter.api.Test;

class HandoverTest {
    private final Handover handover = new Handover(100, 10_000);

    @Test
    void whatWasConfirmedLatelyIsHandedOutOnce() {
        handover.confirmed(0, events("a"));
        handover.confirmed(100, events("b", "c"));

        assertThat(bodies(handover.takeAll())).containsExactly("a", "b", "c");
        assertThat(handover.takeAll()).isEmpty();
    }

    @Test
    void theOldGoesWhenSomethingNewComes() {
        handover.confirmed(0, events("a"));
        handover.confirmed(101, events("b"));

        assertThat(bodies(handover.takeAll())).containsExactly("b");
    }

    @Test
    void noMoreBytesThanAllowedAreRemembered() {
        Event large = EventBuilder.withBody(new byte[4_000]);
        handover.confirmed(0, List.of(large, large, large));
        handover.repeat(List.of(large, large, large));

        assertThat(handover.takeAll()).hasSize(4);
    }

    @Test
    void whatIsToBeRepeatedStaysUntilItIsConfirmed() {
        handover.repeat(events("a", "b", "c"));

        assertThat(bodies(handover.next(2))).containsExactly("a", "b");
        handover.repeated(0, 2);
        assertThat(bodies(handover.next(2))).containsExactly("c");
        assertThat(bodies(handover.takeAll())).containsExactly("a", "b", "c");
        assertThat(handover.next(2)).isEmpty();
    }

    @Test
    void whatWasRepeatedCountsAgainstTheBytesOnce() {
        IntStream.range(0, 1000).forEach(i -> {
            handover.repeat(List.of(EventBuilder.withBody(new byte[4_000])));
            handover.repeated(0, 1);
        });

        assertThat(handover.takeAll()).hasSize(2);
    }

    private static List<Event> events(String... bodies) {
        return IntStream.range(0, bodies.length)
                .mapToObj(i -> EventBuilder.withBody(bodies[i], UTF_8))
                .toList();
    }

    private static List<String> bodies(List<Event> events) {
        return events.stream().map(event -> new String(event.getBody(), UTF_8)).toList();
    }
}
