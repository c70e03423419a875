/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static io.github.trackreplay.source.tail.TestLog.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.source.checkpoint.Positions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What was removed before it could be told which log file it is, is read as soon as it has a successor. Where it is gone before that, while the
 * agent runs, stops or is down, that is said, and completeness knows.
 */
class UnidentifiedFilesTest {
    private static final String HALF = "192.0.2.7" + call(1).substring(9, 75);

    @TempDir
    Path directory;

    private TestLog log;

    @BeforeEach
    void open() {
        log = new TestLog(directory);
    }

    private Tail removed(String text) throws IOException {
        Tail tail = Tail.fromBeginning(directory);
        log.append("access.log", text);
        tail.poll();
        log.delete("access.log");
        tail.pollLater();
        return tail;
    }

    @ParameterizedTest
    @ValueSource(strings = {"#Fields: date time\n", "192.0.2.1 - - [22/Nov/2026:10:00:00 +0000] \"GET /matomo.php"})
    void aStopSaysHowManyBytesAreLost(String text) throws IOException {
        try (Tail tail = removed(text)) {
            assertThat(tail.happened).noneMatch(what -> what.contains("lost"));

            tail.restart();

            assertThat(tail.happened).containsOnlyOnce("access.log lost " + text.length());
        }
    }

    private void nextLog(Tail tail) throws IOException {
        log.append("access.log", call(9) + "\n");
        tail.pollLater();
        tail.pollLater();
    }

    @Test
    void theNextStartNotesAPossibleLoss() throws IOException {
        try (Tail tail = removed(HALF)) {
            long seen = tail.now.toEpochMilli();
            tail.restart();
            tail.pollLater();
            tail.restart(); // nothing was there that could have told of it
            nextLog(tail);

            assertThat(tail.unknownLosses()).isEqualTo(1);
            assertThat(tail.packs.stream()
                            .map(pack -> pack.header().unknownLoss())
                            .flatMap(Optional::stream))
                    .allMatch(loss -> loss.from() == 0 && loss.to() >= seen);

            tail.restart();
            nextLog(tail);
            assertThat(tail.unknownLosses()).isEqualTo(1);
        }
    }

    private void foundByANextStart(String text, int losses, ThrowingRunnable whileDown) throws IOException {
        try (Tail tail = Tail.fromBeginning(directory)) {
            log.append("access.log", call(1) + "\n");
            tail.pollLater();
            log.rename("access.log", "access.log.2");
            tail.pollLater();
            log.append("access.log.1", text);
            tail.pollLater();
            long looked = tail.now.toEpochMilli();
            Positions positions = tail.reader.positions();
            tail.reader.close();
            whileDown.run();
            tail.start(Optional.of(positions));
            nextLog(tail);

            assertThat(tail.happened).noneMatch(what -> what.contains("lost"));
            assertThat(tail.unknownLosses()).isEqualTo(losses);
            assertThat(tail.packs.stream()
                            .map(pack -> pack.header().unknownLoss())
                            .flatMap(Optional::stream))
                    .allMatch(loss -> loss.from() > 0 && loss.from() < looked && loss.to() >= looked);
        }
    }

    private interface ThrowingRunnable {
        void run() throws IOException;
    }

    @Test
    void whatIsDeletedWhileTheAgentIsDownIsAPossibleLoss() throws IOException {
        foundByANextStart(HALF, 1, () -> log.delete("access.log.1"));
    }

    @Test
    void soIsWhatIsOverwritten() throws IOException {
        foundByANextStart(HALF, 1, () -> Files.writeString(log.path("access.log.1"), "192.0.2.99 another beginning"));
    }

    @Test
    void whatIsRenamedCompressedOrWrittenOnMeanwhileIsNone() throws IOException {
        foundByANextStart(HALF, 0, () -> log.rename("access.log.1", "access.log.1.old"));
        foundByANextStart(HALF.substring(1), 0, () -> log.append("access.log.1", "\n"));
        log.delete("access.log.1");
        String third = HALF.substring(2);
        foundByANextStart(third, 0, () -> {
            log.append("access.log.1.gz", TestLog.gzipped(third.getBytes(StandardCharsets.UTF_8)));
            log.delete("access.log.1");
        });
    }

    @Test
    void whatIsEmptiedBeforeItsFirstLineIsCompleteIsAPossibleLoss() throws IOException {
        try (Tail tail = Tail.fromBeginning(directory)) {
            log.append("access.log.1", call(1) + "\n");
            tail.pollLater();
            long before = tail.now.toEpochMilli();
            log.append("access.log", HALF);
            tail.poll();
            log.truncate("access.log");
            tail.poll();
            nextLog(tail);

            assertThat(tail.happened).contains("access.log lost " + HALF.length(), "unknown loss");
            assertThat(tail.packs.stream()
                            .map(pack -> pack.header().unknownLoss())
                            .flatMap(Optional::stream))
                    .singleElement()
                    .matches(loss -> loss.from() >= before - 100 && loss.to() > before);
        }
    }

    /** Its first line has no end either, so each is unpacked to be compared. */
    @Test
    void aStopUnpacksNoMoreThanSomeMegabytes() throws IOException {
        byte[] archive = TestLog.gzipped("b".repeat(1 << 20).getBytes(StandardCharsets.UTF_8));
        for (int i = 1; i <= 40; i++) {
            log.append("access.log." + i + ".gz", archive);
        }
        try (Tail tail = removed("a".repeat(1 << 20))) {
            int before = tail.unpackings;

            tail.reader.close();

            assertThat(tail.unpackings - before).isBetween(1, 16);
            assertThat(tail.happened).containsOnlyOnce("access.log lost " + (1 << 20));
        }
    }

    /** Numbers are given in the order of writing, so a log behind it has none either. */
    @Test
    void soDoesOneWhileALogWithCompleteLinesWaitsForIt() throws IOException {
        try (Tail tail = Tail.fromBeginning(directory)) {
            log.append("access.log.1", HALF);
            log.append("access.log", call(2) + "\n");
            tail.poll();
            log.delete("access.log");
            tail.poll();

            tail.restart();

            assertThat(tail.happened).contains("access.log lost " + (call(2).length() + 1));
        }
    }

    @Test
    void nothingIsLostOfWhatHasASuccessor() throws IOException {
        try (Tail tail = removed(HALF)) {
            log.append("access.log", call(2) + "\n");
            for (int i = 0; i < 5; i++) {
                tail.pollLater();
            }

            tail.restart();

            assertThat(TestLog.lines(tail.packs)).containsExactly(HALF, call(2));
            assertThat(tail.happened).noneMatch(what -> what.contains("lost"));
        }
    }

    @Test
    void nothingIsLostOfWhatStandsInACopyOrAnArchive() throws IOException {
        for (byte[] copy : new byte[][] {
            HALF.getBytes(StandardCharsets.UTF_8), TestLog.gzipped(HALF.getBytes(StandardCharsets.UTF_8))
        }) {
            try (Tail tail = Tail.fromBeginning(directory)) {
                log.append("access.log.1", HALF);
                tail.poll();
                log.append("access.log.1.gz", copy);
                log.delete("access.log.1");
                tail.poll();

                tail.restart();

                assertThat(tail.happened).noneMatch(what -> what.contains("lost"));
            }
            log.delete("access.log.1.gz");
        }
    }
}
