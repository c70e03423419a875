/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static io.github.trackreplay.source.tail.TestLog.call;
import static io.github.trackreplay.source.tail.TestLog.page;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailReaderTest {
    @TempDir
    Path directory;

    private TestLog log;
    private Tail tail;

    @BeforeEach
    void open() {
        log = new TestLog(directory);
        tail = Tail.fromBeginning(directory);
    }

    @AfterEach
    void close() {
        tail.close();
    }

    @Test
    void completeLinesComeAndPartialOnesWait() {
        log.append("access.log", call(1) + "\n" + call(2) + "\r\n" + call(3).substring(0, 20));
        assertThat(tail.poll()).containsExactly(call(1), call(2));
        assertThat(tail.poll()).isEmpty();
        log.append("access.log", call(3).substring(20) + "\n");
        assertThat(tail.poll()).containsExactly(call(3));
    }

    @Test
    void nothingIsEmittedBeforeTheFirstLineIsComplete() {
        log.append("access.log", "# comment\n" + call(1));
        assertThat(tail.poll()).isEmpty();
        assertThat(tail.packs).isEmpty();
        log.append("access.log", "\n");
        assertThat(tail.poll()).containsExactly(call(1));
    }

    @Test
    void aRotatedFileIsReadToItsEndBeforeItsSuccessor() throws IOException {
        log.append("access.log", call(1) + "\n");
        assertThat(tail.poll()).containsExactly(call(1));
        log.append("access.log", call(2) + "\n");
        log.rename("access.log", "access.log.1");
        log.append("access.log", call(4) + "\n");
        assertThat(tail.poll()).containsExactly(call(2));
        log.append("access.log.1", call(3) + "\n");
        assertThat(tail.poll()).containsExactly(call(3));
        assertThat(tail.pollLater()).containsExactly(call(4));
        assertThat(tail.last().header().file().previous().orElseThrow().length())
                .isEqualTo(Files.size(log.path("access.log.1")));
    }

    @Test
    void aDeletedFileIsReadToItsEnd() throws IOException {
        log.append("access.log", call(1) + "\n");
        tail.poll();
        log.append("access.log", call(2) + "\n" + call(3));
        log.delete("access.log");
        log.append("access.log", call(4) + "\n");
        assertThat(tail.pollLater()).containsExactly(call(2), call(3), call(4));
    }

    @Test
    void copytruncateLosesNothingThatIsInTheCopy() throws IOException {
        log.append("access.log", call(1) + "\n");
        tail.poll();
        log.append("access.log", call(2) + "\n");
        log.copy("access.log", "access.log.1");
        log.truncate("access.log");
        log.append("access.log", call(3) + "\n");
        assertThat(tail.pollLater()).containsExactly(call(2), call(3));
        assertThat(tail.happened).contains("access.log truncated", "unknown loss");
        assertThat(tail.lost()).isZero();
    }

    @Test
    void aFileThatWasTruncatedAndHasGrownPastThePositionIsFoundByItsContent() throws IOException {
        log.append("access.log", call(1) + "\n");
        tail.poll();
        log.copy("access.log", "access.log.1");
        log.truncate("access.log");
        log.append("access.log", call(2) + "\n" + call(3) + "\n");
        assertThat(tail.pollLater()).containsExactly(call(2), call(3));
    }

    @Test
    void severalRotationsWhileTheReaderWasDown() throws IOException {
        log.append("access.log", call(1) + "\n");
        tail.poll();
        log.append("access.log", call(2) + "\n");
        log.gzip("access.log", "access.log.3.gz");
        log.delete("access.log");
        Files.setLastModifiedTime(
                log.path("access.log.3.gz"), java.nio.file.attribute.FileTime.from(tail.now.minusSeconds(300)));
        log.append("access.log.2", call(3) + "\n");
        Files.setLastModifiedTime(
                log.path("access.log.2"), java.nio.file.attribute.FileTime.from(tail.now.minusSeconds(200)));
        log.append("access.log.1", call(4) + "\n");
        Files.setLastModifiedTime(
                log.path("access.log.1"), java.nio.file.attribute.FileTime.from(tail.now.minusSeconds(100)));
        log.append("access.log", call(5) + "\n");
        tail.restart();
        assertThat(tail.pollLater()).containsExactly(call(2), call(3), call(4), call(5));
    }

    @Test
    void aCopyOrAnArchiveOfAKnownFileAppliesNothing() throws IOException {
        log.append("access.log", call(1) + "\n" + call(2) + "\n");
        tail.poll();
        log.copy("access.log", "access.log.copy");
        log.gzip("access.log", "access.log.1.gz");
        assertThat(tail.pollLater()).isEmpty();
        tail.restart();
        assertThat(tail.pollLater()).isEmpty();
        log.append("access.log", call(3) + "\n");
        assertThat(tail.pollLater()).containsExactly(call(3));
    }

    @Test
    void destroyedBytesAreCounted() throws IOException {
        log.append("access.log", call(1) + "\n");
        tail.poll();
        log.append("access.log", "half a line");
        tail.poll();
        log.truncate("access.log");
        log.append("access.log", call(2) + "\n");
        assertThat(tail.pollLater()).containsExactly(call(2));
        assertThat(tail.lost()).isEqualTo("half a line".length());
        assertThat(tail.happened).contains("1 lost 11", "unknown loss");
    }

    @Test
    void startAtEndSkipsWhatIsThereAndNothingMore() throws IOException {
        log.append("access.log.1", call(1) + "\n");
        log.append("access.log", call(2) + "\n");
        try (Tail fromEnd = new Tail(directory, new StartAt.End(), "web1", "access.log*")) {
            assertThat(fromEnd.poll()).isEmpty();
            log.append("access.log", call(3) + "\n");
            assertThat(fromEnd.poll()).containsExactly(call(3));
            assertThat(fromEnd.packs.stream()
                            .mapToLong(p -> p.header().beforeStart())
                            .sum())
                    .isEqualTo(call(2).length() + 1);
            log.rename("access.log.1", "access.log.2");
            log.gzip("access.log.2", "access.log.2.gz");
            assertThat(fromEnd.pollLater()).isEmpty();
        }
    }

    @Test
    void aHeartbeatVouchesForAQuietStream() {
        log.append("access.log", page(1) + "\n" + call(2));
        tail.poll();
        tail.now = tail.now.plusSeconds(2);
        tail.poll();
        assertThat(tail.packs).allMatch(pack -> pack.header().watermark().isEmpty());
        assertThat(tail.last().header().end()).isEqualTo(page(1).length() + 1L);
        log.append("access.log", "\n");
        tail.poll();
        tail.now = tail.now.plusSeconds(2);
        tail.poll();
        assertThat(tail.last().header().watermark()).hasValue(tail.now.toEpochMilli() - 5000);
        assertThat(tail.last().lines()).isEmpty();
    }
}
