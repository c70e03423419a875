/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.RawPack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive that is looked at when only its first byte has been written. */
class ArchiveBegunTest {
    private static final int CALLS = 2_000;

    @TempDir
    Path directory;

    @Test
    void itsFirstByteIsNoLineThatWasLost() throws IOException {
        TestLog log = new TestLog(directory);
        String text =
                IntStream.range(0, CALLS).mapToObj(n -> TestLog.call(n) + "\n").collect(Collectors.joining());
        byte[] archive = TestLog.gzipped(text.getBytes(StandardCharsets.UTF_8));
        log.append("access.log.1.gz", Arrays.copyOf(archive, 1));
        try (Tail tail = Tail.fromBeginning(directory)) {
            assertThat(tail.poll()).isEmpty();
            log.append("access.log.1.gz", Arrays.copyOfRange(archive, 1, archive.length));
            tail.now = tail.now.plusMillis(100);
            int lines = 0;
            List<RawPack> batch = tail.reader.read(1, 1_000);
            for (; !batch.isEmpty(); batch = tail.reader.read(1, 1_000)) {
                tail.reader.commit();
                lines += TestLog.lines(batch).size();
                tail.now = tail.now.plusMillis(20); // the open archive is measured between two reads
            }
            assertThat(lines).isEqualTo(CALLS);
            assertThat(tail.happened).noneMatch(what -> what.contains("lost"));
        }
    }
}
