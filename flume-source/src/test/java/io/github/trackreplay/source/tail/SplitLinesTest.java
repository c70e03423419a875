/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.source.tail.OneShotReader.LastLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that a container's runtime wrote in several parts. */
class SplitLinesTest {
    private static final int DOCKERS = 16 * 1024;

    @TempDir
    Path directory;

    private TestLog log;
    private Tail tail;
    private final List<String> unfinished = new ArrayList<>();

    @BeforeEach
    void open() {
        log = new TestLog(directory);
        tail = Tail.fromBeginning(directory);
    }

    @AfterEach
    void close() {
        tail.close();
    }

    private static String docker(String stream, String text) {
        return "{\"log\":\"" + text + "\",\"stream\":\"" + stream + "\",\"time\":\"2026-03-02T20:11:22.186641123Z\"}\n";
    }

    private static String cri(String stream, String mark, String text) {
        return "2026-03-02T20:11:22.186641123Z " + stream + " " + mark + " " + text + "\n";
    }

    private static String call(int n, int length) {
        String begin = "203.0.113.7 - - [02/Mar/2026:20:11:22 +0000] GET /matomo.php?n=" + n + "&body=";
        return begin + "b".repeat(Math.max(0, length - begin.length()));
    }

    private static String dockerInParts(String stream, String text) {
        StringBuilder lines = new StringBuilder();
        int at = 0;
        while (text.length() - at >= DOCKERS) {
            lines.append(docker(stream, text.substring(at, at + DOCKERS)));
            at += DOCKERS;
        }
        return lines.append(docker(stream, text.substring(at) + "\\n")).toString();
    }

    private static String criInParts(String stream, String text, int each) {
        StringBuilder lines = new StringBuilder();
        int at = 0;
        while (text.length() - at > each) {
            lines.append(cri(stream, "P", text.substring(at, at + each)));
            at += each;
        }
        return lines.append(cri(stream, "F", text.substring(at))).toString();
    }

    private static String withoutEnd(String line) {
        return line.substring(0, line.length() - 1);
    }

    @Test
    void dockersPartsAreOneLineAndItsRangeHoldsThemAll() throws IOException {
        String parts = dockerInParts("stdout", call(1, 2 * DOCKERS + 100));
        log.append("access.log", parts + docker("stdout", call(2, 0) + "\\n"));

        assertThat(tail.poll())
                .containsExactly(
                        withoutEnd(docker("stdout", call(1, 2 * DOCKERS + 100) + "\\n")),
                        withoutEnd(docker("stdout", call(2, 0) + "\\n")));
        RawLine joined = taken().get(0);
        assertThat(joined.offset()).isZero();
        assertThat(joined.length()).isEqualTo(parts.length());
    }

    @Test
    void thePathMayStandOnTheSeamOfTwoParts() {
        String text = "x".repeat(DOCKERS - 6) + "/matomo.php?idsite=1";
        log.append("access.log", dockerInParts("stdout", text));
        log.append("other.log", "");
        assertThat(tail.poll()).containsExactly(withoutEnd(docker("stdout", text + "\\n")));
    }

    @Test
    void aPartWaitsForItsEndAlsoOverARestart() {
        String text = call(1, 2 * DOCKERS + 10);
        String[] parts = dockerInParts("stdout", text).split("(?<=\n)");
        log.append("access.log", docker("stdout", call(0, 0) + "\\n") + parts[0]);
        assertThat(tail.poll()).hasSize(1);
        tail.restart();
        assertThat(tail.poll()).isEmpty();
        log.append("access.log", parts[1]);
        assertThat(tail.poll()).isEmpty();
        tail.restart();
        log.append("access.log", parts[2] + docker("stdout", call(2, 0) + "\\n"));
        assertThat(tail.poll())
                .containsExactly(
                        withoutEnd(docker("stdout", text + "\\n")), withoutEnd(docker("stdout", call(2, 0) + "\\n")));
        tail.restart();
        assertThat(tail.poll()).isEmpty();
    }

