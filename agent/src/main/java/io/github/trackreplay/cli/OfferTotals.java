/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.sink.CommitSummary;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What became of everything that a command has offered again. */
final class OfferTotals {
    private final Map<String, Long> rejected = new TreeMap<>();
    private final Map<String, Long> skipped = new TreeMap<>();
    private final Map<String, Long> excluded = new TreeMap<>();
    private long recorded;
    private long held;
    private long known;

    void add(CommitSummary summary) {
        summary.counts().rejected().forEach((reason, number) -> rejected.merge(reason, number, Long::sum));
        summary.counts().skipped().forEach((reason, number) -> skipped.merge(reason, number, Long::sum));
        summary.counts().excluded().forEach((reason, number) -> excluded.merge(reason, number, Long::sum));
        recorded += summary.counts().recorded();
        held += summary.counts().held();
        known += summary.counts().duplicates();
    }

    boolean anyRejected() {
        return !rejected.isEmpty();
    }

    /** One sentence. */
    String sentence() {
        return String.format(
                        Locale.ROOT,
                        "%,d applied%s, %,d rejected again%s, %,d skipped%s",
                        recorded + sum(excluded),
                        excluded.isEmpty() ? "" : " (Matomo counts nothing for " + reasons(excluded) + ")",
                        sum(rejected),
                        rejected.isEmpty() ? "" : " (" + reasons(rejected) + ")",
                        sum(skipped),
                        skipped.isEmpty() ? "" : " (" + reasons(skipped) + ")")
                + (held > 0
                        ? String.format(
                                Locale.ROOT,
                                ", %,d wait for their turn in the order: a running collector applies them",
                                held)
                        : "")
                + (known > 0 ? String.format(Locale.ROOT, ", %,d had been judged before and were left", known) : "")
                + ".";
    }

    private static long sum(Map<String, Long> numbers) {
        return numbers.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String reasons(Map<String, Long> numbers) {
        return numbers.entrySet().stream()
                .map(e -> e.getKey() + " " + String.format(Locale.ROOT, "%,d", e.getValue()))
                .collect(Collectors.joining(", "));
    }
}
