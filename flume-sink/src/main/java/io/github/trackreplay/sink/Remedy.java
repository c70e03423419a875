/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import com.mysql.cj.jdbc.exceptions.PacketTooBigException;
import io.github.trackreplay.mysql.SqlFailure;
import io.github.trackreplay.mysql.SqlReason;
import io.github.trackreplay.mysql.TableException;
import io.github.trackreplay.mysql.UnpreparedException;
import io.github.trackreplay.mysql.UsedUpIdsException;
import io.github.trackreplay.mysql.ledger.LedgerException;
import io.github.trackreplay.mysql.matomo.UnusableSchemaException;
import io.github.trackreplay.trackingapi.EndpointException;
import io.github.trackreplay.trackingapi.EndpointRefusesException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Optional;

/** Sentences for failures that only an administrator can end. */
final class Remedy {
    private static final int LOCK_WAIT = 1205;
    private static final int DEADLOCK = 1213;

    private static final String TOO_LARGE =
            "A statement is too large for the server. Set its max_allowed_packet = 64M.";

    private static final String NO_TLS =
            "There is no connection with TLS to the database: its certificate, or ours, is not believed. Look at both, at sslMode in the"
                    + " sink's url, and at the key stores that trustCertificateKeyStoreUrl and clientCertificateKeyStoreUrl there name.";

    private static final String UNPREPARED =
            "What is to be known of requests before they are applied is not known in time,"
                    + " however often that is awaited.";

    private Remedy() {}

    /** Whether nothing that was delivered can be to blame. */
    static boolean needsAdministrator(Throwable failure) {
        return saysWhatToDo(failure)
                || failure instanceof UncheckedIOException
                || failure instanceof UsedUpIdsException
                || (SqlReason.spoken(failure).isPresent() && SqlFailure.of(failure) == SqlFailure.FATAL);
    }

    private static boolean saysWhatToDo(Throwable failure) {
        return failure instanceof LedgerException
                || failure instanceof UnusableSchemaException
                || failure instanceof TableFaultException
                || failure instanceof DefectException
                || failure instanceof EndpointRefusesException;
    }

    /** Whether a lock that somebody else holds was waited for in vain. */
    static boolean isLock(Throwable failure) {
        return SqlReason.spoken(failure)
                .map(SQLException::getErrorCode)
                .filter(code -> code == LOCK_WAIT || code == DEADLOCK)
                .isPresent();
    }

    /**
     * A failure that passes by itself, told so that nobody has to guess.
     *
     * @param phase what the transaction was doing
     * @param where host and database; may be empty
     */
    static String ofOutage(Throwable failure, TransactionPhase phase, String where) {
        if (failure instanceof UnpreparedException) {
            return UNPREPARED + " Is the machine overloaded? What it is to do at a time is bounded by batchSize.";
        }
        if (failure instanceof EndpointException) {
            return String.valueOf(failure.getMessage());
        }
        String reason = (where.isEmpty() ? "" : where + ": ") + reason(failure);
        int code = SqlReason.spoken(failure).map(SQLException::getErrorCode).orElse(0);
        String what = switch (code) {
            case LOCK_WAIT ->
                phase == TransactionPhase.LOCK
                        ? "Another collector or import is in the middle of a long transaction, and this one waits for its"
                                + " turn."
                        : "Another session of the database holds a lock that a request needs.";
            case DEADLOCK -> "The database broke off the transaction, because another session locks the same rows.";
            case 1290, 1792, 1836, 1036, 1223, 1874 -> "The database is read-only.";
            case 1021, 1114, 3, 20, 1026, 3675 -> "The database's disk or table is full.";
            case 1034 ->
                "The database cannot write a file for sorting (is its disk for temporary files full?), or a table is damaged.";
            case 5, 1037, 1038, 1041, 1135, 1206 -> "The database's server has no memory or room left for a statement.";
            case 1040, 1203, 1226 -> "The database takes no more connections.";
            case 1053, 1927, 3032, 3168 -> "The database is being shut down.";
            case 1317, 1969, 3024 -> "The database broke off a statement.";
            case 1047 -> "The database's node is not part of its cluster just now.";
            default ->
                SqlFailure.isOfServer(failure)
                        ? "The database's server has trouble with its files: is a disk full, or are too many files open?"
                        : "";
        };
        if (what.isEmpty()) {
            boolean lost = SqlFailure.of(failure) == SqlFailure.CONNECTION_LOST;
            what = phase == TransactionPhase.CONNECT && lost
                    ? SqlReason.isOfTls(failure) ? NO_TLS : "The database cannot be reached."
                    : lost ? "The connection to the database broke off." : "The database broke off the transaction.";
        }
        return what + " (" + reason + ")";
    }

