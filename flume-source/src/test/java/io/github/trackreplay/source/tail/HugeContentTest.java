/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static io.github.trackreplay.source.tail.TestLog.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive that inflates enormously, a line of a hundred megabytes: one line, of which little is kept, that holds nobody up. */
class HugeContentTest {
    private static final int PIECE = 4 << 20;
    private static final int PIECES = 25;
    private static final long FLOOD = (long) PIECE * PIECES;

    @TempDir
    Path directory;

    private TestLog log;

    @BeforeEach
    void open() {
        log = new TestLog(directory);
    }

    private static byte[] piece(char c) {
        byte[] bytes = new byte[PIECE];
        Arrays.fill(bytes, (byte) c);
        return bytes;
    }

    /** A text, a flood of one character, another text; the archive's members are small and many. */
    private Path archive(String name, String before, char flood, String behind) throws IOException {
        byte[] member = TestLog.gzipped(piece(flood));
        Path file = log.path(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(TestLog.gzipped(before.getBytes(StandardCharsets.UTF_8)));
            for (int i = 0; i < PIECES; i++) {
                out.write(member);
            }
            out.write(TestLog.gzipped(behind.getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(Files.size(file)).isLessThan(FLOOD / 500);
        return file;
    }

    private void plain(String name, String before, String behind) throws IOException {
        try (OutputStream out = Files.newOutputStream(log.path(name))) {
            out.write(before.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < PIECES; i++) {
                out.write(piece('a'));
            }
            out.write(behind.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Batches one after the other until there is nothing more at once. */
    private static List<List<RawPack>> batches(TailReader reader) {
        List<List<RawPack>> batches = new ArrayList<>();
        do {
            batches.add(reader.read(1000, 1 << 20));
            reader.commit();
        } while (reader.brokeOff() || !batches.get(batches.size() - 1).isEmpty());
        return batches;
    }

    private static List<RawLine> lines(List<RawPack> packs) {
        return packs.stream().flatMap(pack -> pack.lines().stream()).toList();
    }

    /** The quiet stream's line comes with the first batch, the flood in the end as one line of which little is kept. */
    private void holdsNobodyUp(String flooded) {
        log.append("quiet.log", call(7) + "\n");
        try (Tail tail = new Tail(directory, new StartAt.Beginning(), "%{basename}", "*.log*")) {
            List<List<RawPack>> batches = batches(tail.reader);

            assertThat(TestLog.lines(batches.get(0))).contains(call(7), call(1));
            assertThat(batches).hasSizeGreaterThan(3);
            List<RawPack> all = batches.stream().flatMap(List::stream).toList();
            List<RawLine> overlong =
                    lines(all).stream().filter(RawLine::overlong).toList();
            assertThat(overlong).hasSize(1);
            assertThat(overlong.get(0).length()).isEqualTo(FLOOD + 1);
            assertThat(overlong.get(0).bytes()).hasSizeLessThanOrEqualTo(64 << 10);
            assertThat(TestLog.lines(all)).as(flooded).contains(call(2));
        }
    }

    @Test
    void anArchiveThatInflatesEnormouslyHoldsNobodyUp() throws IOException {
        archive("flood.log.1.gz", call(1) + "\n", 'a', "\n" + call(2) + "\n");

        holdsNobodyUp("flood.log.1.gz");
    }

    @Test
    void aLineOfAHundredMegabytesHoldsNobodyUp() throws IOException {
        plain("flood.log", call(1) + "\n", "\n" + call(2) + "\n");

        holdsNobodyUp("flood.log");
    }

    @Test
    void anArchiveOfAHundredMillionEmptyLinesHoldsNobodyUp() throws IOException {
        archive("flood.log.1.gz", call(1) + "\n", '\n', call(2) + "\n");
        log.append("quiet.log", call(7) + "\n");
        try (Tail tail = new Tail(directory, new StartAt.Beginning(), "%{basename}", "*.log*")) {
            List<List<RawPack>> batches = batches(tail.reader);

            assertThat(TestLog.lines(batches.get(0))).contains(call(7), call(1));
            assertThat(TestLog.lines(batches.stream().flatMap(List::stream).toList()))
                    .contains(call(2));
        }
    }

    @Test
    void anArchiveWithoutAnyLineIsLookedAtInPiecesAndNothingIsPromisedOfIt() throws IOException {
        archive("flood.log.1.gz", "", 'a', "");
        log.append("quiet.log", call(7) + "\n");
        try (Tail tail = new Tail(directory, new StartAt.Beginning(), "%{basename}", "*.log*")) {
            List<List<RawPack>> batches = batches(tail.reader);
            int pieces = (int) batches.stream().takeWhile(List::isEmpty).count();

            assertThat(pieces).isBetween(2, 17);
            assertThat(TestLog.lines(batches.get(pieces))).contains(call(7));
        }
    }

    @Test
    void anImportOfSuchAnArchiveKeepsLittleOfItsLine() throws IOException {
        Path file = archive("flood.log.1.gz", call(1) + "\n", 'a', "\n" + call(2) + "\n");
        List<RawPack> packs = new ArrayList<>();
        try (OneShotReader reader = OneShotReader.files(
                "web1",
                List.of(file),
                TailSettings.defaults("test"),
                OneShotReader.LastLine.LEAVE,
                Clock.systemUTC(),
                TailListener.SILENT)) {
            while (!reader.ended()) {
                packs.addAll(reader.read(10, 1 << 20));
                reader.commit();
            }
        }

        assertThat(lines(packs)).hasSize(3).filteredOn(RawLine::overlong).hasSize(1);
        assertThat(TestLog.lines(packs)).contains(call(1), call(2));
    }
}
