/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.backfill.Backfill;
import io.github.trackreplay.backfill.BackfillSummary;
import io.github.trackreplay.backfill.HeldBack;
import io.github.trackreplay.backfill.ImportJson;
import io.github.trackreplay.backfill.Unaccounted;
import io.github.trackreplay.status.Status;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What an import says at its end: figures, what is not accounted for, what has to wait. For one thread. */
final class ImportReport {
    private final ImportReading reading;
    private final ImportConsole console;

    ImportReport(ImportReading reading, ImportConsole console) {
        this.reading = reading;
        this.console = console;
    }

    /**
     * Says it all.
     *
     * @param visits visits that began during the import
     * @return the exit code
     */
    int of(ReplaySession session, Backfill backfill, OptionalLong visits, Duration elapsed)
            throws InterruptedException {
        Status ledger = session.status();
        HeldBack held = HeldBack.of(ledger, backfill, Instant.now());
        BackfillSummary summary = new BackfillSummary(
                backfill, reading.counts(), ledger, held, visits, elapsed, session.matomoTablesNanos());
        console.lines(reading.tally().lines());
        console.lines(summary.lines());
        List<String> unaccounted = new ArrayList<>(new Unaccounted(backfill, reading.counts(), ledger).sentences());
        unaccounted.addAll(reading.untaken());
        account(unaccounted, session, held);
        console.document(() -> ImportJson.of(backfill, reading.counts(), visits, reading.tally(), unaccounted));
        return unaccounted.isEmpty() && !held.unattended() ? ExitCode.OK : ExitCode.NO;
    }

    private void account(List<String> unaccounted, ReplaySession session, HeldBack held) {
        PrintWriter out = console.out();
        out.println(unaccounted.isEmpty() ? "Every byte is accounted for." : "NOT ACCOUNTED FOR:");
        unaccounted.forEach(line -> out.println("  " + line));
        session.perhapsTwice().ifPresent(out::println);
        if (held.bytes() > 0) {
            out.println("NOT YET APPLIED:");
            held.sentences().forEach(line -> out.println("  " + line));
        }
        out.flush();
    }
}
