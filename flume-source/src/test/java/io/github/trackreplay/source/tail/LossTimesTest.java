/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static io.github.trackreplay.source.tail.TestLog.call;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.UnknownLoss;
import io.github.trackreplay.source.checkpoint.Positions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A possible loss has the times between the looks by which it was noticed: one that was accepted covers none that comes later. */
class LossTimesTest {
    private static final String ARCHIVE = "access.log.1.gz";

    @TempDir
    Path directory;

    private TestLog log;

    @BeforeEach
    void write() throws IOException {
        log = new TestLog(directory);
        log.append("access.log.2", call(1) + "\n");
        log.append(ARCHIVE, TestLog.gzipped((call(2) + "\n").getBytes(UTF_8)));
        log.append("access.log", call(3) + "\n");
    }

    private static List<UnknownLoss> losses(Tail tail) {
        for (int i = 0; i < 5; i++) {
            tail.pollLater();
            tail.now = tail.now.plusSeconds(60);
        }
        return tail.packs.stream()
                .map(pack -> pack.header().unknownLoss())
                .flatMap(Optional::stream)
                .toList();
    }

    @Test
    void whatVanishesWhileSomebodyLooksIsLostBetweenTwoLooks() throws IOException {
        try (Tail tail = Tail.fromBeginning(directory)) {
            long started = tail.now.toEpochMilli();
            tail.reader.read(1, 1);
            tail.reader.commit();
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            long seen = tail.now.toEpochMilli();
            tail.reader.read(1, 1);
            tail.reader.commit();
            log.delete(ARCHIVE);

            assertThat(losses(tail)).singleElement().satisfies(loss -> {
                assertThat(loss.from()).isEqualTo(seen).isGreaterThan(started);
                assertThat(loss.to()).isGreaterThan(seen);
            });
        }
    }

    @Test
    void whatVanishedBeforeTheStartIsLostBetweenTheStopAndTheStart() throws IOException {
        try (Tail tail = Tail.fromBeginning(directory)) {
            tail.reader.read(1, 1);
            tail.reader.commit();
            long stopped = tail.now.toEpochMilli();
            Positions positions = tail.reader.positions();
            tail.reader.close();
            log.delete(ARCHIVE);
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            long started = tail.now.toEpochMilli();
            tail.start(Optional.of(positions));

            assertThat(losses(tail)).singleElement().satisfies(loss -> {
                assertThat(loss.from()).isEqualTo(stopped);
                assertThat(loss.to()).isBetween(started, started + 100);
            });
        }
    }
}
