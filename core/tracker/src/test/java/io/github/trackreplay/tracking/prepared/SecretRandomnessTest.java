/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.model.SiteDay;
import java.time.LocalDate;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SecretRandomnessTest {
    private static final LocalDate DATE = LocalDate.of(2026, 3, 2);

    private final SecretRandomness randomness = new SecretRandomness(new byte[] {1, 2, 3});

    @Test
    void aDayHasOneSaltHoweverManyOthersWereAskedForMeanwhile() {
        String salt = randomness.salt(new SiteDay(1, DATE));
        Set<String> all = IntStream.rangeClosed(1, 3 * SecretRandomness.MOST_SALTS)
                .mapToObj(site -> randomness.salt(new SiteDay(site, DATE)))
                .collect(Collectors.toSet());

        assertThat(all).hasSize(3 * SecretRandomness.MOST_SALTS).contains(salt);
        assertThat(randomness.salt(new SiteDay(1, DATE))).isEqualTo(salt).matches("[a-z0-9]{32}");
        assertThat(randomness.salt(new SiteDay(1, DATE.plusDays(1)))).isNotEqualTo(salt);
        assertThat(new SecretRandomness(new byte[] {4}).salt(new SiteDay(1, DATE)))
                .isNotEqualTo(salt);
    }
}
