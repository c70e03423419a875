/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.StreamName;
import io.github.trackreplay.interceptor.ParseCounts;
import io.github.trackreplay.request.RequestReader;
import io.github.trackreplay.sink.ReplayTotals;
import io.github.trackreplay.status.Status;
import io.github.trackreplay.tracking.plugins.PluginRequests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an import says at its end, and whether everything that it read is accounted for. Pure. Its figures add up to the line
 * and to the request:
 *
 * <p>lines read = lines skipped + lines with requests + unreadable lines;
 *
 * <p>requests + unreadable lines (+ what an earlier run had held back, and this one has applied) = applied + duplicates + left out
 * + rejected + held back + set aside.
 */
public final class BackfillSummary {
    /** Content tells a copy, not a piece: what can be known of a piece is that its requests are old. */
    private static final String LATE =
            " (older than what had been applied before. If a log was cut out of one that had been"
                    + " taken, or joined with one, its requests have been counted twice)";

    /** What is not the content's fault alone. */
    private static final Set<String> NOT_STORED = Set.of("not-storable", "too-large", "defect");

    /** More rejects than one of so many are worth an administrator's look. */
    private static final int ONE_REJECTED_OF = 20;

    private final Backfill backfill;
    private final ParseCounts parsed;
    private final ReplayTotals totals;
    private final Status ledger;
    /** Nobody can count the visits: only Matomo reaches its tables. */
    public static final long NOT_KNOWN = -1;

    private final long visits;
    private final Duration elapsed;
    private final long matomoTablesNanos;

    /**
     * @param parsed what became of the lines that can be requests
     * @param ledger the ledger after the import
     * @param visits visits that began during it
     * @param matomoTablesNanos time spent in reading and writing Matomo's tables
     */
    public BackfillSummary(
            Backfill backfill,
            ParseCounts parsed,
            Status ledger,
            long visits,
            Duration elapsed,
            long matomoTablesNanos) {
        this.backfill = backfill;
        this.parsed = parsed;
        this.totals = backfill.replayer().totals();
        this.ledger = ledger;
        this.visits = visits;
        this.elapsed = elapsed;
        this.matomoTablesNanos = matomoTablesNanos;
    }

    /** Sentences on what is not accounted for as it should be; empty when all is well. */
    public List<String> unaccounted() {
        List<String> wrong = new ArrayList<>();
        backfill.lengths().forEach((name, length) -> {
            Status.Bytes bytes = bytesOf(name);
            if (bytes.read() < length || !bytes.balanced()) {
                wrong.add(String.format(
                        Locale.ROOT,
                        "stream %s, file %s: %,d bytes read, the ledger accounts for %,d",
                        name.stream(),
                        name.fingerprint().abbreviated(),
                        length,
                        bytes.applied() + bytes.skipped() + bytes.rejected() + bytes.held() + bytes.lost()));
            }
        });
        unproven().ifPresent(wrong::add);
        rejectedShare().ifPresent(wrong::add);
        List<String> stopped = stopped();
        stopped.forEach(
                stream -> wrong.add("stream " + stream + " has stopped, because nothing of it could be read; what "
                        + "came since is set aside. Mend what 'rejected' names, let it go on with 'trackreplay stream resume "
                        + StreamName.shellWord(stream) + "', and run this import again."));
        if (stopped.isEmpty() && setAside() > 0) {
            wrong.add(
                    count(setAside()) + " requests are in none of the sums above: that is a defect, please report it.");
        }
        return wrong;
    }

    /** What passes for taken without a proof may be missing: nobody can say that it is accounted for. */
    private Optional<String> unproven() {
        long unproven = totals.counts().unproven();
        return unproven == 0
                ? Optional.empty()
                : Optional.of(count(unproven)
                        + " requests count as taken before by their place only: the ledger has no proof of"
                        + " their bytes. 'trackreplay audit FILE' compares what can be compared; if this is another log, import it under"
                        + " another stream's name.");
    }

