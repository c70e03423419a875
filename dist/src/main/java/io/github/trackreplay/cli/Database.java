/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.validate.DatabaseFailure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Opens connections for the commands, and says in sentences why one cannot be opened. */
final class Database {
    private static final int TIMEOUT_MILLISECONDS = 10_000;

    private Database() {}

    /** What a command does with a connection. */
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /** Runs work on a new connection, auto-commit on, in UTC. */
    static <T> T use(DatabaseOptions options, Work<T> work) {
        try (Connection connection = DriverManager.getConnection(options.url(), properties(options))) {
            return work.with(connection);
        } catch (SQLException e) {
            throw failure(options.url(), e);
        }
    }

    private static Properties properties(DatabaseOptions options) {
        Properties properties = new Properties();
        properties.setProperty("user", options.user());
        properties.setProperty("password", options.password());
        properties.setProperty("connectTimeout", Integer.toString(TIMEOUT_MILLISECONDS));
        properties.setProperty("connectionTimeZone", "UTC");
        properties.setProperty("forceConnectionTimeZoneToSession", "true");
        return properties;
    }

    static CommandFailure failure(String url, SQLException e) {
        String where = url.replaceFirst("\\?.*", "");
        DatabaseFailure failure = DatabaseFailure.of(e);
        if (failure == DatabaseFailure.UNREACHABLE) {
            return new CommandFailure(
                    ExitCode.UNAVAILABLE, "The database " + where + " cannot be reached: " + firstLine(e), e);
        }
        if (failure == DatabaseFailure.REFUSED) {
            return new CommandFailure(
                    ExitCode.CONFIGURATION, "The database " + where + " does not let us in: " + firstLine(e), e);
        }
        if (e.getErrorCode() == 1146 && String.valueOf(e.getMessage()).contains("trackreplay_")) {
            return new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "Our tables are not in " + where + ": " + firstLine(e)
                            + ". 'trackreplay schema' creates them where there were none, and says what to do where one"
                            + " was lost. Or give their prefix with --table-prefix.",
                    e);
        }
        return new CommandFailure(
                ExitCode.SOFTWARE, "The database " + where + " answered with an error: " + firstLine(e), e);
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceFirst("\\.$", "");
    }
}
