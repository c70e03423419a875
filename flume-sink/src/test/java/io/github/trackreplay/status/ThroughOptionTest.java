/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThroughOptionTest {
    private static final Instant NOW = Instant.parse("2026-11-22T11:00:00Z");
    private static final ZoneId UTC = ZoneOffset.UTC;
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId AUCKLAND = ZoneId.of("Pacific/Auckland");
    private static final ZoneId HONOLULU = ZoneId.of("Pacific/Honolulu");

    @Test
    void yesterdayEndsWithTheLastMillisecondBeforeMidnight() {
        assertThat(ThroughOption.parse("yesterday", NOW, List.of(UTC))).isEqualTo("2026-11-21T23:59:59.999Z");
    }

    @Test
    void yesterdayOfSeveralSitesHasEndedWhenItHasInTheLastOfTheirZones() {
        assertThat(ThroughOption.parse("yesterday", NOW, List.of(BERLIN, HONOLULU, UTC)))
                .isEqualTo("2026-11-22T09:59:59.999Z");
    }

    @Test
    void yesterdayIsCountedInEachZoneByItself() {
        assertThat(ThroughOption.parse("yesterday", NOW, List.of(AUCKLAND))).isEqualTo("2026-11-22T10:59:59.999Z");
    }

    @Test
    void aDayOfTheClockChangeHas25Hours() {
        Instant before = ThroughOption.parse("2026-10-24", NOW, List.of(BERLIN));
        Instant after = ThroughOption.parse("2026-10-25", NOW, List.of(BERLIN));

        assertThat(after.toEpochMilli() - before.toEpochMilli()).isEqualTo(25 * 3_600_000L);
    }

    @Test
    void aTimeNeedsNoZone() {
        assertThat(ThroughOption.parse("2026-11-21T22:00:00+01:00", NOW, List.of(AUCKLAND)))
                .isEqualTo("2026-11-21T21:00:00Z");
    }

    @Test
    void anythingElseIsRefusedWithAnExample() {
        assertThatThrownBy(() -> ThroughOption.parse("gestern", NOW, List.of(UTC)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'gestern'")
                .hasMessageContaining("2026-11-21");
    }

    @Test
    void matomosOffsetsMayHaveHalfHours() {
        assertThat(ThroughOption.zone("UTC+5.5")).isEqualTo(ZoneOffset.ofHoursMinutes(5, 30));
        assertThat(ThroughOption.zone("UTC-9.5")).isEqualTo(ZoneOffset.ofHoursMinutes(-9, -30));
        assertThat(ThroughOption.zone("UTC+12.75")).isEqualTo(ZoneOffset.ofHoursMinutes(12, 45));
        assertThat(ThroughOption.zone("UTC")).isEqualTo(ZoneId.of("UTC"));
        assertThat(ThroughOption.zone("Europe/Berlin")).isEqualTo(BERLIN);
    }
}
