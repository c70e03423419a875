/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static io.github.trackreplay.source.tail.TestLog.call;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files whose time of modification changes each second and that do not grow, as a mirror or a backup may leave them: nobody waits for them for ever. */
class TouchedFileTest {
    private static final int LONG = 90;

    @TempDir
    Path directory;

    private TestLog log;
    private Tail tail;

    @BeforeEach
    void open() {
        log = new TestLog(directory);
    }

    @AfterEach
    void close() {
        tail.close();
    }

    private void start() {
        tail = Tail.fromBeginning(directory);
    }

    /** The lines of so many seconds, in each of which a file is touched. */
    private List<String> touching(String name, int seconds) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            tail.now = tail.now.plusSeconds(1);
            Files.setLastModifiedTime(log.path(name), FileTime.from(tail.now));
            lines.addAll(tail.poll());
        }
        return lines;
    }

    private long said() {
        return tail.happened.stream()
                .filter(what -> what.endsWith("only touched"))
                .count();
    }

    private void rotated(String last) throws IOException {
        log.append("access.log", call(1) + "\n");
        start();
        assertThat(tail.poll()).containsExactly(call(1));
        log.append("access.log", last);
        log.rename("access.log", "access.log.1");
        log.append("access.log", call(7) + "\n");
    }

    @Test
    void whatFollowsARotatedFileIsReadAndThatIsSaidOnce() throws IOException {
        rotated(call(2) + "\n");

        assertThat(touching("access.log.1", 30)).containsExactly(call(2));
        assertThat(said()).isZero();
        assertThat(touching("access.log.1", LONG)).containsExactly(call(7));
        assertThat(tail.happened).contains("access.log.1 only touched");
        assertThat(said()).isEqualTo(1);
        assertThat(tail.unknownLosses()).isZero();
    }

    @Test
    void halfALastLineIsTakenAsItIs() throws IOException {
        rotated(call(2));

        assertThat(touching("access.log.1", LONG)).containsExactly(call(2), call(7));
        assertThat(said()).isEqualTo(1);
    }

    @Test
    void whatItGrowsByLaterIsRead() throws IOException {
        rotated("");
        touching("access.log.1", LONG);
        log.append("access.log.1", call(3) + "\n");

        assertThat(touching("access.log.1", 2)).containsExactly(call(3));
        assertThat(tail.happened).contains("1 resumed");
    }

    @Test
    void oneThatGrowsFromTimeToTimeIsWaitedFor() throws IOException {
        rotated("");
        for (int n = 10; n < 20; n++) {
            log.append("access.log.1", call(n) + "\n");
            assertThat(touching("access.log.1", 30)).containsExactly(call(n));
        }

        assertThat(touching("access.log.1", LONG)).containsExactly(call(7));
    }

    @Test
    void aFirstLineWithoutItsEndIsTakenAsItIs() throws IOException {
        log.append("access.log.1", call(1));
        log.append("access.log", call(7) + "\n");
        start();

        assertThat(touching("access.log.1", LONG)).containsExactlyInAnyOrder(call(1), call(7));
    }

    @Test
    void anArchiveThatBreaksOffInItsFirstLineIsPassedBy() throws IOException {
        byte[] whole = TestLog.gzipped((call(1) + "\n").getBytes(StandardCharsets.UTF_8));
        log.append("access.log.1.gz", Arrays.copyOf(whole, 40));
        log.append("access.log", call(7) + "\n");
        start();

        assertThat(touching("access.log.1.gz", LONG)).containsExactly(call(7));
        assertThat(tail.happened).contains("access.log.1.gz damaged");
    }

    @Test
    void halfALineOfTheLiveLogIsLeftBehind() throws IOException {
        log.append("access.log", call(1) + "\n" + call(2));
        start();
        assertThat(touching("access.log", LONG)).containsExactly(call(1));

        assertThat(tail.happened).contains("access.log has half a line of " + call(2).length());
        assertThat(tail.last().header().watermark()).isPresent();
    }
}
