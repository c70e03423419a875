/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever rewrites the log that is followed so that it begins otherwise is told; whoever rotates it is not. */
class WrittenAnewTest {
    private static final int CALLS = 1_000;

    @TempDir
    Path directory;

    private TestLog log;
    private Tail tail;

    @BeforeEach
    void open() {
        log = new TestLog(directory);
        tail = Tail.fromBeginning(directory);
        log.append("access.log", calls(0, CALLS));
        assertThat(tail.pollLater()).hasSize(CALLS);
    }

    @AfterEach
    void close() {
        tail.close();
    }

    /** Calls a second apart. */
    private static String calls(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(String.format(
                    Locale.ROOT,
                    "192.0.2.1 - - [22/Nov/2026:10:%02d:%02d +0000] \"GET /matomo.php?idsite=1&rec=1&n=%d HTTP/1.1\" 200 43 \"-\""
                            + " \"-\"\n",
                    i / 60,
                    i % 60,
                    i));
        }
        return text.toString();
    }

    private void assertSaid(boolean said) {
        assertThat(tail.happened.stream().filter(event -> event.equals("access.log written anew as 2")))
                .hasSize(said ? 1 : 0);
    }

    /** As {@code sed -i} does: another file, under the same name. */
    private void rewrite(String text) throws IOException {
        log.append("sedX1y2z3", text);
        log.rename("sedX1y2z3", "access.log");
    }

    @Test
    void aLogWhoseFirstLineSomebodyCutOffIsReadAgainWithAWarning() throws IOException {
        String text = Files.readString(log.path("access.log"));
        rewrite(text.substring(text.indexOf('\n') + 1));
        assertThat(tail.pollLater()).hasSize(CALLS - 1);
        assertSaid(true);
    }

    @Test
    void soIsOneWhoseEveryLineSomebodyChanged() throws IOException {
        rewrite(Files.readString(log.path("access.log")).replace("192.0.2.1", "192.0.2.0"));
        assertThat(tail.pollLater()).hasSize(CALLS);
        assertSaid(true);
    }

    @Test
    void aLogThatFollowsARemovedOneIsNotMeant() throws IOException {
        log.delete("access.log");
        log.append("access.log", calls(CALLS - 1, CALLS + 5));
        assertThat(tail.pollLater()).hasSize(6);
        assertSaid(false);
    }

    @Test
    void aCallHeldOpenOverARotationIsNotMeant() throws IOException {
        log.rename("access.log", "access.log.1");
        log.append("access.log", calls(CALLS - 300, CALLS - 299) + calls(CALLS, CALLS + 5));
        assertThat(tail.pollLater()).hasSize(6);
        assertSaid(false);
    }
}
