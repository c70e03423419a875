/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RawPack;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class TimesBehindTest {
    private static final int BATCHES = 50;

    private final InputTimes times = new InputTimes();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    @Test
    void theTimesOfALongLogAreThoseOfItsPacksInTheirOrder() {
        try (TimesBehind behind = new TimesBehind(this::countdown, times)) {
            addAll(behind);
            behind.finish();
        }
        times.complete();

        assertThat(times.span()).isEqualTo(new PackTimes.Span(-2L * BATCHES, -1, 2L * BATCHES - 1));
        assertThat(times.leastFrom(0)).isEqualTo(-2L * BATCHES);
        assertThat(times.leastFrom(2L * BATCHES)).isEqualTo(Long.MAX_VALUE);
        assertThat(threads).as("others than this one").hasSizeGreaterThan(1);
    }

    @Test
    void aFewPacksNeedNoThread() {
        try (TimesBehind behind = new TimesBehind(this::countdown, times)) {
            behind.add(List.of(pack(1), pack(2)));
            behind.finish();
        }

        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void whatTheFindingMeetsStopsTheReading() {
        IllegalStateException refused = new IllegalStateException("no such line");

        assertThatThrownBy(() -> {
                    try (TimesBehind behind = new TimesBehind(
                            pack -> {
                                throw refused;
                            },
                            times)) {
                        addAll(behind);
                    }
                })
                .isSameAs(refused);
    }

    private static void addAll(TimesBehind behind) {
        for (int i = 0; i < BATCHES; i++) {
            behind.add(List.of(pack(2 * i + 1), pack(2 * i + 2)));
        }
    }

    /** Each pack is a millisecond earlier than the one before. */
    private PackTimes.Span countdown(RawPack pack) {
        threads.add(Thread.currentThread());
        long time = -pack.header().end();
        return new PackTimes.Span(time, time, 0);
    }

    private static RawPack pack(int number) {
        LogFile file = new LogFile("web1", new Fingerprint("a".repeat(64)), 1, Optional.empty());
        return new RawPack(
                new PackHeader(
                        file,
                        number - 1,
                        number,
                        PackHeader.Reading.of(5, "frontend1", "/matomo.php"),
                        PackHeader.Promise.NONE),
                Optional.empty(),
                List.of());
    }
}
