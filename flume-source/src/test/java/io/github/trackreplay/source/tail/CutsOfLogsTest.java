/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.UnknownLoss;
import io.github.trackreplay.source.checkpoint.Positions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was cut, filtered or joined from logs beside it is left out with a word, and completeness waits; a log that comes late is read. */
class CutsOfLogsTest {
    private static final int CALLS = 3_000;
    private static final long START = Instant.parse("2026-11-22T10:00:00Z").toEpochMilli();

    @TempDir
    Path directory;

    private TestLog log;
    private Tail tail;

    @BeforeEach
    void read() {
        log = new TestLog(directory);
        log.append("access.log.1", lines(0, CALLS, 1));
        log.append("access.log", lines(CALLS, 2 * CALLS, 1));
        tail = Tail.fromBeginning(directory);
        assertThat(pollAll()).hasSize(2 * CALLS);
    }

    @AfterEach
    void close() {
        tail.close();
    }

    private List<String> pollAll() {
        return IntStream.range(0, 4)
                .mapToObj(i -> tail.pollLater())
                .flatMap(List::stream)
                .toList();
    }

    /** Calls a second apart, each of another visitor. */
    private static String lines(int from, int to, int step) {
        return IntStream.range(from, to)
                .filter(i -> i % step == 0)
                .mapToObj(i -> line(i, i) + "\n")
                .collect(Collectors.joining());
    }

    private static String line(int second, int visitor) {
        return String.format(
                Locale.ROOT,
                "192.0.2.1 - - [22/Nov/2026:%02d:%02d:%02d +0000] \"GET /matomo.php?idsite=1&rec=1&_id=%016x HTTP/1.1\" 200 43",
                10 + second / 3600,
                second / 60 % 60,
                second % 60,
                visitor);
    }

    private List<UnknownLoss> losses() {
        return tail.packs.stream()
                .map(pack -> pack.header().unknownLoss())
                .flatMap(Optional::stream)
                .toList();
    }

    private void assertLeftOut(String name, long other) {
        assertThat(pollAll()).isEmpty();
        assertThat(tail.happened).containsOnlyOnce(name + " is cut from " + other);
        assertThat(losses()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 500})
    void aFilteredCopyIsLeftOut(int step) {
        log.append("access.log.part", lines(500, 2_500, step));
        assertLeftOut("access.log.part", 1);
        assertThat(losses().get(0).from()).isBetween(START + 500_000, START + 1_000_000);
        assertThat(losses().get(0).to()).isBetween(losses().get(0).from(), START + 2_500_000);
    }

    @Test
    void soIsOneOfTheLogThatIsBeingWritten() {
        log.append("access.log.part", lines(CALLS + 500, CALLS + 2_500, 3));
        assertLeftOut("access.log.part", 2);
    }

    @Test
    void soIsAnArchiveOfOneAndOneOfALogThatIsPacked() throws IOException {
        log.gzip("access.log.1", "access.log.1.gz");
        log.delete("access.log.1");
        assertThat(pollAll()).isEmpty();
        log.append("access.log.9.gz", TestLog.gzipped(lines(500, 2_500, 3).getBytes(UTF_8)));
        assertLeftOut("access.log.9.gz", 1);
    }

    @Test
    void soIsWhatIsJoined() {
        log.append("joined", lines(1, 2 * CALLS - 100, 1));
        assertThat(log.path("joined")
                        .toFile()
                        .renameTo(log.path("access.log.joined").toFile()))
                .isTrue();
        assertLeftOut("access.log.joined", 1);
    }

    /** While it is written, too, and after a restart. */
    @Test
    void soIsOneThatGrows() {
        for (int i = 1; i < 20; i++) {
            log.append("access.log.part", lines(100 * i, 100 * i + 100, 2));
            assertThat(tail.poll()).isEmpty();
        }
        assertThat(pollAll()).isEmpty();
        assertThat(tail.happened).containsOnlyOnce("access.log.part is cut from 1");
        List<UnknownLoss> before = losses();
        UnknownLoss all = before.stream().reduce(UnknownLoss::and).orElseThrow();
        assertThat(all.to()).isGreaterThan(START + 1_700_000);
        tail.restart();
        assertThat(pollAll()).isEmpty();
        assertThat(losses()).isEqualTo(before);
    }

