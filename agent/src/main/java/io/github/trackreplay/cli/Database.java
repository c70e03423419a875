/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.DatabaseAddress;
import io.github.trackreplay.mysql.DatabaseSession;
import io.github.trackreplay.mysql.SqlReason;
import io.github.trackreplay.validate.DatabaseFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Opens connections for the commands, and says in sentences why one cannot be opened. */
final class Database {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private Database() {}

    /** What a command does with a connection. */
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /** Runs work on a new connection, auto-commit on, in UTC. */
    static <T> T use(DatabaseOptions options, Work<T> work) {
        try (Connection connection = session(options).open()) {
            return work.with(connection);
        } catch (SQLException e) {
            throw failure(options.url(), e);
        }
    }

    /** A connection that lasts; the caller closes it. */
    static Connection open(DatabaseOptions options) {
        try {
            return session(options).open();
        } catch (SQLException e) {
            throw failure(options.url(), e);
        }
    }

    /** Waits for answers as long as it takes: tables may be upgraded, or large ones be asked. */
    private static DatabaseSession session(DatabaseOptions options) {
        return new DatabaseSession(
                options.url(), options.user(), options.password(), CONNECT, Duration.ZERO, List.of());
    }

    static CommandFailure failure(String url, SQLException e) {
        String where = DatabaseAddress.of(url);
        DatabaseFailure failure = DatabaseFailure.of(e);
        if (failure == DatabaseFailure.UNREACHABLE) {
            return new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "The database " + where + " cannot be reached: " + reason(e) + ". " + DatabaseFailure.remedy(e),
                    e);
        }
        if (failure == DatabaseFailure.REFUSED) {
            return new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "The database " + where + " does not let us in: " + reason(e) + ". " + DatabaseFailure.remedy(e),
                    e);
        }
        if (e.getErrorCode() == 1146 && String.valueOf(e.getMessage()).contains("trackreplay_")) {
            return new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "Our tables are not in " + where + ": " + reason(e)
                            + ". 'trackreplay schema' creates them where there were none, and says what to do where one"
                            + " was lost. Or give their prefix with --table-prefix.",
                    e);
        }
        return new CommandFailure(
                ExitCode.SOFTWARE, "The database " + where + " answered with an error: " + reason(e), e);
    }

    private static String reason(SQLException e) {
        return SqlReason.of(e).replaceFirst("\\.$", "");
    }
}
