/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.backfill.Backfill;
import io.github.trackreplay.backfill.BackfillProgress;
import io.github.trackreplay.backfill.BackfillStreams;
import io.github.trackreplay.backfill.BackfillSummary;
import io.github.trackreplay.backfill.Foreseen;
import io.github.trackreplay.backfill.HeldBack;
import io.github.trackreplay.backfill.ImportJson;
import io.github.trackreplay.backfill.LogInput;
import io.github.trackreplay.backfill.RequestTally;
import io.github.trackreplay.backfill.RequestTimes;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.interceptor.FormatNotices;
import io.github.trackreplay.interceptor.PackParser;
import io.github.trackreplay.sink.ReplayException;
import io.github.trackreplay.sink.ReplayPolicy;
import io.github.trackreplay.source.tail.KnownContent;
import io.github.trackreplay.status.ReadStatus;
import io.github.trackreplay.status.Status;
import io.github.trackreplay.validate.UnreadableFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trackreplay import}: replays old logs once, without Flume. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Replays log files into Matomo's tables, in order and exactly once, through the same code as the agent. Running it "
                    + "again, also on renamed, copied or compressed files, applies nothing.",
            "Beside running collectors it waits for no stream but its own: requests that have to wait for others are stored "
                    + "in the database, and the collectors apply them in their order.",
            "Exit codes: 0 every byte that was read is accounted for, 1 not every byte, or a file belongs to another stream, "
                    + "or requests have to wait and no collector is running to apply them, 69 database cannot be "
                    + "reached, 78 a log cannot be read, or no Matomo there."
        })
