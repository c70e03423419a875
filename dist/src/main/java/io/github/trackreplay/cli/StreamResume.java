/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.ResumeStream;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trackreplay stream resume}: a stream that stopped after too many rejects goes on. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = {
            "Lets a stream go on that stopped because nothing but rejects came of it. What was set aside since is judged now.",
            "Exit codes: 0 it goes on, 1 there is no such stream or it has not stopped, 69 database cannot be reached."
        })
final class StreamResume implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOptions database;

    @Parameters(paramLabel = "NAME", description = "The stream.")
    private String name;

    @Override
    public Integer call() {
        LedgerTables tables = new LedgerTables(database.prefix());
        boolean resumed = Database.use(database, connection -> {
            connection.setAutoCommit(false);
            return new ResumeStream(tables).run(connection, name);
        });
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                resumed
                        ? "Stream '" + name + "' goes on. A running agent judges what was set aside within seconds."
                        : "There is no stream '" + name + "' that has stopped.");
        out.flush();
        return resumed ? ExitCode.OK : ExitCode.NO;
    }
}
