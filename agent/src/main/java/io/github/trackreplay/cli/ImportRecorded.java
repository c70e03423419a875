/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.backfill.BackfillStreams;
import io.github.trackreplay.backfill.RecordedFindings;
import io.github.trackreplay.backfill.RecordedRequests;
import io.github.trackreplay.backfill.RecordedShare;
import io.github.trackreplay.backfill.RecordedSurvey;
import io.github.trackreplay.backfill.RequestKinds;
import io.github.trackreplay.backfill.TimeWindow;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.sink.LeftOut;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Looks, before an import writes anything, for requests that Matomo's tables have already. For one thread. */
final class ImportRecorded {
    private final RecordedRule rule;
    private final LeftOut settings;
    private final Supplier<Function<RawPack, Pack>> parsers;
    private final RecordedTables tables;
    private final RequestKinds.Ledger ledger;
    private final RecordedShare sample;

    /**
     * @param settings what is left out for other reasons
     * @param parsers each parser is for one reading
     * @param sample what the survey has noted of the logs
     */
    ImportRecorded(
            RecordedRule rule,
            LeftOut settings,
            Supplier<Function<RawPack, Pack>> parsers,
            RecordedTables tables,
            RequestKinds.Ledger ledger,
            RecordedShare sample) {
        this.rule = rule;
        this.settings = settings;
        this.parsers = parsers;
        this.tables = tables;
        this.ledger = ledger;
        this.sample = sample;
    }

    /** Looks while the logs are surveyed whether anything is recorded at all. */
    RecordedSurvey survey() {
        return new RecordedSurvey(tables::find, kinds());
    }

    private RequestKinds kinds() {
        return new RequestKinds(
                ledger,
                settings,
                rule == RecordedRule.REFUSE ? RequestKinds.Grown.IS_NEW : RequestKinds.Grown.IS_LOOKED_FOR);
    }

    /** What is recorded already; nothing where nobody looks, or a sample shows nothing. */
    Optional<RecordedFindings> find(BackfillStreams logs, TimeWindow window) throws IOException, InterruptedException {
        long from = Math.max(logs.leastTime(), window.from());
        long to = Math.min(logs.greatestTime(), window.until());
        if (rule == RecordedRule.APPLY || from > to || !tables.any(from, to)) {
            return Optional.empty();
        }
        RecordedRequests recorded = new RecordedRequests(tables::find, kinds());
        if (rule == RecordedRule.REFUSE) {
            if (!recorded.isShare(sample)) {
                return Optional.empty();
            }
            tables.release();
        }
        read(recorded, logs);
        return Optional.of(new RecordedFindings(recorded, recorded.hours()));
    }

    /** Most logs once: only where a row that was found may belong to another request have those to be read first. */
    private void read(RecordedRequests recorded, BackfillStreams logs) throws IOException, InterruptedException {
        logs.look(recorded.all(), parsers.get());
        recorded.end(true);
        if (recorded.isDisputed()) {
            tables.release();
            logs.look(recorded.settled(), parsers.get());
            recorded.end(false);
            logs.look(recorded.all(), parsers.get());
            recorded.end(true);
        }
    }
}
