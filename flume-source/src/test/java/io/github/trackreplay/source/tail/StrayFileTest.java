/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static io.github.trackreplay.source.tail.TestLog.call;
import static io.github.trackreplay.source.tail.TestLog.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.UnknownLoss;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no log among the logs of a stream, however large: its live log is read without waiting for it, and that is said. */
class StrayFileTest {
    private static final long GIBIBYTE = 1L << 30;
    private static final int PIECE = 4 << 20;

    @TempDir
    Path directory;

    private TestLog log;
    private Tail tail;

    @BeforeEach
    void open() {
        log = new TestLog(directory);
    }

    @AfterEach
    void close() {
        tail.close();
    }

    private void start() {
        tail = Tail.fromBeginning(directory);
    }

    private void startSurveying() {
        tail = Tail.fromBeginning(directory)
                .asking(pack -> Optional.of(new PackTimes.Span(Long.MAX_VALUE, Long.MIN_VALUE, 0)));
    }

    private void sparse(String name, String before, long length) throws IOException {
        log.append(name, before);
        try (RandomAccessFile file = new RandomAccessFile(log.path(name).toFile(), "rw")) {
            file.setLength(length);
        }
    }

    /** A text, a flood of one character, another text. */
    private void flood(String name, String before, char c, int mebibytes, String behind) throws IOException {
        byte[] piece = new byte[PIECE];
        Arrays.fill(piece, (byte) c);
        boolean packed = name.endsWith(".gz");
        byte[] member = packed ? TestLog.gzipped(piece) : piece;
        try (OutputStream out = Files.newOutputStream(log.path(name))) {
            out.write(
                    packed
                            ? TestLog.gzipped(before.getBytes(StandardCharsets.UTF_8))
                            : before.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < mebibytes / 4; i++) {
                out.write(member);
            }
            out.write(
                    packed
                            ? TestLog.gzipped(behind.getBytes(StandardCharsets.UTF_8))
                            : behind.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The lines of all batches until one holds a line. */
    private List<String> readUntil(String line) {
        List<String> lines = new ArrayList<>();
        for (int batches = 0; !lines.contains(line); batches++) {
            assertThat(batches).as("batches without %s", line).isLessThan(1_000);
            tail.now = tail.now.plusMillis(10);
            List<RawPack> batch = tail.reader.read(1_000, 1 << 20);
            tail.reader.commit();
            lines.addAll(TestLog.lines(batch));
        }
        return lines;
    }

    private List<String> pollAll() {
        List<String> lines = new ArrayList<>();
        do {
            lines.addAll(tail.pollLater());
        } while (tail.reader.brokeOff());
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {"access.log.1", "access.log.2.gz"})
    void aSparseFileOfATebibyteIsNoLog(String name) throws IOException {
        sparse(name, "", 1024 * GIBIBYTE);
        log.append("access.log", call(7) + "\n");
        start();

        assertThat(pollAll()).containsExactly(call(7));
        tail.pollLater();
        assertThat(tail.reader.bytesLeft()).isZero();
        assertThat(tail.happened.stream().filter(what -> what.startsWith(name)))
                .containsExactly(name + " holds nothing but NUL bytes in its first 512 MiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"access.log.1", "access.log.1.gz"})
    void whatHasNoLineIsNoLogUntilItIsReplaced(String name) throws IOException {
        flood(name, "", 'a', 68, "\n" + call(2) + "\n");
        log.append("access.log", call(7) + "\n");
        start();

        assertThat(pollAll()).containsExactly(call(7));
        assertThat(tail.happened.stream().filter(what -> what.startsWith(name)))
                .containsExactly(name + " holds no line that ends within 64 MiB");

        flood(name, call(1) + "\n", 'a', 0, "");
        assertThat(tail.pollLater()).containsExactly(call(1));
    }

    /** As a file does that was made long enough and is filled then. */
    @Test
    void whatWasAHoleAndIsFilledInPlaceIsALog() throws IOException {
        sparse("access.log.1", "", 600L << 20);
        log.append("access.log", call(7) + "\n");
        start();
        assertThat(pollAll()).containsExactly(call(7));
        assertThat(pollAll()).isEmpty();

        try (RandomAccessFile file =
                new RandomAccessFile(log.path("access.log.1").toFile(), "rw")) {
            file.write((call(1) + "\n").getBytes(StandardCharsets.UTF_8));
            file.seek(file.length() - 1);
            file.write('\n');
        }

        List<String> lines = new ArrayList<>(tail.pollLater());
        lines.addAll(pollAll());
        assertThat(lines).contains(call(1));
    }

    /** A disk's image is written to all the time. */
    @Test
    void whatGoesOnToBeginAsItDidIsNotReadAgain() throws IOException {
        flood("access.log.1", "", 'a', 68, "\n");
        log.append("access.log", call(7) + "\n");
        start();
        assertThat(pollAll()).containsExactly(call(7));

        long read = tail.bytesRead;
        for (int i = 1; i <= 3; i++) {
            try (RandomAccessFile file =
                    new RandomAccessFile(log.path("access.log.1").toFile(), "rw")) {
                file.seek(i * 1000L);
                file.write('b');
            }
            Files.setLastModifiedTime(log.path("access.log.1"), FileTime.from(tail.now.plusSeconds(i)));
            assertThat(tail.pollLater()).isEmpty();
        }
        assertThat(tail.bytesRead - read).isLessThan(1 << 20);
    }

    /** Each of them takes as much as thousands of logs. */
    @Test
    void aFirstLookAtManyOfThemIsDoneInParts() throws IOException {
        int many = 6;
        for (int i = 1; i <= many; i++) {
            flood("access.log." + i + ".gz", "", 'a', 68, "");
        }
        log.append("access.log.99", call(1) + "\n");
        log.append("access.log", call(7) + "\n");
        start();
        List<String> lines = new ArrayList<>();
        for (int looks = 1; lines.size() < 2; looks++) {
            assertThat(looks).isLessThan(1_000);
            long leftOut = tail.happened.stream()
                    .filter(what -> what.contains("holds no line"))
                    .count();
            lines.addAll(TestLog.lines(tail.reader.read(1_000, 1 << 20)));
            tail.reader.commit();
            assertThat(tail.happened.stream()
                                    .filter(what -> what.contains("holds no line"))
                                    .count()
                            - leftOut)
                    .isLessThanOrEqualTo(1);
            tail.now = tail.now.plusMillis(100);
        }

        assertThat(lines).containsExactly(call(1), call(7));
        assertThat(pollAll()).isEmpty();
        assertThat(tail.happened.stream().filter(what -> what.contains("holds no line")))
                .hasSize(many);
    }

    private List<String> readOnce() {
        tail.now = tail.now.plusMillis(100);
        List<String> lines = TestLog.lines(tail.reader.read(1_000, 1 << 20));
        tail.reader.commit();
        return lines;
    }

    /** Without a line, or without one behind the first. */
    private void strays(int from, int to) throws IOException {
        for (int i = from; i <= to; i++) {
            sparse("access.log." + i, i % 2 == 0 ? "x" : call(1_000 + i) + "\nx", 80L << 20);
            Files.setLastModifiedTime(log.path("access.log." + i), FileTime.from(tail.now.minusSeconds(60L * i)));
        }
    }

    @Test
    void aLiveLogHasItsTurnAfterEachSmallPieceOfManyStrayFiles() throws IOException {
        log.append("access.log", call(1) + "\n");
        start();
        assertThat(pollAll()).containsExactly(call(1));

        strays(1, 20);
        for (int n = 2; n < 12 || tail.reader.brokeOff(); n++) {
            log.append("access.log", call(n) + "\n");
            long before = tail.bytesRead;
            assertThat(readOnce()).contains(call(n));
            assertThat(tail.bytesRead - before).isLessThan(32L << 20);
            assertThat(n).isLessThan(2_000);
        }
        assertThat(tail.happened.stream().filter(what -> what.contains("holds no line")))
                .hasSize(10);
    }

    /** However many they are. */
    @Test
    void aFirstLookWaitsForALittleOfManyStrayFilesOnly() throws IOException {
        log.append("access.log", call(7) + "\n");
        start();
        strays(1, 40);

        assertThat(readUntil(call(7))).last().isEqualTo(call(7));
        assertThat(tail.bytesRead).isLessThan(600L << 20);
        assertThat(pollAll()).doesNotContain(call(7));
    }

    /** Of which it is not known which log file it is until it was looked at for long. */
    @Test
    void whatHasALongFirstLineIsReadAllTheSame() throws IOException {
        log.append("access.log", call(7) + "\n");
        start();
        assertThat(pollAll()).containsExactly(call(7));
        flood("access.log.2.gz", "", 'a', 20, "\n" + call(2) + "\n");
        flood("access.log.1", "", 'a', 20, "\n" + call(3) + "\n");
        Files.setLastModifiedTime(log.path("access.log.1"), FileTime.from(tail.now.minusSeconds(60)));
        Files.setLastModifiedTime(log.path("access.log.2.gz"), FileTime.from(tail.now.minusSeconds(90)));

        assertThat(pollAll()).contains(call(2), call(3));
        assertThat(tail.happened).noneMatch(what -> what.contains("holds no line") || what.contains("lost"));
    }

    /** What had been saved is not forgotten by who stops before all has been looked at. */
    @Test
    void whoStopsInTheMidstOfAFirstLookGoesOnWhereItWas() throws IOException {
        log.append("access.log", call(1) + "\n");
        start();
        assertThat(tail.pollLater()).containsExactly(call(1));
        for (int i = 1; i <= 5; i++) {
            flood("access.log." + i + ".gz", "", 'a', 68, "");
        }
        log.append("access.log", call(2) + "\n");
        tail.restart();
        assertThat(tail.reader.read(10, 1 << 20)).isEmpty();
        assertThat(tail.reader.brokeOff()).isTrue();
        tail.restart();

        assertThat(pollAll()).containsExactly(call(2));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGiganticLineIsNotWaitedForAndReadAllTheSame(boolean surveys) throws IOException {
        flood("access.log.1", call(1) + "\n", 'a', 240, "\n" + call(2) + "\n");
        log.append("access.log", call(7) + "\n");
        if (surveys) {
            startSurveying();
        } else {
            start();
        }

        assertThat(readUntil(call(7))).containsExactly(call(1), call(7));
        assertThat(tail.happened).contains("access.log.1 not waited for from " + (call(1).length() + 1));
        assertThat(TestLog.lines(tail.packs)).isEmpty();
        log.append("access.log", call(8) + "\n");
        assertThat(readUntil(call(8))).containsExactly(call(8));

        assertThat(pollAll()).hasSize(2).contains(call(2));
        assertThat(tail.happened).doesNotContain("1 resumed", "1 lost");
        assertThat(tail.reader.bytesLeft()).isZero();
    }

    @Test
    void aRestartReadsOnBehindAGiganticLine() throws IOException {
        flood("access.log.1", call(1) + "\n", 'a', 240, "\n" + call(2) + "\n");
        log.append("access.log", call(7) + "\n");
        start();
        readUntil(call(7));

        tail.restart();

        assertThat(pollAll()).hasSize(2).contains(call(2));
    }

    @Test
    void aGiganticLineThatTurnsUpLaterHoldsNobodyUp() throws IOException {
        log.append("access.log", call(7) + "\n");
        start();
        tail.poll();
        flood("access.log.1", call(1) + "\n", 'a', 100, "\n" + call(2) + "\n");
        Files.setLastModifiedTime(log.path("access.log.1"), FileTime.from(tail.now.minusSeconds(60)));
        log.append("access.log", call(8) + "\n");
        tail.now = tail.now.plusMillis(100);

        assertThat(readUntil(call(8))).doesNotContain(call(2));
        assertThat(pollAll()).contains(call(2));
    }

    /** A server that goes on at its old offset after its log was emptied leaves such a hole. */
    @Tag("slow")
    @Test
    void aLiveLogWithALongHoleIsReadAndSoItIsWhenItIsRotatedMeanwhile() throws IOException {
        sparse("access.log", "", 600L << 20);
        log.append("access.log", call(1) + "\n");
        start();
        tail.reader.read(1, 1);
        tail.reader.commit();
        log.rename("access.log", "access.log.1");
        log.append("access.log", call(7) + "\n");

        assertThat(pollAll()).containsExactlyInAnyOrder(call(1), call(7));
    }

    /** The copy of copytruncate, by a rotator that leaves holes holes. */
    @Tag("slow")
    @Test
    void aLongHoleOfALogThatIsKnownIsNoneOfAStrayFileInItsCopy() throws IOException {
        sparse("access.log", "", 600L << 20);
        log.append("access.log", call(1) + "\n");
        start();
        assertThat(pollAll()).containsExactly(call(1));
        sparse("access.log.1", "", 600L << 20);
        log.append("access.log.1", call(1) + "\n" + call(2) + "\n");
        log.truncate("access.log");
        log.append("access.log", call(7) + "\n");

        assertThat(pollAll()).containsExactlyInAnyOrder(call(2), call(7));
        assertThat(tail.lost()).isZero();
    }

    @Tag("slow")
    @Test
    void aLogWithALongHoleThatWasRotatedWhileTheAgentWasDownIsReadOn() throws IOException {
        sparse("access.log", "", 600L << 20);
        log.append("access.log", call(1) + "\n");
        start();
        assertThat(pollAll()).containsExactly(call(1));
        log.append("access.log", call(2) + "\n");
        log.rename("access.log", "access.log.1");
        log.append("access.log", call(7) + "\n");
        tail.restart();

        assertThat(pollAll()).containsExactlyInAnyOrder(call(2), call(7));
        assertThat(tail.lost()).isZero();
    }

    /** While the server writes on, too. */
    @Test
    void aLongHoleIsReadAFewTimesHoweverManyTurnsThatTakes() throws IOException {
        long hole = 256L << 20;
        sparse("access.log", "", hole);
        log.append("access.log", call(1) + "\n");
        start();
        List<String> lines = new ArrayList<>();
        for (int n = 2; lines.isEmpty(); n++) {
            assertThat(n).as("batches without a line").isLessThan(1_000);
            log.append("access.log", call(n) + "\n");
            tail.now = tail.now.plusMillis(10);
            lines.addAll(TestLog.lines(tail.reader.read(1_000, 1 << 20)));
            tail.reader.commit();
        }

        assertThat(lines).startsWith(call(1));
        assertThat(tail.bytesRead).isLessThan(6 * hole);
        assertThat(tail.reads).as("reads of 32 KiB and more").isLessThan(tail.bytesRead >> 15);
    }

    /** What comes behind so much is given up, and completeness knows. */
    @Tag("slow")
    @Test
    void aLogThatGoesOnAsNoLogDoesIsGivenUp() throws IOException {
        flood("access.log.1.gz", call(1) + "\n", 'a', 1100, "");
        log.append("access.log", call(7) + "\n");
        start();

        assertThat(pollAll()).containsExactly(call(1), call(7));
        assertThat(tail.happened).contains("access.log.1.gz given up from " + (call(1).length() + 1));
        assertThat(tail.unknownLosses()).isEqualTo(1);

        tail.restart();
        log.append("access.log", call(8) + "\n");
        assertThat(tail.pollLater()).containsExactly(call(8));
        assertThat(tail.reader.brokeOff()).isFalse();
        assertThat(tail.unknownLosses()).isEqualTo(1);
    }

    @Tag("slow")
    @Test
    void whatALogThatWasGivenUpGrowsByIsAPossibleLoss() throws IOException {
        sparse("access.log.1", call(1) + "\nx", 1100L << 20);
        log.append("access.log", call(7) + "\n");
        start();
        assertThat(pollAll()).containsExactly(call(1), call(7));
        assertThat(tail.unknownLosses()).isEqualTo(1);
        pollAll();
        assertThat(tail.unknownLosses()).isEqualTo(1);

        long before = tail.now.toEpochMilli();
        log.append("access.log.1", "\n" + call(2) + "\n");
        log.append("access.log", call(8) + "\n");
        assertThat(pollAll()).containsExactly(call(8));
        assertThat(losses()).hasSize(2);
        assertThat(losses().get(1).from()).isLessThan(losses().get(0).to());
        assertThat(losses().get(1).to()).isGreaterThan(before);

        log.append("access.log.1", call(3) + "\n");
        tail.restart();
        assertThat(pollAll()).isEmpty();
        assertThat(losses()).hasSize(3);
    }

    private List<UnknownLoss> losses() {
        return tail.packs.stream()
                .map(pack -> pack.header().unknownLoss())
                .flatMap(Optional::stream)
                .toList();
    }

    /** A log is one by its tracking requests, in whatever form its times are. */
    @Tag("slow")
    @Test
    void aLogWhoseTimesAreInAnotherFormIsWaitedForAsLongAsItHasRequests() throws IOException {
        String call = "192.0.2.1 - - [1795341600123] \"GET /matomo.php?idsite=1&rec=1&n=%d HTTP/1.1\" 200 43";
        for (int i = 1; i <= 4; i++) {
            log.append("access.log.1", String.format(call, i) + "\n");
            sparse("access.log.1", "", i * (300L << 20));
        }
        log.append("access.log.1", String.format(call, 5) + "\n");
        log.append("access.log", String.format(call, 7) + "\n");
        start();

        assertThat(pollAll())
                .containsExactly(
                        IntStream.of(1, 2, 3, 4, 5, 7).mapToObj(call::formatted).toArray(String[]::new));
        assertThat(tail.happened).noneMatch(what -> what.contains("not waited for") || what.contains("given up"));
    }

    /** Nothing stands behind it, so the reading waits for it. */
    @Tag("slow")
    @Test
    void theLiveLogIsSurveyedToItsEnd() throws IOException {
        sparse("access.log", call(1) + "\n", 600L << 20);
        log.append("access.log", call(2) + "\n");
        List<String> surveyed = new ArrayList<>();
        tail = Tail.fromBeginning(directory).asking(pack -> {
            surveyed.addAll(TestLog.lines(List.of(pack)));
            return Optional.of(new PackTimes.Span(Long.MAX_VALUE, Long.MIN_VALUE, 0));
        });

        assertThat(pollAll()).containsExactly(call(1), call(2));
        assertThat(surveyed).containsExactly(call(1), call(2));
    }

    @Test
    void whatComesBehindAFinishedLogIsWaitedForAsLongAsItIsALog() throws IOException {
        log.append("access.log", call(1) + "\n");
        start();
        tail.poll();
        log.rename("access.log", "access.log.1");
        log.append("access.log", call(7) + "\n");
        tail.pollLater();
        assertThat(tail.happened).anyMatch(what -> what.startsWith("1 finished"));
        byte[] pages = (page(1) + "\n").repeat(PIECE / page(1).length()).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 5; i++) {
            log.append("access.log.1", pages);
        }
        log.append("access.log.1", call(2) + "\n");
        log.append("access.log", call(8) + "\n");
        tail.restart();

        assertThat(readUntil(call(8))).containsExactly(call(2), call(8));
    }

    /** Meanwhile the stream is vouched for without it. */
    @Test
    void aLiveFileThatIsLeftOutIsAPossibleLoss() throws IOException {
        log.append("access.log.1", call(1) + "\n");
        flood("access.log", "", 'a', 68, "");
        start();

        pollAll();

        assertThat(tail.happened).contains("access.log holds no line that ends within 64 MiB", "unknown loss");
        assertThat(tail.unknownLosses()).isEqualTo(1);
    }
}
