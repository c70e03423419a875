/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.mysql.SqlReason;
import java.sql.SQLException;
import java.util.Set;

/** Why a database does not serve us, as every command judges it. */
public enum DatabaseFailure {
    /** It cannot be reached, or takes nobody in just now: the same command can succeed later. */
    UNREACHABLE,
    /** It refuses this account, or has no such database: somebody must change something. */
    REFUSED,
    /** It answered with another error. */
    ERROR;

    private static final int ACCESS_DENIED_TO_DATABASE = 1044;
    private static final int ACCESS_DENIED = 1045;
    private static final int UNKNOWN_DATABASE = 1049;
    private static final int SECURE_TRANSPORT_REQUIRED = 3159;

    /** MySQL's and MariaDB's numbers. */
    private static final Set<Integer> LOCKED = Set.of(3118, 4151);

    private static final Set<Integer> PASSWORD_EXPIRED = Set.of(1820, 1862);

    /** Whether the server knows no database of that name. */
    static boolean isUnknownDatabase(SQLException e) {
        return e.getErrorCode() == UNKNOWN_DATABASE;
    }

    /** Whether the server takes this account and password for no login of its own; it never tells which of them is wrong. */
    static boolean isWrongLogin(SQLException e) {
        return e.getErrorCode() == ACCESS_DENIED;
    }

    /** Whether the server admits no connection without TLS. */
    private static boolean isWithoutTls(SQLException e) {
        return e.getErrorCode() == SECURE_TRANSPORT_REQUIRED;
    }

    /** The setting that a refused connection is a matter of. */
    static String setting(SQLException e) {
        return isUnknownDatabase(e) || isWithoutTls(e) ? "url" : isWrongLogin(e) ? "password" : "user";
    }

    /** What to do where a connection is refused, or none is had: a sentence. */
    public static String remedy(SQLException e) {
        if (isUnknownDatabase(e)) {
            return "Correct the name behind the last slash of the URL, or the host, if it is another server's database.";
        } else if (isWrongLogin(e)) {
            return "Correct the account or its password. The server tells neither which of them is wrong, nor that an account"
                    + " exists for other machines only: MySQL's accounts are 'name'@'machine'. It says the same to an account with"
                    + " REQUIRE SSL or X509 where the connection has no TLS (sslMode=REQUIRED in the URL) or no certificate of its own"
                    + " (clientCertificateKeyStoreUrl there).";
        } else if (isWithoutTls(e)) {
            return "The server admits only connections with TLS (its require_secure_transport): set sslMode=REQUIRED in the URL.";
        } else if (LOCKED.contains(e.getErrorCode())) {
            return "Unlock it: ALTER USER … ACCOUNT UNLOCK.";
        } else if (PASSWORD_EXPIRED.contains(e.getErrorCode())) {
            return "Give the account a new password, and set that here.";
        } else if (of(e) == REFUSED) {
            return "If the database's name is right, give the account the rights that 'trackreplay schema --print-only' prints.";
        }
        if (SqlReason.isOfTls(e)) {
            return "Its certificate, or ours, is not believed: look at both, at sslMode in the URL, and at the key stores that"
                    + " trustCertificateKeyStoreUrl and clientCertificateKeyStoreUrl there name.";
        }
        return of(e) == UNREACHABLE ? "Does it run, and are host and port in the URL right?" : "";
    }

    public static DatabaseFailure of(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        boolean ofTheAccount = LOCKED.contains(e.getErrorCode()) || PASSWORD_EXPIRED.contains(e.getErrorCode());
        if (ofTheAccount
                || state.startsWith("28")
                || e.getErrorCode() == ACCESS_DENIED_TO_DATABASE
                || isUnknownDatabase(e)
                || isWithoutTls(e)) {
            return REFUSED;
        }
        return state.startsWith("08") ? UNREACHABLE : ERROR;
    }
}
