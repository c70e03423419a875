/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.RetireStream;
import io.github.trackreplay.status.ReadStatus;
import io.github.trackreplay.status.Status;
import io.github.trackreplay.status.StatusText;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code trackreplay stream}: the streams, and what an operator decides about them. */
@Command(
        name = "stream",
        mixinStandardHelpOptions = true,
        description = "Lists the streams, retires one, accepts what is missing of one, or lets a stopped one go on.",
        subcommands = {
            StreamCommand.ListStreams.class,
            StreamCommand.Retire.class,
            StreamAccept.class,
            StreamResume.class
        })
final class StreamCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: list, retire, accept or resume.");
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description =
                    "Lists every stream with its state (active, quiet, awaited, unreachable, behind, ended, retired, stopped), whether a "
                            + "collector's configuration expects it, when it was last seen, and how far it is complete.")
    static final class ListStreams implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOptions database;

        @Mixin
        private JsonOption json;

        @Override
        public Integer call() {
            LedgerTables tables = new LedgerTables(database.prefix());
            Status status = Database.use(database, connection -> new ReadStatus(tables).run(connection));
            PrintWriter out = spec.commandLine().getOut();
            if (json.wanted()) {
                status.streams().forEach(stream -> out.println(JsonOption.of(document(stream))));
                out.flush();
                return ExitCode.OK;
            }
            if (status.streams().isEmpty()) {
                out.println("No stream has sent anything yet.");
                out.flush();
                return ExitCode.OK;
            }
            out.printf(
                    Locale.ROOT,
                    "%-20s %-12s %-9s %-26s %s%n",
                    "stream",
                    "state",
                    "expected",
                    "last seen",
                    "complete through");
            for (Status.Stream stream : status.streams()) {
                out.printf(
                        Locale.ROOT,
                        "%-20s %-12s %-9s %-26s %s%n",
                        stream.name(),
                        stream.state(),
                        stream.expected() ? "yes" : "no",
                        stream.signs().seen().map(Instant::toString).orElse("never"),
                        StatusText.completeThrough(stream));
            }
            out.flush();
            return ExitCode.OK;
        }

        private static Map<String, Object> document(Status.Stream stream) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("name", stream.name());
            json.put("state", stream.state());
            json.put("expected", stream.expected());
            json.put("lastSeen", JsonOption.time(stream.signs().seen()));
            json.put("completeThrough", JsonOption.time(stream.reach().completeThrough()));
            return json;
        }
    }

    @Command(
            name = "retire",
            mixinStandardHelpOptions = true,
            description = {
                "Retires a stream whose frontend will not return: nothing waits for it any more, also after an import of its "
                        + "last logs. It is active again as soon as its agent sends something.",
                "Exit codes: 0 retired, 1 no such stream, 69 database cannot be reached."
            })
    static final class Retire extends StreamDecision {
        @Override
        Optional<List<String>> decide(LedgerTables tables, Connection connection, String name) throws SQLException {
            return new RetireStream(tables).run(connection, name)
                    ? Optional.of(List.of("Stream '" + name + "' is retired."))
                    : Optional.empty();
        }
    }
}
