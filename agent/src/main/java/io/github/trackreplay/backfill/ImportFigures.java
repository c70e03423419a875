/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.interceptor.ParseCounts;
import io.github.trackreplay.sink.RequestCounts;
import io.github.trackreplay.tracking.plugins.PluginRequests;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The figures of an import, which add up to the line and to the request. Pure.
 *
 * <p>lines read = lines skipped + lines with requests + unreadable lines;
 *
 * <p>requests + unreadable lines (+ what an earlier run had held back, and this one has applied) = applied + duplicates + left out
 * + rejected + held back + set aside.
 *
 * @param lines lines read
 * @param parsed what became of the lines that can be requests
 * @param counts what became of the requests
 */
record ImportFigures(long lines, ParseCounts parsed, RequestCounts counts) {
    static ImportFigures of(Backfill backfill, ParseCounts parsed) {
        return new ImportFigures(
                backfill.lines(), parsed, backfill.replayer().totals().counts());
    }

    /** Requests and unreadable lines: nobody can say how many requests such a line was, so it counts as one. */
    long delivered() {
        return parsed.requests() + sum(parsed.rejected());
    }

    /** What stopped streams keep; negative when this import has taken up what an earlier one had set aside. */
    long setAside() {
        return delivered()
                - counts.applied()
                - counts.duplicates()
                - sum(counts.rejected())
                - sum(counts.skipped())
                - counts.held()
                + counts.released();
    }

    /** Lines that are no tracking requests, by reason. Those without any tracker path never reach the parser. */
    Map<String, Long> skippedLines() {
        Map<String, Long> skipped = new TreeMap<>(parsed.skipped());
        long others = lines - parsed.lines();
        if (others > 0) {
            skipped.merge("other-path", others, Long::sum);
        }
        return skipped;
    }

    /** Rejected requests and lines by reason, but for those of plugins. */
    Map<String, Long> rejected() {
        Map<String, Long> rejected = new TreeMap<>(counts.rejected());
        rejected.keySet().removeIf(ImportFigures::isForPlugin);
        return rejected;
    }

    /** Requests that are set aside for plugins, by reason. */
    Map<String, Long> forPlugins() {
        Map<String, Long> forPlugins = new TreeMap<>(counts.rejected());
        forPlugins.keySet().removeIf(reason -> !isForPlugin(reason));
        return forPlugins;
    }

    private static boolean isForPlugin(String reason) {
        return reason.startsWith(PluginRequests.REASON);
    }

    static long sum(Map<String, Long> reasons) {
        return reasons.values().stream().mapToLong(Long::longValue).sum();
    }

    /** A number for people. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Reasons with their numbers; nothing where there are none. */
    static String reasons(Map<String, Long> reasons, String before, String after) {
        if (reasons.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(before);
        new TreeMap<>(reasons)
                .forEach((reason, number) -> text.append(text.length() == before.length() ? "" : ", ")
                        .append(reason)
                        .append(' ')
                        .append(count(number)));
        return text.append(after).toString();
    }
}
