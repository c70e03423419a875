/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import static io.github.trackreplay.backfill.ImportFigures.count;
import static io.github.trackreplay.backfill.ImportFigures.reasons;
import static io.github.trackreplay.backfill.ImportFigures.sum;

import io.github.trackreplay.interceptor.ParseCounts;
import io.github.trackreplay.sink.ReplayTotals;
import io.github.trackreplay.sink.RequestCounts;
import io.github.trackreplay.status.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** The facts of an import that are said at its end, a line a fact: its {@link ImportFigures}, its time, its memory. Pure. */
public final class BackfillSummary {
    /** Content tells a copy, not a piece: what can be known of a piece is that its requests are old. */
    private static final String LATE =
            " (older than what had been applied before. If a log was cut out of one that had been"
                    + " taken, or joined with one, its requests have been counted twice)";

    private final Backfill backfill;
    private final ImportFigures figures;
    private final RequestCounts counts;
    private final ReplayTotals totals;
    private final Status ledger;
    private final HeldBack held;
    private final OptionalLong visits;
    private final Duration elapsed;
    private final long matomoTablesNanos;

    /**
     * @param parsed what became of the lines that can be requests
     * @param ledger the ledger after the import
     * @param held what of it is held back then
     * @param visits visits that began during it; nothing where only Matomo reaches its tables
     * @param matomoTablesNanos time spent in reading and writing Matomo's tables
     */
    public BackfillSummary(
            Backfill backfill,
            ParseCounts parsed,
            Status ledger,
            HeldBack held,
            OptionalLong visits,
            Duration elapsed,
            long matomoTablesNanos) {
        this.backfill = backfill;
        this.figures = ImportFigures.of(backfill, parsed);
        this.counts = figures.counts();
        this.totals = backfill.replayer().totals();
        this.ledger = ledger;
        this.held = held;
        this.visits = visits;
        this.elapsed = elapsed;
        this.matomoTablesNanos = matomoTablesNanos;
    }

    private static String duplicates(long unproven) {
        return unproven == 0
                ? " (taken before)"
                : " (taken before; of these, " + count(unproven)
                        + " by their place only: the ledger has no proof of their bytes, so if this is another log that"
                        + " begins with the same line, they are missing)";
    }

    /** The summary, a line a fact. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        add(lines, "read", read());
        add(lines, "requests", requests());
        add(
                lines,
                "applied",
                count(counts.applied()) + " requests"
                        + reasons(counts.excluded(), " (of these, Matomo records nothing for: ", ")"));
        add(lines, "duplicates", count(counts.duplicates()) + duplicates(counts.unproven()));
        leftOutBefore().ifPresent(sentence -> add(lines, "not brought", sentence));
        add(
                lines,
                "skipped",
                count(sum(figures.skippedLines())) + " lines that are no tracking requests"
                        + reasons(figures.skippedLines(), " (", ")"));
        if (!counts.skipped().isEmpty()) {
            add(lines, "left out", count(sum(counts.skipped())) + reasons(counts.skipped(), " by a setting (", ")"));
        }
        add(lines, "rejected", count(sum(figures.rejected())) + reasons(figures.rejected(), " (", ")"));
        Map<String, Long> forPlugins = figures.forPlugins();
        if (!forPlugins.isEmpty()) {
            add(
                    lines,
                    "for plugins",
                    count(sum(forPlugins)) + reasons(forPlugins, " set aside, their plugins are not imitated (", ")"));
        }
        if (counts.held() > 0) {
            add(lines, "waited", count(counts.held()) + " requests had to wait for their turn, stored in the database");
        }
        add(lines, "late", count(counts.late()) + (counts.late() > 0 ? LATE : "") + keptLate());
        visits.ifPresent(began -> add(lines, "visits", count(began) + " new" + ofOthers()));
        double seconds = Math.max(0.001, elapsed.toNanos() / 1e9);
        add(
                lines,
                "time",
                String.format(Locale.ROOT, "%,.1f s, %,.0f requests/s", seconds, counts.applied() / seconds));
        add(lines, "shares", shares(seconds));
        add(
                lines,
                "memory",
                String.format(
                        Locale.ROOT,
                        "a heap of at most %,d MiB (TRACKREPLAY_HEAP sets another)",
                        Runtime.getRuntime().maxMemory() >> 20));
        return lines;
    }

    private String keptLate() {
        long kept = figures.rejected().getOrDefault("late", 0L);
        return kept == 0
                ? ""
                : "; " + count(kept)
                        + " more are kept as rejected: trackreplay rejected replay --reason late applies them";
    }

    /** Where requests have waited for those of others, visits are not of this import alone. */
    private String ofOthers() {
        return counts.held() == counts.released() ? "" : " since the import began, whoever has brought them";
    }

