/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.ledger.AcceptLoss;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code trackreplay stream accept}: completeness no longer waits for what is missing. */
@Command(
        name = "accept",
        mixinStandardHelpOptions = true,
        description = {
            "Accepts what is missing of a stream at this moment, gaps and destroyed bytes: completeness no longer waits for it. "
                    + "What arrives of it all the same is applied, late.",
            "Exit codes: 0 accepted, also when nothing was missing, 1 no such stream, 69 database cannot be reached."
        })
final class StreamAccept extends StreamDecision {
    @Override
    Optional<List<String>> decide(LedgerTables tables, Connection connection, String name) throws SQLException {
        return new AcceptLoss(tables)
                .run(connection, name, System.currentTimeMillis())
                .map(accepted -> told(accepted, name));
    }

    private static List<String> told(AcceptLoss.Accepted accepted, String name) {
        if (accepted.gaps().isEmpty() && accepted.losses() == 0) {
            return List.of("Nothing is missing of stream '" + name + "'.");
        }
        List<String> told = new ArrayList<>();
        accepted.gaps()
                .forEach(gap -> told.add("Accepted that bytes " + gap.range().start() + " to "
                        + gap.range().end() + " of log file " + gap.file().number() + " ("
                        + gap.file().fingerprint().abbreviated() + "…) have not arrived."));
        if (accepted.losses() > 0) {
            told.add("Accepted " + accepted.losses() + " notices of destroyed bytes.");
        }
        told.add("Completeness no longer waits for that.");
        return told;
    }
}
