/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.backfill.Backfill;
import io.github.trackreplay.backfill.BackfillProgress;
import io.github.trackreplay.backfill.BackfillStreams;
import io.github.trackreplay.backfill.LogInput;
import io.github.trackreplay.sink.ReplayException;
import io.github.trackreplay.sink.ReplayPolicy;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One import: opens logs and database, passes the gate, applies, waits for others, reports. For one thread. */
final class ImportRun {
    private final ImportSettings settings;
    private final ImportGate gate;
    private final ImportReading reading;
    private final ImportConsole console;

    /** Whether a transaction of this import was committed. */
    private volatile boolean committed;

    ImportRun(ImportSettings settings, ImportGate gate, ImportReading reading, ImportConsole console) {
        this.settings = settings;
        this.gate = gate;
        this.reading = reading;
        this.console = console;
    }

    /**
     * Imports.
     *
     * @param early what is said of an interruption until requests are applied
     * @return the exit code
     */
    int run(Map<String, List<LogInput>> logs, ImportInterrupt early) throws InterruptedException {
        DatabaseOptions database = settings.database();
        if (settings.replay().trackingApi(database).isEmpty()) {
            database.loadedHome().definitions().begin();
        }
        try (ImportPresence presence =
                        ImportPresence.begin(database, settings.replay().patience(), logs.keySet(), console::say);
                KeptConnection asking =
                        new KeptConnection(database, settings.replay().patience());
                BackfillStreams opened = reading.open(logs, Optional.of(asking));
                ReplaySession session = settings.replay().open(database, policy(opened))) {
            console.lines(opened.plan());
            return replay(opened, session, new OtherImports(presence, console::say), early);
        } catch (Backfill.RefusedException e) {
            throw CommandFailure.saying(ExitCode.NO, e);
        } catch (ReplayException e) {
            throw stopped(e);
        } catch (IOException e) {
            throw ImportReading.unreadable(e, " Nothing of it is lost.");
        }
    }

    private ReplayPolicy policy(BackfillStreams opened) {
        return ReplayPolicy.DEFAULT.with(p -> p.role(ReplayPolicy.Role.IMPORT)
                .streams(opened.names())
                .toCome(opened.toCome())
                .late(settings.late().atRun())
                .leftOut(gate));
    }

    private CommandFailure stopped(ReplayException why) {
        return new CommandFailure(
                why.kind() == ReplayException.Kind.UNAVAILABLE ? ExitCode.UNAVAILABLE : ExitCode.CONFIGURATION,
                "The import stops: " + why.getMessage() + System.lineSeparator()
                        + (committed
                                ? "What was committed stays. Run the same command again: it goes on there."
                                : "No transaction of it was committed. Run the same command again when that is mended."),
                why);
    }

    private int replay(BackfillStreams opened, ReplaySession session, OtherImports others, ImportInterrupt early)
            throws IOException, ReplayException, InterruptedException {
        NewVisits visits = NewVisits.fromNow(session);
        BackfillProgress progress = new BackfillProgress(console.out(), Terminal.shows());
        session.replayer().telling(new ImportWaits(console.err()));
        Backfill backfill = opened.into(session.replayer(), settings.replay().batch(settings.database()));
        gate.pass(session, settings.database(), opened, backfill, others);
        RejectedBefore before = RejectedBefore.now(session);
        try (ImportInterrupt interrupt = ImportInterrupt.saying(backfill, session.sends(), console.out())) {
            early.passed();
            backfill.run(file -> gate.admit(session, file), (summary, running) -> {
                committed = true;
                progress.show(running);
                gate.keep(session, others);
            });
            interrupt.passed();
        }
        progress.end();
        others.awaitWhatIsHeldBack(session, backfill);
        int exitCode = new ImportReport(reading, console).of(session, backfill, visits.count(), progress.elapsed());
        return Math.max(
                exitCode, retry(before, before.waiting(backfill.lengths().keySet())));
    }

    /** Judges again what had been rejected, or says that it waits. */
    private int retry(RejectedBefore before, Map<Backfill.FileOfStream, Long> waiting)
            throws ReplayException, InterruptedException {
        if (waiting.isEmpty() || !settings.retryRejected()) {
            RejectedBefore.sentence(waiting).ifPresent(console::say);
            return ExitCode.OK;
        }
        ReplayPolicy policy =
                ReplayPolicy.DEFAULT.with(p -> p.role(ReplayPolicy.Role.IMPORT).mostRejectsInRow(0));
        try (ReplaySession again = settings.replay().open(settings.database(), policy)) {
            OfferTotals totals = before.retry(
                    waiting,
                    again,
                    settings.parser(console),
                    settings.replay().logs().paths());
            console.lines(List.of("Of what was rejected before: " + totals.sentence()));
            return totals.anyRejected() ? ExitCode.NO : ExitCode.OK;
        }
    }
}
