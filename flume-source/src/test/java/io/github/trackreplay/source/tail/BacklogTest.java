/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an agent finds at its start is looked at for its times before it is read. */
class BacklogTest {
    private static final int HISTORIES = Integer.getInteger("trackreplay.backlogs", 100);
    private static final CommonTimes TIMES = new CommonTimes();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    @TempDir
    Path directory;

    private final List<RawPack> asked = new ArrayList<>();
    private int written;

    static LongStream seeds() {
        return LongStream.range(0, HISTORIES);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingOfItIsLateHoweverItStands(long seed) throws IOException {
        Random random = new Random(seed);
        TestLog log = new TestLog(directory);
        Tail tail = Tail.fromBeginning(directory).asking(BacklogTest::tell);
        tail.settings = small(1 + random.nextInt(2000));
        tail.asking(BacklogTest::tell);
        List<String> all = new ArrayList<>();
        int files = 1 + random.nextInt(6);
        for (int i = files - 1; i >= 0; i--) {
            List<String> lines = lines(1 + random.nextInt(60), tail.now, random);
            all.addAll(lines);
            boolean packed = i > 0 && random.nextBoolean();
            log.append(name(i, false), String.join("\n", lines) + "\n");
            if (packed) {
                log.gzip(name(i, false), name(i, true));
                log.delete(name(i, false));
            }
        }

        read(tail, log, all, random);

        List<String> delivered = TestLog.lines(tail.packs);
        assertThat(delivered).containsExactlyInAnyOrderElementsOf(all);
        assertThat(lateOf(tail.packs)).isEmpty();
    }

    /** Reads batch by batch, while the log is written to, and the agent is started again. */
    private void read(Tail tail, TestLog log, List<String> all, Random random) {
        for (int quiet = 0; quiet < 4; ) {
            tail.now = tail.now.plusMillis(random.nextInt(300));
            List<RawPack> batch = tail.reader.read(1 + random.nextInt(3), 1 + random.nextInt(4000));
            if (!batch.isEmpty() && random.nextInt(10) == 0) {
                tail.restart(); // what was not committed comes again
                continue;
            }
            tail.packs.addAll(batch);
            tail.reader.commit();
            if (random.nextInt(20) == 0 && quiet == 0) {
                String line = line(tail.now);
                all.add(line);
                log.append("access.log", line + "\n");
            }
            boolean ended = batch.stream().allMatch(pack -> pack.lines().isEmpty()) && !tail.reader.brokeOff();
            quiet = ended ? quiet + 1 : 0;
            tail.now = ended ? tail.now.plus(Tail.FINAL) : tail.now;
        }
    }

    @Test
    void whatIsInOrderIsReadAsWithoutTheLook() throws IOException {
        TestLog log = new TestLog(directory);
        Tail tail = Tail.fromBeginning(directory).asking(BacklogTest::tell);
        Instant before = tail.now.minus(Duration.ofHours(3));
        log.append("access.log.1", line(before) + "\n" + line(before.plusSeconds(100)) + "\n");
        log.append("access.log", line(before.plusSeconds(200)) + "\n");

        tail.pollLater();

        assertThat(tail.packs)
                .filteredOn(pack -> !pack.lines().isEmpty())
                .hasSize(2)
                .allMatch(pack ->
                        pack.header().watermark().isEmpty() && pack.header().disorder() == 5000);
    }

    @Test
    void theFirstPackSaysWhatWillComeAndTheLastOnesDisorderIsTheLogsAgain() throws IOException {
        TestLog log = new TestLog(directory);
        Tail tail = Tail.fromBeginning(directory).asking(BacklogTest::tell);
        Instant newest = tail.now.minus(Duration.ofHours(3)).truncatedTo(ChronoUnit.SECONDS);
        Instant oldest = newest.minus(Duration.ofHours(20));
        log.append("access.log", line(newest) + "\n" + line(oldest) + "\n");

        tail.poll();
        log.append("access.log", line(tail.now) + "\n");
        tail.poll();

        PackHeader first = tail.packs.get(0).header();
        assertThat(tail.packs.get(0).lines()).isEmpty();
        assertThat(first.end()).isZero();
        assertThat(first.watermark()).hasValue(oldest.toEpochMilli());
        List<RawPack> withLines =
                tail.packs.stream().filter(pack -> !pack.lines().isEmpty()).toList();
        assertThat(withLines).hasSize(2);
        assertThat(withLines.get(0).header().disorder())
                .isEqualTo(Duration.ofHours(20).toMillis());
        assertThat(withLines.get(0).header().watermark()).isPresent();
        assertThat(withLines.get(1).header().disorder()).isEqualTo(5000);
        assertThat(withLines.get(1).header().watermark()).isEmpty();
    }

    @Test
    void anArchiveThatIsGoneBeforeItIsReadKeepsNobodyWaiting() throws IOException {
        TestLog log = new TestLog(directory);
        Tail tail = Tail.fromBeginning(directory).asking(BacklogTest::tell);
        Instant before = tail.now.minus(Duration.ofHours(3));
        log.append("access.log.2", line(before) + "\n" + line(before.minusSeconds(900)) + "\n");
        log.gzip("access.log.2", "access.log.2.gz");
        log.delete("access.log.2");
        log.append("access.log", line(before.plusSeconds(10)) + "\n" + line(before.plusSeconds(5)) + "\n");
        tail.reader.read(1, 1);
        tail.reader.rewind();
        log.delete("access.log.2.gz");

        assertThat(tail.pollLater()).hasSize(2);
        assertThat(lateOf(tail.packs)).isEmpty();
        assertThat(tail.packs.get(tail.packs.size() - 1).header().watermark().orElse(0))
                .isGreaterThan(before.plusSeconds(10).toEpochMilli());
    }

    @Test
    void aFileThatIsCompressedBeforeItIsLookedAtIsLookedAtAllTheSame() throws IOException {
        TestLog log = new TestLog(directory);
        Tail tail = Tail.fromBeginning(directory).asking(atFirst(() -> {
            log.copy("access.log.2.gz", "access.log.3.gz"); // another file with the same log in it
            log.delete("access.log.2.gz");
        }));
        Instant before = tail.now.minus(Duration.ofHours(3));
        log.append("access.log.2", line(before) + "\n" + line(before.minusSeconds(900)) + "\n");
        log.gzip("access.log.2", "access.log.2.gz");
        log.delete("access.log.2");
        log.append("access.log", line(before.plusSeconds(10)) + "\n" + line(before.minusSeconds(300)) + "\n");

        assertThat(tail.reader.read(4, 1 << 16))
                .singleElement()
                .matches(pack -> pack.header().looks());
        assertThat(tail.reader.brokeOff()).as("something is waited for").isTrue();
        tail.reader.commit();
        assertThat(tail.reader.read(4, 1 << 16)).isEmpty();
        assertThat(tail.reader.brokeOff()).as("only the next listing helps").isFalse();
        tail.reader.commit();

        assertThat(tail.pollLater()).hasSize(4);
        assertThat(lateOf(tail.packs)).isEmpty();
    }

    @Test
    void whatHasNoBacklogIsReadWhileAnotherStreamIsLookedAt() throws IOException {
        TestLog log = new TestLog(directory);
        Tail tail = new Tail(directory, new StartAt.Beginning(), "%{basename}", "*.log");
        tail.settings = small(1000);
        tail.asking(BacklogTest::tell);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            lines.add(line(tail.now.minusSeconds(1000 + i)));
        }
        log.append("big.log", String.join("\n", lines) + "\n");
        log.append("small.log", line(tail.now.minusSeconds(10)) + "\n");

        List<RawPack> first = read(tail);
        assertThat(first.get(0).header().file().stream()).isEqualTo("big.log");
        assertThat(first.get(0).header().looks()).isTrue();
        assertThat(TestLog.lines(first)).hasSize(1);
        assertThat(tail.reader.brokeOff()).isTrue();

        log.append("small.log", line(tail.now) + "\n");
        assertThat(TestLog.lines(read(tail))).hasSize(1);
        while (tail.packs.stream().filter(pack -> !pack.lines().isEmpty()).count() == 2) {
            assertThat(tail.reader.brokeOff()).isTrue();
            read(tail);
        }
        tail.pollLater();

        assertThat(TestLog.lines(tail.packs)).hasSize(5002);
        assertThat(lateOf(of(tail.packs, "big.log"))).isEmpty();
        assertThat(lateOf(of(tail.packs, "small.log"))).isEmpty();
    }

