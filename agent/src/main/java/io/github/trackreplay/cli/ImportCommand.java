/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.backfill.LogInput;
import io.github.trackreplay.validate.UnreadableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
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
            "Exit codes: 0 every byte that was read is accounted for, 1 not every byte, or nothing was imported because requests are "
                    + "recorded already or late, or a file belongs to another stream, or requests have to wait and no collector is "
                    + "running to apply them, 69 database cannot be reached, 78 a log cannot be read, or no Matomo there."
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

    /** What was not taken of files, and the remedy. */
    private final List<String> untaken = new CopyOnWriteArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        ImportConsole console = new ImportConsole(
                spec.commandLine().getOut(), spec.commandLine().getErr(), json);
        try (ImportInterrupt early = ImportInterrupt.beforeAnythingIsWritten(console.out());
                ImportLogs logs = new ImportLogs(temporary, System.in, untaken)) {
            name(logs);
            return run(logs.read(), console, early);
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
        AgentLogs agent = AgentLogs.of(
                database.namedAgent()
                        .orElseThrow(
                                () -> new CommandFailure(
                                        ExitCode.USAGE,
                                        "Say which logs: --stream NAME=LOGS, or -f agent.conf for all that its sources would read.")),
                untaken);
        agent.files().forEach(logs::addAll);
        replay.byDefault(agent, given());
    }

    private Predicate<String> given() {
        return spec.commandLine().getParseResult()::hasMatchedOption;
    }

    private int run(Map<String, List<LogInput>> logs, ImportConsole console, ImportInterrupt early)
            throws InterruptedException {
        ImportSettings settings =
                new ImportSettings(database, replay, times, late, recordedRule(), distinct, retryRejected);
        checkFirstLines(logs);
        ImportGate gate = new ImportGate(settings);
        ImportReading reading = new ImportReading(settings, gate, console, untaken);
        return dryRun
                ? new ImportDryRun(settings, gate, reading, console).run(logs)
                : new ImportRun(settings, gate, reading, console).run(logs, early);
    }

    private void checkFirstLines(Map<String, List<LogInput>> logs) {
        try {
            new ImportCheck(replay.logs().format(), replay.logs().paths(), replay.callsExpected()).check(logs);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, UnreadableFile.sentence(e), e);
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
}
