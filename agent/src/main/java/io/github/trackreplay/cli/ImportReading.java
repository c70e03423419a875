/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.backfill.BackfillStreams;
import io.github.trackreplay.backfill.LogInput;
import io.github.trackreplay.backfill.LogReading;
import io.github.trackreplay.backfill.RequestTally;
import io.github.trackreplay.backfill.RequestTimes;
import io.github.trackreplay.backfill.SurveyProgress;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.interceptor.PackParser;
import io.github.trackreplay.interceptor.ParseCounts;
import io.github.trackreplay.source.tail.KnownContent;
import io.github.trackreplay.validate.UnreadableFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the logs of an import: surveys them, compares them with the ledger, parses and counts. For one thread. */
final class ImportReading {
    private final ImportSettings settings;
    private final ImportGate gate;
    private final ImportConsole console;
    private final List<String> untaken;
    private final PackParser parser;
    private final RequestTally tally;

    /** @param untaken gets a sentence for whatever of a file is not taken */
    ImportReading(ImportSettings settings, ImportGate gate, ImportConsole console, List<String> untaken) {
        this.settings = settings;
        this.gate = gate;
        this.console = console;
        this.untaken = untaken;
        this.parser = settings.parser(console);
        this.tally = new RequestTally(gate.settings());
    }

    /**
     * Opens the logs and reads as far as their first packs.
     *
     * @param asking whom to ask what has been taken before; nobody in a dry run without a database
     */
    BackfillStreams open(Map<String, List<LogInput>> logs, Optional<Asking> asking)
            throws IOException, InterruptedException {
        KnownContent ledger = KnownContent.NONE;
        if (asking.isPresent()) {
            ledger = new LedgerContent(asking.get(), settings.database().prefix());
            gate.surveying(asking.get(), settings.database());
        }
        Function<RawPack, Pack> parsed = settings.times().parser(parser);
        Function<RawPack, Pack> survey = settings.times().parser(settings.silentParser());
        BackfillStreams opened;
        try (SurveyProgress progress = progress(logs)) {
            opened = new BackfillStreams(
                    logs,
                    settings.times().window(),
                    new LogReading(
                            settings.replay().tailSettings(), settings.replay().lastLine(), ledger),
                    new ImportListener(console.err(), untaken),
                    stream -> progress.next(new RequestTimes(survey, gate::surveyed)),
                    raw -> tally.counted(parsed.apply(raw)));
        }
        if (opened.names().isEmpty() && opened.outside() > 0) {
            opened.close();
            throw new CommandFailure(
                    ExitCode.NO,
                    "No request of these logs lies" + settings.times().window() + ". Nothing has been imported.");
        }
        return opened;
    }

    private SurveyProgress progress(Map<String, List<LogInput>> logs) {
        int files = logs.values().stream().mapToInt(List::size).sum();
        return new SurveyProgress(console.out(), Terminal.shows(), files, System::nanoTime);
    }

    /**
     * What to say where reading has failed.
     *
     * @param further a sentence to add, after a space
     * @throws InterruptedException if it was interrupted: then nothing is wrong with the logs
     */
    static CommandFailure unreadable(IOException why, String further) throws InterruptedException {
        if (why instanceof InterruptedIOException || why instanceof ClosedByInterruptException) {
            InterruptedException interrupted = new InterruptedException("reading was interrupted");
            interrupted.initCause(why);
            throw interrupted;
        }
        return new CommandFailure(ExitCode.CONFIGURATION, UnreadableFile.sentence(why) + further, why);
    }

    /** What the parser has made of the lines that were read so far. */
    ParseCounts counts() {
        return parser.counts();
    }

    /** The requests that were read so far, by stream, day, site and status. */
    RequestTally tally() {
        return tally;
    }

    /** What was not taken of files, and the remedy. */
    List<String> untaken() {
        return untaken;
    }
}