    @Test
    void aStartTimeLeavesOutEachLineByItsOwnTime() {
        tail.close();
        tail = new Tail(directory, StartAt.parse("2026-03-02T20:11:00Z"), "web1", "access.log*");
        String[] early = criInParts("stdout", call(1, 60), 20)
                .replace("20:11:22", "20:10:22")
                .split("(?<=\n)", 2);
        log.append("access.log", early[0] + cri("stderr", "F", call(2, 0)) + early[1] + cri("stdout", "F", call(3, 0)));

        assertThat(tail.poll())
                .containsExactly(
                        withoutEnd(cri("stderr", "F", call(2, 0))), withoutEnd(cri("stdout", "F", call(3, 0))));
    }

    @Test
    void partsOfTheTwoStreamsAreKeptApart() {
        String text = call(1, 60);
        String error = call(2, 60);
        String lines = cri("stdout", "P", text.substring(0, 20))
                + cri("stderr", "P", error.substring(0, 30))
                + cri("stdout", "P", text.substring(20, 40))
                + cri("stderr", "F", error.substring(30))
                + cri("stderr", "F", call(3, 0))
                + cri("stdout", "F", text.substring(40));
        log.append("access.log", lines);
        assertThat(tail.poll())
                .containsExactly(
                        withoutEnd(cri("stdout", "F", text)),
                        withoutEnd(cri("stderr", "F", error)),
                        withoutEnd(cri("stderr", "F", call(3, 0))));
        assertThat(taken()).extracting(RawLine::offset).isSorted();
        assertThat(taken().get(0).offset() + taken().get(0).length())
                .as("the first line ends last")
                .isEqualTo(lines.length());
        assertThat(end(tail.packs)).isEqualTo(lines.length());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 1000})
    void whereverTheLogIsCutIntoLooksTheSameLinesCome(int looks) {
        Random random = new Random(looks);
        List<String> expected = new ArrayList<>();
        StringBuilder all = new StringBuilder();
        for (int n = 0; n < 12; n++) {
            String text = call(n, random.nextInt(400));
            all.append(criInParts("stdout", text, 1 + random.nextInt(120)));
            expected.add(withoutEnd(cri("stdout", "F", text)));
        }
        List<String> found = new ArrayList<>();
        int at = 0;
        while (at < all.length()) {
            int to = Math.min(all.length(), at + 1 + random.nextInt(Math.max(1, 2 * all.length() / looks)));
            log.append("access.log", all.substring(at, to));
            found.addAll(tail.poll());
            if (random.nextInt(4) == 0) {
                tail.restart();
            }
            at = to;
        }
        assertThat(found).isEqualTo(expected);
    }

    /** Both streams, parts without an end, alien lines: the calls of the file as a whole, wherever looks and restarts cut it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void theSameLinesComeOfAnythingThatAContainerWrites(int seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder all = new StringBuilder();
        for (int n = 0; n < 150; n++) {
            String stream = random.nextInt(3) == 0 ? "stderr" : "stdout";
            String mark = random.nextInt(3) == 0 ? "P" : "F";
            String text =
                    random.nextInt(20) == 0 ? "alien " + n + "\n" : cri(stream, mark, call(n, random.nextInt(2_000)));
            all.append(random.nextInt(8) == 0 ? docker(stream, call(n, DOCKERS)) : text);
        }
        Path whole = log.append("whole.log", all.toString());
        List<String> expected = TestLog.lines(readAll(whole));
        for (int at = 0; at < all.length(); ) {
            int to = Math.min(all.length(), at + 1 + random.nextInt(20_000));
            log.append("access.log", all.substring(at, to));
            tail.poll();
            if (random.nextInt(3) == 0) {
                tail.restart();
            }
            at = to;
        }
        assertThat(TestLog.lines(tail.packs)).isEqualTo(expected).hasSizeGreaterThan(20);
        assertThat(taken()).extracting(RawLine::offset).isSorted();
        for (RawLine line : taken()) {
            assertThat(line.offset() + line.length()).isLessThanOrEqualTo(end(tail.packs));
        }
    }

    @Test
    void aLineWhosePartsAreLongerThanTheLimitIsOneOverlongLineAndTheNextOneIsWhole() {
        int limit = TailSettings.defaults("test").maxLineBytes();
        String text = call(1, limit + 40_000);
        String parts = criInParts("stdout", text, 16_000);
        log.append("access.log", parts + cri("stdout", "F", call(2, 0)));

        List<String> lines = tail.poll();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).isEqualTo(withoutEnd(cri("stdout", "F", call(2, 0))));
        RawLine overlong = taken().get(0);
        assertThat(overlong.overlong()).isTrue();
        assertThat(overlong.length()).isEqualTo(parts.length());
    }

    /** What proves a log's bytes does not depend on which of its lines belong together. */
    @ParameterizedTest
    @ValueSource(ints = {100, 3_000, 40_000, 600_000, 1_500_000})
    void theProofsAreThoseOfTheFilesOwnLines(int length) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int n = 0; n < 4; n++) {
            text.append(cri("stdout", "F", call(n, 0))).append(criInParts("stdout", call(n, length), 1_000));
        }
        String alien = text.toString().replace("stdout P ", "stdout Q ").replace("stdout F ", "stdout G ");
        Path parts = log.append("parts.log", text.toString());
        Path whole = log.append("whole.log", alien);

        for (Proof proof : proofs(readAll(parts))) {
            assertThat(proof).isEqualTo(recomputed(parts, proof.boundary()));
        }
        assertThat(proofs(readAll(whole)).get(0))
                .isEqualTo(recomputed(whole, proofs(readAll(whole)).get(0).boundary()));
    }

    private static List<Proof> proofs(List<RawPack> packs) {
        List<Proof> proofs =
                packs.stream().flatMap(pack -> pack.header().proofs().stream()).toList();
        assertThat(proofs).isNotEmpty();
        return proofs;
    }

    private static Proof recomputed(Path file, long boundary) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        RunningProof proof = RunningProof.atBeginning();
        int from = 0;
        for (int at = 0; at < boundary; at++) {
            if (at > 0 && bytes[at - 1] == '\n' && proof.beginsBlock(at)) {
                proof.update(bytes, from, at);
                proof.close(at);
                from = at;
            }
        }
        proof.update(bytes, from, (int) boundary);
        return proof.at(boundary).orElseThrow();
    }

    @Test
    void whatABodyHoldsIsNoLineWhereverThePartsAreCut() {
        int limit = TailSettings.defaults("test").maxLineBytes();
        String forged = call(7, 0);
        String text = call(1, limit + 40_000);
        String parts = criInParts("stdout", text, 16_000);
        int last = parts.lastIndexOf(" F ") + 3;
        log.append("access.log", parts.substring(0, last) + forged + "\n" + cri("stdout", "F", call(2, 0)));
        assertThat(tail.poll()).hasSize(2).noneMatch(line -> line.contains("n=7") && line.length() < 1000);
    }

    @Test
    void aLogWhoseLineFeedsSomebodyTookAwayHasWholeLines() {
        String one = withoutLineFeed(1);
        String two = withoutLineFeed(2);
        String three = withoutLineFeed(3);
        log.append("access.log", one + two);
        assertThat(tail.poll()).containsExactly(withoutEnd(one), withoutEnd(two));
        log.append("access.log", three);
        assertThat(tail.poll()).containsExactly(withoutEnd(three));
    }

    private static String withoutLineFeed(int n) {
        return docker("stdout", call(n, 0));
    }

    @Test
    void anImportTakesTheLastLineWithoutLineFeedAndLeavesAPart() throws IOException {
        Path whole = log.append("whole.log", withoutLineFeed(1) + withoutLineFeed(2));
        assertThat(TestLog.lines(readAll(whole))).hasSize(2);
        assertThat(unfinished).isEmpty();

        String full = cri("stdout", "F", call(1, 0));
        Path cut = log.append("cut.log", full + cri("stdout", "P", call(2, 0)));
        List<RawPack> packs = readAll(cut);
        assertThat(TestLog.lines(packs)).containsExactly(withoutEnd(full));
        assertThat(unfinished).containsExactly("cut.log from " + full.length());

        log.append("cut.log", cri("stdout", "F", "&more"));
        List<RawPack> again = readAll(cut);
        assertThat(TestLog.lines(again))
                .containsExactly(withoutEnd(full), withoutEnd(cri("stdout", "F", call(2, 0) + "&more")));
        assertThat(end(again)).isEqualTo(Files.size(cut));
    }

    @Test
    void ofARotatedLogTheBegunLineIsOneOfItsOwn() throws IOException {
        log.append("access.log", cri("stdout", "F", call(1, 0)) + cri("stdout", "P", call(2, 0)));
        assertThat(tail.poll()).hasSize(1);
        log.rename("access.log", "access.log.1");
        log.append("access.log", cri("stdout", "F", call(3, 0)));
        assertThat(tail.pollLater())
                .containsExactly(
                        withoutEnd(cri("stdout", "P", call(2, 0))), withoutEnd(cri("stdout", "F", call(3, 0))));
    }

    /** What a visitor sent in a body looks like a line of the log. */
    private static final String FORGED = "203.0.113.7 - - [02/Mar/2026:20:11:22 +0000] GET /matomo.php?forged=1";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAnotherFileBeganIsNotReadByItselfAlsoAfterARestart(boolean restarts) throws IOException {
        log.append("access.log", cri("stdout", "F", call(1, 0)) + cri("stdout", "P", call(2, 0)));
        assertThat(tail.poll()).hasSize(1);
        log.rename("access.log", "access.log.1");
        log.append("access.log", "");
        assertThat(tail.pollLater()).hasSize(1);
        if (restarts) {
            tail.restart();
        }
        log.append(
                "access.log", cri("stdout", "P", FORGED) + cri("stdout", "F", FORGED) + cri("stdout", "F", call(3, 0)));
        tail.pollLater();
        assertThat(rejected()).containsExactly(false, false, true, true, false);
        assertThat(taken().stream().map(RawLine::offset).skip(2).findFirst()).contains(0L);
    }

    @Test
    void ofWhatAnotherFileBeganARestWithoutAPathIsSkipped() throws IOException {
        log.append("access.log", dockerInParts("stdout", call(1, DOCKERS + 10)).split("(?<=\n)")[0]);
        assertThat(tail.poll()).isEmpty();
        log.rename("access.log", "access.log.1");
        log.append("access.log", docker("stdout", "bbbb\\n") + docker("stdout", call(2, 0) + "\\n"));
        tail.pollLater();
        assertThat(rejected()).containsExactly(false, false);
    }

    @Test
    void anImportDoesNotReadByItselfWhatTheFileBeforeBegan() throws IOException {
        Path first = log.append("1.log", cri("stdout", "F", call(1, 0)) + cri("stdout", "P", call(2, 0)));
        Path second = log.append("2.log", cri("stdout", "F", FORGED) + cri("stdout", "F", call(3, 0)));
        List<RawLine> lines = readAll(first, second).stream()
                .flatMap(pack -> pack.lines().stream())
                .toList();
        assertThat(lines).extracting(RawLine::overlong).containsExactly(false, true, false);
        assertThat(unfinished).hasSize(1);
    }

    private List<Boolean> rejected() {
        return taken().stream().map(RawLine::overlong).toList();
    }

    @Test
    void standardErrorThatDoesNotEndHoldsNoLineOfStandardOutput() {
        log.append("access.log", cri("stderr", "P", "Starting...") + cri("stdout", "F", call(1, 0)));
        assertThat(tail.poll()).containsExactly(withoutEnd(cri("stdout", "F", call(1, 0))));
        StringBuilder more = new StringBuilder();
        for (int n = 0; n < 4_000; n++) {
            more.append(cri("stdout", "F", call(n, 400)));
        }
        log.append("access.log", more.toString());
        int found = 0;
        for (List<String> lines = tail.poll(); !lines.isEmpty(); lines = tail.poll()) {
            found += lines.size();
        }
        assertThat(found).isEqualTo(4_000);
        assertThat(taken()).noneMatch(RawLine::overlong);
        assertThat(end(tail.packs))
                .isEqualTo(directory.resolve("access.log").toFile().length());
    }

    @Test
    void theRestOfStandardErrorThatWasGivenUpIsNoLine() {
        String forged = cri("stderr", "F", call(7, 0));
        log.append(
                "access.log",
                cri("stderr", "P", "GET ")
                        + cri("stdout", "F", call(1, 0))
                        + cri("stderr", "P", call(6, 0))
                        + forged
                        + forged);
        assertThat(tail.poll()).containsExactly(withoutEnd(cri("stdout", "F", call(1, 0))), withoutEnd(forged));
    }

    @Test
    void dockersShortLinesWithoutALineFeedStandAlone() {
        String[] lines = {
            docker("stderr", "panic: x"),
            docker("stdout", "Shutting down..."),
            docker("stdout", call(1, 0) + "\\n"),
            docker("stdout", call(2, 20_000)),
            docker("stdout", call(3, 0))
        };
        log.append("access.log", String.join("", lines));
        assertThat(tail.poll()).containsExactly(withoutEnd(lines[2]), withoutEnd(lines[3]), withoutEnd(lines[4]));
    }

    @Test
    void muchOfStandardErrorAmongPartsEndsTheWaitAndNoWholeLineIsLost() {
        StringBuilder lines = new StringBuilder(cri("stdout", "P", call(0, 0)));
        for (int n = 1; n <= 3_000; n++) {
            lines.append(cri("stderr", "F", call(n, 400)));
        }
        log.append("access.log", lines + cri("stdout", "F", call(3_001, 0)) + cri("stdout", "F", call(3_002, 0)));
        List<String> found = new ArrayList<>();
        for (List<String> some = tail.poll(); !some.isEmpty(); some = tail.poll()) {
            found.addAll(some);
        }
        assertThat(found).hasSize(3_003).contains(withoutEnd(cri("stdout", "P", call(0, 0))));
        assertThat(taken())
                .filteredOn(RawLine::overlong)
                .singleElement()
                .satisfies(rest -> assertThat(new String(rest.bytes(), StandardCharsets.UTF_8))
                        .isEqualTo(withoutEnd(cri("stdout", "F", call(3_001, 0)))));
    }

    @Test
    void theRestOfALineThatWasGivenUpIsNoneAlsoAfterARestart() {
        log.append("access.log", cri("stderr", "P", "GET ") + cri("stdout", "F", call(1, 0)));
        assertThat(tail.poll()).hasSize(1);
        tail.restart();
        log.append("access.log", cri("stderr", "F", call(7, 0)) + cri("stdout", "F", call(2, 0)));
        assertThat(tail.poll()).containsExactly(withoutEnd(cri("stdout", "F", call(2, 0))));
    }

    /** What is longer than the limit by itself is not kept; what comes behind it is still of the same line. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aPartThatIsOverlongByItselfIsNotTheEndOfItsLine(int before) {
        tail.settings = withLongestLine(20_000);
        tail.restart();
        String escaped = docker("stdout", "\\u003c".repeat(DOCKERS));
        String forged = docker("stdout", call(7, 0) + "\\n");
        String first = docker("stdout", "starting\\n"); // makes the file known
        log.append(
                "access.log", first + docker("stdout", call(0, DOCKERS)).repeat(before) + escaped.substring(0, 50_000));
        assertThat(tail.poll()).isEmpty();
        log.append("access.log", escaped.substring(50_000, 90_000));
        assertThat(tail.poll()).isEmpty();
        log.append("access.log", escaped.substring(90_000) + forged + docker("stdout", call(2, 0) + "\\n"));
        assertThat(tail.poll()).hasSize(2).noneMatch(line -> line.contains("n=7"));
        assertThat(taken()).extracting(RawLine::overlong).containsExactly(true, false);
    }

    @Test
    void aPartOfTheContainerRuntimeInterfaceIsToldByItsBeginning() {
        tail.settings = withLongestLine(20_000);
        tail.restart();
        String first = cri("stdout", "F", "starting"); // makes the file known
        log.append("access.log", first);
        String part = cri("stdout", "P", call(1, 300_000));
        for (int at = 0; at < part.length(); at += 50_000) {
            log.append("access.log", part.substring(at, Math.min(part.length(), at + 50_000)));
            assertThat(tail.poll()).isEmpty();
        }
        log.append("access.log", cri("stdout", "F", call(7, 0)) + cri("stdout", "F", call(2, 0)));
        assertThat(tail.poll()).hasSize(2).noneMatch(line -> line.contains("n=7"));
        assertThat(taken().get(0).offset()).isEqualTo(first.length());
        assertThat(taken().get(0).length())
                .isEqualTo(part.length() + cri("stdout", "F", call(7, 0)).length());
    }

    @Test
    void wholeLinesAmongAnOverlongLinesPartsAreNotLost() {
        tail.settings = withLongestLine(20_000);
        tail.restart();
        String error = cri("stderr", "F", call(3, 0));
        for (int n = 0; n < 10; n++) {
            log.append("access.log", cri("stdout", "P", call(1, 9_000)) + error);
            tail.poll();
        }
        log.append("access.log", cri("stdout", "F", call(7, 0)) + cri("stdout", "F", call(2, 0)));
        tail.poll();
        assertThat(taken()).filteredOn(line -> !line.overlong()).hasSize(11);
        assertThat(taken())
                .filteredOn(line -> !line.overlong())
                .noneMatch(line -> new String(line.bytes(), StandardCharsets.UTF_8).contains("n=7"));
        assertThat(end(tail.packs))
                .isEqualTo(directory.resolve("access.log").toFile().length());
    }

    private static TailSettings withLongestLine(int bytes) {
        TailSettings usual = TailSettings.defaults("test");
        return new TailSettings(
                usual.trackerPaths(),
                usual.host(),
                usual.packBytes(),
                bytes,
                usual.disorder(),
                usual.finalAfter(),
                usual.heartbeat());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ufeff", "\ufeff\0\0", "\0\ufeff", ""})
    void aByteOrderMarkBeforeTheFieldsIsNoneOfThem(String mark) {
        String fields = "#Fields: date time cs-uri-stem";
        log.append("access.log", mark + fields + "\n2026-03-02 20:11:22 /matomo.php\n");
        assertThat(tail.poll()).containsExactly("2026-03-02 20:11:22 /matomo.php");
        assertThat(tail.last().fields()).contains(fields);
    }

    private List<RawLine> taken() {
        return tail.packs.stream().flatMap(pack -> pack.lines().stream()).toList();
    }

    private static long end(List<RawPack> packs) {
        return packs.stream()
                .map(RawPack::header)
                .mapToLong(PackHeader::end)
                .max()
                .orElseThrow();
    }

    private List<RawPack> readAll(Path... files) throws IOException {
        TailListener listener = new TailListener() {
            @Override
            public void unfinished(String stream, Path path, long from, long bytes) {
                unfinished.add(path.getFileName() + " from " + from);
            }
        };
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z"));
        TailSettings settings = TailSettings.defaults("test");
        List<RawPack> all = new ArrayList<>();
        try (OneShotReader reader =
                OneShotReader.files("web1", List.of(files), settings, LastLine.LEAVE, clock, listener)) {
            List<RawPack> packs = reader.read(10, 1 << 20);
            while (!packs.isEmpty()) {
                all.addAll(packs);
                reader.commit();
                packs = reader.read(10, 1 << 20);
            }
        }
        return all;
    }
}
