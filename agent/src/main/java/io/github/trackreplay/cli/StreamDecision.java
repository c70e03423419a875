/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What an operator decides about one stream: changes it, or says that there is no such stream to be changed. */
abstract class StreamDecision implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOptions database;

    @Parameters(paramLabel = "NAME", description = "The stream.")
    private String name;

    /**
     * Makes the change and commits.
     *
     * @param connection auto-commit off, in no transaction
     * @return what was done, in sentences; nothing when there is no such stream
     */
    abstract Optional<List<String>> decide(LedgerTables tables, Connection connection, String name) throws SQLException;

    /** What is wrong with the stream when nothing was done: completes "There is no stream 'NAME'". */
    String missing() {
        return ".";
    }

    @Override
    public final Integer call() {
        LedgerTables tables = new LedgerTables(database.prefix());
        Optional<List<String>> done = Database.use(database, connection -> {
            connection.setAutoCommit(false);
            return decide(tables, connection, name);
        });
        PrintWriter out = spec.commandLine().getOut();
        done.orElseGet(() -> List.of("There is no stream '" + name + "'" + missing()))
                .forEach(out::println);
        out.flush();
        return done.isPresent() ? ExitCode.OK : ExitCode.NO;
    }
}
