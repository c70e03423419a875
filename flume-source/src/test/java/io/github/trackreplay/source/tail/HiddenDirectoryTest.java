/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.RawPack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory that cannot be listed for a while hides its files; none of them is gone. */
class HiddenDirectoryTest {
    @TempDir
    Path directory;

    private TestLog log;

    @BeforeEach
    void write() throws IOException {
        log = new TestLog(directory);
        log.append("access.log", TestLog.call(1) + "\n");
        log.rename("access.log", "access.log.1");
        log.append("access.log", TestLog.call(2) + "\n");
    }

    @Test
    void whileItIsHiddenNothingIsLostAndAfterwardsAllGoesOn() throws IOException {
        try (Tail tail = Tail.fromBeginning(directory)) {
            assertThat(tail.pollLater()).hasSize(2);
            log.append("access.log", TestLog.call(3) + "\n");
            tail.hide(true);
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            tail.pollLater();
            log.rename("access.log", "access.log.2");
            log.append("access.log", TestLog.call(4) + "\n");
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            tail.pollLater();
            tail.hide(false);
            tail.pollLater();

            assertThat(TestLog.lines(tail.packs))
                    .containsExactly(TestLog.call(1), TestLog.call(2), TestLog.call(3), TestLog.call(4));
            assertThat(tail.lost()).isZero();
            assertThat(tail.unknownLosses()).isZero();
        }
    }

    @Test
    void aFileThatWaitsToBeReadIsNotGoneWhileItIsHidden() throws IOException {
        log.append("access.log.2.gz", TestLog.gzipped((TestLog.call(0) + "\n").getBytes(UTF_8)));
        try (Tail tail = Tail.fromBeginning(directory)) {
            List<RawPack> first = tail.reader.read(1, 1);
            tail.reader.commit();
            tail.hide(true);
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            tail.pollLater();
            tail.hide(false);
            tail.pollLater();
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            tail.pollLater();

            assertThat(TestLog.lines(first)).hasSize(1);
            assertThat(TestLog.lines(tail.packs)).hasSize(2);
            assertThat(tail.lost()).isZero();
            assertThat(tail.unknownLosses()).isZero();
        }
    }

    @Test
    void anArchiveThatIsHalfReadAndCannotBeOpenedAfterAStartIsWaitedFor() throws IOException {
        String calls =
                IntStream.range(10, 2000).mapToObj(n -> TestLog.call(n) + "\n").collect(Collectors.joining());
        Files.setLastModifiedTime(
                log.append("access.log.2.gz", TestLog.gzipped(calls.getBytes(UTF_8))), FileTime.fromMillis(0));
        try (Tail tail = Tail.fromBeginning(directory)) {
            int first = TestLog.lines(tail.reader.read(1, 1)).size();
            tail.reader.commit();
            assertThat(first).isBetween(1, 1989);
            tail.refuse(true);
            tail.restart();
            for (int i = 0; i < 5; i++) {
                assertThat(tail.pollLater()).isEmpty();
                tail.now = tail.now.plus(Duration.ofMinutes(1));
            }
            tail.refuse(false);
            tail.pollLater();

            assertThat(TestLog.lines(tail.packs)).hasSize(1990 - first + 2).startsWith(TestLog.call(10 + first));
            assertThat(tail.lost()).isZero();
            assertThat(tail.unknownLosses()).isZero();
        }
    }

    @Test
    void hiddenAtAStartItHidesWhatWasNotReadYet() throws IOException {
        try (Tail tail = Tail.fromBeginning(directory)) {
            assertThat(tail.pollLater()).hasSize(2);
            log.append("access.log", TestLog.call(3) + "\n");
            tail.hide(true);
            tail.restart();
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            tail.pollLater();
            tail.restart();
            tail.pollLater();
            tail.hide(false);
            tail.pollLater();

            assertThat(TestLog.lines(tail.packs)).containsExactly(TestLog.call(1), TestLog.call(2), TestLog.call(3));
            assertThat(tail.lost()).isZero();
            assertThat(tail.unknownLosses()).isZero();
        }
    }

    @Test
    void whatCannotBeOpenedForAWhileIsNotLost() throws IOException {
        log.append("access.log.3.gz", TestLog.gzipped((TestLog.call(0) + "\n").getBytes(UTF_8)));
        log.append("access.log.2", TestLog.call(9) + "\n");
        try (Tail tail = Tail.fromBeginning(directory)) {
            tail.reader.read(1, 1);
            tail.reader.rewind();
            tail.refuse(true);
            tail.reader.read(1, 1);
            tail.reader.rewind();
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            tail.pollLater();
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            tail.pollLater();
            tail.refuse(false);
            tail.pollLater();
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            tail.pollLater();

            assertThat(TestLog.lines(tail.packs))
                    .containsExactlyInAnyOrder(TestLog.call(0), TestLog.call(9), TestLog.call(1), TestLog.call(2));
            assertThat(tail.lost()).isZero();
            assertThat(tail.unknownLosses()).isZero();
        }
    }

    @Test
    void whatCannotBeOpenedAfterAStartIsNotLost() throws IOException {
        try (Tail tail = Tail.fromBeginning(directory)) {
            assertThat(tail.pollLater()).hasSize(2);
            log.append("access.log", TestLog.call(3) + "\n");
            tail.now = tail.now.plusMillis(200);
            tail.reader.read(0, 1);
            tail.reader.rewind();
            log.rename("access.log", "access.log.2");
            log.append("access.log", TestLog.call(4) + "\n");
            tail.refuse(true);
            tail.restart();
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            tail.pollLater();
            tail.refuse(false);
            tail.pollLater();

            assertThat(TestLog.lines(tail.packs))
                    .containsExactly(TestLog.call(1), TestLog.call(2), TestLog.call(3), TestLog.call(4));
            assertThat(tail.lost()).isZero();
        }
    }