    /** A few odd lines are in every log; more of them say that a setting or a table is wrong. */
    private Optional<String> rejectedShare() {
        Map<String, Long> bad = new TreeMap<>(totals.counts().rejected());
        bad.keySet().removeIf(reason -> !parsed.rejected().containsKey(reason) && !NOT_STORED.contains(reason));
        if (parsed.requests() > 0) {
            bad.remove(RequestReader.STANDARD_ERROR); // a server's warnings beside its log
        }
        long taken = delivered() - totals.counts().duplicates();
        return sum(bad) * ONE_REJECTED_OF <= taken
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%,d of %,d requests and lines were rejected%s, more than one of %d: 'trackreplay rejected list' shows"
                                + " them. Mend the cause (--format? a table of Matomo that does not take them?), then 'trackreplay"
                                + " rejected replay' brings them back, each once.",
                        sum(bad),
                        taken,
                        reasons(bad, " (", ")"),
                        ONE_REJECTED_OF));
    }

    private List<String> stopped() {
        return ledger.streams().stream()
                .filter(stream -> stream.state().equals("stopped"))
                .map(Status.Stream::name)
                .filter(name -> backfill.lengths().keySet().stream()
                        .anyMatch(file -> file.stream().equals(name)))
                .toList();
    }

    private Status.Bytes bytesOf(Backfill.FileOfStream name) {
        return ledger.streams().stream()
                .filter(stream -> stream.name().equals(name.stream()))
                .flatMap(stream -> stream.files().stream())
                .filter(file -> file.fingerprint().equals(name.fingerprint().hex()))
                .map(Status.LogFileAccount::bytes)
                .findFirst()
                .orElse(Status.Bytes.NONE);
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
                count(totals.counts().applied()) + " requests"
                        + reasons(totals.counts().excluded(), " (of these, Matomo records nothing for: ", ")"));
        add(
                lines,
                "duplicates",
                count(totals.counts().duplicates()) + duplicates(totals.counts().unproven()));
        leftOutBefore().ifPresent(sentence -> add(lines, "not brought", sentence));
        add(
                lines,
                "skipped",
                count(sum(skippedLines())) + " lines that are no tracking requests"
                        + reasons(skippedLines(), " (", ")"));
        if (!totals.counts().skipped().isEmpty()) {
            add(
                    lines,
                    "left out",
                    count(sum(totals.counts().skipped()))
                            + reasons(totals.counts().skipped(), " by a setting (", ")"));
        }
        Map<String, Long> rejected = new TreeMap<>(totals.counts().rejected());
        rejected.keySet().removeIf(BackfillSummary::isForPlugin);
        add(lines, "rejected", count(sum(rejected)) + reasons(rejected, " (", ")"));
        Map<String, Long> forPlugins = new TreeMap<>(totals.counts().rejected());
        forPlugins.keySet().removeIf(reason -> !isForPlugin(reason));
        if (!forPlugins.isEmpty()) {
            add(
                    lines,
                    "for plugins",
                    count(sum(forPlugins)) + reasons(forPlugins, " set aside, their plugins are not imitated (", ")"));
        }
        if (totals.counts().held() > 0) {
            add(
                    lines,
                    "waited",
                    count(totals.counts().held()) + " requests had to wait for their turn, stored in the database");
        }
        add(lines, "late", count(totals.counts().late()) + (totals.counts().late() > 0 ? LATE : ""));
        if (visits != NOT_KNOWN) {
            add(lines, "visits", count(visits) + " new");
        }
        double seconds = Math.max(0.001, elapsed.toNanos() / 1e9);
        add(
                lines,
                "time",
                String.format(
                        Locale.ROOT,
                        "%,.1f s, %,.0f requests/s",
                        seconds,
                        totals.counts().applied() / seconds));
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

    /** What an earlier window has left out counts as taken, so its duplicates are no requests that have been applied. */
    private Optional<String> leftOutBefore() {
        Set<String> streams = backfill.lengths().keySet().stream()
                .map(Backfill.FileOfStream::stream)
                .collect(Collectors.toSet());
        long ever = ledger.streams().stream()
                .filter(stream -> streams.contains(stream.name()))
                .mapToLong(stream -> stream.outcomes().getOrDefault("skipped/" + TimeWindow.REASON, 0L))
                .sum();
        long before = ever - totals.counts().skipped().getOrDefault(TimeWindow.REASON, 0L);
        return totals.counts().duplicates() == 0 || before <= 0
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
                sum(skippedLines()),
                parsed.requestLines(),
                sum(parsed.rejected()),
                backfill.bytes(),
                files,
                files == 1 ? "" : "s");
    }

    /** An unreadable line counts as one: nobody can say how many requests it was. */
    private String requests() {
        return count(delivered())
                + (totals.counts().released() > totals.counts().held()
                        ? " and "
                                + count(totals.counts().released()
                                        - totals.counts().held()) + " that an earlier run had held back"
                        : "")
                + " = " + count(totals.counts().applied()) + " applied + "
                + count(totals.counts().duplicates())
                + " duplicates + " + count(sum(totals.counts().rejected()) - forPlugins()) + " rejected"
                + term(forPlugins(), "for plugins")
                + term(sum(totals.counts().skipped()), "left out")
                + term(Math.max(0, totals.counts().held() - totals.counts().released()), "held back")
                + term(setAside(), "set aside")
                + (parsed.rejected().isEmpty() ? "" : " (an unreadable line counts as one)");
    }

    private long forPlugins() {
        return totals.counts().rejected().entrySet().stream()
                .filter(entry -> isForPlugin(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static boolean isForPlugin(String reason) {
        return reason.startsWith(PluginRequests.REASON);
    }

    private static String term(long number, String name) {
        return number == 0 ? "" : (number > 0 ? " + " : " - ") + count(Math.abs(number)) + " " + name;
    }

    private long delivered() {
        return parsed.requests() + sum(parsed.rejected());
    }

    /** What stopped streams keep; negative when this import has taken up what an earlier one had set aside. */
    private long setAside() {
        return delivered()
                - totals.counts().applied()
                - totals.counts().duplicates()
                - sum(totals.counts().rejected())
                - sum(totals.counts().skipped())
                - totals.counts().held()
                + totals.counts().released();
    }

    /** Lines without any tracker path never reach the parser. */
    private Map<String, Long> skippedLines() {
        Map<String, Long> skipped = new TreeMap<>(parsed.skipped());
        long others = backfill.lines() - parsed.lines();
        if (others > 0) {
            skipped.merge("other-path", others, Long::sum);
        }
        return skipped;
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

    private static String reasons(Map<String, Long> reasons, String before, String after) {
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

    private static long sum(Map<String, Long> reasons) {
        return reasons.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
