/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Json;
import io.github.trackreplay.php.PhpArray;
import io.github.trackreplay.tracking.model.SiteDay;
import io.github.trackreplay.tracking.model.Wanted;
import io.github.trackreplay.tracking.model.Wanted.FailureKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks up what the tracker keeps in {@code option} (salts of days, days to archive again) and recorded failures. */
final class OptionReader {
    private static final String SALT = "fingerprint_salt_";
    private static final String MARK = "report_to_invalidate_";

    /** The site and the day in the name of an option that marks them. */
    private static final Pattern MARKED = Pattern.compile(MARK + "(\\d{1,9})_(\\d{4}-\\d{2}-\\d{2})(?=_|$)");

    /** More are compared here. */
    private static final int MOST_DATES = 40;

    private final MatomoSchema schema;

    OptionReader(MatomoSchema schema) {
        this.schema = schema;
    }

    /** Name of the option that holds the salt of a site's day. */
    static String saltName(SiteDay day) {
        return SALT + day.idSite() + "_" + day.date();
    }

    /** What the name of an option contains that marks a site's day. */
    static String markName(SiteDay day) {
        return MARK + day.idSite() + "_" + day.date();
    }

    void read(SqlCalls calls, Wanted wanted, Answers answers) throws SQLException {
        if (!wanted.daySalts().isEmpty()) {
            readSalts(calls, wanted.daySalts(), answers);
        }
        if (!wanted.archivingMarks().isEmpty()) {
            readMarks(calls, wanted.archivingMarks(), answers);
        }
        if (!wanted.failures().isEmpty()) {
            readFailures(calls, wanted.failures(), answers);
        }
    }

    private void readSalts(SqlCalls calls, Set<SiteDay> days, Answers answers) throws SQLException {
        SqlText sql = new SqlText()
                .sql("SELECT option_name, option_value FROM " + schema.table("option") + " WHERE ")
                .isOneOfTexts(
                        "option_name", days.stream().map(OptionReader::saltName).toList());
        Map<String, String> salts = new HashMap<>();
        try (ResultSet rows = calls.query(sql.toString())) {
            while (rows.next()) {
                String name = rows.getString(1);
                salt(rows.getString(2)).ifPresent(salt -> salts.put(name, salt));
            }
        }
        answers.add(known ->
                days.forEach(day -> known.loadedDaySalt(day, Optional.ofNullable(salts.get(saltName(day))))));
    }

    /** The salt in an option's JSON; none where Matomo would make a new one. */
    private static Optional<String> salt(String json) {
        return Json.decode(ByteText.bytes(json)) instanceof PhpArray option
                ? Optional.ofNullable(option.get("value"))
                        .filter(salt -> !(salt instanceof PhpArray))
                        .map(salt -> ByteText.text(String.valueOf(salt)))
                        .filter(salt -> !salt.isEmpty())
                : Optional.empty();
    }

    /**
     * Of the days that are asked for a mark counts only once it is locked: an archiver that takes it away waits for this transaction,
     * and archives with its rows. One that it has taken away meanwhile is made anew.
     */
    private void readMarks(SqlCalls calls, Set<SiteDay> days, Answers answers) throws SQLException {
        Map<LocalDate, Set<Integer>> marked = new HashMap<>();
        days.forEach(day -> marked.computeIfAbsent(day.date(), date -> new HashSet<>()));
        Set<String> names = new TreeSet<>();
        try (ResultSet rows = calls.query(selectMarks(marked.keySet()))) {
            while (rows.next()) {
                String name = rows.getString(1);
                marked(name).ifPresent(day -> {
                    marked.computeIfPresent(day.date(), (date, sites) -> {
                        sites.add(day.idSite());
                        return sites;
                    });
                    if (days.contains(day)) {
                        names.add(name);
                    }
                });
            }
        }
        Set<SiteDay> locked = lockMarks(calls, names);
        answers.add(known -> {
            days.forEach(day -> known.loadedArchivingMark(day, locked.contains(day)));
            marked.forEach(known::loadedArchivingMarks);
        });
    }

    /** The days of those marks that are still there, and stay until the transaction ends. */
    private Set<SiteDay> lockMarks(SqlCalls calls, Set<String> names) throws SQLException {
        Set<SiteDay> locked = new HashSet<>();
        if (names.isEmpty()) {
            return locked;
        }
        SqlText sql = new SqlText()
                .sql("SELECT option_name FROM " + schema.table("option") + " WHERE ")
                .isOneOfTexts("option_name", List.copyOf(names))
                .sql(" LOCK IN SHARE MODE");
        try (ResultSet rows = calls.query(sql.toString())) {
            while (rows.next()) {
                marked(rows.getString(1)).ifPresent(locked::add);
            }
        }
        return locked;
    }

    private static Optional<SiteDay> marked(String name) {
        Matcher words = MARKED.matcher(name);
        try {
            return words.find()
                    ? Optional.of(new SiteDay(Integer.parseInt(words.group(1)), LocalDate.parse(words.group(2))))
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty(); // no day
        }
    }

    /** Their names begin with anything, so no index helps; of all sites the dates come back that are asked for. */
    private String selectMarks(Set<LocalDate> dates) {
        SqlText sql = new SqlText()
                .sql("SELECT option_name FROM " + schema.table("option") + " WHERE LOCATE('" + MARK
                        + "', option_name) > 0");
        String separator = " AND (";
        for (LocalDate date : dates.size() <= MOST_DATES ? dates : Set.<LocalDate>of()) {
            sql.sql(separator).sql("LOCATE(").text("_" + date).sql(", option_name) > 0");
            separator = " OR ";
        }
        return sql.sql(separator.equals(" OR ") ? ")" : "").toString();
    }

    private void readFailures(SqlCalls calls, Set<FailureKey> wanted, Answers answers) throws SQLException {
        Set<FailureKey> recorded = new HashSet<>();
        if (schema.has("tracking_failure")) {
            try (ResultSet rows = calls.query("SELECT idsite, idfailure FROM " + schema.table("tracking_failure"))) {
                while (rows.next()) {
                    recorded.add(new FailureKey(rows.getInt(1), rows.getInt(2)));
                }
            }
        }
        answers.add(known ->
                wanted.forEach(key -> known.loadedFailure(key.idSite(), key.idFailure(), recorded.contains(key))));
    }
}
