/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.ledger.DiscardEvents;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trackreplay rejected discard}. */
@Command(
        name = "discard",
        mixinStandardHelpOptions = true,
        description = {
            "Deletes for good what is kept of events that name no log file of ours (unsigned-event, wrong-signature, "
                    + "unproven-range, unlisted-stream and those that cannot be read) and have been replayed, and packs in "
                    + "conflict that have been accepted (stream accept). With --waiting also events that have not been replayed: "
                    + "nothing of them was ever taken, so their logs can still be read (import). That makes room under the sink's "
                    + "maxAsideBytes. Rejected lines and requests of log files stay. Agents may run meanwhile.",
            "Exit codes: 0 done, also if there was nothing, 69 database cannot be reached, 78 no usable ledger."
        })
final class RejectedDiscard implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOptions database;

    @Option(
            names = "--reason",
            paramLabel = "R",
            description = "Only those of this reason; conflict: packs in conflict.")
    private Optional<String> reason = Optional.empty();

    @Option(names = "--stream", paramLabel = "NAME", description = "Only those that name this stream.")
    private Optional<String> stream = Optional.empty();

    @Option(names = "--waiting", description = "Also events that have not been replayed.")
    private boolean waiting;

    @Override
    public Integer call() {
        DiscardEvents.Discarded gone = Database.use(database, connection -> {
            connection.setAutoCommit(false);
            return new DiscardEvents(new LedgerTables(database.prefix()))
                    .run(connection, new DiscardEvents.Which(reason, stream, waiting));
        });
        spec.commandLine()
                .getOut()
                .println(String.format(
                        Locale.ROOT,
                        "%,d events and %,d packs in conflict were deleted.",
                        gone.events(),
                        gone.conflicts()));
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
