/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code CALL POLL COPYTRUNCATE CALL DELETE PARTIAL RENAME}, a random history that once failed, step by step. At one look three things
 * have happened to a log that was read and is open:
 *
 * <ol>
 *   <li>It was copied and emptied, and what was written then is exactly as long as what was read. By its length nothing tells; by the
 *       bytes before the position it was truncated, and the copy takes its place.
 *   <li>Its name was removed, so what was written into it is within reach only because it is open.
 *   <li>The next log, which begins with the same empty line, was renamed with half a call in it. By its name it is older than the one
 *       that is gone, so that one waits for it, until it has rested. Then both become known at once, and the times of their first calls
 *       tell their order. The half line stays the last one, and is read when it is whole.
 * </ol>
 */
class TruncatedAndGoneTest {
    private static final String SAME = "\n";

    @TempDir
    Path directory;

    private static String call(int n) {
        return "192.0.2." + n + " - - [22/Nov/2026:10:00:0" + n
                + " +0000] \"GET /matomo.php?idsite=1 HTTP/1.1\" 200 43";
    }

    @Test
    void whatWasWrittenIntoAnEmptiedLogIsReadAndTheHalfLineBehindItIsWaitedFor() throws IOException {
        TestLog log = new TestLog(directory);
        List<String> read = new ArrayList<>();
        try (Tail tail = Tail.fromBeginning(directory)) {
            log.append("access.log", SAME + call(1) + "\n");
            read.addAll(tail.poll());
            log.copy("access.log", "access.log.1");
            log.truncate("access.log");
            log.append("access.log", SAME + call(2) + "\n");
            log.delete("access.log");
            String half = call(3).substring(0, 50);
            log.append("access.log", SAME + half);
            log.rename("access.log.1", "access.log.2");
            log.rename("access.log", "access.log.1");

            for (int i = 0; i < 5; i++) {
                read.addAll(tail.poll());
                tail.now = tail.now.plusSeconds(4);
            }

            assertThat(read).containsExactly(call(1), call(2));
            assertThat(tail.happened)
                    .containsSubsequence("access.log truncated", "unknown loss", "access.log.2 recognised as 1")
                    .containsSubsequence("access.log appeared as 2", "access.log.1 appeared as 3")
                    .containsSubsequence("1 finished at 87", "2 finished at 87")
                    .noneMatch(what -> what.startsWith("3 finished") || what.contains(" lost "));
            assertThat(tail.lost()).isZero();
            assertThat(tail.unknownLosses()).isEqualTo(1);

            log.append("access.log.1", call(3).substring(half.length()) + "\n");
            read.addAll(tail.pollLater());

            assertThat(read).containsExactly(call(1), call(2), call(3));
            assertThat(tail.last().header().file().number()).isEqualTo(3);
        }
    }
}
