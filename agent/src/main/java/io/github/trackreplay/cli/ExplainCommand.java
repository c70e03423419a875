/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.explain.LogScan;
import io.github.trackreplay.explain.LoggedLine;
import io.github.trackreplay.interceptor.PackParser;
import io.github.trackreplay.validate.UnreadableFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
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
        TitledText text = new TitledText(out, json.wanted());
        try {
            return what.at.isPresent() ? explainLine(what.at.get(), text) : explainRow(text);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, UnreadableFile.sentence(e), e);
        } finally {
            out.flush();
        }
    }

    private int explainLine(String place, TitledText text) throws IOException {
        int colon = place.lastIndexOf(':');
        if (colon < 1 || !place.substring(colon + 1).matches("\\d{1,18}")) {
            throw new CommandFailure(ExitCode.USAGE, "--at: '" + place + "' is not FILE:OFFSET.");
        }
        Path file = Path.of(place.substring(0, colon));
        long offset = Long.parseLong(place.substring(colon + 1));
        Optional<LoggedLine> line = scan().at(file, offset);
        if (line.isEmpty()) {
            text.out()
                    .println("At byte " + offset + " of " + file + " stands no call of " + reading.paths()
                            + ": the line is skipped, or the file ends before it.");
            return ExitCode.NO;
        }
        return new LineExplanation(database, chatbots.of(Set.of(), Set.of()), text).of(file, line.get());
    }

    private int explainRow(TitledText text) throws IOException {
        if (logs.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "--visit and --action need at least one --log FILE to look in.");
        }
        RowExplanation explanation = new RowExplanation(database, this::scan, text);
        return what.visit.isPresent()
                ? explanation.ofVisit(what.visit.get(), logs)
                : explanation.ofAction(what.action.orElseThrow(), logs);
    }

    private LogScan scan() {
        PrintWriter err = spec.commandLine().getErr();
        return new LogScan(
                stream,
                reading.tailSettings(),
                new ImportListener(err, new ArrayList<>()),
                new PackParser(reading.format(), new ImportNotices(err)));
    }
}