    private static List<RawPack> of(List<RawPack> packs, String stream) {
        return packs.stream()
                .filter(pack -> pack.header().file().stream().equals(stream))
                .toList();
    }

    private static List<RawPack> read(Tail tail) {
        tail.now = tail.now.plusMillis(100);
        List<RawPack> batch = tail.reader.read(100, 1 << 20);
        tail.packs.addAll(batch);
        tail.reader.commit();
        return batch;
    }

    @Test
    void manySmallFilesAreNotAllLookedAtInOneGo() throws IOException {
        TestLog log = new TestLog(directory);
        Tail tail = Tail.fromBeginning(directory).asking(pack -> {
            asked.add(pack);
            return tell(pack);
        });
        for (int i = 300; i > 0; i--) {
            log.append("access.log." + i, line(tail.now.minusSeconds(3600 - i)) + "\n");
        }

        assertThat(read(tail)).singleElement().matches(pack -> pack.header().looks());
        assertThat(asked).hasSizeBetween(10, 110);
        assertThat(tail.reader.brokeOff()).isTrue();
        while (TestLog.lines(tail.packs).isEmpty()) {
            read(tail);
        }
        tail.pollLater();

        assertThat(TestLog.lines(tail.packs)).hasSize(300);
        assertThat(lateOf(tail.packs)).isEmpty();
    }

