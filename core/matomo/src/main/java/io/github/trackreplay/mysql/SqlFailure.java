/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import com.mysql.cj.jdbc.exceptions.PacketTooBigException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /**
     * Deadlock, lock wait timeout, interrupted, killed, a fault of the storage engine, a row that another session has changed (1020, of
     * a MariaDB with {@code innodb_snapshot_isolation}), a lock given up for a change of the table (1689).
     */
    private static final Set<Integer> TRANSIENT_CODES = Set.of(
            1213, 1205, 1317, 3024, 3572, 1969, 4031, 1927, 1028, 1180, 1030, 1412, 3100, 3101, 1020, 1297, 1615, 1689,
            3169);

    /**
     * The state that the whole server is in, or that of the account: read-only (also 1036, 1223, 1874, 3032), shutting down, too many
     * connections or transactions, disk or table full (1034: a file for sorting that could not be written whole; 3675), files that cannot
     * be made, locked, opened or read (1004, 1015, 1016, 1023, 1024, 1026), no memory, threads or room for locks (1037, 1038, 1041,
     * 1135, 1206). They pass, and no request is to blame, even where others find room.
     */
    private static final Set<Integer> SERVER_CODES = Set.of(
            1290, 1792, 1836, 1036, 1223, 1874, 3032, 1053, 3168, 1040, 1203, 1226, 1637, 1021, 1114, 1034, 3675, 1004,
            1015, 1016, 1023, 1024, 1026, 1037, 1038, 1041, 1135, 1206);

    /** Of these, what takes room by the size of a transaction: memory (5, 1037, 1038, 1041) and locks (1206). */
    private static final Set<Integer> WANTS_LESS = Set.of(5, 1037, 1038, 1041, 1206);

    /**
     * Below it a code is of the server's own files and memory ({@code mysys_err.h}: 3 and 20, a disk that is full; 5, no memory), and the
     * errno of a storage engine that of the operating system ({@code my_base.h}).
     */
    private static final int OF_ENGINES = 120;

    private static final int ENGINE_ERRNO = 1030;
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /**
     * Account and rights, database, tables and columns that are missing, broken (1712, 1812, 1814 and 1877: an index or a tablespace) or need
     * what nobody gives (1364), ids that are used up (1467): whatever the requests hold.
     */
    private static final Set<Integer> FATAL_CODES = Set.of(
            1044, 1045, 1049, 1054, 1129, 1130, 1142, 1143, 1146, 1194, 1195, 1227, 1286, 1356, 1364, 1370, 1449, 1467,
            1665, 1698, 1712, 1812, 1814, 1820, 1862, 1877, 1932, 3118, 3159, 4151);

    /** Too long, out of range, wrong value or character, NULL where none may be, duplicate key, invalid date, packet. */
    private static final Set<Integer> DATA_CODES =
            Set.of(1406, 1264, 1265, 1366, 1292, 1048, 1062, 1411, 1441, 1690, 3140, 3141, 1300, 4025, 1452, 1153);

    private static final Set<String> LOST_CLASSES = Set.of("08");

    /**
     * What a proxy between us and the server (ProxySQL, MaxScale) answers where it has lost the server, without a SQLSTATE that says so: the
     * codes of the client's side (2002, 2003, 2006, 2013, 2055), and its own where no server is to be had (9001).
     */
    private static final Set<Integer> LOST_CODES = Set.of(2002, 2003, 2006, 2013, 2055, 9001);

    /** Whether the same transaction can succeed later, with nobody doing anything about it. */
    public boolean passes() {
        return this == CONNECTION_LOST || this == TRANSIENT;
    }

    /** Whether it tells of the server or the account, so that no request is to blame for it. */
    public static boolean isOfServer(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && judge(sql) != null) {
                return isOfServer(sql);
            }
        }
        return false;
    }

    private static boolean isOfServer(SQLException failure) {
        int code = failure.getErrorCode();
        return SERVER_CODES.contains(code)
                || (code > 0 && code < OF_ENGINES)
                || (code == ENGINE_ERRNO && errno(failure) < OF_ENGINES);
    }

    /** The number that the server says in whatever language: Got error 28 from storage engine. */
    private static int errno(SQLException failure) {
        Matcher number = NUMBER.matcher(String.valueOf(failure.getMessage()));
        return number.find() && number.group().length() <= 4 ? Integer.parseInt(number.group()) : Integer.MAX_VALUE;
    }

    /** Whether the server lacks memory, or room for locks, for what was done in one transaction: less of it may do. */
    public static boolean wantsLess(Throwable failure) {
        return isOfServer(failure)
                && SqlReason.spoken(failure)
                        .filter(sql -> WANTS_LESS.contains(sql.getErrorCode()))
                        .isPresent();
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
        if (failure instanceof UsedUpIdsException) {
            return FATAL;
        }
        if (TRANSIENT_CODES.contains(code) || isOfServer(failure)) {
            return TRANSIENT;
        }
        if (DATA_CODES.contains(code) || failure instanceof PacketTooBigException) {
            return DATA;
        }
        if (FATAL_CODES.contains(code)) {
            return FATAL;
        }
        String stateClass = state.length() < 2 ? "" : state.substring(0, 2);
        if (LOST_CLASSES.contains(stateClass) || state.equals("S1009") || LOST_CODES.contains(code)) {
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
