/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeepAliveTest {
    private long now = 5;
    private final List<Long> said = new ArrayList<>();
    private final KeepAlive alive = new KeepAlive(() -> said.add(now), () -> now);

    @Test
    void workOfManySecondsIsNeverSilentForLongAndSaysLittle() throws SQLException {
        long step = Duration.ofMillis(300).toNanos();
        long begun = now;
        for (int i = 0; i < 100; i++) {
            now += step;
            alive.work();
        }
        long before = begun;
        for (long word : said) {
            assertThat(Duration.ofNanos(word - before)).isLessThan(Duration.ofSeconds(2));
            before = word;
        }
        assertThat(said).hasSizeBetween(20, 30);
        assertThat(IdleLimit.TRANSACTION.limit()).isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    void whatIsQuickSaysNothing() throws SQLException {
        for (int i = 0; i < 1000; i++) {
            now += 100_000;
            alive.work();
        }
        assertThat(said).isEmpty();
    }
}
