/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static io.github.trackreplay.source.tail.TestLog.call;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was removed before it could be told which log file it is, is read as soon as it has a successor; a stop before that says that it is lost. */
class UnlinkedFilesTest {
    private static final String HALF = "192.0.2.7" + call(1).substring(9, 75);

    @TempDir
    Path directory;

    private TestLog log;

    @BeforeEach
    void open() {
        log = new TestLog(directory);
    }

    private Tail removed(String text) throws IOException {
        Tail tail = Tail.fromBeginning(directory);
        log.append("access.log", text);
        tail.poll();
        log.delete("access.log");
        tail.pollLater();
        return tail;
    }

    @ParameterizedTest
    @ValueSource(strings = {"#Fields: date time\n", "192.0.2.1 - - [22/Nov/2026:10:00:00 +0000] \"GET /matomo.php"})
    void aStopSaysHowManyBytesAreLost(String text) throws IOException {
        try (Tail tail = removed(text)) {
            assertThat(tail.happened).noneMatch(what -> what.contains("lost"));

            tail.restart();

            assertThat(tail.happened).containsOnlyOnce("access.log lost " + text.length());
        }
    }

    /** Numbers are given in the order of writing, so a log behind it has none either. */
    @Test
    void soDoesOneWhileALogWithCompleteLinesWaitsForIt() throws IOException {
        try (Tail tail = Tail.fromBeginning(directory)) {
            log.append("access.log.1", HALF);
            log.append("access.log", call(2) + "\n");
            tail.poll();
            log.delete("access.log");
            tail.poll();

            tail.restart();

            assertThat(tail.happened).contains("access.log lost " + (call(2).length() + 1));
        }
    }

    @Test
    void nothingIsLostOfWhatHasASuccessor() throws IOException {
        try (Tail tail = removed(HALF)) {
            log.append("access.log", call(2) + "\n");
            for (int i = 0; i < 5; i++) {
                tail.pollLater();
            }

            tail.restart();

            assertThat(TestLog.lines(tail.packs)).containsExactly(HALF, call(2));
            assertThat(tail.happened).noneMatch(what -> what.contains("lost"));
        }
    }

    @Test
    void nothingIsLostOfWhatStandsInACopyOrAnArchive() throws IOException {
        for (byte[] copy : new byte[][] {
            HALF.getBytes(StandardCharsets.UTF_8), TestLog.gzipped(HALF.getBytes(StandardCharsets.UTF_8))
        }) {
            try (Tail tail = Tail.fromBeginning(directory)) {
                log.append("access.log.1", HALF);
                tail.poll();
                log.append("access.log.1.gz", copy);
                log.delete("access.log.1");
                tail.poll();

                tail.restart();

                assertThat(tail.happened).noneMatch(what -> what.contains("lost"));
            }
            log.delete("access.log.1.gz");
        }
    }
}
