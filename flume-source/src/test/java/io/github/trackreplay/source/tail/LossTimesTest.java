/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static io.github.trackreplay.source.tail.TestLog.call;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.UnknownLoss;
import io.github.trackreplay.source.checkpoint.Positions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A possible loss ends when it was noticed: one that was accepted covers none that comes later. It begins where the lines may: between two
 * looks, or, in an archive that nobody has read to its end, at any time.
 */
class LossTimesTest {
    private static final String ARCHIVE = "access.log.1.gz";
    private static final String PLAIN = "access.log.1";

    @TempDir
    Path directory;

    private TestLog log;

    @BeforeEach
    void write() throws IOException {
        log = new TestLog(directory);
        log.append("access.log.2", call(1) + "\n");
        log.append(ARCHIVE, TestLog.gzipped((call(2) + "\n").getBytes(UTF_8)));
        log.append("access.log", call(3) + "\n");
    }

    private static List<UnknownLoss> losses(Tail tail) {
        for (int i = 0; i < 5; i++) {
            tail.pollLater();
            tail.now = tail.now.plusSeconds(60);
        }
        return tail.packs.stream()
                .map(pack -> pack.header().unknownLoss())
                .flatMap(Optional::stream)
                .toList();
    }

    /** Its lines may be older than any look. */
    @Test
    void ofAnArchiveThatVanishesUnreadLinesOfAnyTimeMayBeLost() throws IOException {
        try (Tail tail = Tail.fromBeginning(directory)) {
            tail.reader.read(1, 1);
            tail.reader.commit();
            long seen = tail.now.toEpochMilli();
            log.delete(ARCHIVE);

            assertThat(losses(tail)).singleElement().satisfies(loss -> {
                assertThat(loss.from()).isEqualTo(PackHeader.Promise.ANY_TIME);
                assertThat(loss.to()).isGreaterThan(seen);
            });
        }
    }

    @Test
    void ofAnArchiveThatIsOverwrittenUnreadLinesOfAnyTimeMayBeLost() throws IOException {
        log.append(ARCHIVE, new byte[1000]);
        try (Tail tail = Tail.fromBeginning(directory)) {
            tail.reader.read(1, 1);
            tail.reader.commit();
            long seen = tail.now.toEpochMilli();
            Files.write(log.path(ARCHIVE), TestLog.gzipped((call(4) + "\n").getBytes(UTF_8)));

            assertThat(losses(tail)).singleElement().satisfies(loss -> {
                assertThat(loss.from()).isEqualTo(PackHeader.Promise.ANY_TIME);
                assertThat(loss.to()).isGreaterThan(seen);
            });
            assertThat(TestLog.lines(tail.packs)).contains(call(4)).doesNotContain(call(2));
        }
    }

    @Test
    void ofAnUnreadArchiveThatVanishedBeforeTheStartLinesOfAnyTimeMayBeLost() throws IOException {
        try (Tail tail = Tail.fromBeginning(directory)) {
            long started = stopDeleteAndStart(tail, ARCHIVE);

            assertThat(losses(tail)).singleElement().satisfies(loss -> {
                assertThat(loss.from()).isEqualTo(PackHeader.Promise.ANY_TIME);
                assertThat(loss.to()).isBetween(started, started + 100);
            });
        }
    }

    /** What it held behind the lines that were read may be older than any look, too. */
    @Test
    void ofAnArchiveThatWasReadInPartAndVanishedBeforeTheStartLinesOfAnyTimeMayBeLost() throws IOException {
        Files.write(log.path(ARCHIVE), TestLog.gzipped((call(2) + "\n" + call(5) + "\n").getBytes(UTF_8)));
        try (Tail tail = Tail.fromBeginning(directory)) {
            List<String> read = new ArrayList<>();
            for (int i = 0; i < 100 && !read.contains(call(2)); i++) {
                read.addAll(TestLog.lines(tail.reader.read(1, 1)));
                tail.reader.commit();
                tail.now = tail.now.plusSeconds(1);
            }
            assertThat(read).contains(call(2)).doesNotContain(call(5));
            Positions positions = tail.reader.positions();
            tail.reader.close();
            log.delete(ARCHIVE);
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            tail.start(Optional.of(positions));
            long started = tail.now.toEpochMilli();

            assertThat(losses(tail)).singleElement().satisfies(loss -> {
                assertThat(loss.from()).isEqualTo(PackHeader.Promise.ANY_TIME);
                assertThat(loss.to()).isBetween(started, started + 100);
            });
        }
    }

