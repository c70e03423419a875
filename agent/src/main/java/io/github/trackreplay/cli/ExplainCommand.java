/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.explain.LedgerPlace;
import io.github.trackreplay.explain.LogScan;
import io.github.trackreplay.explain.LoggedLine;
import io.github.trackreplay.explain.RequestText;
import io.github.trackreplay.explain.StoredRows;
import io.github.trackreplay.interceptor.PackParser;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.matomo.MatomoApplier;
import io.github.trackreplay.mysql.matomo.MatomoHome;
import io.github.trackreplay.mysql.matomo.MatomoSchema;
import io.github.trackreplay.mysql.matomo.UnusableSchemaException;
import io.github.trackreplay.tracking.Decision;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import io.github.trackreplay.validate.UnreadableFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trackreplay explain}: the way from a log line to rows, or back. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the way of a request: bytes of the log line, parameters, decision and why, rows. Writes nothing. The decision "
                    + "is made anew, on top of what is stored now: of a line that was applied already it says what the same "
                    + "request would do a second time; the rows stored for its second stand beside it.",
            "From a visit or an action it goes back to the lines of the given logs with the same second and site; a request that "
                    + "set its own time (cdt) cannot be found so.",
            "Exit codes: 0 found, 1 nothing there, 69 database cannot be reached, 78 a log cannot be read."
        })
final class ExplainCommand implements Callable<Integer> {
    private static final int MOST_LINES = 200;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOptions database;

    @ArgGroup(multiplicity = "1")
    private What what;

    /** What to explain. */
    static final class What {
        @Option(names = "--at", paramLabel = "FILE:OFFSET", description = "The line of a log that holds this byte.")
        private Optional<String> at = Optional.empty();

        @Option(names = "--visit", paramLabel = "ID", description = "A visit (log_visit.idvisit); needs --log.")
        private Optional<Long> visit = Optional.empty();

        @Option(
                names = "--action",
                paramLabel = "ID",
                description = "An action (log_link_visit_action.idlink_va); needs --log.")
        private Optional<Long> action = Optional.empty();
    }

    @Option(names = "--log", paramLabel = "FILE", description = "A log in which to look for lines; may be repeated.")
    private List<Path> logs = List.of();

    @Option(
            names = "--stream",
            paramLabel = "NAME",
            defaultValue = "log",
            description = "The stream that the log belongs to; it only shows in messages.")
    private String stream;

    @Mixin
    private LogOptions reading;