    /** What an earlier window has left out counts as taken, so its duplicates are no requests that have been applied. */
    private Optional<String> leftOutBefore() {
        Set<String> streams = backfill.lengths().keySet().stream()
                .map(Backfill.FileOfStream::stream)
                .collect(Collectors.toSet());
        long ever = ledger.streams().stream()
                .filter(stream -> streams.contains(stream.name()))
                .mapToLong(stream -> stream.requests().outcomes().getOrDefault("skipped/" + TimeWindow.REASON, 0L))
                .sum();
        long before = ever - counts.skipped().getOrDefault(TimeWindow.REASON, 0L);
        return counts.duplicates() == 0 || before <= 0
                ? Optional.empty()
                : Optional.of(count(before)
                        + " requests of these streams were left out by the window of an earlier import and count as taken. Unless they"
                        + " were brought since, the windows that are missing bring them, each under a new stream's name, with"
                        + " --distinct --late=apply");
    }

    private String read() {
        int files = backfill.lengths().size();
        return String.format(
                Locale.ROOT,
                "%,d lines = %,d skipped + %,d with requests + %,d unreadable; %,d bytes, %,d log file%s",
                backfill.lines(),
                sum(figures.skippedLines()),
                figures.parsed().requestLines(),
                sum(figures.parsed().rejected()),
                backfill.bytes(),
                files,
                files == 1 ? "" : "s");
    }

    /** An unreadable line counts as one: nobody can say how many requests it was. */
    private String requests() {
        return count(figures.delivered())
                + (counts.released() > counts.held()
                        ? " and " + count(counts.released() - counts.held()) + " that another run had held back"
                        : "")
                + " = " + count(counts.applied()) + " applied + "
                + count(counts.duplicates())
                + " duplicates + " + count(sum(figures.rejected())) + " rejected"
                + term(sum(figures.forPlugins()), "for plugins")
                + term(sum(counts.skipped()), "left out")
                + term(
                        Math.max(0, counts.held() - counts.released()),
                        held.bytes() == 0 ? "held back, which another run has applied" : "held back")
                + term(figures.setAside(), "set aside")
                + (figures.parsed().rejected().isEmpty() ? "" : " (an unreadable line counts as one)");
    }

    private static String term(long number, String name) {
        return number == 0 ? "" : (number > 0 ? " + " : " - ") + count(Math.abs(number)) + " " + name;
    }

    /** Reading and replaying run side by side, so the shares may sum up to more than 100 %. */
    private String shares(double seconds) {
        return String.format(
                Locale.ROOT,
                "reading and parsing %.0f %% (in a thread of its own), tracking %.0f %%, SQL of Matomo's tables %.0f %%, "
                        + "connecting, ledger and COMMIT %.0f %%",
                100 * backfill.readNanos() / 1e9 / seconds,
                100 * Math.max(0, totals.applyNanos() - matomoTablesNanos) / 1e9 / seconds,
                100 * matomoTablesNanos / 1e9 / seconds,
                100 * totals.ledgerNanos() / 1e9 / seconds);
    }

    private static void add(List<String> lines, String name, String value) {
        lines.add(String.format(Locale.ROOT, "%-11s %s", name, value));
    }
}
