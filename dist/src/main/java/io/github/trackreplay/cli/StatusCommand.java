/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.status.ReadStatus;
import io.github.trackreplay.status.Status;
import io.github.trackreplay.status.StatusJson;
import io.github.trackreplay.status.StatusText;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trackreplay status}: what has been read and what became of it. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows by stream and log file what has been read, applied, skipped, rejected, held back and lost, how far behind "
                    + "each stream is, and the last commit.",
            "Exit codes: 0 the sums are right, 1 they are not, 69 database cannot be reached."
        })
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOptions database;

    @Option(names = "--json", description = "For scripts.")
    private boolean json;

    @Override
    public Integer call() {
        LedgerTables tables = new LedgerTables(database.prefix());
        Status status = Database.use(database, connection -> new ReadStatus(tables).run(connection));
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                json
                        ? StatusJson.of(status)
                        : new StatusText(Instant.now()).of(status).stripTrailing());
        out.flush();
        return status.streams().stream().allMatch(stream -> stream.bytes().balanced()) ? ExitCode.OK : ExitCode.NO;
    }
}
