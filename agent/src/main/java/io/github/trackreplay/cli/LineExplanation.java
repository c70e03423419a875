/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.explain.LedgerPlace;
import io.github.trackreplay.explain.LoggedLine;
import io.github.trackreplay.explain.RequestText;
import io.github.trackreplay.explain.StoredRows;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.tracking.Decision;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.settings.ChatbotSites;
import io.github.trackreplay.validate.UnreadableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;

/** From a line of a log to its place in the ledger, the decision on each of its requests, and rows. For one thread. */
final class LineExplanation {
    private final DatabaseOptions database;
    private final ExplainedMatomo matomo;
    private final ChatbotSites chatbots;
    private final TitledText text;

    LineExplanation(DatabaseOptions database, ChatbotSites chatbots, TitledText text) {
        this.database = database;
        this.matomo = new ExplainedMatomo(database);
        this.chatbots = chatbots;
        this.text = text;
    }

    /** Returns the exit code. */
    int of(Path log, LoggedLine line) {
        long start = line.raw().offset();
        text.print(
                "Line (" + log + ", bytes " + start + "–" + (start + line.raw().length()) + ", file "
                        + line.file().fingerprint().abbreviated() + ")",
                List.of(line.text()));
        return Database.use(database, connection -> explain(connection, log, line));
    }

    private int explain(Connection connection, Path log, LoggedLine line) throws SQLException {
        matomo.printRelease(connection, text);
        text.print("Ledger", place(connection, log, line));
        if (line.entries().isEmpty()) {
            text.print(
                    "Request", List.of("None: the line names a tracker path but is no call that Matomo would record."));
        }
        connection.setAutoCommit(false);
        try {
            explainEntries(connection, line);
        } finally {
            connection.rollback();
        }
        return ExitCode.OK;
    }

    private List<String> place(Connection connection, Path log, LoggedLine line) throws SQLException {
        try {
            return new LedgerPlace(new LedgerTables(database.prefix())).of(connection, log, line);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, UnreadableFile.sentence(log, e), e);
        }
    }

    private void explainEntries(Connection connection, LoggedLine line) throws SQLException {
        List<LocatedRequest> requests = line.entries().stream()
                .filter(TrackingRequest.class::isInstance)
                .map(entry -> new LocatedRequest(line.file(), (TrackingRequest) entry))
                .toList();
        Iterator<Decision.Decided> decisions =
                matomo.decide(connection, requests, chatbots).iterator();
        for (PackEntry entry : line.entries()) {
            String title = line.entries().size() > 1 && entry instanceof TrackingRequest request
                    ? "Request " + request.index() + " of the line"
                    : "Request";
            text.print(title, RequestText.entry(entry));
            if (entry instanceof TrackingRequest request) {
                explain(connection, request, decisions.next());
            }
        }
    }

    private void explain(Connection connection, TrackingRequest request, Decision.Decided decided) throws SQLException {
        text.print("Decision, made now", RequestText.decision(decided));
        text.print("Rows that it would write now (#n: a row that does not exist yet)", RequestText.rows(decided));
        long idSite = RequestText.parameters(request).get(Parameter.SITE);
        long seconds = Math.floorDiv(request.time(), 1000L);
        List<String> stored = new StoredRows(database.prefix())
                .at(connection, idSite, seconds).stream()
                        .map(StoredRows.Row::text)
                        .toList();
        text.print("Rows stored for this site and second", stored);
    }
}
