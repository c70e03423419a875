/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What a failure of the database says of itself, whoever passed it on. Pure. */
public final class SqlReason {
    private SqlReason() {}

    /** The words of the server or of the driver, and those of the network or of TLS where these are to blame, in one line. */
    public static String of(Throwable failure) {
        String said = spoken(failure).map(SqlReason::firstLine).orElseGet(() -> firstLine(failure));
        Throwable root = root(failure);
        boolean told = root instanceof IOException || root instanceof GeneralSecurityException;
        return told && root.getMessage() != null && !said.contains(firstLine(root))
                ? said + ": " + firstLine(root)
                : said;
    }

    /** Whether no connection was had because of TLS: a certificate that is not believed, or a key store that cannot be used. */
    public static boolean isOfTls(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SSLException || t instanceof GeneralSecurityException) {
                return true;
            }
        }
        return false;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
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