    @Test
    void whileItIsLookedAtTheStreamSaysEveryFiveSecondsThatItIsThere() throws IOException {
        TestLog log = new TestLog(directory);
        Tail tail = Tail.fromBeginning(directory).asking(BacklogTest::tell);
        tail.settings = small(500);
        tail.asking(BacklogTest::tell);
        String lines = String.join("\n", lines(30_000, tail.now, new Random(1)));
        log.append("access.log", lines + "\n");

        int said = 0;
        int looks = 0;
        while (TestLog.lines(tail.packs).isEmpty()) {
            List<RawPack> batch = read(tail); // a tenth of a second each
            looks++;
            said += batch.stream().anyMatch(pack -> pack.header().looks()) ? 1 : 0;
        }
        assertThat(looks).isGreaterThan(50);
        assertThat(said).isEqualTo(1 + (looks - 2) / 50);
    }

    @Test
    void whereTheTimesAreNoLongerToldItIsReadAsWithoutTheLook() throws IOException {
        TestLog log = new TestLog(directory);
        Tail tail = Tail.fromBeginning(directory).asking(pack -> {
            asked.add(pack);
            return asked.size() < 3 ? tell(pack) : Optional.empty();
        });
        for (int i = 9; i > 0; i--) {
            log.append("access.log." + i, line(tail.now.minusSeconds(3600 + i * (i % 2 == 0 ? 60 : -60))) + "\n");
        }

        tail.pollLater();

        assertThat(asked).hasSize(3);
        assertThat(TestLog.lines(tail.packs)).hasSize(9);
        assertThat(tail.packs)
                .filteredOn(pack -> !pack.lines().isEmpty())
                .allMatch(pack ->
                        pack.header().watermark().isEmpty() && pack.header().disorder() == Disorder.UNTOLD_MILLIS);
    }

    @Test
    void whileNobodyMayBeAskedNothingIsReadOfItAndTheNextLookGoesOn() throws IOException {
        TestLog log = new TestLog(directory);
        boolean[] may = {true};
        Tail tail = Tail.fromBeginning(directory).asking(new TimesTeller() {
            @Override
            public boolean mayBeAsked() {
                return may[0];
            }

            @Override
            public Optional<PackTimes.Span> tell(RawPack pack) {
                asked.add(pack);
                return BacklogTest.tell(pack);
            }
        });
        for (int i = 300; i > 0; i--) {
            log.append("access.log." + i, line(tail.now.minusSeconds(3600 - i)) + "\n");
        }
        read(tail);
        int before = asked.size();
        may[0] = false;

        for (int i = 0; i < 100; i++) {
            assertThat(TestLog.lines(read(tail))).isEmpty();
            assertThat(tail.reader.brokeOff())
                    .as("there is nothing to do at once")
                    .isFalse();
        }
        assertThat(asked).hasSize(before);

        may[0] = true;
        while (TestLog.lines(tail.packs).isEmpty()) {
            read(tail);
        }
        tail.pollLater();
        assertThat(TestLog.lines(tail.packs)).hasSize(300);
        assertThat(lateOf(tail.packs)).isEmpty();
        assertThat(asked.stream().filter(pack -> pack.header().end() > 0)).hasSize(300);
    }

