/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.ReadRejected;
import io.github.trackreplay.rejected.RejectedText;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trackreplay rejected show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = {
            "Shows rejected rows with their bytes, place and reason. Tokens stand there as hashes.",
            "Exit codes: 0 shown, 1 there is none, 69 database cannot be reached."
        })
final class RejectedShow implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOptions database;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids as 'rejected list' gives them.")
    private List<Long> ids;

    @Option(names = "--json", description = "One JSON document a line.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        ReadRejected read = new ReadRejected(new LedgerTables(database.prefix()));
        List<ReadRejected.Row> rows = Database.use(
                database, connection -> read.page(connection, new RejectedFilter().of(ids), 0, ids.size()));
        for (ReadRejected.Row row : rows) {
            if (json) {
                out.println(RejectedText.json(row));
            } else {
                RejectedText.all(row).forEach(out::println);
                out.println();
            }
        }
        if (rows.isEmpty()) {
            out.println("There is no such row. It may have been forgotten with its log file (ledgerRetention).");
        }
        out.flush();
        return rows.isEmpty() ? ExitCode.NO : ExitCode.OK;
    }
}