    /** Matomo's tables refuse plain requests too. */
    static String ofTable(Throwable refusal) {
        String table = "Matomo's tables refuse";
        for (Throwable t = refusal; t != null; t = t.getCause()) {
            if (t instanceof TableException of) {
                table = "Matomo's table " + of.table() + " refuses";
            }
        }
        SQLException spoken = SqlReason.spoken(refusal).orElseThrow();
        return table + " every request, also a plain page view or order, so no request is to blame and none is"
                + " rejected. The events are kept, and are replayed once the table is mended. The database says: "
                + refusal(spoken);
    }

    /** The memory of the process is used up. */
    static String ofMemory(Throwable failure) {
        return "There is not memory enough to apply even a plain page view, so no request is to blame and none is rejected. Give the"
                + " process more (TRACKREPLAY_HEAP), or the sink smaller batches (batchSize). The events are kept. ("
                + failure
                + ")";
    }

    /** Our tables refuse plain events too. */
    static String ofLedger(Throwable refusal) {
        return "Our tables refuse every event, also one that holds nothing, so no event is to blame and none is set aside. Was a table"
                + " trackreplay_… changed, or given a trigger? The events are kept. "
                + SqlReason.spoken(refusal)
                        .map(sql -> "The database says: " + refusal(sql))
                        .orElseGet(() -> "What was met: " + refusal);
    }

    /** The server's words with its error number. */
    static String refusal(SQLException failure) {
        SQLException spoken = SqlReason.spoken(failure).orElse(failure);
        return SqlReason.firstLine(spoken) + " (error " + spoken.getErrorCode() + ", SQLSTATE " + spoken.getSQLState()
                + ")";
    }

    static String of(Throwable failure) {
        if (saysWhatToDo(failure)) {
            return String.valueOf(failure.getMessage());
        }
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof PacketTooBigException) {
                return TOO_LARGE + " The events are kept. " + t.getMessage();
            }
        }
        Optional<SQLException> spoken = SqlReason.spoken(failure);
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof UsedUpIdsException) {
                return t.getMessage() + " The events are kept."
                        + spoken.map(sql -> " The database says: " + refusal(sql))
                                .orElse("");
            }
        }
        return spoken.map(sql -> sentence(sql, table(failure))).orElseGet(() -> "The events are kept. " + failure);
    }

    /** What went wrong, in the words of the server or of the network, whoever passed it on. */
    static String reason(Throwable failure) {
        return failure instanceof UnpreparedException ? UNPREPARED : SqlReason.of(failure);
    }

    private static String table(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof TableException of) {
                return "the table " + of.table();
            }
        }
        return "a table";
    }

    private static String sentence(SQLException failure, String table) {
        String remedy = switch (failure.getErrorCode()) {
            case 1045 ->
                "The database refuses user or password. Correct the sink's user and password. An account with REQUIRE SSL or"
                        + " X509 is refused in the same words where the connection has no TLS (sslMode=REQUIRED in the sink's url) or"
                        + " no certificate of its own (clientCertificateKeyStoreUrl there).";
            case 3159 ->
                "The server admits only connections with TLS (its require_secure_transport). Set sslMode=REQUIRED in the sink's"
                        + " url.";
            case 1044 -> "The user may not use this database. Grant it what 'trackreplay schema' prints.";
            case 3118, 4151 -> "The account is locked. Unlock it: ALTER USER … ACCOUNT UNLOCK.";
            case 1820, 1862 ->
                "The account's password has expired. Give it a new one, and set that as the sink's password.";
            case 1142, 1143, 1227 -> "The user lacks a privilege. Grant it what 'trackreplay schema' prints.";
            case 1049 -> "The database does not exist. Correct the sink's url.";
            case 1146 -> missingTable(String.valueOf(failure.getMessage()));
            case 1054 -> "A column is missing. Is Matomo being upgraded? It goes on afterwards by itself.";
            case 1153 -> TOO_LARGE;
            case 1364 ->
                "A column of " + table + " has no default, and nobody writes it. Give it one (ALTER TABLE … ALTER"
                        + " COLUMN … SET DEFAULT …); not one request is rejected meanwhile.";
            case 1467 -> "The ids of " + table + " are used up. Give its id a larger type.";
            case 1712, 1812, 1814, 1877 ->
                "An index or the file of " + table
                        + " is damaged or missing. Repair it (CHECK TABLE, OPTIMIZE TABLE) or restore it.";
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
