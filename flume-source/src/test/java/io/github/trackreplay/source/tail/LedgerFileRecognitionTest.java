/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.ArchiveEnd;
import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.event.RawPack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an import takes for a log file that the ledger knows, and what not. */
class LedgerFileRecognitionTest {
    private static final String HEALTH = "127.0.0.1 - - [22/Nov/2026:10:00:00 +0000] \"GET /health HTTP/1.1\" 200 2\n";

    @TempDir
    Path directory;

    private TestLog log;
    private final Taken ledger = new Taken();

    @BeforeEach
    void open() {
        log = new TestLog(directory);
    }

    /** A ledger: takes ranges, keeps the proofs. */
    private static final class Taken implements KnownContent {
        private final Map<Fingerprint, Map<Long, Proof>> proofs = new HashMap<>();
        private final Map<Fingerprint, Long> ends = new HashMap<>();
        private final Map<Long, String> contradicted = new HashMap<>();

        /** Returns the lines that had not been taken. */
        List<String> take(List<RawPack> packs) {
            List<String> lines = new ArrayList<>();
            for (RawPack pack : packs) {
                Fingerprint file = pack.header().file().fingerprint();
                long end = ends.getOrDefault(file, 0L);
                pack.header().proofs().forEach(proof -> {
                    Proof before =
                            proofs.computeIfAbsent(file, f -> new TreeMap<>()).putIfAbsent(proof.boundary(), proof);
                    assertThat(before == null || before.equals(proof)).isTrue();
                });
                pack.lines().stream()
                        .filter(line -> line.offset() >= end)
                        .forEach(line -> lines.add(new String(line.bytes(), java.nio.charset.StandardCharsets.UTF_8)));
                ends.merge(file, pack.header().end(), Math::max);
            }
            return lines;
        }

        @Override
        public Set<Fingerprint> known(String stream, Collection<Fingerprint> among) {
            return among.stream().filter(ends::containsKey).collect(Collectors.toSet());
        }

        @Override
        public Map<Long, Proof> proofs(String stream, Fingerprint file) {
            return proofs.getOrDefault(file, Map.of());
        }

        @Override
        public Map<Long, String> contradicted(String stream, Fingerprint file) {
            return contradicted;
        }
    }

    private List<String> take(Path... files) throws IOException {
        return ledger.take(read(files));
    }

    private List<RawPack> read(Path... files) throws IOException {
        return read(ledger, files);
    }

    private static List<RawPack> read(Taken ledger, Path... files) throws IOException {
        List<RawPack> packs = new ArrayList<>();
        try (OneShotReader reader = OneShotReader.files(
                        "web1",
                        List.of(files),
                        TailSettings.defaults("test"),
                        OneShotReader.LastLine.LEAVE,
                        InstantSource.system(),
                        TailListener.SILENT)
                .knowing(ledger)) {
            while (!reader.ended()) {
                packs.addAll(reader.read(3, 4000));
                reader.commit();
            }
        }
        return packs;
    }

    /** Where packs say that their log file is whole. */
    private static List<Long> wholeAt(List<RawPack> packs) {
        return packs.stream()
                .filter(pack -> pack.header().archiveEnd() == ArchiveEnd.WHOLE)
                .map(pack -> pack.header().end())
                .toList();
    }

    /** As a frontend's disk was put back to a snapshot. It ends where the ledger has no proof; a pack of it was in conflict. */
    @Test
    void whatWasPutBackAndGoesOnOtherwiseIsAnotherLog() throws IOException {
        write("a.log", HEALTH, 0, 300);
        take(log.path("a.log"));
        write("b.log", HEALTH, 0, 100);
        Files.writeString(log.path("b.log"), TestLog.call(1_000) + "\n", StandardOpenOption.APPEND);
        assertThat(take(log.path("b.log"))).as("nobody can tell").isEmpty();

        List<Proof> ofOthers = new ArrayList<>();
        read(new Taken(), log.path("b.log"))
                .forEach(pack -> ofOthers.addAll(pack.header().proofs()));
        Proof end = ofOthers.get(ofOthers.size() - 1);
        ledger.contradicted.put(end.boundary(), end.hash());
        assertThat(take(log.path("b.log"))).contains(TestLog.call(1_000));
        assertThat(take(log.path("b.log"))).as("the second time").isEmpty();
    }

