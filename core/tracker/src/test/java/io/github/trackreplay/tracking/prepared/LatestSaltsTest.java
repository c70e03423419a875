/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.model.SiteDay;
import java.time.LocalDate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatestSaltsTest {
    private static final LocalDate DATE = LocalDate.of(2026, 3, 2);

    private final LatestSalts salts = new LatestSalts();

    @Test
    void aDaysSaltIsWhatItWasLast() {
        salts.note(new SiteDay(1, DATE), "one");
        salts.note(new SiteDay(2, DATE), "two");
        salts.note(new SiteDay(1, DATE), "another");

        assertThat(salts.of(new SiteDay(1, DATE))).contains("another");
        assertThat(salts.of(new SiteDay(2, DATE))).contains("two");
        assertThat(salts.of(new SiteDay(1, DATE.plusDays(1)))).isEmpty();
    }

    @Test
    void manySitesAndDaysTakeBoundedMemory() {
        IntStream.range(0, 5 * LatestSalts.MOST).forEach(site -> salts.note(new SiteDay(site, DATE), "salt"));

        assertThat(IntStream.range(0, 5 * LatestSalts.MOST)
                        .filter(site -> salts.of(new SiteDay(site, DATE)).isPresent()))
                .hasSizeLessThanOrEqualTo(LatestSalts.MOST)
                .contains(5 * LatestSalts.MOST - 1);
    }
}
