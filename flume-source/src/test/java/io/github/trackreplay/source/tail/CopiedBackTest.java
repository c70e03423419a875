/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static io.github.trackreplay.source.tail.TestLog.call;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log that was read is copied back, slowly, where all that is left of it is an archive: that is unpacked a few times, however often one looks. */
class CopiedBackTest {
    private static final int STEPS = 60;

    @TempDir
    Path directory;

    private TestLog log;
    private byte[] bytes;
    private byte[] archive;

    @BeforeEach
    void write() throws IOException {
        log = new TestLog(directory);
        Random random = new Random(7);
        StringBuilder lines = new StringBuilder();
        for (int n = 0; lines.length() < 3 << 20; n++) {
            lines.append(call(n));
            for (int i = 0; i < 20; i++) {
                lines.append(' ').append(Long.toHexString(random.nextLong()));
            }
            lines.append('\n');
        }
        bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        archive = TestLog.gzipped(bytes);
    }

    private Tail readAndPacked(byte[] packed) throws IOException {
        log.append("access.log", bytes);
        Tail tail = Tail.fromBeginning(directory);
        while (tail.reader.bytesLeft() > 0 || tail.packs.isEmpty()) {
            tail.poll();
        }
        log.append("access.log.1.gz", packed);
        tail.pollLater();
        log.delete("access.log");
        log.append("access.log", call(-1) + "\n");
        tail.pollLater();
        tail.pollLater();
        return tail;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.6, 1})
    void itsArchiveIsUnpackedAFewTimesHoweverOftenItGrows(double whole) throws IOException {
        try (Tail tail = readAndPacked(Arrays.copyOf(archive, (int) (archive.length * whole)))) {
            long before = tail.bytesUnpacked;
            int lines = TestLog.lines(tail.packs).size();
            for (int step = 0; step < STEPS; step++) {
                int from = (int) ((long) bytes.length * step / STEPS);
                log.append("access.log.2", Arrays.copyOfRange(bytes, from, (int)
                        ((long) bytes.length * (step + 1) / STEPS)));
                tail.poll();
            }
            tail.pollLater();
            tail.pollLater();

            assertThat(tail.bytesUnpacked - before).isLessThan(6L * archive.length);
            assertThat(TestLog.lines(tail.packs)).hasSize(lines);
            assertThat(tail.happened).noneMatch(what -> what.contains("may begin") || what.contains("lost"));
        }
    }

    /** Nobody waits until it rests to know it. */
    @Test
    void whatHasGoneOnOtherwiseWhenItIsSeenFirstIsReadAtOnce() throws IOException {
        try (Tail tail = readAndPacked(archive)) {
            log.append("access.log.2", Arrays.copyOf(bytes, 290 << 10));
            Path written = log.append("access.log.2", "\n" + call(-2) + "\n");
            Files.setLastModifiedTime(written, FileTime.from(tail.now));

            assertThat(tail.poll()).contains(call(-2));
        }
    }

    /** Its first bytes are the same, and many more than a glance at the archive shows. */
    @Test
    void whatGoesOnOtherwiseIsReadAsALogOfItsOwn() throws IOException {
        try (Tail tail = readAndPacked(archive)) {
            for (int from = 0; from < 1 << 20; from += 1 << 16) {
                log.append("access.log.2", Arrays.copyOfRange(bytes, from, from + (1 << 16)));
                tail.poll();
            }
            log.append("access.log.2", "\n" + call(-2) + "\n");
            tail.pollLater();
            tail.pollLater();

            assertThat(TestLog.lines(tail.packs)).contains(call(-2));
        }
    }
}
