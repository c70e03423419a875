/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static io.github.trackreplay.source.tail.TestLog.call;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs that are not plain UTF-8: an agent reads them or says that it leaves them out, and the others go on. */
class EncodedLogTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "x-UTF-16LE-BOM", "X-UTF-32LE-BOM"})
    void textOfSeveralBytesACharacterIsLeftOutWithAWord(String charset) {
        TestLog log = new TestLog(directory);
        log.append("access.log.1", (call(1) + "\n").getBytes(Charset.forName(charset)));
        log.append("access.log", call(7) + "\n");
        try (Tail tail = Tail.fromBeginning(directory)) {
            assertThat(tail.pollLater()).containsExactly(call(7));
            assertThat(tail.happened).contains("access.log.1 is left out");
        }
    }

    @Test
    void aByteOrderMarkOfUtf8IsNotOfTheFirstLine() {
        TestLog log = new TestLog(directory);
        log.append("access.log", "\ufeff" + call(1) + "\n" + call(2) + "\n");
        try (Tail tail = Tail.fromBeginning(directory)) {
            assertThat(tail.poll()).containsExactly(call(1), call(2));
        }
    }
}
