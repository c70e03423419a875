/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.packing.ArchiveFormat;
import io.github.trackreplay.packing.Packed;
import io.github.trackreplay.source.tail.OneShotReader.LastLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OneShotReaderTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z"));
    private static final TailSettings SETTINGS = TailSettings.defaults("test");

    @TempDir
    Path directory;

    private TestLog log;
    private LastLine lastLine = LastLine.LEAVE;
    private final List<String> unfinished = new ArrayList<>();
    private final List<String> damaged = new ArrayList<>();
    private final TailListener listener = new TailListener() {
        @Override
        public void damaged(String stream, Path path, long readTo, IOException why) {
            damaged.add(path.getFileName() + " from " + readTo);
        }

        @Override
        public void unfinished(String stream, Path path, long from, long bytes) {
            unfinished.add(path.getFileName() + " from " + from + ", " + bytes + " bytes");
        }
    };

    @BeforeEach
    void open() {
        log = new TestLog(directory);
    }

    @Test
    void aFileIsReadToItsEndAndThenTheStreamHasEnded() throws IOException {
        Path file = log.append("access.log", TestLog.call(1) + "\n" + TestLog.page(2) + "\n" + TestLog.call(3) + "\n");

        List<RawPack> packs = readAll(file);

        assertThat(TestLog.lines(packs)).containsExactly(TestLog.call(1), TestLog.call(3));
        assertThat(packs).hasSize(2);
        assertThat(packs.get(0).header().start()).isZero();
        assertThat(packs.get(0).header().end()).isEqualTo(Files.size(file));
        assertThat(packs)
                .allMatch(pack ->
                        pack.header().path().equals(file.toAbsolutePath().toString()));
        assertThat(packs.get(1).header().watermark()).hasValue(OneShotReader.ENDED);
        assertThat(packs.get(1).header().start()).isEqualTo(Files.size(file));
    }

    @Test
    void aGzipFileHasTheOffsetsAndTheFingerprintOfItsContent() throws IOException {
        Path plain = log.append("access.log", TestLog.call(1) + "\r\n" + TestLog.call(2) + "\n");
        log.gzip("access.log", "access.log.1.gz");

        assertThat(readAll(log.path("access.log.1.gz")))
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*\\.path")
                .isEqualTo(readAll(plain));
    }

    @ParameterizedTest
    @EnumSource
    void packedTextHasTheOffsetsAndTheFingerprintOfItsContent(ArchiveFormat packing) throws IOException {
        Path plain = log.append("access.log", TestLog.call(1) + "\r\n" + TestLog.call(2) + "\n");
        Path packed = log.append("access.log.1.packed", Packed.by(packing, Files.readAllBytes(plain)));

        assertThat(readAll(packed))
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*\\.path")
                .isEqualTo(readAll(plain));
    }

    @ParameterizedTest
    @EnumSource
    void anArchiveWhoseBeginningCannotBeUnpackedIsSaidToBeDamaged(ArchiveFormat packing) throws IOException {
        byte[] packed = Packed.by(packing, (TestLog.call(1) + "\n").getBytes(StandardCharsets.UTF_8));
        Path cut = log.append("cut", Arrays.copyOf(packed, packing.isArchive() ? ArchiveFormat.LONGEST : 5));

        assertThat(TestLog.lines(readAll(cut))).isEmpty();

        assertThat(damaged).containsExactly("cut from 0");
    }

    @Test
    void filesAreChainedByTheirFirstEventTimes() throws IOException {
        Path younger = log.append("b.log", TestLog.call(2).replace("10:00:00", "12:00:00") + "\n");
        Path older = log.append("a.log", TestLog.call(1) + "\n");

        List<RawPack> packs = readAll(younger, older);

        assertThat(TestLog.lines(packs).get(0)).isEqualTo(TestLog.call(1));
        LogFile second = packs.get(1).header().file();
        assertThat(second.number()).isEqualTo(2);
        assertThat(second.previous())
                .contains(new LogFile.Previous(packs.get(0).header().file().fingerprint(), Files.size(older)));
    }

    @Test
    void theLineBehindAHoleOfNulBytesIsReadWholeAlsoInAnArchive() throws IOException {
        Path plain = log.append("access.log", "\0".repeat(1_000_000) + TestLog.call(1) + "\n");
        log.append("access.log", "\0\0" + TestLog.call(2) + "\n\0\0\n" + TestLog.call(3) + "\n");
        log.gzip("access.log", "access.log.1.gz");

        List<RawPack> packs = readAll(plain);

        assertThat(TestLog.lines(packs)).containsExactly(TestLog.call(1), TestLog.call(2), TestLog.call(3));
        assertThat(packs.get(0).header().start()).isZero();
        assertThat(packs.get(0).lines().get(0).offset()).isEqualTo(1_000_000);
        assertThat(packs.get(0).header().end()).isEqualTo(Files.size(plain));
        assertThat(readAll(log.path("access.log.1.gz")))
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*\\.path")
                .isEqualTo(packs);
    }

    @Test
    void logsThatBeginWithHolesAreStillChainedByTheirEventTimes() throws IOException {
        String late = TestLog.call(2).replace("10:00:00", "12:00:00");
        Path younger = log.append("b.log", "\0".repeat(200_000) + late + "\n");
        Path older = log.append("a.log", "\0".repeat(100_000) + TestLog.call(1) + "\n");

        assertThat(TestLog.lines(readAll(younger, older))).containsExactly(TestLog.call(1), late);
    }

    @Test
    void aCopyAddsOnlyWhatTheOtherFileDidNotHave() throws IOException {
        Path shorter = log.append("access.log", TestLog.call(1) + "\n");
        log.copy("access.log", "copy.log");
        log.append("copy.log", TestLog.call(2) + "\n");
        log.gzip("copy.log", "copy.log.gz");

        List<RawPack> packs = readAll(shorter, log.path("copy.log.gz"), log.path("copy.log"));

        assertThat(TestLog.lines(packs)).containsExactly(TestLog.call(1), TestLog.call(2));
        assertThat(packs).allMatch(pack -> pack.header().file().number() == 1);
    }

    @Test
    void aShorterCopyAddsNothing() throws IOException {
        log.append("access.log", TestLog.call(1) + "\n");
        log.copy("access.log", "shorter.log");
        log.gzip("access.log", "shorter.log.gz");
        Path longer = log.append("access.log", TestLog.call(2) + "\n");

        List<RawPack> packs = readAll(longer, log.path("shorter.log"), log.path("shorter.log.gz"));

        assertThat(TestLog.lines(packs)).containsExactly(TestLog.call(1), TestLog.call(2));
    }

    @Test
    void filesThatBeginAlikeAndDifferLaterAreTwoLogFiles() throws IOException {
        Path first = log.append("access.log", TestLog.call(0) + "\n" + TestLog.call(1) + "\n");
        Path second = log.append("other.log", TestLog.call(0) + "\n" + TestLog.call(2) + "\n" + TestLog.call(3) + "\n");

        List<RawPack> packs = readAll(first, second);

        assertThat(TestLog.lines(packs))
                .containsExactly(TestLog.call(0), TestLog.call(1), TestLog.call(0), TestLog.call(2), TestLog.call(3));
        assertThat(packs.get(1).header().file().number()).isEqualTo(2);
    }

    @Test
    void aBatchIsOfferedUntilItIsCommitted() throws IOException {
        Path file = log.append("access.log", TestLog.call(1) + "\n");
        OneShotReader reader = reader(file);

        List<RawPack> first = reader.read(10, 1000);
        assertThatThrownBy(() -> reader.read(10, 1000)).isInstanceOf(IllegalStateException.class);
        reader.rewind();
        assertThat(reader.read(10, 1000)).isSameAs(first);
        assertThat(reader.ended()).isFalse();
        reader.commit();
        assertThat(reader.ended()).isTrue();
        assertThat(reader.read(10, 1000)).isEmpty();
    }

    @Test
    void aGzipFileThatBreaksOffIsReadAsFarAsItGoesAndReported() throws IOException {
        byte[] archive = TestLog.gzipped(manyCalls().getBytes(StandardCharsets.UTF_8));
        Path file = Files.write(log.path("cut.gz"), Arrays.copyOf(archive, archive.length / 2));
        List<String> reports = new ArrayList<>();
        TailListener listener = new TailListener() {
            @Override
            public void damaged(String stream, Path path, long readTo, IOException why) {
                reports.add(path.getFileName() + " to " + readTo);
            }
        };

        List<RawPack> packs =
                drain(OneShotReader.files("web1", List.of(file), SETTINGS, LastLine.LEAVE, CLOCK, listener));

        assertThat(TestLog.lines(packs)).hasSizeGreaterThan(100).first().isEqualTo(TestLog.call(0));
        long whole = TestLog.lines(packs).stream()
                .mapToLong(line -> line.length() + 1)
                .sum();
        assertThat(TestLog.lines(packs)).allMatch(line -> line.endsWith(" 200 43 \"-\" \"-\""));
        assertThat(packs.get(packs.size() - 1).header().end()).isEqualTo(whole);
        assertThat(reports).containsExactly("cut.gz to " + whole);
    }

    @Test
    void theLineAtWhichAGzipFileBreaksOffIsNotTakenEvenIfLastLinesAre() throws IOException {
        byte[] archive = TestLog.gzipped(manyCalls().getBytes(StandardCharsets.UTF_8));
        Path file = Files.write(log.path("cut.gz"), Arrays.copyOf(archive, archive.length / 2));

        List<RawPack> packs =
                drain(OneShotReader.files("web1", List.of(file), SETTINGS, LastLine.TAKE, CLOCK, TailListener.SILENT));

        assertThat(TestLog.lines(packs)).hasSizeGreaterThan(100).allMatch(line -> line.endsWith(" 200 43 \"-\" \"-\""));
    }

    @Test
    void aLastLineWithoutLineEndIsLeftAndReported() throws IOException {
        String cut = TestLog.call(3).substring(0, 60);
        Path file = log.append("access.log", TestLog.call(1) + "\n" + TestLog.page(2) + "\n" + cut);

        List<RawPack> packs = readAll(file);

        long untilThere = Files.size(file) - cut.length();
        assertThat(TestLog.lines(packs)).containsExactly(TestLog.call(1));
        assertThat(packs).allMatch(pack -> pack.header().end() == untilThere);
        assertThat(unfinished).containsExactly("access.log from " + untilThere + ", " + cut.length() + " bytes");
    }

    @Test
    void aLastLineWithoutLineEndIsLeftInArchivesToo() throws IOException {
        Path file = log.append("access.log", TestLog.call(1) + "\n" + TestLog.call(2));
        log.gzip("access.log", "access.log.gz");
        List<RawPack> plain = readAll(file);

        assertThat(TestLog.lines(plain)).containsExactly(TestLog.call(1));
        assertThat(readAll(log.path("access.log.gz")))
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*\\.path")
                .isEqualTo(plain);
        assertThat(unfinished).hasSize(2);
    }

    @Test
    void aLastLineWithoutLineEndIsTakenWhereItIsSaidToBeComplete() throws IOException {
        Path file = log.append("access.log", TestLog.call(1) + "\n" + TestLog.call(2));
        log.gzip("access.log", "access.log.gz");
        lastLine = LastLine.TAKE;

        List<RawPack> plain = readAll(file);

        assertThat(TestLog.lines(plain)).containsExactly(TestLog.call(1), TestLog.call(2));
        assertThat(plain.get(plain.size() - 1).header().end()).isEqualTo(Files.size(file));
        assertThat(readAll(log.path("access.log.gz")))
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*\\.path")
                .isEqualTo(plain);
        assertThat(unfinished).isEmpty();
    }

    @Test
    void aCutLineThatACopyHasWholeIsReadFromThereAndNotReported() throws IOException {
        String first = TestLog.call(1) + "\n" + TestLog.call(2);
        Path cut = log.append("access.log.cut", first.substring(0, first.length() - 20));
        Path whole = log.append("access.log", first + "\n" + TestLog.call(3) + "\n");

        List<RawPack> packs = readAll(cut, whole);

        assertThat(TestLog.lines(packs)).containsExactly(TestLog.call(1), TestLog.call(2), TestLog.call(3));
        assertThat(unfinished).isEmpty();
    }

    @Test
    void aFileWithoutAnyCompleteLineIsLeftWhole() throws IOException {
        Path cut = log.append("access.log", "#Fields: date time\n" + TestLog.call(1));

        assertThat(readAll(cut)).isEmpty();
        assertThat(unfinished).containsExactly("access.log from 0, " + Files.size(cut) + " bytes");
    }

    @Test
    void aLeftLineThatIsOverlongIsReportedWithAllItsBytes() throws IOException {
        String overlong = TestLog.call(2) + "x".repeat(3_000_000);
        Path cut = log.append("access.log", TestLog.call(1) + "\n" + overlong);
        log.gzip("access.log", "access.log.gz");

        assertThat(TestLog.lines(readAll(cut))).containsExactly(TestLog.call(1));
        assertThat(TestLog.lines(readAll(log.path("access.log.gz")))).containsExactly(TestLog.call(1));
        String where = " from " + (TestLog.call(1).length() + 1) + ", " + overlong.length() + " bytes";
        assertThat(unfinished).containsExactly("access.log" + where, "access.log.gz" + where);
    }

    private static String manyCalls() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            text.append(TestLog.call(i * 7919)).append('\n');
        }
        return text.toString();
    }

    @Test
    void aMissingFileIsAnErrorAtOnce() {
        assertThatThrownBy(() -> reader(log.path("nowhere")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void emptyInputsEndWithoutAnyPack() throws IOException {
        assertThat(readAll(log.append("empty.log", ""))).isEmpty();
    }

    @Test
    void theWatermarkOfASurveyedLogIsTheEarliestTimeThatIsStillToCome() throws IOException {
        Path newestFirst = log.append("a.log", calls("12:00:00", "11:00:00"));
        Path between = log.append("b.log", calls("11:30:00"));
        log.append("empty.log", "");

        List<RawPack> packs = surveyed(newestFirst, log.path("empty.log"), between);

        assertThat(packs.get(0).lines()).isEmpty();
        assertThat(packs.get(0).header().end()).isZero();
        assertThat(packs.stream().map(pack -> pack.header().watermark()))
                .containsExactly(
                        at("11:00:00"), at("11:30:00"), OptionalLong.empty(), OptionalLong.of(OneShotReader.ENDED));
        assertThat(packs)
                .filteredOn(pack -> !pack.lines().isEmpty())
                .allMatch(
                        pack -> pack.header().disorder() == Duration.ofHours(1).toMillis());
    }

    @Test
    void insideAFileThePromiseFollowsTheLines() throws IOException {
        TailSettings aLineAPack = new TailSettings(
                SETTINGS.trackerPaths(),
                "host",
                1,
                1 << 20,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1));
        Path mixed = log.append("a.log", calls("10:00:03", "10:00:01", "10:00:02", "10:00:04"));

        List<RawPack> packs = surveyed(aLineAPack, mixed);

        assertThat(packs.stream().map(pack -> pack.header().watermark()))
                .containsExactly(
                        at("10:00:01"),
                        at("10:00:01"),
                        at("10:00:02"),
                        at("10:00:04"),
                        OptionalLong.empty(),
                        OptionalLong.of(OneShotReader.ENDED));
    }

    @Test
    void whatIsAppendedAfterTheSurveyDoesNotBelongToTheLog() throws IOException {
        Path file = log.append("a.log", calls("10:00:00"));
        SurveyedLog survey = survey(SETTINGS, file);
        log.append("a.log", calls("09:00:00"));

        List<RawPack> packs =
                drain(OneShotReader.surveyed("web1", List.of(survey), SETTINGS, lastLine, CLOCK, TailListener.SILENT));

        assertThat(TestLog.lines(packs)).hasSize(1);
    }

    private static String calls(String... times) {
        StringBuilder text = new StringBuilder();
        for (String time : times) {
            text.append(TestLog.call(1).replace("10:00:00", time)).append('\n');
        }
        return text.toString();
    }

    private static OptionalLong at(String time) throws IOException {
        byte[] line = calls(time).getBytes(StandardCharsets.US_ASCII);
        return new CommonTimes().find(line, 0, line.length);
    }

    private List<RawPack> surveyed(Path... files) throws IOException {
        return surveyed(SETTINGS, files);
    }

    private List<RawPack> surveyed(TailSettings settings, Path... files) throws IOException {
        List<SurveyedLog> logs = new ArrayList<>();
        for (Path file : files) {
            logs.add(survey(settings, file));
        }
        return drain(OneShotReader.surveyed("web1", logs, settings, lastLine, CLOCK, TailListener.SILENT));
    }

    private SurveyedLog survey(TailSettings settings, Path file) throws IOException {
        return SurveyedLog.of(file, file, "web1", KnownContent.NONE, settings, lastLine, OneShotReaderTest::times);
    }

    private static PackTimes.Span times(RawPack pack) {
        PackTimes.Span span = PackTimes.Span.NONE;
        for (RawLine line : pack.lines()) {
            long time =
                    new CommonTimes().find(line.bytes(), 0, line.bytes().length).orElseThrow();
            span = span.then(new PackTimes.Span(time, time, 0));
        }
        return span;
    }

    private OneShotReader reader(Path... files) throws IOException {
        return OneShotReader.files("web1", List.of(files), SETTINGS, lastLine, CLOCK, listener);
    }

    private List<RawPack> readAll(Path... files) throws IOException {
        return readAll(reader(files));
    }

    private static List<RawPack> readAll(OneShotReader reader) throws IOException {
        return drain(reader);
    }

    private static List<RawPack> drain(OneShotReader reader) throws IOException {
        try (reader) {
            List<RawPack> all = new ArrayList<>();
            while (!reader.ended()) {
                all.addAll(reader.read(10, 1 << 20));
                reader.commit();
            }
            return all;
        }
    }
}
