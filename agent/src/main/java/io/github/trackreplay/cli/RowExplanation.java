/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.explain.LogScan;
import io.github.trackreplay.explain.LoggedLine;
import io.github.trackreplay.explain.RequestText;
import io.github.trackreplay.explain.StoredRows;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** From a visit or an action back to the lines of logs with the same second and site. For one thread. */
final class RowExplanation {
    private static final int MOST_LINES = 200;

    private final DatabaseOptions database;
    private final Supplier<LogScan> scans;
    private final TitledText text;

    /** @param scans one for each log */
    RowExplanation(DatabaseOptions database, Supplier<LogScan> scans, TitledText text) {
        this.database = database;
        this.scans = scans;
        this.text = text;
    }

    /** A visit, with rows of it; nothing where there is none. */
    private record Found(Optional<StoredRows.Visit> visit, List<StoredRows.Row> rows) {}

    /** Which rows to explain. */
    private interface Chosen {
        Found in(Connection connection, StoredRows stored) throws SQLException;
    }

    /** Returns the exit code. */
    int ofVisit(long idVisit, List<Path> logs) throws IOException {
        return explain(
                (connection, stored) ->
                        new Found(stored.visit(connection, idVisit), stored.ofVisit(connection, idVisit)),
                logs);
    }

    /** Returns the exit code. */
    int ofAction(long idLink, List<Path> logs) throws IOException {
        return explain(
                (connection, stored) -> {
                    Optional<StoredRows.Row> action = stored.action(connection, idLink);
                    return action.isEmpty()
                            ? new Found(Optional.empty(), List.of())
                            : new Found(stored.visit(connection, action.get().idVisit()), List.of(action.get()));
                },
                logs);
    }

    private int explain(Chosen chosen, List<Path> logs) throws IOException {
        Found found = Database.use(database, connection -> {
            new ExplainedMatomo(database).printRelease(connection, text);
            return chosen.in(connection, new StoredRows(database.prefix()));
        });
        if (found.visit().isEmpty()) {
            text.out().println("There is no such row.");
            return ExitCode.NO;
        }
        StoredRows.Visit visit = found.visit().get();
        text.print("Visit", List.of(visit.text()));
        text.print("Rows", found.rows().stream().map(StoredRows.Row::text).toList());
        Set<Long> seconds = found.rows().stream().map(StoredRows.Row::time).collect(Collectors.toSet());
        for (Path log : logs) {
            List<String> lines = scans.get().find(log, line -> mayBeOf(line, visit, seconds), MOST_LINES).stream()
                    .map(line -> describe(log, line, visit))
                    .toList();
            text.print("Lines of " + log + " with the same second and site (explain one with --at)", lines);
        }
        return ExitCode.OK;
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
}
