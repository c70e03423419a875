/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/** What a failure of the database says of itself, whoever passed it on. Pure. */
public final class SqlReason {
    private SqlReason() {}

    /** The words of the server or of the driver, and those of the network where it is to blame, in one line. */
    public static String of(Throwable failure) {
        String said = spoken(failure).map(SqlReason::firstLine).orElseGet(() -> firstLine(failure));
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        boolean network = root instanceof IOException && root.getMessage() != null;
        return network ? said + ": " + firstLine(root) : said;
    }

    /** The innermost exception of the database: a pool wraps it into one of its own with the same code. */
    public static Optional<SQLException> spoken(Throwable failure) {
        SQLException innermost = null;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && (sql.getErrorCode() != 0 || sql.getSQLState() != null)) {
                innermost = sql;
            }
        }
        return Optional.ofNullable(innermost);
    }

    /** A driver's message has paragraphs; the first line is what happened. */
    public static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
