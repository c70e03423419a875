/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.document.JsonTree;
import io.github.trackreplay.interceptor.ParseCounts;
import io.github.trackreplay.sink.ReplayTotals;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The figures of an import as a script reads them. Names never change; new ones may come. */
public final class ImportJson {
    private ImportJson() {}

    /**
     * Of an import that has only been tried.
     *
     * @param foreseen what it would meet in the database; nothing where none was asked
     */
    public static String of(
            ParseCounts parsed, RequestTally tally, Optional<Foreseen> foreseen, List<String> unaccounted) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dryRun", true);
        read(json, parsed);
        json.put("leftOut", tally.others());
        foreseen.ifPresent(found -> {
            json.put("duplicates", found.duplicates());
            json.put("late", found.late());
            json.put("alreadyRecorded", found.recorded());
            json.put("refused", found.isRefused());
        });
        end(json, tally, unaccounted);
        return JsonTree.pretty(json);
    }

    /**
     * Of an import.
     *
     * @param visits visits that began during it; nothing where only Matomo reaches its tables
     */
    public static String of(
            Backfill backfill, ParseCounts parsed, OptionalLong visits, RequestTally tally, List<String> unaccounted) {
        ReplayTotals totals = backfill.replayer().totals();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dryRun", false);
        json.put("files", backfill.lengths().size());
        json.put("lines", backfill.lines());
        json.put("bytes", backfill.bytes());
        read(json, parsed);
        json.put("applied", totals.counts().applied());
        json.put("recordsNothing", totals.counts().excluded());
        json.put("duplicates", totals.counts().duplicates());
        json.put("leftOut", totals.counts().skipped());
        json.put("rejected", totals.counts().rejected());
        json.put("heldBack", totals.counts().held());
        json.put("released", totals.counts().released());
        json.put("late", totals.counts().late());
        visits.ifPresent(began -> json.put("visits", began));
        end(json, tally, unaccounted);
        return JsonTree.pretty(json);
    }

    private static void read(Map<String, Object> json, ParseCounts parsed) {
        json.put("requests", parsed.requests());
        json.put("unreadable", parsed.rejected());
    }

    private static void end(Map<String, Object> json, RequestTally tally, List<String> unaccounted) {
        json.put("notAccountedFor", unaccounted);
        json.put("read", tally.rows().entrySet().stream().map(ImportJson::row).toList());
    }

    private static Map<String, Object> row(Map.Entry<RequestTally.Row, Long> entry) {
        RequestTally.Row row = entry.getKey();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("stream", row.stream());
        json.put("day", row.day().toString());
        row.site().ifPresentOrElse(site -> json.put("site", site), () -> json.put("otherSites", true));
        json.put("status", row.status());
        json.put("requests", entry.getValue());
        return json;
    }
}
