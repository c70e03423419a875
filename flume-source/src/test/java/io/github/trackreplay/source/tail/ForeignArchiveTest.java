/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static io.github.trackreplay.source.tail.TestLog.call;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import io.github.trackreplay.packing.ArchiveFormat;
import io.github.trackreplay.packing.Packed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rotated logs that are packed in a way that is not read. */
class ForeignArchiveTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"lz4, 04224d18", "Z, 1f9d90", "zip, 504b0304", "txt, fffe"})
    void anArchiveThatCannotBeReadIsNoLogFile(String ending, String magic) throws IOException {
        TestLog log = new TestLog(directory);
        try (Tail tail = Tail.fromBeginning(directory)) {
            log.append("access.log", call(1) + "\n");
            tail.poll();
            log.rename("access.log", "access.log.1");
            log.append("access.log", call(2) + "\n");
            assertThat(tail.pollLater()).containsExactly(call(2));
            log.append(
                    "access.log.1." + ending,
                    Bytes.concat(HexFormat.of().parseHex(magic), "x\ny\nz\n".getBytes(UTF_8)));
            log.delete("access.log.1");
            assertThat(tail.pollLater()).isEmpty();

            log.append("access.log", call(3) + "\n");
            assertThat(tail.pollLater()).containsExactly(call(3));

            assertThat(tail.happened)
                    .filteredOn(happened -> happened.startsWith("access.log.1." + ending))
                    .containsExactly("access.log.1." + ending + " is left out");
            assertThat(tail.packs)
                    .extracting(pack -> pack.header().file().number())
                    .containsOnly(1L, 2L);
            assertThat(tail.last().header().watermark()).isPresent();
        }
    }

    @Test
    void aLogThatOnlyLooksLikeAnArchiveIsRead() throws IOException {
        TestLog log = new TestLog(directory);
        try (Tail tail = Tail.fromBeginning(directory)) {
            log.append("access.log", "BZh9 " + call(1) + "\n");
            assertThat(tail.poll()).hasSize(1);
        }
    }

    @Test
    void anArchiveThatIsReplacedByALogIsRead() throws IOException {
        TestLog log = new TestLog(directory);
        try (Tail tail = Tail.fromBeginning(directory)) {
            log.append("access.log.1", Bytes.concat(HexFormat.of().parseHex("04224d18"), new byte[500]));
            assertThat(tail.pollLater()).isEmpty();
            log.truncate("access.log.1");
            log.append("access.log.1", call(1) + "\n");
            log.append("access.log", call(2) + "\n");

            assertThat(tail.pollLater()).containsExactly(call(1), call(2));
        }
    }

    @Test
    void anArchiveThatIsBeingWrittenIsNamedOnce() throws IOException {
        TestLog log = new TestLog(directory);
        try (Tail tail = Tail.fromBeginning(directory)) {
            for (int i = 0; i < 5; i++) {
                log.append("access.log.1.lz4", Bytes.concat(HexFormat.of().parseHex("04224d18"), new byte[500]));
                assertThat(tail.poll()).isEmpty();
            }
            assertThat(tail.happened).containsExactly("access.log.1.lz4 is left out");
        }
    }

    /** Compressed in steps, as its program does it, while the server goes on. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UTF_16LE", "UTF_16BE"})
    void aRotatedLogIsKnownAgainHoweverItIsCompressedAndItsRestIsRead(ArchiveFormat packing) throws IOException {
        TestLog log = new TestLog(directory);
        try (Tail tail = Tail.fromBeginning(directory)) {
            log.append("access.log", call(1) + "\n");
            assertThat(tail.poll()).containsExactly(call(1));
            log.rename("access.log", "access.log.1");
            String rest = (call(2) + "\n").repeat(50);
            byte[] archive = Packed.by(packing, (call(1) + "\n" + rest).getBytes(UTF_8));
            String name = "access.log.1" + Packed.ending(packing);
            int half = archive.length / 2;
            log.append(name, Arrays.copyOf(archive, 3));
            log.delete("access.log.1");
            log.append("access.log", call(3) + "\n");
            tail.poll();
            log.append(name, Arrays.copyOfRange(archive, 3, half));
            tail.poll();
            log.append(name, Arrays.copyOfRange(archive, half, archive.length));

            tail.pollLater();
            tail.pollLater();

            assertThat(TestLog.lines(tail.packs)).hasSize(52).contains(call(2)).endsWith(call(3));
            assertThat(tail.packs)
                    .extracting(pack -> pack.header().file().number())
                    .containsOnly(1L, 2L);
        }
    }
}
