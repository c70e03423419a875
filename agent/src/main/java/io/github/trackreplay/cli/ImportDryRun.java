/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.backfill.BackfillStreams;
import io.github.trackreplay.backfill.Foreseen;
import io.github.trackreplay.backfill.ImportJson;
import io.github.trackreplay.backfill.LogInput;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code trackreplay import --dry-run}: reads the logs, says what an import would bring and meet, writes nothing. For one thread. */
record ImportDryRun(ImportSettings settings, ImportGate gate, ImportReading reading, ImportConsole console) {
    /** Returns the exit code. */
    int run(Map<String, List<LogInput>> logs) throws InterruptedException {
        DatabaseOptions database = settings.database();
        Optional<DryRunCheck.LetIn> letIn = new DryRunCheck(database, settings.replay()).run();
        Optional<Foreseen> foreseen = Optional.empty();
        try (KeptConnection asking = new KeptConnection(database, Duration.ZERO);
                BackfillStreams opened = reading.open(logs, letIn.map(found -> asking))) {
            console.lines(opened.plan());
            if (letIn.isPresent()) {
                ImportLedger ledger =
                        ImportLedger.of(asking, database.prefix(), letIn.get().hasLedger());
                foreseen = Optional.of(gate.foresee(asking, ledger, database, opened));
            }
            opened.readThrough();
        } catch (IOException e) {
            throw ImportReading.unreadable(e, "");
        }
        say(letIn, foreseen);
        return reading.untaken().isEmpty()
                        && foreseen.filter(Foreseen::isRefused).isEmpty()
                ? ExitCode.OK
                : ExitCode.NO;
    }

    private void say(Optional<DryRunCheck.LetIn> letIn, Optional<Foreseen> foreseen) {
        console.lines(reading.tally().lines());
        console.lines(reading.untaken());
        letIn.ifPresent(found -> console.lines(List.of(found.sentence())));
        foreseen.ifPresent(found -> console.lines(found.sentences()));
        console.lines(List.of("Nothing has been imported: this was --dry-run."));
        console.document(() -> ImportJson.of(reading.counts(), reading.tally(), foreseen, reading.untaken()));
    }
}