    @Test
    void soIsEachOfManyThatTurnUpAtOnceAndWhatIsNoneOfThemIsRead() {
        for (int i = 1; i <= 5; i++) {
            log.append("access.log.part" + i, lines(500 + i, 2_500, 3 + i));
            log.append("access.log.own" + i, line(500 + i, 1_000_000 + i) + "\n");
        }

        assertThat(pollAll()).hasSize(5);
        assertThat(tail.happened.stream().filter(what -> what.contains(" is cut from ")))
                .hasSize(5);
    }

    @Test
    void soItStaysWhenTheLogIsGone() throws IOException {
        log.append("access.log.part", lines(500, 2_500, 3));
        assertLeftOut("access.log.part", 1);
        log.delete("access.log.1");
        tail.restart();
        assertThat(pollAll()).isEmpty();
        Files.setLastModifiedTime(log.path("access.log.part"), FileTime.from(tail.now));
        assertThat(pollAll()).isEmpty();
        tail.restart();
        assertThat(pollAll()).isEmpty();
        assertThat(losses()).hasSize(1);
    }

    @Test
    void onceItHoldsOtherLinesForTheMostPartItIsRead() {
        log.append("access.log.part", lines(500, 600, 1));
        assertLeftOut("access.log.part", 1);
        String own = IntStream.range(600, 1_600)
                .mapToObj(i -> line(i, 1_000_000 + i) + "\n")
                .collect(Collectors.joining());
        log.append("access.log.part", own);
        assertThat(pollAll()).hasSize(1_100);
    }

    /** As of another server, or one that an archiver held back. */
    @Test
    void aLogThatComesLateIsRead() throws IOException {
        String own = IntStream.range(500, 2_500)
                .mapToObj(i -> line(i, 1_000_000 + i) + "\n")
                .collect(Collectors.joining());
        log.append("access.log.3", own);
        log.append(
                "access.log.4.gz", TestLog.gzipped(own.replace("_id=", "_idn=").getBytes(UTF_8)));
        assertThat(pollAll()).hasSize(4_000);
        assertThat(losses()).isEmpty();
    }

    /** A monitor that asks both servers says the same of both, and is no call. */
    @Test
    void soIsOneWithAMonitorsLinesInBothOfThem() {
        String checks = lines(6_000, 9_000, 10).replaceAll("/matomo.php[^ ]*", "/health");
        log.append("access.log", checks);
        assertThat(pollAll()).isEmpty();
        log.append("access.log.3", line(6_000, 1) + "\n" + checks.substring(0, 20_000));
        assertThat(pollAll()).containsExactly(line(6_000, 1));
        assertThat(losses()).isEmpty();
    }

    /** Where a log ends and the next begins, two calls of one second may be the same. */
    @Test
    void aLogThatFollowsIsReadWhateverItsFirstLine() throws IOException {
        log.rename("access.log", "access.log.0");
        log.append("access.log", lines(2 * CALLS - 1, 2 * CALLS + 10, 1));
        assertThat(pollAll()).hasSize(11);
        assertThat(losses()).isEmpty();
    }

    /** The server writes on there. */
    @Test
    void soIsTheLogThatWasEditedWhileTheAgentWasDownThoughACopyIsLeft() throws IOException {
        Positions positions = tail.reader.positions();
        tail.reader.close();
        log.copy("access.log", "access.log.0");
        String text = Files.readString(log.path("access.log"));
        log.append("edited", text.substring(text.indexOf('\n') + 1));
        log.rename("edited", "access.log");
        tail.start(Optional.of(positions));
        assertThat(pollAll()).hasSize(CALLS - 1);
    }

    @Test
    void whatTakesThePlaceOfTheLogIsReadAgain() throws IOException {
        String text = Files.readString(log.path("access.log"));
        log.append("edited", text.substring(text.indexOf('\n') + 1));
        log.rename("edited", "access.log");
        assertThat(pollAll()).hasSize(CALLS - 1);
    }
}
