/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.sink.ReplayTotals;
import io.github.trackreplay.status.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What an import says at its end, and whether every byte that it read is accounted for in the ledger. Pure. */
public final class BackfillSummary {
    private final Backfill backfill;
    private final ReplayTotals totals;
    private final Status ledger;
    private final long visits;
    private final Duration elapsed;

    /**
     * @param ledger the ledger after the import
     * @param visits visits that began during it
     */
    public BackfillSummary(Backfill backfill, Status ledger, long visits, Duration elapsed) {
        this.backfill = backfill;
        this.totals = backfill.replayer().totals();
        this.ledger = ledger;
        this.visits = visits;
        this.elapsed = elapsed;
    }

    /** Files of which the ledger does not account for every byte that was read; empty when all is well. */
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
        return wrong;
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

    /** The summary, a line a fact. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        double seconds = Math.max(0.001, elapsed.toNanos() / 1e9);
        add(
                lines,
                "read",
                count(backfill.lines()) + " lines, " + count(backfill.bytes()) + " bytes, "
                        + backfill.lengths().size() + " log files");
        add(
                lines,
                "applied",
                count(totals.applied()) + " requests"
                        + reasons(totals.excluded(), " (of these, Matomo records nothing for: ", ")"));
        add(lines, "duplicates", count(totals.duplicates()) + " (taken before)");
        add(
                lines,
                "skipped",
                count(backfill.skippedLines()) + " lines that are no tracking requests"
                        + reasons(totals.skipped(), "; left out by a setting: ", ""));
        add(lines, "rejected", count(sum(totals.rejected())) + reasons(totals.rejected(), " (", ")"));
        add(lines, "late", count(totals.late()));
        if (totals.heldNow() > 0) {
            add(lines, "held back", count(totals.heldNow()) + " wait for other streams: see 'trackreplay status'");
        }
        add(lines, "visits", count(visits) + " new");
        add(
                lines,
                "time",
                String.format(Locale.ROOT, "%,.1f s, %,.0f requests/s", seconds, totals.applied() / seconds));
        add(lines, "shares", shares(seconds));
        return lines;
    }

    /** Reading and replaying run side by side, so the shares may sum up to more than 100 %. */
    private String shares(double seconds) {
        return String.format(
                Locale.ROOT,
                "reading and parsing %.0f %% (in a thread of its own), tracking and Matomo's tables %.0f %%, ledger and commit %.0f %%",
                100 * backfill.readNanos() / 1e9 / seconds,
                100 * totals.applyNanos() / 1e9 / seconds,
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
