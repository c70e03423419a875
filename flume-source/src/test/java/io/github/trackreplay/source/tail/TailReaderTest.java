/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static io.github.trackreplay.source.tail.TestLog.call;
import static io.github.trackreplay.source.tail.TestLog.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.BulkRoom;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    void aClockThatIsSetBackBehindARotationHoldsItsSuccessorNoLonger() throws IOException {
        log.append("access.log", call(1) + "\n");
        tail.poll();
        log.append("access.log", call(2) + "\n");
        log.rename("access.log", "access.log.1");
        log.append("access.log", call(3) + "\n");
        assertThat(tail.poll()).containsExactly(call(2));

        tail.now = tail.now.minus(1, ChronoUnit.HOURS);

        assertThat(tail.poll()).isEmpty();
        assertThat(tail.pollLater()).containsExactly(call(3));
    }

    @Test
    void aClockThatIsSetBackBeforeARotationHoldsNothing() throws IOException {
        log.append("access.log", call(1) + "\n");
        tail.poll();
        log.append("access.log", call(2) + "\n");
        assertThat(tail.poll()).containsExactly(call(2));

        tail.now = tail.now.minus(1, ChronoUnit.HOURS);
        log.rename("access.log", "access.log.1");
        log.append("access.log", call(3) + "\n");

        assertThat(tail.pollLater()).containsExactly(call(3));
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
        assertThat(tail.unknownLosses()).isEqualTo(1);
        assertThat(tail.lost()).isZero();
    }

    @Test
    void aFileThatVanishedWhileTheReaderWasDownIsAPossibleLossForTheLedgerOnce() throws IOException {
        log.append("access.log", call(1) + "\n");
        tail.poll();
        log.delete("access.log");
        tail.restart();
        log.append("access.log", call(2) + "\n");
        assertThat(tail.pollLater()).containsExactly(call(2));
        assertThat(tail.unknownLosses()).isEqualTo(1);
        tail.restart();
        tail.pollLater();
        assertThat(tail.unknownLosses()).isEqualTo(1);
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
        Files.setLastModifiedTime(log.path("access.log.3.gz"), FileTime.from(tail.now.minusSeconds(300)));
        log.append("access.log.2", call(3) + "\n");
        Files.setLastModifiedTime(log.path("access.log.2"), FileTime.from(tail.now.minusSeconds(200)));
        log.append("access.log.1", call(4) + "\n");
        Files.setLastModifiedTime(log.path("access.log.1"), FileTime.from(tail.now.minusSeconds(100)));
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

    /** Its last bytes were taken for destroyed, and that was booked; then somebody moves it back, and a process still writes. */
    @Test
    void aLogWhoseLossIsBookedComesBackGrowsAndStopsNobody() throws IOException {
        log.append("access.log", call(1) + "\n");
        tail.poll();
        log.append("access.log", "half a line");
        tail.poll();
        log.rename("access.log", "elsewhere.log");
        tail.restart();
        log.append("access.log", call(2) + "\n");
        assertThat(tail.pollLater()).containsExactly(call(2));
        assertThat(tail.lost()).isEqualTo("half a line".length());

        log.rename("elsewhere.log", "access.log.1");
        tail.pollLater();
        log.append("access.log.1", " ends\n" + call(3) + "\n");
        tail.pollLater();
        log.append("access.log", call(4) + "\n");

        assertThat(tail.pollLater()).contains(call(4));
    }

    @Test
    void nothingIsPromisedForALogThatWentUnreadBeforeItsLossIsBooked() throws IOException {
        log.append("access.log", call(1) + "\n");
        log.rename("access.log", "access.log.1");
        log.append("access.log", call(2) + "\n");
        assertThat(tail.poll()).containsExactly(call(1)); // the older one may still grow, so the younger one waits
        log.delete("access.log");
        tail.restart();
        int before = tail.packs.size();
        tail.pollLater();
        tail.pollLater();
        assertThat(tail.packs.subList(before, tail.packs.size()))
                .allMatch(pack -> pack.header().watermark().isEmpty());

        log.append("access.log", call(3) + "\n");

        assertThat(tail.pollLater()).containsExactly(call(3));
        assertThat(tail.lost()).isEqualTo(call(2).length() + 1);
        tail.now = tail.now.plusSeconds(60);
        tail.poll();
        assertThat(tail.last().header().watermark()).isPresent();
    }

    /** No log is known before its first line is complete; until then nothing vouches for anything either. */
    @Test
    void theUnreadRestOfADeletedLogIsBookedWithItsSuccessorsFirstLineAndNothingIsPromisedBefore() throws IOException {
        log.append("access.log", call(1) + "\n");
        tail.poll();
        log.append("access.log", "half a line");
        tail.poll();
        log.delete("access.log");
        tail.restart();
        log.append("access.log", call(2));
        int before = tail.packs.size();
        assertThat(tail.pollLater()).isEmpty();
        tail.now = tail.now.plusSeconds(60);
        assertThat(tail.poll()).isEmpty();
        assertThat(tail.packs.subList(before, tail.packs.size()))
                .allMatch(pack -> pack.header().watermark().isEmpty());
        assertThat(tail.lost()).isZero();
        assertThat(tail.unknownLosses()).isZero();

        log.append("access.log", "\n");

        assertThat(tail.pollLater()).containsExactly(call(2));
        assertThat(tail.lost()).isEqualTo("half a line".length());
        assertThat(tail.unknownLosses()).isEqualTo(1);
        List<RawPack> after = tail.packs.subList(before, tail.packs.size());
        long told = after.stream()
                .takeWhile(pack ->
                        pack.header().lost() == 0 && pack.header().unknownLoss().isEmpty())
                .count();
        assertThat(after.subList(0, (int) told))
                .allMatch(pack -> pack.header().watermark().isEmpty());
    }

    @Test
    void aStartAtTheEndStaysWhereItWasAlthoughNothingWasCommittedBeforeRestartsAndARotation() throws IOException {
        log.append("access.log", call(1) + "\n" + call(2) + "\n");
        try (Tail fromEnd = new Tail(directory, new StartAt.End(), "web1", "access.log*")) {
            assertThat(fromEnd.reader.read(4, 1 << 16)).isNotEmpty();
            fromEnd.restart();
            log.append("access.log", call(3) + "\n");
            assertThat(fromEnd.reader.read(4, 1 << 16)).isNotEmpty();
            log.rename("access.log", "access.log.1");
            log.append("access.log", call(4) + "\n");
            fromEnd.restart();

            assertThat(fromEnd.pollLater()).containsExactly(call(3), call(4));
            assertThat(fromEnd.packs.get(0).header().start()).isZero();
            assertThat(fromEnd.packs.stream().mapToLong(pack -> pack.header().beforeStart()))
                    .contains(2L * (call(1).length() + 1));
            fromEnd.restart();
            log.append("access.log", call(5) + "\n");
            assertThat(fromEnd.poll()).containsExactly(call(5));
        }
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
    void aHeartbeatDoesNotVouchForASecondThatLinesCanStillName() {
        log.append("access.log", call(1) + "\n");
        tail.poll();
        tail.now = tail.now.truncatedTo(ChronoUnit.SECONDS).plusMillis(3300);
        tail.poll();
        assertThat(tail.last().header().watermark()).hasValue(tail.now.toEpochMilli() - 400 - 5000);
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
        tail.now = tail.now.truncatedTo(ChronoUnit.SECONDS).plusMillis(2900);
        tail.poll();
        assertThat(tail.last().header().watermark()).hasValue(tail.now.toEpochMilli() - 5000);
        assertThat(tail.last().lines()).isEmpty();
    }

    @Test
    void aTimeToStartAtSkipsEarlierLinesWhereverTheyStand() throws IOException {
        String early = call(1).replace("10:00:00", "09:00:00");
        String old = call(0).replace("22/Nov", "21/Nov");
        log.append("access.log.1", old + "\n");
        Files.setLastModifiedTime(log.path("access.log.1"), FileTime.from(Instant.parse("2026-11-21T10:00:00Z")));
        log.append("access.log", early + "\n" + call(2) + "\n" + early + "\n" + page(3) + "\n");
        StartAt time = StartAt.parse("2026-11-22T10:30:00+01:00");
        try (Tail fromTime = new Tail(directory, time, "web1", "access.log*")) {
            assertThat(fromTime.poll()).containsExactly(call(2));
            fromTime.restart();
            log.append("access.log", early + "\n" + call(4) + "\n");
            assertThat(fromTime.poll()).containsExactly(call(4));
            assertThat(beforeStart(fromTime)).isEqualTo(3 * (early.length() + 1L));
        }
    }

    @Test
    void aTimeToStartAtIsFoundInOurOwnApacheForm() {
        String early = apache(Instant.parse("2026-11-22T09:29:59.999Z"));
        String late = apache(Instant.parse("2026-11-22T09:30:00Z"));
        log.append("access.log", early + "\n" + late + "\n");
        try (Tail fromTime = fromHalfPastTen()) {
            assertThat(fromTime.poll()).containsExactly(late);
            assertThat(beforeStart(fromTime)).isEqualTo(early.length() + 1L);
            assertThat(fromTime.happened).containsExactly("access.log appeared as 1");
        }
    }

    private static String apache(Instant time) {
        return "{\"time\":\"" + time.toEpochMilli() + "\",\"request\":\"GET /matomo.php?idsite=1&rec=1 HTTP/1.1\"}";
    }

    private Tail fromHalfPastTen() {
        return new Tail(directory, StartAt.parse("2026-11-22T10:30:00+01:00"), "web1", "access.log*");
    }

    @Test
    void callsWhoseTimeNobodyFindsAreTakenAndThatIsSaidOnce() {
        String untimed = "yesterday GET /matomo.php?idsite=1&rec=1";
        log.append("access.log", (untimed + "\n").repeat(99));
        try (Tail fromTime = fromHalfPastTen()) {
            assertThat(fromTime.poll()).hasSize(99).containsOnly(untimed);
            assertThat(fromTime.happened).containsExactly("access.log appeared as 1");
            log.append("access.log", (untimed + "\n").repeat(200));
            assertThat(fromTime.poll()).hasSize(200).containsOnly(untimed);
            assertThat(fromTime.happened)
                    .containsExactly("access.log appeared as 1", "no times from 2026-11-22T09:30:00Z on");
            assertThat(beforeStart(fromTime)).isZero();
        }
    }

    @Test
    void callsWithoutATimeLieBeforeTheStartWhereTheirFileDoes() throws IOException {
        String untimed = "yesterday GET /matomo.php?idsite=1&rec=1";
        log.append("access.log", untimed + "\n");
        Files.setLastModifiedTime(log.path("access.log"), FileTime.from(Instant.parse("2026-11-22T09:29:59Z")));
        try (Tail fromTime = fromHalfPastTen()) {
            assertThat(fromTime.poll()).isEmpty();
            log.append("access.log", untimed + "&n=1\n");
            assertThat(fromTime.poll()).containsExactly(untimed + "&n=1");
        }
    }

    @Test
    void eachBaseNameCanBeAStreamOfItsOwn() {
        log.append("access.log.shop", "");
        log.append("shop.log", call(1) + "\n");
        log.append("blog.log", call(2) + "\n");
        try (Tail each = new Tail(directory, new StartAt.Beginning(), "web1-%{basename}", "*.log*")) {
            assertThat(each.poll()).containsExactlyInAnyOrder(call(1), call(2));
            assertThat(each.packs)
                    .extracting(pack -> pack.header().file().stream())
                    .contains("web1-shop.log", "web1-blog.log");
            assertThat(each.happened).noneMatch(event -> event.startsWith("several"));
        }
    }

    @Test
    void ofSeveralLiveLogsInOneStreamOnlyTheFirstIsReadAndThatIsSaid() {
        log.append("shop.log", call(1) + "\n");
        log.append("blog.log", call(2) + "\n");
        try (Tail one = new Tail(directory, new StartAt.Beginning(), "web1", "*.log*")) {
            assertThat(one.poll()).containsExactly(call(2));
            one.poll();
            assertThat(one.happened).containsOnlyOnce("several live files [blog.log, shop.log]");
        }
    }

    @Test
    void whatIsWrittenAfterTheEndOfARotatedFileComesLate() throws IOException {
        log.append("access.log", call(1) + "\n");
        tail.poll();
        log.rename("access.log", "access.log.1");
        log.append("access.log", call(2) + "\n");
        assertThat(tail.pollLater()).containsExactly(call(2));
        log.append("access.log.1", call(3) + "\n");
        assertThat(tail.pollLater()).containsExactly(call(3));
        assertThat(tail.happened).contains("1 resumed");
        log.append("access.log", call(4) + "\n");
        assertThat(tail.poll()).containsExactly(call(4));
    }

    @Test
    void aSuccessorThatBeginsLikeItsPredecessorIsAnotherLogFile() throws IOException {
        log.append("access.log", call(0) + "\n" + call(1) + "\n");
        tail.poll();
        log.rename("access.log", "access.log.1");
        log.append("access.log", call(0) + "\n" + call(2) + "\n");
        assertThat(tail.pollLater()).containsExactly(call(0), call(2));
        tail.restart();
        log.append("access.log", call(3) + "\n");
        log.gzip("access.log.1", "access.log.2.gz");
        log.delete("access.log.1");
        assertThat(tail.pollLater()).containsExactly(call(3));
    }

    @Test
    void twoHundredRotationsAreFollowedAndTheOldestForgotten() throws IOException {
        for (int i = 0; i < 200; i++) {
            log.append("access.log", call(i) + "\n");
            assertThat(tail.pollLater()).containsExactly(call(i));
            log.rename("access.log", "access.log.1");
        }
        assertThat(tail.reader.positions().streams().get(0).files()).hasSizeBetween(64, 70);
        assertThat(tail.last().header().file().number()).isEqualTo(200);
    }

    @Test
    void anOldFileThatTurnsUpLateIsReadWithoutEndingTheLiveOne() {
        log.append("access.log", call(1) + "\n");
        tail.poll();
        log.append("access.log.5", call(0) + "\n");
        assertThat(tail.pollLater()).containsExactly(call(0));
        log.append("access.log", call(2).substring(0, 9));
        assertThat(tail.pollLater()).isEmpty();
        log.append("access.log", call(2).substring(9) + "\n");
        assertThat(tail.poll()).containsExactly(call(2));
    }

    @Test
    void aPatternThatMatchesNothingIsSaidOnceAndWatched() {
        tail.poll();
        tail.poll();
        assertThat(tail.happened).containsExactly("nothing matches");
        log.append("access.log", call(1) + "\n");
        assertThat(tail.poll()).containsExactly(call(1));
    }

    @Test
    void anUnreadableFileIsSaidOnceAndStopsNothing() throws IOException {
        tail.addUnreadable(log.path("access.log.3"));
        log.append("access.log", call(1) + "\n");
        assertThat(tail.poll()).containsExactly(call(1));
        tail.now = tail.now.plusSeconds(2);
        tail.poll();
        assertThat(tail.last().header().watermark()).isPresent();
        assertThat(tail.happened).containsOnlyOnce("access.log.3 unreadable");
    }

    @Test
    void whileTheLiveFileIsUnreadableNothingIsVouchedFor() throws IOException {
        log.append("access.log.1", call(1) + "\n");
        tail.addUnreadable(log.path("access.log"));
        assertThat(tail.poll()).containsExactly(call(1));
        tail.now = tail.now.plusSeconds(2);
        tail.poll();
        assertThat(tail.packs).allMatch(pack -> pack.header().watermark().isEmpty());
    }

    @Test
    void whatIsNoRegularFileIsLeftAlone() throws IOException {
        Files.createDirectory(log.path("access.log.d"));
        Files.createSymbolicLink(log.path("access.log.loop"), log.path("access.log.loop"));
        Files.createSymbolicLink(log.path("access.log.nowhere"), log.path("nothing"));
        log.append("access.log", call(1) + "\n");

        assertThat(tail.pollLater()).containsExactly(call(1));
    }

    @Test
    void emptyAndBinaryLinesAreSkippedAndAccountedFor() throws IOException {
        log.append("access.log", "\n\n\r\n");
        log.append("access.log", new byte[] {0, (byte) 0xff, (byte) 0x80, '\r', '\n'});
        log.append("access.log", call(1) + "\n");

        assertThat(tail.pollLater()).containsExactly(call(1));
        assertThat(tail.last().header().end()).isEqualTo(Files.size(log.path("access.log")));
    }

    @Test
    void aBrokenArchiveDoesNotKeepTheOthersWaiting() throws IOException {
        byte[] archive = TestLog.gzipped((call(1) + "\n" + call(2) + "\n").getBytes(StandardCharsets.UTF_8));
        log.append("access.log.2.gz", Arrays.copyOf(archive, archive.length - 9));
        Files.setLastModifiedTime(log.path("access.log.2.gz"), FileTime.from(tail.now.minusSeconds(600)));
        log.append("access.log", call(3) + "\n");
        assertThat(tail.pollLater()).endsWith(call(3));
    }

    @Test
    void w3cFieldsTravelWithTheLinesThatTheyDescribe() {
        log.append("access.log", "#Version: 1.0\n#Fields: a b\n" + call(1) + "\n#Fields: c\n" + call(2) + "\n");
        tail.poll();
        assertThat(tail.packs.subList(0, 2))
                .extracting(pack -> pack.fields().orElse("none") + " " + TestLog.lines(List.of(pack)))
                .containsExactly("#Fields: a b [" + call(1) + "]", "#Fields: c [" + call(2) + "]");
        tail.restart();
        log.append("access.log", call(3) + "\n");
        tail.poll();
        assertThat(tail.last().fields()).contains("#Fields: c");
    }

    @Test
    void anOverlongLineIsOneLineOfWhichTheBeginningIsKept() {
        String huge = call(1) + "x".repeat(5 << 20);
        log.append("access.log", call(0) + "\n" + huge.substring(0, 2 << 20));
        assertThat(tail.poll()).containsExactly(call(0));
        log.append("access.log", huge.substring(2 << 20) + "\n" + call(2) + "\n");
        assertThat(tail.poll()).containsExactly(huge.substring(0, 64 * 1024), call(2));
        RawLine overlong = tail.packs.stream()
                .flatMap(pack -> pack.lines().stream())
                .filter(RawLine::overlong)
                .findFirst()
                .orElseThrow();
        assertThat(overlong.length()).isEqualTo(huge.length() + 1L);
    }

    @Test
    void aBatchIsBoundedByPacksAndByBytes() {
        for (int i = 0; i < 3000; i++) {
            log.append("access.log", call(i) + "\n");
        }
        tail.now = tail.now.plusSeconds(1);
        List<RawPack> batch = tail.reader.read(2, 1 << 30);
        assertThat(batch).hasSize(2).allMatch(pack -> bytes(pack) <= 64 * 1024);
        tail.reader.commit();
        batch = tail.reader.read(1000, 1);
        assertThat(batch).hasSize(1);
        tail.reader.commit();
    }

    @Test
    void aBatchIsBoundedByWhatItsBulkCallsMayGrowTo() {
        String some = call(0).replace("idsite", "x".repeat(300_000) + "&idsite");
        for (int i = 0; i < 6; i++) {
            log.append("access.log", some + "\n");
        }
        tail.now = tail.now.plusSeconds(1);
        assertThat(linesOf(tail.reader.read(1000, 1 << 30))).isEqualTo(6);
        tail.reader.commit();
        for (int i = 0; i < 6; i++) {
            log.append("access.log", some.replace("idsite", "\"requests\"") + "\n");
        }
        tail.now = tail.now.plusSeconds(1);
        for (int batch = 0; batch < 3; batch++) {
            assertThat(linesOf(tail.reader.read(1000, 1 << 30))).isEqualTo(2);
            tail.reader.commit();
        }
    }

    @Test
    void aPackIsBoundedByWhatItsBulkCallsMayGrowToWhateverPackBytesSays() {
        TailSettings usual = tail.settings;
        tail.settings = new TailSettings(
                usual.trackerPaths(),
                usual.host(),
                1 << 20,
                usual.maxLineBytes(),
                Duration.ofSeconds(2),
                usual.finalAfter(),
                usual.heartbeat());
        tail.restart();
        for (int i = 0; i < 300; i++) {
            log.append("access.log", call(i).replace("idsite", "\"requests\"&idsite") + "\n");
        }
        tail.now = tail.now.plusSeconds(1);

        List<RawPack> packs = tail.reader.read(1000, 1 << 30);

        assertThat(linesOf(packs)).isPositive();
        assertThat(packs)
                .allSatisfy(pack -> assertThat(
                                pack.lines().stream().mapToLong(BulkRoom::of).sum())
                        .isLessThanOrEqualTo(BulkRoom.MOST));
    }

    private static long linesOf(List<RawPack> packs) {
        return packs.stream().mapToLong(pack -> pack.lines().size()).sum();
    }

    @Test
    void streamsAreReadInTurn() {
        for (int i = 0; i < 3000; i++) {
            log.append("a.log", call(i) + "\n");
            log.append("b.log", call(-i) + "\n");
        }
        try (Tail both = new Tail(directory, new StartAt.Beginning(), "%{basename}", "*.log")) {
            both.now = both.now.plusSeconds(1);
            List<String> streams = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                both.reader.read(1, 1 << 20).forEach(pack -> streams.add(pack.header().file().stream()));
                both.reader.commit();
            }
            assertThat(streams).contains("a.log", "b.log");
            assertThat(streams.subList(0, 2)).doesNotHaveDuplicates();
        }
    }

    private static int bytes(RawPack pack) {
        return pack.lines().stream().mapToInt(line -> line.bytes().length + 1).sum();
    }

    private static long beforeStart(Tail tail) {
        return tail.packs.stream()
                .mapToLong(pack -> pack.header().beforeStart())
                .sum();
    }

    @Test
    void nulBytesThatASparseCopytruncateLeavesAreSkippedAndTheLineBehindThemIsRead() throws IOException {
        String before = call(1) + "\n" + call(2) + "\n";
        log.append("access.log", before);
        tail.poll();
        log.copy("access.log", "access.log.1");
        log.truncate("access.log");
        tail.poll();
        writeAt("access.log", before.length(), call(3) + "\n" + call(4) + "\n");

        assertThat(tail.pollLater()).containsExactly(call(3), call(4));
        RawPack pack = tail.packs.stream()
                .filter(p -> TestLog.lines(List.of(p)).contains(call(3)))
                .findFirst()
                .orElseThrow();
        assertThat(pack.header().start()).isZero();
        assertThat(pack.header().end()).isEqualTo(Files.size(log.path("access.log")));
        assertThat(pack.lines().get(0).offset()).isEqualTo(before.length());
        assertThat(pack.lines().get(0).length()).isEqualTo(call(3).length() + 1);
        assertThat(tail.lost()).isZero();
    }

    @Test
    void everyPackSaysWhereItsFileWasReadLast() throws IOException {
        log.append("access.log", call(1) + "\n");
        tail.poll();
        assertThat(tail.packs)
                .allMatch(pack ->
                        pack.header().path().equals(log.path("access.log").toString()));
        log.append("access.log", call(2) + "\n");
        log.rename("access.log", "access.log.1");
        tail.poll();

        assertThat(tail.last().header().path())
                .isEqualTo(log.path("access.log.1").toString());
    }

    @Test
    void aHoleInTheMiddleOfALogIsSkippedAlsoAcrossARestart() throws IOException {
        log.append("access.log", call(1) + "\n");
        tail.poll();
        long hole = call(1).length() + 1L + 3_000_000;
        writeAt("access.log", hole, call(2).substring(0, 30));
        assertThat(tail.poll()).isEmpty();
        tail.restart();
        assertThat(tail.poll()).isEmpty();
        log.append("access.log", call(2).substring(30) + "\n" + "\0".repeat(7) + call(3) + "\r\n");

        assertThat(tail.poll()).containsExactly(call(2), call(3));
        List<RawLine> lines =
                tail.packs.stream().flatMap(pack -> pack.lines().stream()).toList();
        assertThat(lines.get(1).offset()).isEqualTo(hole);
        assertThat(lines.get(2).length()).isEqualTo(call(3).length() + 2);
        assertThat(lines).noneMatch(RawLine::overlong);
        assertThat(tail.last().header().end()).isEqualTo(Files.size(log.path("access.log")));
    }

    @Test
    void anOverlongLineBehindAHoleKeepsItsOwnFirstBytes() throws IOException {
        log.append("access.log", call(1) + "\n");
        tail.poll();
        int longest = tail.settings.maxLineBytes();
        long hole = 2_000_000;
        writeAt("access.log", hole, call(2) + "x".repeat(longest + 600_000) + "\n" + call(3) + "\n");

        tail.poll();
        List<RawLine> lines =
                tail.packs.stream().flatMap(pack -> pack.lines().stream()).toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1).overlong()).isTrue();
        assertThat(lines.get(1).offset()).isEqualTo(hole);
        assertThat(new String(lines.get(1).bytes(), StandardCharsets.UTF_8)).startsWith(call(2) + "xxx");
        assertThat(lines.get(2).overlong()).isFalse();
    }

    @Test
    void whatIsOnlyAHoleAtTheEndOfALogIsSkippedWhenTheLogIsFinished() throws IOException {
        log.append("access.log", call(1) + "\n" + "\0".repeat(600_000));
        assertThat(tail.poll()).containsExactly(call(1));
        log.rename("access.log", "access.log.1");
        log.append("access.log", call(2) + "\n");

        assertThat(tail.pollLater()).containsExactly(call(2));
        assertThat(tail.happened).contains("1 finished at " + Files.size(log.path("access.log.1")));
        assertThat(tail.lost()).isZero();
    }

    private void writeAt(String name, long offset, String text) throws IOException {
        try (FileChannel file = FileChannel.open(log.path(name), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), offset);
        }
    }

    /** Of the blocks of a file only some are remembered, so what is skipped for long is accounted for on the way. */
    @Test
    void manyMegabytesWithoutACallAreProvenFromEndToEnd() {
        String pages = (TestLog.page(1) + "\n").repeat(10_000);
        log.append("access.log", pages);
        for (int i = 0; i < 28; i++) {
            log.append("access.log", pages);
        }
        log.append("access.log", call(1) + "\n");

        assertThat(tail.pollLater()).containsExactly(call(1)); // each pack is proven, or Tail says so

        assertThat(tail.packs).hasSizeGreaterThan(5);
    }
}
