/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.mysql.DatabaseAddress;
import io.github.trackreplay.mysql.DatabaseSession;
import io.github.trackreplay.mysql.PacketLimit;
import io.github.trackreplay.mysql.SqlReason;
import io.github.trackreplay.mysql.ledger.LedgerReadiness;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.matomo.IniFile;
import io.github.trackreplay.mysql.matomo.TablePrefix;
import io.github.trackreplay.option.Values;
import io.github.trackreplay.sink.TrackingApiSinkOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

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
        new EndpointLook(sink, findings)
                .run(
                        TrackingApiSinkOptions.api(values),
                        TrackingApiSinkOptions.ENDPOINT.name(),
                        TrackingApiSinkOptions.TOKEN.name());
        try (Connection connection = new DatabaseSession(
                        sink.text("url"), sink.text("user"), sink.text("password"), TIMEOUT, TIMEOUT, List.of())
                .open()) {
            checkLedger(connection);
        } catch (SQLException e) {
            report(e);
        }
    }

    private void checkLedger(Connection connection) throws SQLException {
        String setting = sink.prefix() + "url";
        PacketLimit.problem(connection).ifPresent(problem -> findings.hindrance(setting, problem));
        LedgerTables tables = new LedgerTables(TablePrefix.of(sink.given("tablePrefix"), IniFile.EMPTY));
        OwnTablesCheck own = new OwnTablesCheck(sink, findings);
        if (own.run(connection, tables) instanceof LedgerReadiness.Ready) {
            own.sending(connection, tables, "url");
        }
    }

    private void report(SQLException e) {
        String where = DatabaseAddress.of(sink.text("url"));
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
