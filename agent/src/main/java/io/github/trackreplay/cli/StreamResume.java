/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.ResumeStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code trackreplay stream resume}: a stream that stopped goes on. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = {
            "Lets a stream go on that stopped because nothing of it could be read, because no collector lists it, or because "
                    + "its logs are those of another stream. What was set aside since is judged now.",
            "Exit codes: 0 it goes on, 1 there is no such stream or it has not stopped, 69 database cannot be reached."
        })
final class StreamResume extends StreamDecision {
    @Override
    Optional<List<String>> decide(LedgerTables tables, Connection connection, String name) throws SQLException {
        return new ResumeStream(tables).run(connection, name)
                ? Optional.of(List.of(
                        "Stream '" + name + "' goes on. A running agent judges what was set aside within seconds."))
                : Optional.empty();
    }

    @Override
    String missing() {
        return " that has stopped.";
    }
}