    @Test
    void whereATurnIsTooSmallForWhatAllStreamsPromiseNothingIsReadBeforeThat() throws IOException {
        TestLog log = new TestLog(directory);
        Tail tail = new Tail(directory, new StartAt.Beginning(), "%{basename}", "*.log").asking(BacklogTest::tell);
        Instant before = tail.now.minus(Duration.ofHours(3));
        for (int i = 0; i < 5; i++) {
            log.append(i + ".log", line(before) + "\n" + line(before.minusSeconds(900)) + "\n");
        }

        List<RawPack> packs = new ArrayList<>();
        for (int turns = 0; turns < 40; turns++) {
            tail.now = tail.now.plusMillis(100);
            packs.addAll(tail.reader.read(1, 1 << 20));
            tail.reader.commit();
        }

        assertThat(packs.subList(0, 5)).allSatisfy(pack -> {
            assertThat(pack.lines()).isEmpty();
            assertThat(pack.header().watermark())
                    .hasValue(before.minusSeconds(900)
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toEpochMilli());
        });
        assertThat(packs.subList(0, 5))
                .extracting(pack -> pack.header().file().stream())
                .doesNotHaveDuplicates();
        assertThat(TestLog.lines(packs)).hasSize(10);
    }

    /** What is joined newest first begins with later times than what the server writes. */
    @Test
    void atTheEndIsTheEndOfWhatTheServerWritesWhateverTheTimesSay() throws IOException {
        TestLog log = new TestLog(directory);
        Instant before = Instant.now().minus(Duration.ofHours(3));
        log.append("access.log.2", line(before.plusSeconds(900)) + "\n" + line(before) + "\n");
        log.append("access.log.1", line(before.plusSeconds(1800)) + "\n");
        log.append("access.log", line(before.minusSeconds(60)) + "\n" + line(before.plusSeconds(2000)) + "\n");
        Tail tail = new Tail(directory, new StartAt.End(), "web1", "access.log*").asking(BacklogTest::tell);

        assertThat(tail.pollLater()).isEmpty();
        String next = line(tail.now);
        log.append("access.log", next + "\n");
        assertThat(tail.pollLater()).containsExactly(next);
        assertThat(tail.packs.get(tail.packs.size() - 1).header().file().number())
                .isEqualTo(1);
    }

    @Test
    void whatAFinishedFileHasGrownByMeanwhileIsLookedAtToo() throws IOException {
        TestLog log = new TestLog(directory);
        Tail tail = Tail.fromBeginning(directory).asking(BacklogTest::tell);
        tail.settings = small(300);
        tail.asking(BacklogTest::tell);
        Instant before = tail.now.minus(Duration.ofHours(3));
        log.append("access.log", line(before) + "\n");
        tail.poll();
        log.rename("access.log", "access.log.1");
        log.append("access.log", line(before.plusSeconds(1)) + "\n");
        tail.pollLater();
        assertThat(tail.happened).anyMatch(what -> what.startsWith("1 finished"));

        for (int i = 50; i > 0; i--) {
            log.append("access.log.1", line(before.plusSeconds(60 + i)) + "\n");
            log.append("access.log", line(before.plusSeconds(1000 + i)) + "\n");
        }
        tail.restart();
        tail.packs.clear();

        assertThat(tail.pollLater()).hasSize(100);
        assertThat(tail.happened).contains("1 resumed");
        assertThat(tail.packs.get(0).header().watermark())
                .hasValue(before.plusSeconds(61).truncatedTo(ChronoUnit.SECONDS).toEpochMilli());
        assertThat(lateOf(tail.packs)).isEmpty();
    }

    @Test
    void theRestOfALineThatTheFileBeforeBeganIsLookedAtAsItIsRead() throws IOException {
        TestLog log = new TestLog(directory);
        Tail tail = Tail.fromBeginning(directory).asking(pack -> {
            asked.add(pack);
            return tell(pack);
        });
        String forged = line(tail.now.minus(Duration.ofDays(30))); // a body holds it, and a runtime cut it
        log.append(
                "access.log.1", cri("F", line(tail.now.minusSeconds(60))) + cri("P", line(tail.now.minusSeconds(50))));
        log.append("access.log", cri("P", forged) + cri("F", forged) + cri("F", line(tail.now.minusSeconds(40))));

        tail.pollLater();

        assertThat(overlong(asked)).isEqualTo(overlong(tail.packs)).contains(true);
    }

    private static List<Boolean> overlong(List<RawPack> packs) {
        return packs.stream()
                .flatMap(pack -> pack.lines().stream())
                .map(RawLine::overlong)
                .toList();
    }

    private static String cri(String mark, String text) {
        return "2026-03-02T20:11:22.186641123Z stdout " + mark + " " + text + "\n";
    }

    @Test
    void whatIsFoundTellsHowFarThePresentMayRunBack() throws IOException {
        TestLog log = new TestLog(directory);
        Tail tail = Tail.fromBeginning(directory).asking(BacklogTest::tell);
        log.append("access.log", line(tail.now.minusSeconds(1)) + "\n" + line(tail.now.minusSeconds(21)) + "\n");

        tail.poll();

        assertThat(tail.packs)
                .filteredOn(pack -> !pack.lines().isEmpty())
                .singleElement()
                .satisfies(pack -> assertThat(pack.header().watermark().orElseThrow())
                        .isLessThanOrEqualTo(tail.now.minusSeconds(20).toEpochMilli()));
    }

