/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.backfill.Backfill;
import io.github.trackreplay.backfill.BackfillStreams;
import io.github.trackreplay.backfill.Foreseen;
import io.github.trackreplay.backfill.LateRequests;
import io.github.trackreplay.backfill.RecordedFindings;
import io.github.trackreplay.backfill.RecordedShare;
import io.github.trackreplay.backfill.RecordedSurvey;
import io.github.trackreplay.backfill.SharedRequests;
import io.github.trackreplay.backfill.TimeWindow;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.ledger.LedgerReadiness;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.SkippingStreams;
import io.github.trackreplay.mysql.matomo.RecordedMatcher;
import io.github.trackreplay.sink.LeftOut;
import io.github.trackreplay.sink.ReplayException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where an import stops before it applies anything: at logs of other streams, at requests that Matomo's tables have already, at
 * those that are older than what has been applied. And what it leaves out. For one thread.
 */
final class ImportGate implements LeftOut {
    private final LateRule late;
    private final RecordedRule recordedRule;
    private final boolean distinct;
    private final LeftOut settings;
    private final TimeWindow window;
    private final Supplier<Function<RawPack, Pack>> parsers;
    private final RecordedShare sample;
    private final SharedRequests shared = new SharedRequests();
    private Optional<RecordedSurvey> survey = Optional.empty();
    private Optional<RecordedMatcher> tables = Optional.empty();
    private Optional<RecordedFindings> recorded = Optional.empty();

    ImportGate(ImportSettings asked) {
        this.late = asked.late();
        this.recordedRule = asked.recorded();
        this.distinct = asked.distinct();
        this.window = asked.times().window();
        LeftOut others = asked.replay().leftOut();
        this.settings = (file, request) -> window.reason(file, request).or(() -> others.reason(file, request));
        this.parsers = () -> asked.times().parser(asked.silentParser());
        this.sample = new RecordedShare(settings);
    }

    @Override
    public Optional<String> reason(LogFile file, TrackingRequest request) {
        return window.reason(file, request).or(() -> recordedReason(file, request));
    }

    private Optional<String> recordedReason(LogFile file, TrackingRequest request) {
        return recorded.flatMap(found -> found.recorded().reason(file, request));
    }

    /** Lets requests be looked for while they are surveyed, where each is to be looked for. */
    void surveying(Asking asking, DatabaseOptions database) throws InterruptedException {
        if (recordedRule == RecordedRule.SKIP) {
            boolean hasLedger = asking.use(connection -> {
                ReplaySession.checkMatomo(connection, database.prefix());
                return new LedgerSchema(new LedgerTables(database.prefix())).state(connection)
                        instanceof LedgerReadiness.Ready;
            });
            ImportLedger ledger = ImportLedger.of(asking, database.prefix(), hasLedger);
            survey = Optional.of(recorded(asking, ledger, database, file -> {}).survey());
        }
    }

    /** Notes a request that is surveyed: of what it brings other imports are shown a sample, whatever it does with such requests itself. */
    void surveyed(PackHeader header, TrackingRequest request) {
        LogFile file = header.file();
        if (settings.reason(file, request).isEmpty()) {
            shared.note(header, request);
        }
        if (recordedRule == RecordedRule.REFUSE) {
            sample.note(file, request);
        }
        survey.ifPresent(all -> all.note(file, request));
    }

    /** Whether the same requests of two logs are to count twice. */
    private boolean countsTwice() {
        return recordedRule == RecordedRule.APPLY || distinct;
    }

    /** What a setting leaves out. */
    LeftOut settings() {
        return settings;
    }

    /**
     * Says what the import brings before anything is applied, so that other imports and this one wait for each other.
     *
     * @throws Backfill.RefusedException with the reason, if it must not begin
     */
    void pass(
            ReplaySession session,
            DatabaseOptions database,
            BackfillStreams logs,
            Backfill backfill,
            OtherImports imports)
            throws IOException, ReplayException, InterruptedException {
        ImportLedger ledger = ImportLedger.of(session);
        imports.compare(shared, countsTwice(), taken(ledger)); // before it looks at what is recorded
        look(session, ledger, database, logs);
        long applied = refuse(ledger, logs);
        backfill.announce(file -> admit(ledger, file), (summary, running) -> {});
        if (recordedRule == RecordedRule.SKIP) {
            session.use(connection -> {
                new SkippingStreams(session.tables()).note(connection, logs.names());
                return true;
            });
        }
        imports.announced();
        if (ledger.applied() != applied) {
            try {
                refuse(ledger, logs);
            } catch (Backfill.RefusedException e) {
                backfill.withdraw();
                throw e;
            }
        }
        imports.awaitTheirAnnouncements();
        imports.keep(shared, countsTwice(), taken(ledger));
    }

