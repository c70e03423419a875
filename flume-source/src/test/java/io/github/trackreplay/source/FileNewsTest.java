/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What happens to few log files is said of each; what happens to many at once, in a sum. */
class FileNewsTest {
    private Instant now = Instant.ofEpochSecond(1_800_000_000);
    private final FileNews news = new FileNews(() -> now);

    private int said(int files, FileNews.Kind kind) {
        int said = 0;
        for (int file = 0; file < files; file++) {
            said += news.isToBeSaid(kind, "site" + file % 7) ? 1 : 0;
        }
        return said;
    }

    @Test
    void ofFewEachIsSaid() {
        for (int minute = 0; minute < 10; minute++) {
            assertThat(said(60, FileNews.Kind.FOUND)).isEqualTo(60);
            now = now.plusSeconds(60);
            assertThat(news.sum()).isEmpty();
        }
    }

    @Test
    void ofManyTheRestIsSummedUpAndNoneIsForgotten() {
        assertThat(said(1_200, FileNews.Kind.FOUND)).isEqualTo(100);
        assertThat(said(30, FileNews.Kind.FINISHED)).isZero();
        assertThat(news.sum()).as("within ten seconds").isEmpty();

        now = now.plusSeconds(10);

        assertThat(news.sum())
                .contains(
                        "Of further log files, too many to name each, in 7 streams: 1,100 are new, 30 have been read to their"
                                + " ends. The level DEBUG names each.");
        assertThat(news.sum()).isEmpty();
        assertThat(said(1, FileNews.Kind.FINISHED)).as("named again").isOne();
    }

    @Test
    void atTheEndNothingIsLeftUnsaid() {
        said(101, FileNews.Kind.BEFORE_START);

        assertThat(news.sumAnyway())
                .contains(
                        "Of further log files, too many to name each, in 1 stream: 1 lie before startAt and are not read. The"
                                + " level DEBUG names each.");
    }

    @Test
    void aClockThatIsSetBackHoldsNothingUp() {
        said(200, FileNews.Kind.RECOGNISED);
        now = now.minusSeconds(3_600);

        assertThat(news.sum()).isPresent();
    }
}
