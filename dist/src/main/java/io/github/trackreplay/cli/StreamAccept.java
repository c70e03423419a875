/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.ledger.AcceptLoss;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trackreplay stream accept}: completeness no longer waits for what is missing. */
@Command(
        name = "accept",
        mixinStandardHelpOptions = true,
        description = {
            "Accepts what is missing of a stream at this moment, gaps and destroyed bytes: completeness no longer waits for it. "
                    + "What arrives of it all the same is applied, late.",
            "Exit codes: 0 accepted, also when nothing was missing, 1 no such stream, 69 database cannot be reached."
        })
final class StreamAccept implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOptions database;

    @Parameters(paramLabel = "NAME", description = "The stream.")
    private String name;

    @Override
    public Integer call() {
        LedgerTables tables = new LedgerTables(database.prefix());
        Optional<AcceptLoss.Accepted> accepted = Database.use(database, connection -> {
            connection.setAutoCommit(false);
            return new AcceptLoss(tables).run(connection, name, System.currentTimeMillis());
        });
        PrintWriter out = spec.commandLine().getOut();
        accepted.ifPresentOrElse(a -> tell(a, out), () -> out.println("There is no stream '" + name + "'."));
        out.flush();
        return accepted.isPresent() ? ExitCode.OK : ExitCode.NO;
    }

    private void tell(AcceptLoss.Accepted accepted, PrintWriter out) {
        if (accepted.gaps().isEmpty() && accepted.losses() == 0) {
            out.println("Nothing is missing of stream '" + name + "'.");
            return;
        }
        accepted.gaps()
                .forEach(gap -> out.println("Accepted that bytes " + gap.range().start() + " to "
                        + gap.range().end() + " of log file " + gap.file().number() + " ("
                        + gap.file().fingerprint().abbreviated() + "…) have not arrived."));
        if (accepted.losses() > 0) {
            out.println("Accepted " + accepted.losses() + " notices of destroyed bytes.");
        }
        out.println("Completeness no longer waits for that.");
    }
}
