/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of one stream that begin with the same line: a health check's, an empty one, a server's headers. Nothing of any of them may
 * be taken for a copy of another one unless it is proven to be one.
 */
class SameFirstLineTest {
    private static final String HEALTH = "127.0.0.1 - - [22/Nov/2026:10:00:00 +0000] \"GET /health HTTP/1.1\" 200 2\n";
    private static final String IIS =
            "#Software: Microsoft IIS\n#Fields: date time cs-uri-stem\n2026-11-22 10:00:00 /health\n";

    @TempDir
    Path directory;

    private TestLog log;
    private Tail tail;
    private int n;
    private final List<String> written = new ArrayList<>();
    private final List<String> read = new ArrayList<>();

    @BeforeEach
    void open() {
        log = new TestLog(directory);
    }

    @AfterEach
    void close() {
        if (tail != null) {
            tail.close();
        }
    }

    private void start() {
        tail = Tail.fromBeginning(directory);
    }

    private void append(String name, int calls) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < calls; i++) {
            String call = TestLog.call(n++);
            written.add(call);
            text.append(call).append('\n');
        }
        log.append(name, text.toString());
    }

    private void write(String name, String first, int calls) {
        log.append(name, first);
        append(name, calls);
    }

    private void poll() {
        read.addAll(tail.poll());
    }

    private void pollLater() {
        read.addAll(tail.pollLater());
    }

    private void assertAllRead() {
        assertThat(read).containsExactlyInAnyOrderElementsOf(written);
        assertThat(tail.unknownLosses() + tail.lost()).isZero();
    }

    private void rotateThreeTimes(String first) throws IOException {
        start();
        write("access.log", first, 300);
        pollLater();
        log.rename("access.log", "access.log.1");
        write("access.log", first, 100);
        pollLater();
        log.rename("access.log.1", "access.log.2");
        log.rename("access.log", "access.log.1");
        log.append("access.log", first);
        pollLater();
        append("access.log", 50);
        pollLater();
        assertAllRead();
    }

    @Test
    void eachOfThreeRotatedFilesWithTheSameHealthCheckIsRead() throws IOException {
        rotateThreeTimes(HEALTH);
    }

    @Test
    void eachOfThreeRotatedFilesWithAnEmptyFirstLineIsRead() throws IOException {
        rotateThreeTimes("\n");
    }

    @Test
    void eachOfThreeRotatedFilesWithTheSameHeadersIsRead() throws IOException {
        rotateThreeTimes(IIS);
    }

    @Test
    void allAreReadWhenTheyAreThereAtTheFirstLook() {
        write("access.log.2", HEALTH, 300);
        write("access.log.1", HEALTH, 100);
        write("access.log", HEALTH, 50);
        start();
        pollLater();
        pollLater();
        assertAllRead();
    }

    @Test
    void aShorterFileIsReadAfterTheLongerOneIsGone() throws IOException {
        start();
        write("access.log", HEALTH, 300);
        pollLater();
        log.rename("access.log", "access.log.1");
        write("access.log", HEALTH, 100);
        pollLater();
        log.delete("access.log.1");
        tail.restart();
        log.rename("access.log", "access.log.1");
        write("access.log", HEALTH, 3);
        pollLater();
        append("access.log", 50);
        pollLater();
        assertAllRead();
    }

    @Test
    void aLogThatIsEmptiedTwiceByEchoIsReadEachTime() throws IOException {
        start();
        for (int round = 0; round < 3; round++) {
            Files.write(log.path("access.log"), "\n".getBytes(StandardCharsets.US_ASCII));
            poll();
            append("access.log", 200 - 50 * round);
            pollLater();
        }
        assertThat(read).containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void whatNobodyCanCompareIsReadAsAFileOfItsOwnAndSaidSo() throws IOException {
        start();
        String start = "\n".repeat(70);
        write("access.log", start, 300);
        pollLater();
        log.delete("access.log");
        tail.restart();
        log.append("access.log", start + "x\n");
        pollLater();
        append("access.log", 50);
        pollLater();
        assertThat(read).containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void aCopyOfTheBeginningOfAFileThatIsThereIsRecognised() throws IOException {
        start();
        write("access.log", HEALTH, 300);
        pollLater();
        byte[] all = Files.readAllBytes(log.path("access.log"));
        log.append("access.log.1", java.util.Arrays.copyOf(all, all.length / 2));
        pollLater();
        assertAllRead();
        assertThat(tail.happened).noneMatch(event -> event.contains("appeared as 2"));
    }

    @Test
    void archivesOfFilesWithTheSameFirstLineAreRecognised() throws IOException {
        start();
        write("access.log", HEALTH, 300);
        pollLater();
        log.rename("access.log", "access.log.1");
        write("access.log", HEALTH, 100);
        pollLater();
        log.gzip("access.log.1", "access.log.2.gz");
        log.delete("access.log.1");
        log.rename("access.log", "access.log.1");
        write("access.log", HEALTH, 50);
        pollLater();
        tail.restart();
        log.gzip("access.log.1", "access.log.3.gz");
        log.delete("access.log.1");
        append("access.log", 5);
        pollLater();
        pollLater();
        assertAllRead();
    }

    @Test
    void halfALineLeftByACrashHoldsNobodyForLongAndIsSaid() {
        start();
        append("access.log", 2);
        log.append("access.log", "192.0.2.1 - - [22/Nov");
        for (int i = 0; i < 3; i++) {
            poll();
            tail.now = tail.now.plusSeconds(1);
        }
        assertThat(tail.packs).noneMatch(pack -> pack.header().watermark().isPresent());
        for (int i = 0; i < 3; i++) {
            tail.now = tail.now.plusSeconds(31);
            poll();
        }
        assertThat(tail.last().header().watermark()).isPresent();
        assertThat(tail.happened.stream().filter(event -> event.contains("half a line of 21")))
                .hasSize(1);
        log.append("access.log", "/2026:10:00:00 +0000] \"GET /matomo.php?a HTTP/1.1\" 200 43\n");
        assertThat(tail.poll()).hasSize(1);
    }

    @Test
    void aLogThatSomebodyRewritesIsReadAgainWithAWarning() throws IOException {
        start();
        write("access.log", HEALTH, 300);
        pollLater();
        String rewritten = Files.readString(log.path("access.log")).replace("n=200 ", "n=2OO ");
        log.append("access.new", rewritten);
        log.rename("access.new", "access.log");
        assertThat(tail.pollLater()).hasSize(300);
        assertThat(tail.happened).contains("access.log rewritten as 2");
    }

    @Test
    void otherLogsWithTheSameFirstLineAreNoRewrittenOnes() throws IOException {
        rotateThreeTimes(HEALTH);
        assertThat(tail.happened).noneMatch(event -> event.contains("rewritten"));
    }

    /** What is written between copy and truncation is in neither file. */
    @Test
    void aTruncationWhileTheAgentWasDownIsAPossibleLoss() throws IOException {
        start();
        append("access.log", 100);
        pollLater();
        var positions = tail.reader.positions();
        tail.close();
        append("access.log", 50);
        log.copy("access.log", "access.log.1");
        log.append("access.log", TestLog.call(9999) + "\n");
        log.truncate("access.log");
        append("access.log", 5);
        tail.start(java.util.Optional.of(positions));
        pollLater();
        pollLater();
        assertThat(read).containsExactlyInAnyOrderElementsOf(written);
        assertThat(tail.happened).contains("unknown loss");
        assertThat(tail.unknownLosses()).isEqualTo(1);
    }

    @Test
    void aTruncationToNothingWhileTheAgentWasDownIsAPossibleLossToo() throws IOException {
        start();
        append("access.log", 100);
        pollLater();
        var positions = tail.reader.positions();
        tail.close();
        log.copy("access.log", "access.log.1");
        log.truncate("access.log");
        tail.start(java.util.Optional.of(positions));
        pollLater();
        assertThat(tail.unknownLosses()).isEqualTo(1);
    }

    @Test
    void aLogThatWasCutToItsOwnFirstLineWhileTheAgentWasDownIsAPossibleLossToo() throws IOException {
        start();
        log.append("access.log", "\n");
        append("access.log", 300);
        pollLater();
        var positions = tail.reader.positions();
        tail.close();
        append("access.log", 50);
        Files.writeString(directory.resolve("access.log"), "\n"); // as echo > access.log
        tail.start(java.util.Optional.of(positions));
        pollLater();
        pollLater();
        pollLater();
        assertThat(tail.unknownLosses()).isEqualTo(1);
        assertThat(tail.happened).contains("unknown loss");
    }

    @Test
    void aLogThatWasNotYetUnderstoodAtTheFirstLookIsAskedAgain() throws IOException {
        start();
        append("access.log", 100);
        pollLater();
        var positions = tail.reader.positions();
        tail.close();
        append("access.log", 50);
        log.truncate("access.log");
        String longer = TestLog.call(7777) + "\n" + "x".repeat(1 << 20); // no whole line that tells it from others
        log.append("access.log", "y".repeat(100_000));
        tail.start(java.util.Optional.of(positions));
        pollLater();
        log.append("access.log", "\n" + longer + "\n");
        pollLater();
        pollLater();
        pollLater();
        assertThat(tail.unknownLosses()).isEqualTo(1);
    }

    @Test
    void aRenamedLogIsNoTruncatedOne() throws IOException {
        start();
        append("access.log", 100);
        pollLater();
        var positions = tail.reader.positions();
        tail.close();
        log.rename("access.log", "access.log.1");
        append("access.log", 5);
        tail.start(java.util.Optional.of(positions));
        pollLater();
        assertAllRead();
    }
}
