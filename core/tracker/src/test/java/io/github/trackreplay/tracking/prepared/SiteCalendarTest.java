/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.model.SiteDay;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteCalendarTest {
    private static final long DAY = 86_400;

    /** St. John's put its clocks back at one minute past midnight, so a day began, was over, and began again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "+05:45",
                "Europe/Berlin",
                "America/New_York",
                "America/St_Johns",
                "America/Sao_Paulo",
                "Pacific/Apia",
                "Africa/Cairo",
                "Australia/Lord_Howe",
                "Asia/Tehran"
            })
    void everyMomentHasTheDayThatItsZoneSays(String zone) {
        ZoneId id = ZoneId.of(zone);
        SiteCalendar days = new SiteCalendar(7, id);
        for (ZoneOffsetTransition change : id.getRules().getTransitions()) {
            checkAround(days, id, change.toEpochSecond());
        }
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            check(days, id, random.nextLong(-2 * DAY * 365, 100 * DAY * 365));
        }
    }

    private static void checkAround(SiteCalendar days, ZoneId zone, long moment) {
        for (long away : new long[] {-DAY, -7200, -3601, -61, -1, 0, 1, 59, 60, 61, 3599, 3600, 7200, DAY}) {
            check(days, zone, moment + away);
        }
        for (long at = moment - 7200; at < moment + 7200; at += 60) {
            check(days, zone, at);
        }
    }

    private static void check(SiteCalendar days, ZoneId zone, long moment) {
        SiteDay expected = new SiteDay(7, LocalDate.ofInstant(Instant.ofEpochSecond(moment), zone));
        assertThat(days.of(moment)).as("%s at %s", zone, moment).isEqualTo(expected);
    }

    @Test
    void requestsOfOneDayShareIt() {
        SiteCalendar days = new SiteCalendar(7, ZoneOffset.ofHours(1));
        long midnight = LocalDate.of(2026, 3, 2).toEpochDay() * DAY - 3600;
        SiteDay day = days.of(midnight);

        assertThat(days.of(midnight + 1)).isSameAs(day);
        assertThat(days.of(midnight + DAY - 3601)).isSameAs(day);
        assertThat(days.of(midnight - 1)).isNotEqualTo(day);
        assertThat(days.of(midnight + DAY)).isNotEqualTo(day);
    }
}
