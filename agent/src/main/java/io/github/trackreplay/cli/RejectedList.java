/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.ledger.ReadConflicts;
import io.github.trackreplay.mysql.ledger.ReadRejected;
import io.github.trackreplay.rejected.RejectedText;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trackreplay rejected list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Lists what was rejected and waits to be replayed: how many by stream and reason, then one line each.",
            "Exit codes: 0 also when there is nothing, 69 database cannot be reached."
        })
final class RejectedList implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private RejectedSelection rejected;

    @Option(names = "--all", description = "Those that have been replayed, too.")
    private boolean all;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "Most lines. Default: ${DEFAULT-VALUE}; --json has no limit of its own.")
    private int limit;

    @Option(names = "--json", description = "One JSON document a line, with the bytes.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        ReadRejected.Filter wanted = rejected.wanted(all);
        Database.use(rejected.database(), connection -> {
            if (json) {
                rejected.each(connection, wanted, Long.MAX_VALUE, row -> out.println(RejectedText.json(row)));
            } else {
                table(connection, wanted, out);
                conflicts(connection, out);
            }
            return true;
        });
        out.flush();
        return ExitCode.OK;
    }

    private void table(Connection connection, ReadRejected.Filter wanted, PrintWriter out) throws SQLException {
        Map<String, Long> counts = rejected.ledger().counts(connection, wanted);
        if (counts.isEmpty()) {
            out.println("Nothing that was rejected waits.");
            return;
        }
        counts.forEach((key, number) -> {
            String[] names = key.split("\t", 2);
            out.println(String.format(
                    Locale.ROOT,
                    "%,10d  %-22s  %s",
                    number,
                    names[1],
                    names[0].isEmpty() ? "events that name no stream" : "stream " + names[0]));
        });
        out.println();
        out.println(RejectedText.head());
        rejected.each(connection, wanted, limit, row -> out.println(RejectedText.line(row)));
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        if (total > limit) {
            out.println(String.format(Locale.ROOT, "… and %,d more (--limit).", total - limit));
        }
        out.println();
        out.println(
                "To see one with its bytes: trackreplay rejected show ID. When its cause is mended: trackreplay rejected "
                        + "replay");
    }

    private void conflicts(Connection connection, PrintWriter out) throws SQLException {
        List<ReadConflicts.Conflict> conflicts = rejected.conflicts(connection);
        if (!conflicts.isEmpty()) {
            out.println();
            out.println("Besides, packs in conflict with what had been taken:");
            ConflictText.lines(conflicts).forEach(out::println);
        }
    }
}