    /** The ledger may know it by an archive that broke off. */
    @Test
    void anArchiveOfAKnownLogThatIsReadToItsEndIsSaidToBeWhole() throws IOException {
        write("a.log", HEALTH, 0, 300);
        byte[] all = Files.readAllBytes(log.path("a.log"));
        long end = all.length;
        log.gzip("a.log", "a.log.gz");
        byte[] packed = Files.readAllBytes(log.path("a.log.gz"));
        Path cut = log.append("cut.gz", Arrays.copyOf(packed, packed.length - 20));
        assertThat(wholeAt(read(log.path("a.log.gz")))).as("not known").isEmpty();
        ledger.take(read(cut));

        assertThat(wholeAt(read(cut))).isEmpty();
        assertThat(wholeAt(read(log.append("copy.log", all)))).as("not packed").isEmpty();
        List<RawPack> sound = read(log.path("a.log.gz"));
        assertThat(wholeAt(sound)).containsExactly(end);
        ledger.take(sound);
        assertThat(wholeAt(read(log.path("a.log.gz")))).containsExactly(end);
        Path halfLine = log.append("half.gz", TestLog.gzipped(Arrays.copyOf(all, all.length - 1)));
        assertThat(wholeAt(read(halfLine))).as("its last line is left").isEmpty();
    }

    private List<String> write(String name, String first, int from, int calls) {
        StringBuilder text = new StringBuilder(first);
        List<String> lines = new ArrayList<>();
        for (int i = from; i < from + calls; i++) {
            lines.add(TestLog.call(i));
            text.append(TestLog.call(i)).append('\n');
        }
        log.append(name, text.toString());
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {HEALTH, "\n", "\n\n\n", "#Fields: a b\n2026-11-22 10:00:00 /x\n"})
    void filesThatBeginWithTheSameLineAreEachTakenOnceWhicheverImportBringsThem(String first) throws IOException {
        List<String> longest = write("a.log", first, 0, 300);
        List<String> middle = write("b.log", first, 1000, 100);
        List<String> shortest = write("c.log", first, 2000, 50);
        log.gzip("b.log", "b.log.gz");

        assertThat(take(log.path("a.log"))).isEqualTo(longest);
        assertThat(take(log.path("b.log.gz"))).isEqualTo(middle);
        assertThat(take(log.path("c.log"))).isEqualTo(shortest);

        assertThat(take(log.path("c.log"))).isEmpty();
        assertThat(take(log.path("b.log"))).isEmpty();
        assertThat(take(log.path("a.log"))).isEmpty();
    }

    @Test
    void oneThatGrewIsTheSameAndAShorterCopyTooWhereverTheyWereCut() throws IOException {
        write("a.log", HEALTH, 0, 300);
        byte[] all = Files.readAllBytes(log.path("a.log"));
        Path part = log.append("part.log", Arrays.copyOf(all, 10_000));
        List<String> first = take(part);
        assertThat(first).isNotEmpty();

        List<String> rest = take(log.path("a.log"));
        assertThat(first.size() + rest.size()).isEqualTo(300);
        assertThat(take(log.append("shorter.log", Arrays.copyOf(all, 7_777)))).isEmpty();
        assertThat(ledger.proofs).hasSize(1);
    }

    @Test
    void aLogThatWasRewrittenIsAnotherOne() throws IOException {
        write("a.log", HEALTH, 0, 300);
        take(log.path("a.log"));
        String rewritten = Files.readString(log.path("a.log")).replace("n=200 ", "n=2OO ");
        Path other = log.append("other.log", rewritten);

        assertThat(take(other)).hasSize(300);
        assertThat(take(other)).isEmpty();
    }

    @Test
    void whatWasTakenWithoutProofsIsTheSame() throws IOException {
        write("a.log", HEALTH, 0, 300);
        take(log.path("a.log"));
        ledger.proofs.clear();

        assertThat(take(log.path("a.log"))).isEmpty();
    }
}
