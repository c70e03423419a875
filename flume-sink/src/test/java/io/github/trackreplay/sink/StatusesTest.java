/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StatusesTest {
    @Test
    void whatTheTrackerNeverGotDoesNotCount() {
        for (int status : new int[] {301, 302, 303, 307, 308, 401}) {
            assertThat(ReplayPolicy.DEFAULT.choice().statuses().test(status))
                    .as("%d", status)
                    .isFalse();
            assertThat(Statuses.reason(status)).isEqualTo("asked-again");
        }
        for (int status : new int[] {403, 405, 413, 414, 429, 444}) {
            assertThat(ReplayPolicy.DEFAULT.choice().statuses().test(status))
                    .as("%d", status)
                    .isFalse();
            assertThat(Statuses.reason(status)).isEqualTo("refused-by-server");
        }
    }

    @Test
    void whatMatomoAnswersAndWhatAServerSaysWhoseTrackerIsAwayCounts() {
        for (int status : new int[] {0, 200, 204, 304, 400, 404, 499, 500, 502, 503, 504}) {
            assertThat(Statuses.reached(status)).as("%d", status).isTrue();
        }
        assertThat(Statuses.reason(404)).isEqualTo("status");
    }

    @Test
    void allTakesEverything() {
        assertThat(Statuses.parse("all").test(301)).isTrue();
        assertThat(Statuses.parse("5xx 404").test(301)).isFalse();
        assertThat(Statuses.parse("5xx 404").test(503)).isTrue();
        assertThat(Statuses.parse("5xx").test(0)).isTrue();
        assertThatThrownBy(() -> Statuses.parse("5x"))
                .hasMessageContaining("must be statuses")
                .hasMessageContaining("'5x'");
    }
}
