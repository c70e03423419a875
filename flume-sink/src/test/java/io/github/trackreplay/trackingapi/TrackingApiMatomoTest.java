/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.mysql.WriterPool;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrackingApiMatomoTest {
    @Test
    void noTokenStaysNoneAndWhatIsStoredIsNoToken() {
        ApiSettings settings = new ApiSettings(
                URI.create("http://127.0.0.1/matomo.php"),
                new ApiSettings.Access("secret", 1, Optional.empty()),
                new ApiSettings.Calls(1, 1, 1, false),
                new ApiSettings.Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1)),
                ApiSettings.Visitors.AS_LOGGED,
                false);
        try (TrackingApiMatomo side = new TrackingApiMatomo(
                settings,
                new SendingLedger(
                        new WriterPool.Settings("jdbc:mysql://127.0.0.1:1/x", "u", "p", 1), "matomo_", "c", true),
                InstantSource.system())) {
            assertThat(side.hashedToken("")).isEmpty();
            String stored = side.hashedToken("secret");
            assertThat(stored).doesNotContain("secret");
            assertThat(side.hashedToken(stored)).isNotEqualTo(stored);
            assertThat(settings.toString()).doesNotContain("secret");
        }
    }
}