    /** Its length was seen before it was compressed. */
    @Test
    void whatWasSeenOfALogIsCountedAlsoIfItVanishesAsAnArchive() throws IOException {
        String lines = call(2) + "\n" + call(5) + "\n";
        log.delete(ARCHIVE);
        log.append(PLAIN, lines);
        try (Tail tail = Tail.fromBeginning(directory)) {
            tail.reader.read(1, 1);
            tail.reader.commit();
            Files.write(log.path(ARCHIVE), TestLog.gzipped(lines.getBytes(UTF_8)));
            log.delete(PLAIN);
            tail.restart();
            List<String> read = TestLog.lines(tail.reader.read(1, 1));
            tail.reader.commit();
            Positions positions = tail.reader.positions();
            tail.reader.close();
            log.delete(ARCHIVE);
            tail.start(Optional.of(positions));

            losses(tail);
            assertThat(read).doesNotContain(call(5));
            assertThat(TestLog.lines(tail.packs)).doesNotContain(call(5));
            assertThat(tail.lost()).isEqualTo(lines.length() - (read.contains(call(2)) ? call(2).length() + 1 : 0));
        }
    }

    /** Nobody has seen what was appended after that stop, however often the source was started since. */
    @Test
    void whatAnArchiveHoldsOfALogThatWasSeenPlainMayBeLostSinceThatLook() throws IOException {
        Path live = log.path("access.log");
        try (Tail tail = Tail.fromBeginning(directory)) {
            losses(tail);
            Positions first = tail.reader.positions();
            tail.reader.close();
            log.append("access.log", call(5) + "\n");
            log.append("access.log.0.gz", TestLog.gzipped(Files.readAllBytes(live)));
            log.append("access.log.new", call(6) + "\n");
            log.delete("access.log");
            log.rename("access.log.new", "access.log");
            log.append("access.log.2", call(8) + "\n");
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            tail.start(Optional.of(first));
            List<String> read = TestLog.lines(tail.reader.read(1, 1));
            tail.reader.commit();
            Positions second = tail.reader.positions();
            tail.reader.close();
            log.delete("access.log.0.gz");
            tail.now = tail.now.plus(Duration.ofMinutes(5));
            tail.start(Optional.of(second));

            assertThat(losses(tail)).extracting(UnknownLoss::from).containsExactly(first.lookedAt());
            assertThat(read).containsExactly(call(8));
            assertThat(TestLog.lines(tail.packs)).contains(call(6)).doesNotContain(call(5));
        }
    }

    private long stopDeleteAndStart(Tail tail, String name) throws IOException {
        tail.reader.read(1, 1);
        tail.reader.commit();
        Positions positions = tail.reader.positions();
        tail.reader.close();
        log.delete(name);
        tail.now = tail.now.plus(Duration.ofMinutes(5));
        tail.start(Optional.of(positions));
        return tail.now.toEpochMilli();
    }

    @Test
    void aPlainFileMayHaveGrownSinceAListingShowedItAsItWas() throws IOException {
        Path plain = log.append(PLAIN, call(2) + "\n");
        Carrier.Shared home = new Carrier.Shared(Disk.REAL, new OpenCarriers(OpenFiles.ofProcess()), new SharedNames());
        Carrier carrier = new Carrier(home, new FoundFile(plain, "key", 100, 7), 1_000);
        carrier.update(new FoundFile(plain, "key", 100, 7), 2_000);

        assertThat(carrier.unseen(3_000, 0)).isEqualTo(new UnknownLoss(2_000, 3_000));
        carrier.update(new FoundFile(plain, "key", 50, 8), 3_000);
        assertThat(carrier.unseen(3_000, 0)).isEqualTo(new UnknownLoss(2_000, 3_000));
    }

    /** Those of its bytes that were seen are counted. */
    @Test
    void aPlainLogThatVanishedBeforeTheStartMayHaveGrownBetweenTheStopAndTheStart() throws IOException {
        log.delete(ARCHIVE);
        log.append(PLAIN, call(2) + "\n");
        try (Tail tail = Tail.fromBeginning(directory)) {
            long stopped = tail.now.toEpochMilli();
            long started = stopDeleteAndStart(tail, PLAIN);

            assertThat(losses(tail)).singleElement().satisfies(loss -> {
                assertThat(loss.from()).isEqualTo(stopped);
                assertThat(loss.to()).isBetween(started, started + 100);
            });
            assertThat(tail.lost()).isEqualTo(call(2).length() + 1);
        }
    }
}