    @Mixin
    private ChatbotOptions chatbots;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            return what.at.isPresent() ? explainLine(what.at.get(), out) : explainRow(out);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, UnreadableFile.sentence(e), e);
        } finally {
            out.flush();
        }
    }

    private int explainLine(String place, PrintWriter out) throws IOException {
        int colon = place.lastIndexOf(':');
        if (colon < 1 || !place.substring(colon + 1).matches("\\d{1,18}")) {
            throw new CommandFailure(ExitCode.USAGE, "--at: '" + place + "' is not FILE:OFFSET.");
        }
        Path file = Path.of(place.substring(0, colon));
        long offset = Long.parseLong(place.substring(colon + 1));
        Optional<LoggedLine> line = scan().at(file, offset);
        if (line.isEmpty()) {
            out.println("At byte " + offset + " of " + file + " stands no call of " + reading.paths()
                    + ": the line is skipped, or the file ends before it.");
            return ExitCode.NO;
        }
        print(
                out,
                "Line (" + file + ", bytes " + line.get().raw().offset() + "–"
                        + (line.get().raw().offset() + line.get().raw().length()) + ", file "
                        + line.get().file().fingerprint().abbreviated() + ")",
                List.of(line.get().text()));
        return Database.use(database, connection -> explain(connection, file, line.get(), out));
    }

    private int explain(Connection connection, Path log, LoggedLine line, PrintWriter out) throws SQLException {
        printRelease(connection, out);
        print(out, "Ledger", place(connection, log, line));
        if (line.entries().isEmpty()) {
            print(
                    out,
                    "Request",
                    List.of("None: the line names a tracker path but is no call that Matomo would record."));
        }
        connection.setAutoCommit(false);
        try {
            explainEntries(connection, line, out);
        } finally {
            connection.rollback();
        }
        return ExitCode.OK;
    }

    private void explainEntries(Connection connection, LoggedLine line, PrintWriter out) throws SQLException {
        List<LocatedRequest> requests = line.entries().stream()
                .filter(TrackingRequest.class::isInstance)
                .map(entry -> new LocatedRequest(line.file(), (TrackingRequest) entry))
                .toList();
        Iterator<Decision.Decided> decisions = decide(connection, requests).iterator();
        for (PackEntry entry : line.entries()) {
            String title = line.entries().size() > 1 && entry instanceof TrackingRequest request
                    ? "Request " + request.index() + " of the line"
                    : "Request";
            print(out, title, RequestText.entry(entry));
            if (entry instanceof TrackingRequest request) {
                print(connection, request, decisions.next(), out);
            }
        }
    }

    private List<Decision.Decided> decide(Connection connection, List<LocatedRequest> requests) throws SQLException {
        if (requests.isEmpty()) {
            return List.of();
        }
        MatomoHome home = database.matomoHome().map(MatomoHome::at).orElseGet(MatomoHome::none);
        try (MatomoApplier applier = new MatomoApplier(
                home, database.prefix(), InstantSource.system(), new SecretRandomness(new byte[] {0}))) {
            return applier.takingPages(chatbots.of(Set.of(), Set.of())).consider(connection, requests);
        }
    }

    /** Says where the rules of this Matomo are not known; nothing is written here, so it goes on. */
    private void printRelease(Connection connection, PrintWriter out) throws SQLException {
        MatomoSchema schema = usable(connection);
        List<String> notes = Stream.of(schema.unknownRelease(), schema.invisibleTables())
                .flatMap(Optional::stream)
                .toList();
        if (!notes.isEmpty()) {
            print(out, "Release", notes);
        }
    }

    private MatomoSchema usable(Connection connection) throws SQLException {
        try {
            return MatomoSchema.read(connection, database.prefix());
        } catch (UnusableSchemaException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, e.problem(), e);
        }
    }

    private void print(Connection connection, TrackingRequest request, Decision.Decided decided, PrintWriter out)
            throws SQLException {
        print(out, "Decision, made now", RequestText.decision(decided));
        print(out, "Rows that it would write now (#n: a row that does not exist yet)", RequestText.rows(decided));
        long idSite = RequestText.parameters(request).get(Parameter.SITE);
        long seconds = Math.floorDiv(request.time(), 1000L);
        List<String> stored = new StoredRows(database.prefix())
                .at(connection, idSite, seconds).stream()
                        .map(StoredRows.Row::text)
                        .toList();
        print(out, "Rows stored for this site and second", stored);
    }

    private int explainRow(PrintWriter out) throws IOException {
        if (logs.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "--visit and --action need at least one --log FILE to look in.");
        }
        StoredRows stored = new StoredRows(database.prefix());
        Found found = Database.use(database, connection -> {
            printRelease(connection, out);
            return rows(connection, stored);
        });
        if (found.visit().isEmpty()) {
            out.println("There is no such row.");
            return ExitCode.NO;
        }
        StoredRows.Visit visit = found.visit().get();
        print(out, "Visit", List.of(visit.text()));
        print(out, "Rows", found.rows().stream().map(StoredRows.Row::text).toList());
        Set<Long> seconds = found.rows().stream().map(StoredRows.Row::time).collect(Collectors.toSet());
        for (Path log : logs) {
            List<String> lines = scan().find(log, line -> mayBeOf(line, visit, seconds), MOST_LINES).stream()
                    .map(line -> describe(log, line, visit))
                    .toList();
            print(out, "Lines of " + log + " with the same second and site (explain one with --at)", lines);
        }
        return ExitCode.OK;
    }

    private record Found(Optional<StoredRows.Visit> visit, List<StoredRows.Row> rows) {}

    private Found rows(Connection connection, StoredRows stored) throws SQLException {
        if (what.visit.isPresent()) {
            return new Found(stored.visit(connection, what.visit.get()), stored.ofVisit(connection, what.visit.get()));
        }
        Optional<StoredRows.Row> action = stored.action(connection, what.action.orElseThrow());
        return action.isEmpty()
                ? new Found(Optional.empty(), List.of())
                : new Found(stored.visit(connection, action.get().idVisit()), List.of(action.get()));
    }

    private static boolean mayBeOf(LoggedLine line, StoredRows.Visit visit, Set<Long> seconds) {
        return line.entries().stream()
                .filter(TrackingRequest.class::isInstance)
                .map(TrackingRequest.class::cast)
                .anyMatch(request -> seconds.contains(Math.floorDiv(request.time(), 1000L))
                        && RequestText.parameters(request).get(Parameter.SITE) == visit.idSite());
    }

    private static String describe(Path log, LoggedLine line, StoredRows.Visit visit) {
        boolean carriesId = line.entries().stream()
                .filter(TrackingRequest.class::isInstance)
                .map(entry -> RequestText.parameters((TrackingRequest) entry))
                .anyMatch(parameters -> carries(parameters, visit.idVisitor()));
        return log + ":" + line.raw().offset()
                + (carriesId ? " (carries the visitor's id) " : " (may be another visitor's) ") + line.text();
    }

    private static boolean carries(RequestParameters parameters, String idVisitor) {
        return idVisitor.equals(parameters.get(Parameter.VISITOR_ID).toLowerCase(Locale.ROOT))
                || idVisitor.equals(parameters.get(Parameter.FORCED_VISITOR_ID).toLowerCase(Locale.ROOT));
    }

    private List<String> place(Connection connection, Path log, LoggedLine line) throws SQLException {
        try {
            return new LedgerPlace(new LedgerTables(database.prefix())).of(connection, log, line);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, UnreadableFile.sentence(log, e), e);
        }
    }

    private LogScan scan() {
        PrintWriter err = spec.commandLine().getErr();
        return new LogScan(
                stream,
                reading.tailSettings(),
                new ImportListener(err, new ArrayList<>()),
                new PackParser(reading.format(), new ImportNotices(err)));
    }

    private void print(PrintWriter out, String title, List<String> lines) {
        if (json.wanted()) {
            out.println(JsonOption.of(Map.of("title", title, "lines", lines)));
            return;
        }
        out.println(title);
        (lines.isEmpty() ? List.of("none") : lines).forEach(line -> out.println("  " + line));
        out.println();
    }
}
