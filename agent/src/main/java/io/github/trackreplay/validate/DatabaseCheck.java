/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.mysql.AllowedPlugins;
import io.github.trackreplay.mysql.DatabaseAddress;
import io.github.trackreplay.mysql.DatabaseSession;
import io.github.trackreplay.mysql.PacketLimit;
import io.github.trackreplay.mysql.SqlReason;
import io.github.trackreplay.mysql.ledger.LedgerException;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.matomo.ActivePlugins;
import io.github.trackreplay.mysql.matomo.MatomoHome;
import io.github.trackreplay.mysql.matomo.MatomoSchema;
import io.github.trackreplay.mysql.matomo.TableEngines;
import io.github.trackreplay.mysql.matomo.UnusableSchemaException;
import io.github.trackreplay.tracking.plugins.PluginReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks what a MySqlSink will find: the database, Matomo's tables and version, our tables, the account's rights, and that
 * Matomo itself no longer records. Rights are tried with statements that touch no row, in a transaction that is rolled back.
 */
final class DatabaseCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Component sink;
    private final List<Component> sources;
    private final Findings findings;

    /** @param sources the log sources of the same agent */
    DatabaseCheck(Component sink, List<Component> sources, Findings findings) {
        this.sink = sink;
        this.sources = sources;
        this.findings = findings;
    }

    void run() {
        if (DatabaseAddress.problem(setting("url")).isPresent()) {
            return; // the settings' own check says so
        }
        Optional<MatomoHome> home = home();
        home.ifPresent(this::checkRecording);
        home.ifPresent(this::checkSections);
        String prefix = prefix(home);
        try (Connection connection = session().open()) {
            check(connection, prefix, home);
        } catch (SQLException e) {
            report(e);
        }
    }

    private String setting(String name) {
        return sink.settings().getOrDefault(name, "").trim();
    }

    private DatabaseSession session() {
        return new DatabaseSession(setting("url"), setting("user"), setting("password"), TIMEOUT, TIMEOUT, List.of());
    }

    private Optional<MatomoHome> home() {
        String text = setting("matomoHome");
        if (text.isEmpty()) {
            findings.warning(
                    sink.prefix() + "matomoHome",
                    "is not set, so devices cannot be told apart, Matomo's salt and options are the defaults, and whether "
                            + "its own tracker still records cannot be checked.");
            return Optional.empty();
        }
        Path directory = Path.of(text);
        if (!Files.isDirectory(directory)) {
            return Optional.empty(); // the sink itself says so
        }
        MatomoHome home = MatomoHome.at(directory);
        Optional<String> problem = home.problem();
        problem.ifPresent(sentence -> findings.hindrance(sink.prefix() + "matomoHome", sentence));
        return problem.isEmpty() ? Optional.of(home) : Optional.empty();
    }

    private void checkRecording(MatomoHome home) {
        boolean allowed = setting("liveTracker").equalsIgnoreCase("allowed");
        String records = ini(home, "Tracker", "record_statistics").orElse("1");
        if (!records.equals("0") && !records.isEmpty() && !allowed) {
            findings.hindrance(
                    sink.prefix() + "liveTracker",
                    "Matomo's own tracker records too (record_statistics = " + records + "), so every request would be "
                            + "counted twice. Set record_statistics = 0 in the section [Tracker] of config/config.ini.php, or "
                            + "liveTracker = allowed here if this log holds only what Matomo did not record.");
        }
    }

    /** A release whose rules nobody has looked at: said before anything is written. */
    private void checkRelease(MatomoSchema schema) {
        schema.invisibleTables().ifPresent(problem -> findings.warning(sink.prefix() + "user", problem));
        Optional<String> problem = schema.unknownRelease();
        if (problem.isEmpty()) {
            return;
        }
        String setting = sink.prefix() + "newerMatomo";
        if (setting("newerMatomo").equalsIgnoreCase("allowed")) {
            findings.warning(setting, problem.get());
        } else {
            findings.hindrance(
                    setting, problem.get() + " Set newerMatomo = allowed to replay by the rules that are known.");
        }
    }

    /** Plugins whose part nobody plays: said before anything is written. */
    private void checkPlugins(Connection connection, MatomoSchema schema, Optional<MatomoHome> known)
            throws SQLException {
        MatomoHome home = known.orElseGet(MatomoHome::none);
        PluginReport report;
        try {
            report = ActivePlugins.read(connection, schema.prefix(), home).judge(schema, home);
        } catch (UncheckedIOException e) {
            return; // checkRecording says so
        }
        String setting = sink.prefix() + "plugins";
        Optional<String> refusal = report.refusal(allowedPlugins());
        if (refusal.isPresent()) {
            findings.hindrance(
                    setting, refusal.get() + " Set plugins = allowed: " + report.names() + " to go on without it.");
        } else {
            report.problem().ifPresent(problem -> findings.warning(setting, problem));
        }
    }

    private Set<String> allowedPlugins() {
        try {
            String text = setting("plugins");
            return text.isEmpty() ? Set.of() : AllowedPlugins.parse(text);
        } catch (IllegalArgumentException e) {
            return Set.of(); // the sink itself says so
        }
    }

    private void checkEngines(Connection connection, String prefix) throws SQLException {
        Optional<String> problem = TableEngines.problem(connection, prefix);
        if (problem.isEmpty()) {
            return;
        }
        String setting = sink.prefix() + "nonTransactionalTables";
        if (setting("nonTransactionalTables").equalsIgnoreCase("allowed")) {
            findings.warning(setting, problem.get());
        } else {
            findings.hindrance(setting, problem.get() + " Or set nonTransactionalTables = allowed if you accept that.");
        }
    }

    /** A second section replaces the first one, all of it, which nobody means who adds a line. */
    private void checkSections(MatomoHome home) {
        try {
            for (String section : home.configuration().repeatedSections()) {
                findings.warning(
                        sink.prefix() + "matomoHome",
                        "the section [" + section
                                + "] stands twice in a configuration file: Matomo uses the last one alone. "
                                + "Put the lines into one section.");
            }
        } catch (IOException e) {
            // checkRecording says so
        }
    }

    private String prefix(Optional<MatomoHome> home) {
        String own = setting("tablePrefix");
        return own.isEmpty()
                ? home.flatMap(h -> ini(h, "database", "tables_prefix")).orElse("matomo_")
                : own;
    }

    private Optional<String> ini(MatomoHome home, String section, String name) {
        try {
            return home.configuration().text(section, name);
        } catch (IOException e) {
            findings.hindrance(sink.prefix() + "matomoHome", "the configuration cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void check(Connection connection, String prefix, Optional<MatomoHome> home) throws SQLException {
        PacketLimit.problem(connection).ifPresent(problem -> findings.hindrance(sink.prefix() + "url", problem));
        LedgerTables ledger = new LedgerTables(prefix);
        boolean creates = setting("createTables").equalsIgnoreCase("true");
        int before = findings.hindrances().size();
        MatomoSchema schema;
        try {
            schema = MatomoSchema.read(connection, prefix);
            checkRelease(schema);
            checkEngines(connection, prefix);
            checkPlugins(connection, schema, home);
        } catch (UnusableSchemaException e) {
            findings.hindrance(sink.prefix() + (e.ofRelease() ? "newerMatomo" : "url"), e.problem());
            return;
        }
        List<String> missing = new LedgerSchema(ledger).missing(connection);
        new FirstStartCheck(sources, findings)
                .run(connection, prefix, missing.isEmpty() ? Optional.of(ledger) : Optional.empty());
        if (!missing.isEmpty()) {
            if (missing.size() < ledger.all().size()) {
                findings.hindrance(
                        sink.prefix() + "url",
                        "our tables " + String.join(", ", missing) + " are missing, and the others are there. Run"
                                + " 'trackreplay schema': it completes a set whose creation was cut off, and says what to"
                                + " do where a table was lost.");
            } else if (!creates) {
                findings.hindrance(
                        sink.prefix() + "url",
                        "our tables " + String.join(", ", missing)
                                + " are missing. Create them with 'trackreplay schema', "
                                + "or set createTables = true.");
            }
            return;
        }
        checkVersion(connection, ledger);
        checkRights(connection, ledger, prefix);
        if (findings.hindrances().size() == before) {
            findings.note("sink " + sink.name() + ": the database answers; looked at: the tables " + prefix
                    + "* of Matomo " + schema.version() + ", their engines, its plugins, our tables (version "
                    + LedgerTables.VERSION + "), the rights of '" + setting("user") + "' on each.");
        }
    }

    private void checkVersion(Connection connection, LedgerTables ledger) throws SQLException {
        try {
            int version = new LedgerSchema(ledger).version(connection);
            if (version != LedgerTables.VERSION) {
                findings.hindrance(
                        sink.prefix() + "url",
                        "our tables are of version " + version + " and this program needs " + LedgerTables.VERSION
                                + (version < LedgerTables.VERSION
                                        ? ". Run 'trackreplay schema'."
                                        : ". Upgrade Track Replay."));
            }
        } catch (LedgerException e) {
            findings.hindrance(sink.prefix() + "url", e.getMessage());
        }
    }

    private void checkRights(Connection connection, LedgerTables ledger, String prefix) throws SQLException {
        Map<String, List<String>> wanted = new LinkedHashMap<>();
        for (String table :
                List.of("log_visit", "log_link_visit_action", "log_action", "log_conversion", "log_conversion_item")) {
            wanted.put(prefix + table, List.of("SELECT", "INSERT", "UPDATE"));
        }
        wanted.put(prefix + "site", List.of("SELECT", "UPDATE"));
        wanted.put(prefix + "goal", List.of("SELECT"));
        wanted.put(prefix + "option", List.of("SELECT", "INSERT", "UPDATE"));
        for (String table : ledger.all()) {
            wanted.put(table, List.of("SELECT", "INSERT", "UPDATE", "DELETE"));
        }
        connection.setAutoCommit(false);
        for (Map.Entry<String, List<String>> table : wanted.entrySet()) {
            List<String> refused = refused(connection, table.getKey(), table.getValue());
            if (!refused.isEmpty()) {
                findings.hindrance(
                        sink.prefix() + "user",
                        "'" + setting("user") + "' lacks " + String.join(", ", refused) + " on " + table.getKey()
                                + ". 'trackreplay schema' prints the grants.");
            }
        }
        connection.rollback();
    }

    private static List<String> refused(Connection connection, String table, List<String> rights) throws SQLException {
        List<String> refused = new ArrayList<>();
        for (String right : rights) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(harmless(right, table, connection));
            } catch (SQLException e) {
                if (!String.valueOf(e.getSQLState()).startsWith("42")) {
                    throw e;
                }
                refused.add(right);
            }
        }
        return refused;
    }

    /** A statement that needs the right and touches no row. */
    private static String harmless(String right, String table, Connection connection) throws SQLException {
        return switch (right) {
            case "SELECT" -> "SELECT * FROM `" + table + "` LIMIT 0";
            case "INSERT" -> "INSERT INTO `" + table + "` SELECT * FROM `" + table + "` WHERE 1 = 0";
            case "DELETE" -> "DELETE FROM `" + table + "` WHERE 1 = 0";
            default -> {
                String column = firstColumn(table, connection);
                yield "UPDATE `" + table + "` SET `" + column + "` = `" + column + "` WHERE 1 = 0";
            }
        };
    }

    private static String firstColumn(String table, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT * FROM `" + table + "` LIMIT 0")) {
            return rows.getMetaData().getColumnName(1);
        }
    }

    private void report(SQLException e) {
        String reason = SqlReason.of(e);
        switch (DatabaseFailure.of(e)) {
            case UNREACHABLE ->
                findings.databaseUnavailable(
                        sink.prefix() + "url",
                        "the database " + DatabaseAddress.of(setting("url")) + " cannot be reached: " + reason);
            case REFUSED -> {
                String login = DatabaseFailure.isWrongLogin(e)
                        ? "user or password is wrong (account '" + setting("user") + "'): "
                        : "";
                findings.hindrance(
                        sink.prefix() + DatabaseFailure.setting(e),
                        "the database does not let us in: " + login + reason);
            }
            case ERROR -> findings.hindrance(sink.prefix() + "url", "the database answered with an error: " + reason);
        }
    }
}