    /** Does something when the first question is asked: after the files were listed, before they are looked at. */
    private TimesTeller atFirst(ThrowingRunnable what) {
        return pack -> {
            if (asked.isEmpty()) {
                asked.add(pack);
                try {
                    what.run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return tell(pack);
        };
    }

    private interface ThrowingRunnable {
        void run() throws IOException;
    }

    @Test
    void whereNobodyTellsTheTimesOnlyAPackWithoutBytesIsAsked() throws IOException {
        TestLog log = new TestLog(directory);
        Tail tail = Tail.fromBeginning(directory).asking(pack -> {
            asked.add(pack);
            return Optional.empty();
        });
        log.append("access.log", line(tail.now) + "\n" + line(tail.now.minusSeconds(4000)) + "\n");

        assertThat(tail.poll()).hasSize(2);
        assertThat(asked).singleElement().satisfies(pack -> {
            assertThat(pack.lines()).isEmpty();
            assertThat(pack.header().end()).isZero();
        });
    }

    @Test
    void timesOfManyBlocksAreKeptOnlyWhereTheyChange() {
        BacklogTimes times = new BacklogTimes();
        for (long block = 1; block <= 100_000; block++) {
            long time = 1_000_000 - block;
            times.add(1 + block / 1000, block % 1000 + 1, new PackTimes.Span(time, time, 0));
        }
        times.complete();

        assertThat(times.leastFrom(0, 0)).isEqualTo(900_000);
        assertThat(times.leastFrom(50, 500)).isEqualTo(900_000);
        assertThat(times.leastFrom(101, 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(times.reaches(101, 0)).isTrue();
        assertThat(times.reaches(101, 1)).isFalse();
        assertThat(times.span().disorder()).isEqualTo(99_999);
    }

    private static TailSettings small(int packBytes) {
        TailSettings usual = TailSettings.defaults("test");
        return new TailSettings(
                usual.trackerPaths(),
                usual.host(),
                packBytes,
                usual.maxLineBytes(),
                Duration.ofSeconds(2),
                usual.finalAfter(),
                usual.heartbeat());
    }

    private static String name(int age, boolean packed) {
        return "access.log" + (age == 0 ? "" : "." + age) + (packed ? ".gz" : "");
    }

    private List<String> lines(int count, Instant now, Random random) {
        List<Integer> ages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ages.add(10 + random.nextInt(200_000));
        }
        switch (random.nextInt(3)) {
            case 0 -> ages.sort(null);
            case 1 -> ages.sort(Collections.reverseOrder());
            default -> Collections.shuffle(ages, random);
        }
        List<String> lines = new ArrayList<>();
        ages.forEach(age -> lines.add(line(now.minusSeconds(age))));
        return lines;
    }

    private String line(Instant time) {
        return "192.0.2.1 - - [" + TIME.format(time) + "] \"GET /matomo.php?idsite=1&rec=1&n=" + written++
                + " HTTP/1.1\" 200 43 \"-\" \"-\"";
    }

    private static Optional<PackTimes.Span> tell(RawPack pack) {
        PackTimes.Span span = PackTimes.Span.NONE;
        for (RawLine line : pack.lines()) {
            long time = time(line.bytes());
            span = span.then(new PackTimes.Span(time, time, 0));
        }
        return Optional.of(span);
    }

    private static long time(byte[] line) {
        OptionalLong time = TIMES.find(line, 0, line.length);
        return time.orElseThrow(() -> new AssertionError(new String(line, StandardCharsets.UTF_8)));
    }

    /** The lines that come although something promised that nothing so early would. */
    private static List<String> lateOf(List<RawPack> packs) {
        List<String> late = new ArrayList<>();
        long promised = Long.MIN_VALUE;
        for (RawPack pack : packs) {
            long newest = Long.MIN_VALUE;
            for (RawLine line : pack.lines()) {
                long time = time(line.bytes());
                newest = Math.max(newest, time);
                if (time < promised) {
                    late.add(pack.header().file().number() + ": " + new String(line.bytes(), StandardCharsets.UTF_8));
                }
            }
            long byLines =
                    newest == Long.MIN_VALUE ? newest : newest - pack.header().disorder();
            promised = Math.max(promised, pack.header().watermark().orElse(byLines));
        }
        return late;
    }
}
