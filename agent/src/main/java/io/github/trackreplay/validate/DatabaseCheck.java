/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.mysql.AllowedPlugins;
import io.github.trackreplay.mysql.DatabaseAddress;
import io.github.trackreplay.mysql.DatabaseSession;
import io.github.trackreplay.mysql.PacketLimit;
import io.github.trackreplay.mysql.SqlReason;
import io.github.trackreplay.mysql.ledger.LedgerReadiness;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.matomo.ActivePlugins;
import io.github.trackreplay.mysql.matomo.IniFile;
import io.github.trackreplay.mysql.matomo.MatomoHome;
import io.github.trackreplay.mysql.matomo.MatomoSchema;
import io.github.trackreplay.mysql.matomo.TableEngines;
import io.github.trackreplay.mysql.matomo.TablePrefix;
import io.github.trackreplay.mysql.matomo.UnusableSchemaException;
import io.github.trackreplay.option.Problem;
import io.github.trackreplay.option.Values;
import io.github.trackreplay.sink.MySqlSinkOptions;
import io.github.trackreplay.sink.PluginRequestOptions;
import io.github.trackreplay.tracking.plugins.PluginReport;
import io.github.trackreplay.validate.MatomoHomeCheck.ReadHome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
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
        if (DatabaseAddress.problem(sink.text("url")).isPresent()) {
            return; // the settings' own check says so
        }
        if (findings.problems().stream().map(Problem::setting).anyMatch(this::isNeededToConnect)) {
            return; // such as a variable that is not set: what the server would answer to it misleads
        }
        Optional<ReadHome> readHome = new MatomoHomeCheck(sink, findings).run();
        String prefix = TablePrefix.of(
                sink.given("tablePrefix"), readHome.map(ReadHome::configuration).orElse(IniFile.EMPTY));
        checkPluginRequests();
        try (Connection connection = session().open()) {
            check(connection, prefix, readHome);
        } catch (SQLException e) {
            report(e);
        }
    }

    private boolean isNeededToConnect(String setting) {
        return List.of("url", "user", "password").stream()
                .map(sink.prefix()::concat)
                .anyMatch(setting::equals);
    }

    /** Whether requests for plugins will find a Tracking API that takes them. */
    private void checkPluginRequests() {
        Values values = MySqlSinkOptions.read(sink.prefix(), sink.settings());
        if (values.problems().isEmpty()) {
            PluginRequestOptions.api(values)
                    .ifPresent(api -> new EndpointLook(sink, findings)
                            .run(api, PluginRequestOptions.PLUGIN_REQUESTS.name(), PluginRequestOptions.TOKEN.name()));
        }
    }

    private DatabaseSession session() {
        return new DatabaseSession(
                sink.text("url"), sink.text("user"), sink.text("password"), TIMEOUT, TIMEOUT, List.of());
    }

    /** A release whose rules nobody has looked at: said before anything is written. */
    private void checkRelease(MatomoSchema schema) {
        schema.invisibleTables().ifPresent(problem -> findings.warningSaidByComponent(sink.prefix() + "user", problem));
        schema.missingColumns().ifPresent(problem -> findings.warningSaidByComponent(sink.prefix() + "url", problem));
        Optional<String> problem = schema.unknownRelease();
        if (problem.isEmpty()) {
            return;
        }
        String setting = sink.prefix() + "newerMatomo";
        if (sink.text("newerMatomo").equalsIgnoreCase("allowed")) {
            findings.warningSaidByComponent(setting, problem.get());
        } else {
            findings.hindrance(
                    setting, problem.get() + " Set newerMatomo = allowed to replay by the rules that are known.");
        }
    }

    /** Plugins whose part nobody plays: said before anything is written. */
    private void checkPlugins(Connection connection, MatomoSchema schema, Optional<ReadHome> known)
            throws SQLException {
        MatomoHome home = known.map(ReadHome::home).orElseGet(MatomoHome::none);
        IniFile configuration = known.map(ReadHome::configuration).orElse(IniFile.EMPTY);
        PluginReport report =
                ActivePlugins.read(connection, schema.prefix(), configuration).judge(schema, home);
        String setting = sink.prefix() + "plugins";
        Optional<String> refusal = report.refusal(allowedPlugins());
        if (refusal.isPresent()) {
            findings.hindrance(
                    setting, refusal.get() + " Set plugins = allowed: " + report.names() + " to go on without it.");
        } else {
            report.problem().ifPresent(problem -> findings.warningSaidByComponent(setting, problem));
        }
        report.doubt().ifPresent(doubt -> findings.warningSaidByComponent(sink.prefix() + "matomoHome", doubt));
    }

    private Set<String> allowedPlugins() {
        try {
            String text = sink.text("plugins");
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
        if (sink.text("nonTransactionalTables").equalsIgnoreCase("allowed")) {
            findings.warningSaidByComponent(setting, problem.get());
        } else {
            findings.hindrance(setting, problem.get() + " Or set nonTransactionalTables = allowed if you accept that.");
        }
    }

    private void check(Connection connection, String prefix, Optional<ReadHome> readHome) throws SQLException {
        PacketLimit.problem(connection).ifPresent(problem -> findings.hindrance(sink.prefix() + "url", problem));
        LedgerTables ledger = new LedgerTables(prefix);
        int before = findings.hindrances().size();
        MatomoSchema schema;
        try {
            schema = MatomoSchema.read(connection, prefix);
            checkRelease(schema);
            checkEngines(connection, prefix);
            checkPlugins(connection, schema, readHome);
        } catch (UnusableSchemaException e) {
            findings.hindrance(sink.prefix() + (e.ofRelease() ? "newerMatomo" : "url"), e.problem());
            return;
        }
        OwnTablesCheck own = new OwnTablesCheck(sink, findings);
        LedgerReadiness state = own.run(connection, ledger);
        boolean there = state instanceof LedgerReadiness.Ready || state instanceof LedgerReadiness.OfVersion;
        new FirstStartCheck(sources, findings).run(connection, prefix, there ? Optional.of(ledger) : Optional.empty());
        if (!there) {
            return;
        }
        if (!sink.text("pluginRequests").isEmpty()) {
            own.sending(connection, ledger, "pluginRequests");
        }
        new RightsCheck(sink, findings).run(connection, ledger, prefix);
        if (findings.hindrances().size() == before) {
            findings.note("sink " + sink.name() + ": the database answers; looked at: the tables " + prefix
                    + "* of Matomo " + schema.version() + ", their engines, its plugins, our tables (version "
                    + LedgerTables.VERSION + "), the rights of '" + sink.text("user") + "' on each.");
        }
    }

    private void report(SQLException e) {
        String reason = SqlReason.of(e).replaceFirst("\\.?$", ".");
        switch (DatabaseFailure.of(e)) {
            case UNREACHABLE ->
                findings.databaseUnavailable(
                        sink.prefix() + "url",
                        "the database " + DatabaseAddress.of(sink.text("url")) + " cannot be reached: " + reason + " "
                                + DatabaseFailure.remedy(e));
            case REFUSED -> {
                String login = DatabaseFailure.isWrongLogin(e)
                        ? "it refuses user or password (account '" + sink.text("user") + "'): "
                        : "";
                findings.hindrance(
                        sink.prefix() + DatabaseFailure.setting(e),
                        "the database does not let us in: " + login + reason + " " + DatabaseFailure.remedy(e));
            }
            case ERROR -> findings.hindrance(sink.prefix() + "url", "the database answered with an error: " + reason);
        }
    }
}
