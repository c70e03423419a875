/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import io.github.trackreplay.tracking.model.SiteDay;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * The days of a site by the moments that lie in them. Most requests of a log lie in a few days, so the same day is one object while
 * it is among the last {@value #PLACES} or so. Thread-safe: any thread's will do.
 */
final class SiteCalendar {
    private static final int PLACES = 8;
    private static final long SECONDS_A_DAY = 86_400;

    private final int idSite;
    private final ZoneRules zone;
    private final @Nullable Span[] latest = new Span[PLACES];

    /** Moments of one day between which the zone's offset stays the same; from inclusive, until exclusive. Immutable. */
    private record Span(long from, long until, SiteDay day) {
        boolean holds(long seconds) {
            return seconds >= from && seconds < until;
        }
    }

    SiteCalendar(int idSite, ZoneId zone) {
        this.idSite = idSite;
        this.zone = zone.getRules();
    }

    /** The day of a moment, in seconds since 1970-01-01 UTC. */
    SiteDay of(long seconds) {
        int place = (int) (Math.floorDiv(seconds, SECONDS_A_DAY) & PLACES - 1);
        Span span = latest[place];
        if (span == null || !span.holds(seconds)) {
            span = span(seconds);
            latest[place] = span;
        }
        return span.day;
    }

    /** The same day where it has been met lately: it may have begun on another one of UTC, or with another offset. */
    private SiteDay shared(SiteDay day) {
        for (Span span : latest) {
            if (span != null && span.day.equals(day)) {
                return span.day;
            }
        }
        return day;
    }

    private Span span(long seconds) {
        Instant moment = Instant.ofEpochSecond(seconds);
        ZoneOffset offset = zone.getOffset(moment);
        SiteDay day = shared(new SiteDay(idSite, moment.atOffset(offset).toLocalDate()));
        long midnight = day.date().toEpochDay() * SECONDS_A_DAY - offset.getTotalSeconds();
        ZoneOffsetTransition before = zone.previousTransition(moment.plusSeconds(1));
        ZoneOffsetTransition behind = zone.nextTransition(moment);
        return new Span(
                before == null ? midnight : Math.max(midnight, before.toEpochSecond()),
                behind == null ? midnight + SECONDS_A_DAY : Math.min(midnight + SECONDS_A_DAY, behind.toEpochSecond()),
                day);
    }
}
