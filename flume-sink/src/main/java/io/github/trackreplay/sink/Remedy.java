/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import com.mysql.cj.jdbc.exceptions.PacketTooBigException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/** Sentences for failures that only an administrator can end. */
final class Remedy {
    private static final String TOO_LARGE =
            "A statement is too large for the server. Set its max_allowed_packet = 64M.";

    private Remedy() {}

    static String of(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof PacketTooBigException) {
                return TOO_LARGE + " The events are kept. " + t.getMessage();
            }
        }
        return spoken(failure).map(Remedy::sentence).orElseGet(() -> "The events are kept. " + failure);
    }

    /** What went wrong, in the words of the server or of the network, whoever passed it on. */
    static String reason(Throwable failure) {
        String said = spoken(failure).map(Remedy::firstLine).orElseGet(() -> firstLine(failure));
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        boolean network = root instanceof IOException && root.getMessage() != null;
        return network ? said + ": " + firstLine(root) : said;
    }

    /** The innermost exception of the database: a pool wraps it into one of its own with the same code. */
    private static Optional<SQLException> spoken(Throwable failure) {
        SQLException innermost = null;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && (sql.getErrorCode() != 0 || sql.getSQLState() != null)) {
                innermost = sql;
            }
        }
        return Optional.ofNullable(innermost);
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    private static String sentence(SQLException failure) {
        String remedy = switch (failure.getErrorCode()) {
            case 1045 -> "The database refuses user or password. Correct the sink's user and password.";
            case 1044 -> "The user may not use this database. Grant it what 'trackreplay schema' prints.";
            case 1142, 1143, 1227 -> "The user lacks a privilege. Grant it what 'trackreplay schema' prints.";
            case 1049 -> "The database does not exist. Correct the sink's url.";
            case 1146 -> missingTable(String.valueOf(failure.getMessage()));
            case 1054 -> "A column is missing. Is Matomo being upgraded? It goes on afterwards by itself.";
            case 1153 -> TOO_LARGE;
            default -> "The database refuses a statement.";
        };
        return remedy + " The events are kept. The database says: " + failure.getMessage();
    }

    /** Whoever makes a lost table of the ledger anew replays again what has been replayed, so that is never advised. */
    private static String missingTable(String said) {
        return said.contains("trackreplay_")
                ? "A table is missing, one of ours. Is tablePrefix right? If our tables have never been created, run"
                        + " 'trackreplay schema'. If this one was lost, stop the agents and restore all of our tables from"
                        + " one backup: they know what has been replayed."
                : "A table is missing. Matomo's own are created by its installation, 'trackreplay schema' makes only ours."
                        + " Is tablePrefix right?";
    }
}