    /** Called after each transaction: others that do not know of this one any more would apply the same requests. */
    void keep(ReplaySession session, OtherImports imports) throws InterruptedException {
        imports.keep(shared, countsTwice(), taken(ImportLedger.of(session)));
    }

    private static SharedRequests.Taken taken(ImportLedger ledger) {
        return (file, offset) -> ledger.taken(file).holds(offset);
    }

    private void look(Asking asking, ImportLedger ledger, DatabaseOptions database, BackfillStreams logs)
            throws IOException, InterruptedException {
        Optional<String> twice = countsTwice() ? Optional.empty() : shared.sentence(taken(ledger));
        if (twice.isPresent()) {
            throw new Backfill.RefusedException(twice.get() + RecordedRule.TWICE);
        }
        if (!distinct) {
            ImportWays.check(ledger, logs.names(), Math.max(logs.leastTime(), window.from()));
        }
        Optional<RecordedFindings> surveyed =
                survey.isPresent() ? survey.get().findings(() -> tables.get().release()) : Optional.empty();
        recorded = (surveyed.isPresent()
                        ? surveyed
                        : recorded(asking, ledger, database, file -> admit(ledger, file))
                                .find(logs, window))
                .filter(found -> found.hours().recorded() > 0);
    }

    private ImportRecorded recorded(
            Asking asking, ImportLedger ledger, DatabaseOptions database, Backfill.Admission admission) {
        if (tables.isEmpty()) {
            tables = Optional.of(RecordedTables.into(database));
        }
        tables.get().release();
        return new ImportRecorded(
                recordedRule,
                settings,
                parsers,
                new RecordedTables(asking, tables.get()),
                new AdmittedLedger(ledger, admission),
                sample);
    }

    /** Finds, and writes nothing, what the import would meet in the database. */
    Foreseen foresee(Asking asking, ImportLedger ledger, DatabaseOptions database, BackfillStreams logs)
            throws IOException, InterruptedException {
        try {
            look(asking, ledger, database, logs);
            return new ImportForesight(late(ledger, logs, ledger.applied()), recorded.map(RecordedFindings::hours))
                    .by(late, recordedRule);
        } catch (Backfill.RefusedException e) {
            return new Foreseen(0, 0, 0, List.of("The import would stop: " + e.getMessage()), true);
        }
    }

    /** Returns the time up to which everything has been applied. */
    private long refuse(ImportLedger ledger, BackfillStreams logs) throws IOException, InterruptedException {
        String again = recordedRule == RecordedRule.REFUSE
                ? recorded.map(found -> String.join(
                                System.lineSeparator(), found.hours().sentences()))
                        .map(text -> text + System.lineSeparator())
                        .orElse("")
                : "";
        long applied = ledger.applied();
        if (late == LateRule.REFUSE && logs.leastTime() < applied) {
            LateRequests found = late(ledger, logs, applied);
            if (found.any()) {
                String recordedRemedy = again.isEmpty() ? "" : RecordedRule.REMEDY + System.lineSeparator();
                throw new Backfill.RefusedException(again + recordedRemedy + found.sentence() + LateRule.REMEDY);
            }
        }
        if (!again.isEmpty()) {
            throw new Backfill.RefusedException(again + RecordedRule.REMEDY);
        }
        return applied;
    }

    private LateRequests late(ImportLedger ledger, BackfillStreams logs, long applied)
            throws IOException, InterruptedException {
        LateRequests found = new LateRequests(
                applied,
                file -> {
                    admit(ledger, file);
                    return ledger.taken(file);
                },
                this::isReplayed);
        logs.look(found, parsers.get());
        return found;
    }

    private boolean isReplayed(LogFile file, TrackingRequest request) {
        return settings.reason(file, request).isEmpty()
                && (recordedRule != RecordedRule.SKIP
                        || recordedReason(file, request).isEmpty());
    }

    /** @throws Backfill.RefusedException if the log file is one of another stream's */
    void admit(ReplaySession session, LogFile file) throws InterruptedException {
        admit(ImportLedger.of(session), file);
    }

    private void admit(ImportLedger ledger, LogFile file) throws InterruptedException {
        if (distinct) {
            return;
        }
        List<String> others = ledger.otherStreams(file);
        if (!others.isEmpty()) {
            throw new Backfill.RefusedException(
                    "The log file " + file.fingerprint().abbreviated() + " of stream '"
                            + file.stream() + "' is known as a file of stream '" + others.get(0)
                            + "'. If it is the same log, import it "
                            + "under that name; if it is another one that begins with the same line, add --distinct.");
        }
    }
}
