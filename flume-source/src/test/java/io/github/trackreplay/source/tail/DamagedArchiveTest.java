/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.ArchiveEnd;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.UnknownLoss;
import io.github.trackreplay.source.checkpoint.Positions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An archive that breaks off has lost something: that is told once, with the earliest time that it can have, and a sound copy is read on. */
class DamagedArchiveTest {
    private static final String ARCHIVE = "access.log.2.gz";
    private static final int LINES = 50;

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

    private static Instant time(int n) {
        return Instant.parse("2026-11-22T10:00:00Z").plusSeconds(n);
    }

    private static String call(int n) {
        return "192.0.2.1 - - [22/Nov/2026:10:00:%02d +0000] \"GET /matomo.php?idsite=1&rec=1&action_name=%08x HTTP/1.1\" 200 43"
                .formatted(n, n * 0x9E3779B1);
    }

    private static List<String> calls(int from, int to) {
        List<String> calls = new ArrayList<>();
        for (int n = from; n < to; n++) {
            calls.add(call(n));
        }
        return calls;
    }

    private static byte[] archive(int lines) throws IOException {
        return TestLog.gzipped((String.join("\n", calls(0, lines)) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void put(byte[] bytes, int ageSeconds) throws IOException {
        Path path = log.path(ARCHIVE);
        Files.write(path, bytes);
        Files.setLastModifiedTime(path, FileTime.from(tail.now.minusSeconds(ageSeconds)));
    }

    private void putCut() throws IOException {
        byte[] whole = archive(LINES);
        put(Arrays.copyOf(whole, whole.length - 20), 600);
        log.append("access.log", call(55) + "\n");
    }

    private List<String> pollPatiently() throws IOException {
        List<String> lines = new ArrayList<>(tail.poll());
        for (int i = 0; i < 20; i++) {
            tail.now = tail.now.plus(Tail.FINAL);
            lines.addAll(tail.poll());
        }
        return lines;
    }

    private List<UnknownLoss> losses() {
        return tail.packs.stream()
                .map(pack -> pack.header().unknownLoss())
                .flatMap(Optional::stream)
                .toList();
    }

    private long damages() {
        return tail.happened.stream().filter((ARCHIVE + " damaged")::equals).count();
    }

    @Test
    void whatItLostIsToldOnceWithTheEarliestTimeThatItCanHave() throws IOException {
        putCut();

        List<String> read = pollPatiently();

        int got = read.size() - 1;
        assertThat(got).isBetween(LINES / 2, LINES - 1);
        assertThat(read).startsWith(calls(0, got).toArray(String[]::new)).endsWith(call(55));
        assertThat(damages()).isEqualTo(1);
        RawPack teller = tail.packs.stream()
                .filter(pack -> pack.header().unknownLoss().isPresent())
                .findFirst()
                .orElseThrow();
        assertThat(teller.header().file().number()).isEqualTo(1);
        assertThat(losses()).hasSize(1).allSatisfy(loss -> {
            assertThat(loss.from()).isEqualTo(time(got - 10).toEpochMilli());
            assertThat(loss.to()).isGreaterThan(time(LINES).toEpochMilli());
        });
        assertThat(tail.lost()).isZero();
    }

    @Test
    void ofOneThatBreaksOffBeforeItsFirstLineIsCompleteItIsSaidOnce() throws IOException {
        put(Arrays.copyOf(archive(LINES), 30), 600);
        log.append("access.log", call(55) + "\n");

        assertThat(pollPatiently()).containsExactly(call(55));

        assertThat(damages()).isEqualTo(1);
        log.rename(ARCHIVE, "access.log.3.gz");
        pollPatiently();
        assertThat(tail.happened.stream().filter(what -> what.endsWith(" damaged")))
                .hasSize(1);
    }

    private void putCutShort(int ageSeconds) throws IOException {
        put(Arrays.copyOf(archive(LINES), 30), ageSeconds);
    }

    @Test
    void ofOneThatBreaksOffBeforeItsFirstLineIsCompleteAnyTimeMayBeLost() throws IOException {
        putCutShort(600);
        log.append("access.log", call(55) + "\n");
        long written = Files.getLastModifiedTime(log.path(ARCHIVE)).toMillis();

        pollPatiently();
        tail.restart();
        pollPatiently();

        assertThat(losses()).containsExactly(new UnknownLoss(0, written));
    }

    @Test
    void whatItHeldIsNotLostWhereTheLogIsStillBesideIt() throws IOException {
        putCutShort(600);
        log.append("access.log.2", String.join("\n", calls(0, LINES)) + "\n");
        log.append("access.log", call(55) + "\n");

        assertThat(pollPatiently()).hasSize(LINES + 1);

        assertThat(losses()).isEmpty();
    }

    @Test
    void whatWasPackedBeforeOurEyesHadBeenRead() throws IOException {
        log.append("access.log", call(55) + "\n");
        pollPatiently();
        putCutShort(0);

        pollPatiently();

        assertThat(damages()).isEqualTo(1);
        assertThat(losses()).isEmpty();
    }

    @Test
    void whatWasPackedWhileNobodyLookedMayBeLost() throws IOException {
        log.append("access.log", call(55) + "\n");
        pollPatiently();
        long stopped = tail.now.toEpochMilli();
        Positions positions = tail.reader.positions();
        tail.reader.close();
        tail.now = tail.now.plusSeconds(3600);
        putCutShort(1800);
        tail.start(Optional.of(positions));

        pollPatiently();

        assertThat(losses()).singleElement().satisfies(loss -> {
            assertThat(loss.from()).isLessThanOrEqualTo(stopped);
            assertThat(loss.to()).isGreaterThan(stopped);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatLiesBeforeTheStartIsNoLoss(boolean end) throws IOException {
        tail.close();
        StartAt start = end ? new StartAt.End() : new StartAt.Time(tail.now.toEpochMilli());
        tail = new Tail(directory, start, "web1", "access.log*");
        putCutShort(600);
        log.append("access.log", call(55) + "\n");

        pollPatiently();

        assertThat(damages()).isEqualTo(1);
        assertThat(losses()).isEmpty();
    }

    @Test
    void aRestartTellsItNoSecondTime() throws IOException {
        putCut();
        int got = pollPatiently().size();

        for (int i = 0; i < 3; i++) {
            tail.restart();
            assertThat(pollPatiently()).isEmpty();
        }

        assertThat(got).isGreaterThan(1);
        assertThat(losses()).hasSize(1);
    }

    @Test
    void aSoundCopyInItsPlaceBringsTheRest() throws IOException {
        putCut();
        int got = pollPatiently().size() - 1;
        tail.restart();
        pollPatiently();

        put(archive(LINES), 0);

        assertThat(pollPatiently()).containsExactlyElementsOf(calls(got, LINES));
        assertThat(losses()).hasSize(1);
        assertThat(tail.lost()).isZero();
        RawPack brokenOff = only(ArchiveEnd.BROKEN_OFF);
        RawPack whole = only(ArchiveEnd.WHOLE);
        assertThat(whole.header().file()).isEqualTo(brokenOff.header().file());
        assertThat(brokenOff.header().unknownLoss()).isPresent();
        assertThat(brokenOff.header().end())
                .isEqualTo(String.join("\n", calls(0, got)).length() + 1);
        assertThat(whole.header().end())
                .isEqualTo(String.join("\n", calls(0, LINES)).length() + 1);
        assertThat(whole.header().proofs()).isNotEmpty();
    }

    private RawPack only(ArchiveEnd end) {
        List<RawPack> told = tail.packs.stream()
                .filter(pack -> pack.header().archiveEnd() == end)
                .toList();
        assertThat(told).as("%s", end).hasSize(1);
        return told.get(0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSoundCopyBesideItDoesSoToo(boolean fromTheStart) throws IOException {
        Path beside = log.path("access.log.2.copy.gz");
        putCut();
        if (fromTheStart) {
            Files.write(beside, archive(LINES));
            assertThat(pollPatiently()).hasSize(LINES + 1);
        } else {
            int got = pollPatiently().size() - 1;
            Files.write(beside, archive(LINES));
            assertThat(pollPatiently()).containsExactlyElementsOf(calls(got, LINES));
        }

        int end = String.join("\n", calls(0, LINES)).length() + 1;
        List<RawPack> brokenOff = tail.packs.stream()
                .filter(pack -> pack.header().archiveEnd() == ArchiveEnd.BROKEN_OFF)
                .toList();
        assertThat(brokenOff)
                .hasSize(fromTheStart ? 0 : 1)
                .noneMatch(pack -> pack.header().end() == end);
        assertThat(tail.packs.stream().filter(pack -> pack.header().archiveEnd() == ArchiveEnd.WHOLE))
                .hasSize(fromTheStart ? 0 : 1)
                .allMatch(pack -> pack.header().end() == end);
    }

    @Test
    void aSoundCopyOfLessProvesNothingOfTheRest() throws IOException {
        putCut();
        Files.write(log.path("access.log.2.copy.gz"), archive(LINES / 4));

        int got = pollPatiently().size() - 1;

        assertThat(got).isBetween(LINES / 2, LINES - 1);
        assertThat(only(ArchiveEnd.BROKEN_OFF).header().end())
                .isEqualTo(String.join("\n", calls(0, got)).length() + 1);
        assertThat(tail.packs).noneMatch(pack -> pack.header().archiveEnd() == ArchiveEnd.WHOLE);
    }

    /** Its text is all there, and its checksum is wrong. */
    @Test
    void aSoundCopyThatHasNoMoreTellsThatNothingWasLost() throws IOException {
        byte[] whole = archive(LINES);
        byte[] flipped = whole.clone();
        flipped[flipped.length - 8] ^= 1;
        put(flipped, 600);
        log.append("access.log", call(55) + "\n");
        assertThat(pollPatiently()).hasSize(LINES + 1);
        assertThat(losses()).hasSize(1);

        put(whole, 0);

        assertThat(pollPatiently()).isEmpty();
        assertThat(only(ArchiveEnd.WHOLE).header().end())
                .isEqualTo(only(ArchiveEnd.BROKEN_OFF).header().end());
    }

    /** What is not packed does not say where it ends. */
    @Test
    void aPlainCopyInItsPlaceBringsTheRestAndTellsNothingOfItsEnd() throws IOException {
        putCut();
        int got = pollPatiently().size() - 1;

        log.delete(ARCHIVE);
        Files.write(
                log.path("access.log.2"), (String.join("\n", calls(0, LINES)) + "\n").getBytes(StandardCharsets.UTF_8));

        assertThat(pollPatiently()).containsExactlyElementsOf(calls(got, LINES));
        assertThat(tail.packs).noneMatch(pack -> pack.header().archiveEnd() == ArchiveEnd.WHOLE);
    }

    @Test
    void anotherDamagedCopyThatHasMoreIsAnotherLoss() throws IOException {
        byte[] whole = archive(LINES);
        put(Arrays.copyOf(whole, whole.length / 2), 600);
        log.append("access.log", call(55) + "\n");
        int got = pollPatiently().size() - 1;

        put(Arrays.copyOf(whole, whole.length - 20), 0);
        List<String> more = pollPatiently();

        assertThat(more).isEqualTo(calls(got, got + more.size())).isNotEmpty();
        assertThat(tail.packs).noneMatch(pack -> pack.header().archiveEnd() == ArchiveEnd.WHOLE);
        assertThat(losses()).hasSize(2).extracting(UnknownLoss::from).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aDamagedCopyOfAFinishedLogIsNoLoss() throws IOException {
        log.append("access.log", String.join("\n", calls(0, LINES)) + "\n");
        tail.poll();
        log.rename("access.log", "access.log.1");
        log.append("access.log", call(55) + "\n");
        pollPatiently();
        log.delete("access.log.1");
        byte[] whole = archive(LINES);
        put(Arrays.copyOf(whole, whole.length - 4), 0);

        assertThat(pollPatiently()).isEmpty();

        assertThat(losses()).isEmpty();
    }

    @Test
    void aLogThatIsOnlyInAnArchiveThatBreaksOffBeforeItsPositionMayHaveGrown() throws IOException {
        log.append("access.log", String.join("\n", calls(0, LINES)) + "\n");
        assertThat(tail.poll()).hasSize(LINES);
        tail.reader.close();
        var positions = tail.reader.positions();
        log.delete("access.log");
        byte[] whole = archive(LINES);
        put(Arrays.copyOf(whole, whole.length / 2), 600);
        log.append("access.log", call(55) + "\n");
        tail.start(Optional.of(positions));

        assertThat(pollPatiently()).containsExactly(call(55));

        assertThat(damages()).isEqualTo(1);
        assertThat(losses()).hasSize(1);
    }

    @Test
    void whereNoLineHasATimeTheLossMayHaveAny() throws IOException {
        String lines = String.join("\n", calls(0, LINES)).replaceAll("\\[[^]]*\\]", "[-]") + "\n";
        byte[] whole = TestLog.gzipped(lines.getBytes(StandardCharsets.UTF_8));
        put(Arrays.copyOf(whole, whole.length - 20), 600);
        log.append("access.log", call(55) + "\n");

        pollPatiently();

        assertThat(losses())
                .hasSize(1)
                .allSatisfy(loss -> assertThat(loss.from()).isZero());
    }
}
