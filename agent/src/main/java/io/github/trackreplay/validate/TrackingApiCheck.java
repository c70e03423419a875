/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.mysql.DatabaseAddress;
import io.github.trackreplay.mysql.DatabaseSession;
import io.github.trackreplay.mysql.PacketLimit;
import io.github.trackreplay.mysql.SqlReason;
import io.github.trackreplay.mysql.ledger.LedgerException;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.option.Values;
import io.github.trackreplay.sink.TrackingApiSinkOptions;
import io.github.trackreplay.trackingapi.ApiSettings;
import io.github.trackreplay.trackingapi.EndpointCheck;
import io.github.trackreplay.trackingapi.SendingTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Checks what a TrackingApiSink will find: the endpoint and whether its Matomo accepts the token, tried with requests that Matomo
 * does not record; the ledger's database and our tables in it.
 */
final class TrackingApiCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Component sink;
    private final Findings findings;

    TrackingApiCheck(Component sink, Findings findings) {
        this.sink = sink;
        this.findings = findings;
    }

    void run() {
        Values values = TrackingApiSinkOptions.read(sink.prefix(), sink.settings());
        if (!values.problems().isEmpty()) {
            return; // the settings' own check says so
        }
        checkEndpoint(TrackingApiSinkOptions.api(values));
        try (Connection connection = new DatabaseSession(
                        setting("url"), setting("user"), setting("password"), TIMEOUT, TIMEOUT, List.of())
                .open()) {
            checkLedger(connection);
        } catch (SQLException e) {
            report(e);
        }
    }

    private String setting(String name) {
        return sink.settings().getOrDefault(name, "").trim();
    }

    private void checkEndpoint(ApiSettings settings) {
        String setting = sink.prefix() + "endpoint";
        String host = String.valueOf(settings.address().getHost());
        boolean local = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        if ("http".equalsIgnoreCase(settings.address().getScheme()) && !local) {
            findings.warning(setting, "is not encrypted: whoever is on the way reads the token. Use https://.");
        }
        try {
            EndpointCheck.Finding found =
                    EndpointCheck.of(settings, Instant.now().getEpochSecond());
            if (found instanceof EndpointCheck.Unusable unusable) {
                findings.hindrance(setting, unusable.why());
            } else if (found instanceof EndpointCheck.Away away) {
                findings.hindrance(setting, away.why());
            } else if (found instanceof EndpointCheck.Usable usable) {
                usable(usable);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void usable(EndpointCheck.Usable usable) {
        findings.note("sink " + sink.name() + ": the Tracking API answers and accepts the token.");
        if (!usable.manyInACall()) {
            findings.warning(
                    sink.prefix() + "token",
                    "is no super user's, so Matomo does not say which requests of a call it refuses: every call carries one"
                            + " request, which takes longer.");
        }
    }

    private void checkLedger(Connection connection) throws SQLException {
        String setting = sink.prefix() + "url";
        PacketLimit.problem(connection).ifPresent(problem -> findings.hindrance(setting, problem));
        String prefix = setting("tablePrefix").isEmpty() ? "matomo_" : setting("tablePrefix");
        LedgerTables tables = new LedgerTables(prefix);
        LedgerSchema schema = new LedgerSchema(tables);
        List<String> missing = schema.missing(connection);
        if (missing.isEmpty()) {
            checkVersion(schema, connection);
            checkSending(new SendingTables(tables), connection);
        } else if (missing.size() < tables.all().size()) {
            findings.hindrance(
                    setting, "our tables " + String.join(", ", missing) + " are missing, and the others are there.");
        } else if (!createsTables()) {
            findings.hindrance(
                    setting, "our tables are missing. Set createTables = true, or run 'trackreplay schema'.");
        }
    }

    private void checkSending(SendingTables tables, Connection connection) throws SQLException {
        Optional<String> problem = tables.problem(connection);
        if (problem.isPresent() && !createsTables()) {
            findings.hindrance(sink.prefix() + "url", problem.get());
        }
    }

    private boolean createsTables() {
        return setting("createTables").equalsIgnoreCase("true");
    }

    private void checkVersion(LedgerSchema schema, Connection connection) throws SQLException {
        try {
            int version = schema.version(connection);
            if (version != LedgerTables.VERSION) {
                findings.hindrance(
                        sink.prefix() + "url",
                        "our tables are of version " + version + " and this program needs " + LedgerTables.VERSION
                                + ".");
            }
        } catch (LedgerException e) {
            findings.hindrance(sink.prefix() + "url", e.getMessage());
        }
    }

    private void report(SQLException e) {
        String where = DatabaseAddress.of(setting("url"));
        if (DatabaseFailure.of(e) == DatabaseFailure.UNREACHABLE) {
            findings.databaseUnavailable(
                    sink.prefix() + "url", "the ledger's database " + where + " cannot be reached: " + SqlReason.of(e));
        } else {
            findings.hindrance(
                    sink.prefix() + DatabaseFailure.setting(e),
                    "the ledger's database " + where + " answers with an error: " + SqlReason.of(e));
        }
    }
}