final class ImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOptions database;

    @Mixin
    private ReplayOptions replay;

    @Mixin
    private ImportTimes times;

    @Option(
            names = "--dry-run",
            description =
                    "Only read the logs and say what an import would bring: the plan, and the requests by stream, day, site "
                            + "and status. Needs no database; one that is named (--url or -f) is asked whether it would let the import in, "
                            + "and which requests have been taken, are late or are recorded already: exit code 1 if the import "
                            + "would stop at them. Writes nothing.")
    private boolean dryRun;

    @Option(
            names = "--json",
            description = "At the end write the figures as JSON to standard output, and all sentences to "
                    + "standard error.")
    private boolean json;

    @Option(
            names = "--stream",
            paramLabel = "NAME[=LOGS]",
            description =
                    "Log files of a stream, plain or packed (gzip, bzip2, xz, zstd): a file, a directory, a quoted pattern "
                            + "('web1=/var/log/nginx/access.log*'), or - for standard input. May be given several times, in "
                            + "any order. NAME alone takes the files that follow as arguments. Use the name that the agent "
                            + "has for this frontend. Without any, -f says: all that the AccessLogSources of that configuration would read "
                            + "from the beginning, with their format and paths, and the statuses of its sink.")
    private List<String> streams = List.of();

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Log files of --stream NAME, for the shell's patterns.")
    private List<String> files = List.of();

    @Option(
            names = "--temp-dir",
            paramLabel = "DIR",
            description = "Where standard input is kept while it is imported. Default: ${DEFAULT-VALUE}",
            defaultValue = "${sys:java.io.tmpdir}")
    private Path temporary;

    @Option(
            names = "--distinct",
            description = "Take files that another stream has already, or a pipeline has brought, as other requests.")
    private boolean distinct;

    @Option(
            names = "--late",
            paramLabel = "refuse|apply|hold",
            description =
                    "What to do with requests that are older than what has been applied already. 'refuse': nothing is "
                            + "imported. 'apply' them all the same: a visit may come twice, and a request that was taken from "
                            + "another log counts twice. 'hold': the others are imported, these kept for 'trackreplay rejected "
                            + "replay'. Default: refuse")
    private LateRule late = LateRule.REFUSE;

    @Option(
            names = "--retry-rejected",
            description =
                    "Judge again, with this import's settings and Matomo's present ones, what an earlier run rejected of "
                            + "these logs: with another --format or --paths, or after a table of Matomo was mended. Each request is "
                            + "applied once.")
    private boolean retryRejected;

    @Option(
            names = "--already-recorded",
            paramLabel = "refuse|skip|apply",
            description =
                    "What to do with requests that Matomo's tables have already, recorded by Matomo itself or taken from logs"
                            + " that were joined or cut since. 'refuse': nothing is imported, and the hours are listed; a sample"
                            + " is looked for first. 'skip': each one is looked for, and those that are found are left out. 'apply':"
                            + " nobody looks. Exact for requests with a page view id (pv_id) and for orders. Default: refuse")
    private RecordedRule alreadyRecorded = RecordedRule.REFUSE;

    private static final long PAUSE_MILLIS = 200;

    /** Whether a transaction of this import was committed. */
    private volatile boolean committed;

    /** What was not taken of files, and the remedy. */
    private final List<String> untaken = new CopyOnWriteArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        try (ImportInterrupt early = ImportInterrupt.beforeAnythingIsWritten(out());
                ImportLogs logs = new ImportLogs(temporary, System.in, untaken)) {
            name(logs);
            return run(logs.read(), early);
        }
    }

    private void name(ImportLogs logs) {
        database.agentOfDatabase().ifPresent(agent -> replay.onlyWhatIsOf(agent, given()));
        if (streams.isEmpty()) {
            nameAsAgent(logs);
            return;
        }
        List<String> alone = new ArrayList<>();
        for (String stream : streams) {
            int equals = stream.indexOf('=');
            if (equals < 0) {
                alone.add(stream);
            } else {
                logs.add(stream.substring(0, equals), stream.substring(equals + 1));
            }
        }
        if (alone.size() > 1 || alone.isEmpty() != files.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--stream: '" + String.join("', '", alone)
                            + "' is not NAME=FILE. One --stream NAME takes the files that" + " are named as arguments ("
                            + files.size() + " here).");
        }
        alone.forEach(stream -> files.forEach(file -> logs.add(stream, file)));
    }

    /** What the sources of the agent read. */
    private void nameAsAgent(ImportLogs logs) {
        if (!files.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "The files need the name of their stream: --stream NAME FILE...");
        }
        AgentLogs agent = AgentLogs.of(database.namedAgent()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE,
                        "Say which logs: --stream NAME=LOGS, or -f agent.conf for all that its sources would read.")));
        agent.files().forEach(logs::addAll);
        replay.byDefault(agent, given());
    }

    private Predicate<String> given() {
        return spec.commandLine().getParseResult()::hasMatchedOption;
    }

    private int run(Map<String, List<LogInput>> logs, ImportInterrupt early) throws InterruptedException {
        LogFormat chosen = replay.logs().format();
        PackParser parser =
                new PackParser(chosen, new ImportNotices(spec.commandLine().getErr()));
        checkTogether();
        try {
            new ImportCheck(chosen, replay.logs().paths(), replay.callsExpected()).check(logs);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, UnreadableFile.sentence(e), e);
        }
        ImportGate gate = new ImportGate(late, recordedRule(), distinct, replay, times, this::say);
        RequestTally tally = new RequestTally(gate.settings());
        if (dryRun) {
            return dryRun(logs, parser, tally, gate);
        }
        if (replay.trackingApi(database).isEmpty()) {
            database.installation().definitions().begin();
        }
        try (ImportPresence presence = ImportPresence.begin(database);
                KeptConnection asking = new KeptConnection(database, replay.patience());
                BackfillStreams opened = open(logs, Optional.of(asking), parser, tally, gate);
                ReplaySession session = replay.open(
                        database,
                        ReplayPolicy.DEFAULT.with(p -> p.role(ReplayPolicy.Role.IMPORT)
                                .streams(opened.names())
                                .toCome(opened.toCome())
                                .late(late.atRun())
                                .leftOut(gate)))) {
            plan(opened);
            long lastVisit = lastVisit(session);
            BackfillProgress progress = new BackfillProgress(out(), Terminal.shows());
            session.replayer().telling(new ImportWaits(spec.commandLine().getErr()));
            Backfill backfill = opened.into(session.replayer(), replay.batch(database));
            gate.pass(session, database, opened, backfill, presence);
            RejectedBefore before = RejectedBefore.now(session);
            try (ImportInterrupt interrupt = ImportInterrupt.saying(backfill, session.sends(), out())) {
                early.passed();
                backfill.run(file -> gate.admit(session, file), (summary, running) -> {
                    committed = true;
                    progress.show(running);
                });
                interrupt.passed();
            }
            progress.end();
            waitForOtherImports(session, backfill, presence);
            int exitCode = finish(session, backfill, parser, progress, visitsSince(session, lastVisit), tally);
            return Math.max(
                    exitCode, retry(before, before.waiting(backfill.lengths().keySet())));
        } catch (Backfill.RefusedException e) {
            throw new CommandFailure(ExitCode.NO, e.getMessage(), e);
        } catch (ReplayException e) {
            throw new CommandFailure(
                    e.kind() == ReplayException.Kind.UNAVAILABLE ? ExitCode.UNAVAILABLE : ExitCode.CONFIGURATION,
                    "The import stops: " + e.getMessage() + System.lineSeparator()
                            + (committed
                                    ? "What was committed stays. Run the same command again: it goes on there."
                                    : "No transaction of it was committed. Run the same command again when that is"
                                            + " mended."),
                    e);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, UnreadableFile.sentence(e) + " Nothing of it is lost.", e);
        }
    }

    /** Nobody can look into tables that only Matomo reaches. */
    private RecordedRule recordedRule() {
        if ((dryRun && !database.isNamed()) || replay.trackingApi(database).isEmpty()) {
            return alreadyRecorded;
        }
        if (alreadyRecorded == RecordedRule.SKIP) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--already-recorded=skip looks into Matomo's tables, which --tracking-api does not reach.");
        }
        return RecordedRule.APPLY;
    }

    private void checkTogether() {
        if (retryRejected && times.shift().millis() != 0) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--retry-rejected judges the lines as they stand, so it cannot be given together with --time-offset.");
        }
    }

    private BackfillStreams open(
            Map<String, List<LogInput>> logs,
            Optional<Asking> asking,
            PackParser parser,
            RequestTally tally,
            ImportGate gate)
            throws IOException, InterruptedException {
        KnownContent ledger =
                asking.isPresent() ? new LedgerContent(asking.get(), database.prefix()) : KnownContent.NONE;
        if (asking.isPresent()) {
            gate.surveying(asking.get(), database);
        }
        Function<RawPack, Pack> parsed = times.parser(parser);
        Function<RawPack, Pack> survey =
                times.parser(new PackParser(replay.logs().format(), FormatNotices.NONE));
        BackfillStreams opened = new BackfillStreams(
                logs,
                times.window(),
                replay.tailSettings(),
                replay.lastLine(),
                new ImportListener(spec.commandLine().getErr(), untaken),
                stream -> new RequestTimes(survey, gate::surveyed),
                ledger,
                raw -> tally.counted(parsed.apply(raw)));
        if (opened.names().isEmpty() && opened.outside() > 0) {
            opened.close();
            throw new CommandFailure(
                    ExitCode.NO, "No request of these logs lies" + times.window() + ". Nothing has been imported.");
        }
        return opened;
    }

    private int dryRun(Map<String, List<LogInput>> logs, PackParser parser, RequestTally tally, ImportGate gate)
            throws InterruptedException {
        Optional<DryRunCheck.LetIn> letIn = new DryRunCheck(database, replay).run();
        Optional<Foreseen> foreseen = Optional.empty();
        try (KeptConnection asking = new KeptConnection(database, Duration.ZERO);
                BackfillStreams opened = open(logs, letIn.map(found -> asking), parser, tally, gate)) {
            plan(opened);
            if (letIn.isPresent()) {
                ImportLedger ledger =
                        ImportLedger.of(asking, database.prefix(), letIn.get().hasLedger());
                foreseen = Optional.of(gate.foresee(asking, ledger, database, opened));
            }
            opened.readThrough();
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, UnreadableFile.sentence(e), e);
        }
        tally.lines().forEach(out()::println);
        untaken.forEach(out()::println);
        letIn.map(DryRunCheck.LetIn::sentence).ifPresent(out()::println);
        foreseen.ifPresent(found -> found.sentences().forEach(out()::println));
        out().println("Nothing has been imported: this was --dry-run.");
        out().flush();
        if (json) {
            spec.commandLine().getOut().println(ImportJson.of(parser.counts(), tally, foreseen, untaken));
            spec.commandLine().getOut().flush();
        }
        return untaken.isEmpty() && foreseen.filter(Foreseen::isRefused).isEmpty() ? ExitCode.OK : ExitCode.NO;
    }

    private void plan(BackfillStreams opened) {
        opened.plan().forEach(out()::println);
        out().flush();
    }

    /** Where sentences go. */
    private PrintWriter out() {
        return json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    }

    /** Judges again what had been rejected, or says that it waits. */
    private int retry(RejectedBefore before, Map<Backfill.FileOfStream, Long> waiting)
            throws ReplayException, InterruptedException {
        if (waiting.isEmpty() || !retryRejected) {
            RejectedBefore.sentence(waiting).ifPresent(this::say);
            return ExitCode.OK;
        }
        PackParser parser = new PackParser(
                replay.logs().format(), new ImportNotices(spec.commandLine().getErr()));
        ReplayPolicy policy =
                ReplayPolicy.DEFAULT.with(p -> p.role(ReplayPolicy.Role.IMPORT).mostRejectsInRow(0));
        try (ReplaySession again = replay.open(database, policy)) {
            OfferTotals totals =
                    before.retry(waiting, again, parser, replay.logs().paths());
            out().println("Of what was rejected before: " + totals.sentence());
            out().flush();
            return totals.anyRejected() ? ExitCode.NO : ExitCode.OK;
        }
    }

    /** What waits for streams that other imports bring is applied as those go on. */
    private void waitForOtherImports(ReplaySession session, Backfill backfill, ImportPresence presence)
            throws ReplayException, InterruptedException {
        boolean said = false;
        while (presence.othersRun() && heldBack(session, backfill).bytes() > 0) {
            if (!said) {
                heldBack(session, backfill).sentences().stream().limit(1).forEach(this::say);
                say("Another import into this database is running: this one waits for it.");
                said = true;
            }
            Thread.sleep(PAUSE_MILLIS);
            backfill.goOn();
        }
    }

    private static HeldBack heldBack(ReplaySession session, Backfill backfill) throws InterruptedException {
        Status ledger = session.use(connection -> new ReadStatus(session.tables()).run(connection));
        return heldBack(ledger, backfill);
    }

    private static HeldBack heldBack(Status ledger, Backfill backfill) {
        return new HeldBack(ledger, backfill.lengths().keySet(), Instant.now());
    }

    private void say(String sentence) {
        spec.commandLine().getErr().println(sentence);
        spec.commandLine().getErr().flush();
    }

    private int finish(
            ReplaySession session,
            Backfill backfill,
            PackParser parser,
            BackfillProgress progress,
            long visits,
            RequestTally tally)
            throws InterruptedException {
        PrintWriter out = out();
        Status ledger = session.use(connection -> new ReadStatus(session.tables()).run(connection));
        BackfillSummary summary = new BackfillSummary(
                backfill, parser.counts(), ledger, visits, progress.elapsed(), session.matomoTablesNanos());
        tally.lines().forEach(out::println);
        summary.lines().forEach(out::println);
        List<String> unaccounted = new ArrayList<>(summary.unaccounted());
        unaccounted.addAll(untaken);
        out.println(unaccounted.isEmpty() ? "Every byte is accounted for." : "NOT ACCOUNTED FOR:");
        unaccounted.forEach(line -> out.println("  " + line));
        session.perhapsTwice().ifPresent(out::println);
        HeldBack held = heldBack(ledger, backfill);
        if (held.bytes() > 0) {
            out.println("NOT YET APPLIED:");
            held.sentences().forEach(line -> out.println("  " + line));
        }
        out.flush();
        if (json) {
            spec.commandLine().getOut().println(ImportJson.of(backfill, parser.counts(), visits, tally, unaccounted));
            spec.commandLine().getOut().flush();
        }
        return unaccounted.isEmpty() && !held.unattended() ? ExitCode.OK : ExitCode.NO;
    }

    private static long lastVisit(ReplaySession session) throws InterruptedException {
        if (session.sends()) {
            return 0;
        }
        return session.use(connection -> number(
                connection,
                "SELECT COALESCE(MAX(idvisit), 0) FROM `" + session.tables().prefix() + "log_visit`"));
    }

    private static long visitsSince(ReplaySession session, long last) throws InterruptedException {
        if (session.sends()) {
            return BackfillSummary.NOT_KNOWN;
        }
        return session.use(connection -> number(
                connection,
                "SELECT COUNT(*) FROM `" + session.tables().prefix() + "log_visit` WHERE idvisit > " + last));
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
