/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import com.mysql.cj.jdbc.exceptions.PacketTooBigException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a failure of the database calls for, by SQLSTATE and error code. */
public enum SqlFailure {
    /** The connection is gone or was never there: connect again, read the progress again. */
    CONNECTION_LOST,
    /** The same transaction can succeed in a moment: roll back, wait, do it again. */
    TRANSIENT,
    /** Some request does not fit the tables: find it, reject it. */
    DATA,
    /** The server refuses a statement and goes on; whether a request is to blame shows by trying others. */
    REFUSED,
    /** Nothing changes until an administrator acts: keep the events, say what to do. */
    FATAL;

    /** Deadlock, lock wait timeout, interrupted, killed, a fault of the storage engine. */
    private static final Set<Integer> TRANSIENT_CODES =
            Set.of(1213, 1205, 1317, 3024, 3572, 1969, 4031, 1927, 1028, 1180, 1030, 1412, 3100, 3101);

    /**
     * The state that the whole server is in, or that of the account: read-only, shutting down, too many connections or transactions, disk
     * or table full (3, 20 and 1026: a file of the server's cannot be written). They pass, and no request is to blame, even where others
     * find room.
     */
    private static final Set<Integer> SERVER_CODES =
            Set.of(1290, 1792, 1836, 1053, 1040, 1203, 1226, 1637, 1021, 1114, 3, 20, 1026);

    /**
     * Account and rights, database, tables and columns that are missing, broken or need what nobody gives (1364), ids that are
     * used up (1467): whatever the requests hold.
     */
    private static final Set<Integer> FATAL_CODES = Set.of(
            1044, 1045, 1049, 1054, 1129, 1130, 1142, 1143, 1146, 1194, 1195, 1227, 1286, 1356, 1364, 1370, 1449, 1467,
            1665, 1698, 1820, 1862, 1932, 3118, 4151);

    /** Too long, out of range, wrong value or character, NULL where none may be, duplicate key, invalid date, packet. */
    private static final Set<Integer> DATA_CODES =
            Set.of(1406, 1264, 1265, 1366, 1292, 1048, 1062, 1411, 1441, 1690, 3140, 3141, 1300, 4025, 1452, 1153);

    private static final Set<String> LOST_CLASSES = Set.of("08");

    /** Whether the same transaction can succeed later, with nobody doing anything about it. */
    public boolean passes() {
        return this == CONNECTION_LOST || this == TRANSIENT;
    }

    /** Whether it tells of the server or the account, so that no request is to blame for it. */
    public static boolean isOfServer(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && judge(sql) != null) {
                return SERVER_CODES.contains(sql.getErrorCode());
            }
        }
        return false;
    }

    /** Judges by the first exception in the chain of causes that says anything. */
    public static SqlFailure of(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql) {
                SqlFailure judged = judge(sql);
                if (judged != null) {
                    return judged;
                }
            }
        }
        return FATAL;
    }

    private static @Nullable SqlFailure judge(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        int code = failure.getErrorCode();
        if (TRANSIENT_CODES.contains(code) || SERVER_CODES.contains(code)) {
            return TRANSIENT;
        }
        if (DATA_CODES.contains(code) || failure instanceof PacketTooBigException) {
            return DATA;
        }
        if (FATAL_CODES.contains(code)) {
            return FATAL;
        }
        String stateClass = state.length() < 2 ? "" : state.substring(0, 2);
        if (LOST_CLASSES.contains(stateClass) || state.equals("S1009")) {
            return CONNECTION_LOST;
        }
        if (stateClass.equals("22")) {
            return DATA;
        }
        if (stateClass.equals("40")) {
            return TRANSIENT;
        }
        if (stateClass.equals("28")) {
            return FATAL;
        }
        if (code != 0 || !state.isEmpty()) {
            return REFUSED;
        }
        return failure instanceof SQLTransientConnectionException && failure.getCause() == null
                ? CONNECTION_LOST
                : null;
    }
}
