/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.backfill.Backfill;
import io.github.trackreplay.backfill.BackfillStreams;
import io.github.trackreplay.backfill.RecordedFindings;
import io.github.trackreplay.backfill.RecordedRequests;
import io.github.trackreplay.backfill.RecordedSample;
import io.github.trackreplay.backfill.RecordedTrial;
import io.github.trackreplay.backfill.RequestKinds;
import io.github.trackreplay.backfill.TimeWindow;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.mysql.matomo.RecordedLook;
import io.github.trackreplay.order.TakenRanges;
import io.github.trackreplay.sink.LeftOut;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** Looks, before an import writes anything, for requests that Matomo's tables have already. For one thread. */
final class ImportRecorded {
    private final RecordedRule rule;
    private final LeftOut settings;
    private final Supplier<Function<RawPack, Pack>> parsers;
    private final Asking database;
    private final ImportLedger ledger;
    private final Backfill.Admission admission;
    private final RecordedSample sample;
    private final RecordedLook look;

    /**
     * @param settings what is left out for other reasons
     * @param parsers each parser is for one reading
     * @param look looks into Matomo's tables; nobody else uses it meanwhile
     * @param sample what the survey has noted of the logs
     */
    ImportRecorded(
            RecordedRule rule,
            LeftOut settings,
            Supplier<Function<RawPack, Pack>> parsers,
            RecordedLook look,
            Asking database,
            ImportLedger ledger,
            Backfill.Admission admission,
            RecordedSample sample) {
        this.rule = rule;
        this.settings = settings;
        this.parsers = parsers;
        this.database = database;
        this.ledger = ledger;
        this.admission = admission;
        this.sample = sample;
        this.look = look;
    }

    static RecordedLook into(DatabaseOptions database) {
        return new RecordedLook(
                database.installation().definitions(),
                database.prefix(),
                InstantSource.system(),
                new SecretRandomness(new byte[] {0}));
    }

    /** Looks while the logs are surveyed whether anything is recorded at all. */
    RecordedTrial trial() {
        return new RecordedTrial(this::inTables, kinds());
    }

    private RequestKinds kinds() {
        return new RequestKinds(
                new Known(),
                settings,
                rule == RecordedRule.REFUSE ? RequestKinds.Grown.IS_NEW : RequestKinds.Grown.IS_LOOKED_FOR);
    }

    /** What is recorded already; nothing where nobody looks, or a sample shows nothing. */
    Optional<RecordedFindings> find(BackfillStreams logs, TimeWindow window) throws IOException, InterruptedException {
        long from = Math.max(logs.leastTime(), window.from());
        long to = Math.min(logs.greatestTime(), window.until());
        if (rule == RecordedRule.APPLY || from > to || !database.use(c -> look.any(c, from, to))) {
            return Optional.empty();
        }
        RecordedRequests recorded = new RecordedRequests(this::inTables, kinds());
        if (rule == RecordedRule.REFUSE) {
            if (!recorded.isShare(sample)) {
                return Optional.empty();
            }
            look.release();
        }
        read(recorded, logs);
        return Optional.of(new RecordedFindings(recorded, recorded.hours()));
    }

    /** Most logs once: only where a row that was found may belong to another request have those to be read first. */
    private void read(RecordedRequests recorded, BackfillStreams logs) throws IOException, InterruptedException {
        logs.look(recorded.all(), parsers.get());
        recorded.end(true);
        if (recorded.isDisputed()) {
            look.release();
            logs.look(recorded.settled(), parsers.get());
            recorded.end(false);
            logs.look(recorded.all(), parsers.get());
            recorded.end(true);
        }
    }

    private RecordedRequests.Found inTables(List<LocatedRequest> requests) throws InterruptedException {
        RecordedLook.Found found = database.use(connection -> look.find(connection, requests));
        return new RecordedRequests.Found(found.recorded(), found.probable(), found.claiming());
    }

    private final class Known implements RequestKinds.Ledger {
        @Override
        public TakenRanges taken(LogFile file) throws InterruptedException {
            admission.admit(file);
            return ledger.taken(file);
        }

        @Override
        public OptionalLong lastTime(String stream) throws InterruptedException {
            return ledger.lastTime(stream);
        }

        @Override
        public boolean isSkipping(String stream) throws InterruptedException {
            return ledger.isSkipping(stream);
        }
    }
}
