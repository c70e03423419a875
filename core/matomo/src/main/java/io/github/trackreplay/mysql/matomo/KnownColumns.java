/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.settings.MatomoRelease;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The columns of Matomo's log tables that this program knows what to do with: those that it creates, and later releases'. */
final class KnownColumns {
    private static final Pattern TABLE = Pattern.compile("CREATE TABLE `\\$\\{prefix\\}(log_\\w+)` \\(");
    private static final Pattern COLUMN = Pattern.compile(" {2}`?([a-z]\\w*)`? [A-Z]+.*");
    private static final Pattern CUSTOM = Pattern.compile("custom_(dimension|var_[kv])_?\\d+");

    /** Those of {@code log_visit} that only later releases have. */
    private static final Set<String> LATER = Set.of("ai_agent_name");

    /** Those that no Matomo 4 has, and which its update to 5.0 adds. */
    private static final Set<String> SINCE_5 = Set.of("pageviews_before");

    private static final MatomoRelease FIVE = new MatomoRelease(5, 0);

    private static final Map<String, Set<String>> KNOWN = read();

    private KnownColumns() {}

    /** The columns of a log table that are not known. */
    static List<String> unknown(String table, Collection<String> columns) {
        Set<String> known = KNOWN.get(table);
        return known == null
                ? List.of()
                : columns.stream()
                        .filter(column -> !known.contains(column))
                        .filter(column -> !CUSTOM.matcher(column).matches())
                        .toList();
    }

    /** The columns of a log table that a release, and each later one, brings and that are not there, in their order by name. */
    static List<String> missing(String table, Collection<String> columns, MatomoRelease release) {
        Set<String> later = release.compareTo(FIVE) < 0 ? SINCE_5 : Set.of();
        return KNOWN.getOrDefault(table, Set.of()).stream()
                .filter(column -> !columns.contains(column))
                .filter(column -> !LATER.contains(column) && !later.contains(column))
                .filter(column -> !CUSTOM.matcher(column).matches())
                .sorted()
                .toList();
    }

    private static Map<String, Set<String>> read() {
        Map<String, Set<String>> known = new HashMap<>();
        Set<String> current = new HashSet<>();
        for (String line : MatomoTables.script().split("\n", -1)) {
            Matcher table = TABLE.matcher(line);
            Matcher column = COLUMN.matcher(line);
            if (line.startsWith("CREATE TABLE")) {
                current = table.matches()
                        ? known.computeIfAbsent(table.group(1), name -> new HashSet<>())
                        : new HashSet<>();
            } else if (column.matches()) {
                current.add(column.group(1));
            }
        }
        known.computeIfAbsent("log_visit", name -> new HashSet<>()).addAll(LATER);
        return known;
    }
}
