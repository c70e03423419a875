/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.status;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which of the last days are complete for each of Matomo's sites: a site's day ends in its own time zone, so of two sites one may
 * be ready to be archived and the other one not.
 *
 * @param number how many sites there are; at most {@link #MOST} are listed
 */
public record SiteDays(long number, List<Site> sites) {
    static final int MOST = 200;
    static final int DAYS = 8;

    /**
     * One site.
     *
     * @param zone its time zone as Matomo has it
     * @param days the last days of that zone, the oldest first, today at the end
     */
    public record Site(long id, String name, String zone, List<Day> days) {}

    /**
     * One day of a site.
     *
     * @param state {@code complete}, {@code part} (complete until some time of it), {@code open}, or {@code before} any log
     */
    public record Day(LocalDate date, String state) {}

    /** Reads the sites and judges their days. */
    static SiteDays read(Connection connection, String prefix, Status status, Instant now) throws SQLException {
        List<Site> sites = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(
                    "SELECT idsite, name, timezone FROM `" + prefix + "site` ORDER BY idsite LIMIT " + MOST)) {
                while (row.next()) {
                    String zone = row.getString("timezone");
                    sites.add(new Site(row.getLong("idsite"), row.getString("name"), zone, days(zone, status, now)));
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT COUNT(*) AS sites FROM `" + prefix + "site`")) {
                return new SiteDays(row.next() ? row.getLong("sites") : 0, sites);
            }
        }
    }

    static List<Day> days(String matomoZone, Status status, Instant now) {
        ZoneId zone = zone(matomoZone);
        LocalDate today = LocalDate.ofInstant(now, zone);
        Optional<Instant> first = status.streams().stream()
                .flatMap(stream -> stream.files().stream())
                .flatMap(file -> file.times().first().stream())
                .min(Instant::compareTo);
        List<Day> days = new ArrayList<>();
        for (int back = DAYS - 1; back >= 0; back--) {
            LocalDate day = today.minusDays(back);
            Instant begin = day.atStartOfDay(zone).toInstant();
            Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
            days.add(new Day(day, state(begin, end, first, through(status), now)));
        }
        return days;
    }

    /** Where every stream has ended nothing says what has happened since the last request. */
    private static Optional<Instant> through(Status status) {
        Optional<Instant> newest = status.streams().stream()
                .flatMap(stream -> stream.newest().stream())
                .max(Instant::compareTo);
        return status.reach().completeThrough().flatMap(time -> time.equals(Instant.MAX) ? newest : Optional.of(time));
    }

    private static String state(
            Instant begin, Instant end, Optional<Instant> first, Optional<Instant> through, Instant now) {
        if (first.isEmpty() || !first.get().isBefore(end)) {
            return "before";
        }
        if (through.isPresent() && !through.get().isBefore(end.minusMillis(1)) && !now.isBefore(end)) {
            return "complete";
        }
        return through.isPresent() && !through.get().isBefore(begin) ? "part" : "open";
    }

    private static ZoneId zone(String matomo) {
        try {
            return ThroughOption.zone(matomo);
        } catch (IllegalArgumentException | DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }
}