    @Test
    void anArchiveThatIsRenamedBetweenAListingAndItsReadingIsNotTakenAsRead() throws IOException {
        byte[] text = TestLog.gzipped((TestLog.call(0) + "\n").getBytes(UTF_8));
        log.append("access.log.2.gz", text);
        try (Tail tail = Tail.fromBeginning(directory)) {
            List<RawPack> first = tail.reader.read(0, 1);
            tail.reader.commit();
            log.rename("access.log.2.gz", "access.log.3.gz");
            tail.poll();
            tail.pollLater();
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            tail.pollLater();

            assertThat(TestLog.lines(first).size() + TestLog.lines(tail.packs).size())
                    .isEqualTo(3);
            assertThat(tail.lost()).isZero();
        }
    }

    @Test
    void aDirectoryThatIsHiddenAtTheFirstStartIsTakenAsFoundThen() throws IOException {
        try (Tail tail = new Tail(directory, new StartAt.End(), "%{basename}", "access.log*")) {
            tail.hide(true);
            tail.start(Optional.empty());
            tail.pollLater();
            tail.hide(false);
            tail.pollLater();
            log.append("access.log", TestLog.call(3) + "\n");
            tail.pollLater();

            assertThat(TestLog.lines(tail.packs)).containsExactly(TestLog.call(3));
        }
    }

    @Test
    void nothingIsPromisedWhileItIsHidden() throws IOException {
        try (Tail tail = Tail.fromBeginning(directory)) {
            tail.pollLater();
            tail.hide(true);
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            int before = tail.packs.size();
            tail.pollLater();

            assertThat(tail.packs.subList(before, tail.packs.size()))
                    .allMatch(pack -> pack.header().watermark().isEmpty());
        }
    }

    @Test
    void nothingIsPromisedWhileAnArchiveCannotBeOpened() throws IOException {
        Files.delete(directory.resolve("access.log"));
        Files.delete(directory.resolve("access.log.1"));
        log.append("access.log.2", TestLog.call(9) + "\n");
        log.append("access.log.1.gz", TestLog.gzipped((TestLog.call(0) + "\n").getBytes(UTF_8)));
        log.append("access.log", "");
        try (Tail tail = Tail.fromBeginning(directory)) {
            List<RawPack> first = tail.reader.read(1, 1);
            tail.reader.commit();
            tail.refuse(true);
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            tail.pollLater();
            int before = tail.packs.size();
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            tail.pollLater();

            assertThat(TestLog.lines(first)).containsExactly(TestLog.call(9));
            assertThat(tail.packs.subList(before, tail.packs.size()))
                    .allMatch(pack -> pack.header().watermark().isEmpty());
            assertThat(tail.happened).contains("2 holds up");
            tail.refuse(false);
            tail.pollLater();
            assertThat(TestLog.lines(tail.packs)).containsExactly(TestLog.call(0));
        }
    }

    @Test
    void rotatedFilesThatAreHiddenAtAStartAreNotGone() throws IOException {
        Files.createDirectory(directory.resolve("archive"));
        try (Tail tail = Tail.fromBeginning(directory).withArchive()) {
            assertThat(tail.pollLater()).hasSize(2);
            log.append("access.log", TestLog.call(3) + "\n");
            log.append("access.log", TestLog.call(4) + "\n");
            tail.now = tail.now.plusMillis(200);
            tail.reader.read(0, 1);
            tail.reader.rewind();
            log.rename("access.log", "archive/access.log.2");
            log.append("access.log", TestLog.call(5) + "\n");
            tail.hideArchive(true);
            tail.restart();
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            tail.pollLater();
            tail.hideArchive(false);
            tail.pollLater();

            assertThat(TestLog.lines(tail.packs))
                    .containsExactly(
                            TestLog.call(1), TestLog.call(2), TestLog.call(3), TestLog.call(4), TestLog.call(5));
            assertThat(tail.lost()).isZero();
        }
    }

    @Test
    void anArchiveThatIsToBeLookedAtAgainAndCannotBeOpenedIsNotPassedBy() throws IOException {
        log.append("access.log.3", TestLog.call(8) + "\n");
        Path archive = log.append("access.log.2.gz", TestLog.gzipped((TestLog.call(9) + "\n").getBytes(UTF_8)));
        long hour = 3_600_000;
        long start = System.currentTimeMillis();
        Files.setLastModifiedTime(directory.resolve("access.log.3"), FileTime.fromMillis(start - 3 * hour));
        Files.setLastModifiedTime(archive, FileTime.fromMillis(start - 2 * hour));
        Files.setLastModifiedTime(directory.resolve("access.log.1"), FileTime.fromMillis(start - hour));
        try (Tail tail = Tail.fromBeginning(directory)) {
            List<RawPack> first = tail.reader.read(1, 1);
            tail.reader.commit();
            tail.refuse(true);
            Files.setLastModifiedTime(archive, FileTime.fromMillis(start - 2 * hour + 1_000));
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            tail.pollLater();
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            tail.pollLater();

            assertThat(tail.happened).doesNotContain("2 finished at 0");
            tail.refuse(false);
            tail.pollLater();
            assertThat(TestLog.lines(first)).containsExactly(TestLog.call(8));
            assertThat(TestLog.lines(tail.packs)).containsExactly(TestLog.call(9), TestLog.call(1), TestLog.call(2));
            assertThat(tail.lost()).isZero();
        }
    }
}
