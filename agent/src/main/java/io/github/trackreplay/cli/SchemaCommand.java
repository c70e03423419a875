/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.ledger.LedgerException;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.matomo.MatomoSchema;
import io.github.trackreplay.mysql.matomo.UnusableSchemaException;
import io.github.trackreplay.trackingapi.SendingTables;
import io.github.trackreplay.validate.NeededRights;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trackreplay schema}: our tables, and the rights that the agent's account needs. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description = {
            "Creates or upgrades our own tables (<prefix>trackreplay_...) beside Matomo's, and prints the least privileges "
                    + "that the agent's account needs. Matomo's tables are not touched. Needs an account that may create tables.",
            "Exit codes: 0 the tables are as they should be, 69 database cannot be reached, 78 no Matomo there, newer tables, "
                    + "or a table of ours is lost."
        })
final class SchemaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOptions database;

    @Option(
            names = "--account",
            paramLabel = "NAME@HOST",
            defaultValue = "'trackreplay'@'%'",
            description = "Who the printed grants are for. Default: ${DEFAULT-VALUE}")
    private String account;

    @Option(names = "--print-only", description = "Print the grants, change nothing.")
    private boolean printOnly;

    @Option(
            names = "--begin-again",
            description =
                    "Drop all of our tables with what they hold, and make them anew. Only where they are beyond repair: "
                            + "a new ledger knows nothing of what has been replayed, so every log that is read again is applied "
                            + "again, twice in Matomo. Stop all agents before.")
    private boolean beginAgain;

    @Override
    public Integer call() {
        if (beginAgain && printOnly) {
            throw new CommandFailure(ExitCode.USAGE, "--begin-again and --print-only exclude each other.");
        }
        List<String> lines = Database.use(database, this::run);
        PrintWriter out = spec.commandLine().getOut();
        lines.forEach(out::println);
        out.flush();
        return ExitCode.OK;
    }

    private List<String> run(Connection connection) throws SQLException {
        LedgerTables tables = new LedgerTables(database.prefix());
        try {
            if (!onlyLedger()) {
                MatomoSchema.read(connection, database.prefix());
            }
            List<String> lines = new ArrayList<>();
            if (!printOnly) {
                lines.add(create(connection, tables));
            }
            lines.add("-- If the account does not exist yet: CREATE USER " + account + " IDENTIFIED BY '...';");
            lines.add("-- What the agent's account needs, why, and nothing more:");
            lines.addAll(grants(connection, tables));
            return lines;
        } catch (UnusableSchemaException | LedgerException e) {
            throw CommandFailure.saying(ExitCode.CONFIGURATION, e);
        }
    }

    /** Whether this database has only our ledger, because the configuration's sink calls the Tracking API. */
    private boolean onlyLedger() {
        return !database.trackingApi().isEmpty();
    }

    private String create(Connection connection, LedgerTables tables) throws SQLException {
        LedgerSchema schema = new LedgerSchema(tables);
        if (beginAgain) {
            schema.beginAgain(connection);
            return "-- A new ledger has begun (version " + LedgerTables.VERSION
                    + "): what is read again is applied again.";
        }
        int before = schema.missing(connection).size();
        schema.createOrUpgrade(connection);
        if (database.sends()) {
            new SendingTables(tables).create(connection);
        }
        return "-- Our tables are in place (version " + LedgerTables.VERSION + ", " + before + " created).";
    }

    private List<String> grants(Connection connection, LedgerTables tables) throws SQLException {
        List<String> ours = new ArrayList<>(tables.all());
        if (database.sends()) {
            ours.addAll(new SendingTables(tables).all());
        }
        return NeededRights.grants(connection.getCatalog(), database.prefix(), matomoTables(connection), ours, account);
    }

    /** The tables of this database that begin as Matomo's do, with their columns. */
    private Map<String, Set<String>> matomoTables(Connection connection) throws SQLException {
        Map<String, Set<String>> found = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT table_name, column_name FROM information_schema.columns"
                        + " WHERE table_schema = DATABASE()")) {
            while (rows.next()) {
                if (rows.getString(1).startsWith(database.prefix())) {
                    found.computeIfAbsent(rows.getString(1), table -> new HashSet<>())
                            .add(rows.getString(2));
                }
            }
        }
        return found;
    }
}
