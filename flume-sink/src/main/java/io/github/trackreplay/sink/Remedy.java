/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import com.mysql.cj.jdbc.exceptions.PacketTooBigException;
import java.sql.SQLException;

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
            if (t instanceof SQLException sql && sql.getErrorCode() != 0) {
                return of(sql);
            }
        }
        return "The events are kept. " + failure;
    }

    private static String of(SQLException failure) {
        String remedy = switch (failure.getErrorCode()) {
            case 1045 -> "The database refuses user or password. Correct the sink's user and password.";
            case 1044 -> "The user may not use this database. Grant it what 'trackreplay schema' prints.";
            case 1142, 1143, 1227 -> "The user lacks a privilege. Grant it what 'trackreplay schema' prints.";
            case 1049 -> "The database does not exist. Correct the sink's url.";
            case 1146 ->
                "A table is missing. Run 'trackreplay schema' for our tables; Matomo's own are"
                        + " created by its installation. Is tablePrefix right?";
            case 1054 -> "A column is missing. Is Matomo being upgraded? It goes on afterwards by itself.";
            case 1153 -> TOO_LARGE;
            default -> "The database refuses a statement.";
        };
        return remedy + " The events are kept. The database says: " + failure.getMessage();
    }
}
