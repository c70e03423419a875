/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import java.math.BigInteger;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/** A table has no more ids to give, or gives one that another table cannot hold: whatever a request holds. The message says what to widen. */
public final class UsedUpIdsException extends SQLException {
    private static final long serialVersionUID = 1L;

    /** MySQL's and MariaDB's ER_AUTOINC_READ_FAILED, where the counter itself can go no further. */
    private static final int READ_FAILED = 1467;

    /** HA_ERR_AUTOINC_ERANGE, which both send as it is where the type of the id is full. */
    private static final int OUT_OF_RANGE = 167;

    /** ER_DUP_ENTRY: InnoDB gives the greatest id again and again. */
    private static final int DUPLICATE = 1062;

    /** The key as MariaDB names it; MySQL puts the table's name before it since 8.0.19. Each language has it. */
    private static final String PRIMARY = "PRIMARY'";

    private UsedUpIdsException(String sentence, SQLException refusal) {
        super(sentence, refusal);
    }

    private UsedUpIdsException(String sentence) {
        super(sentence);
    }

    /**
     * What a refused {@code INSERT} says that names no id and leaves it to the server: that there is none left; empty if it says
     * something else.
     *
     * @param table its full name, quoted
     * @param greatest the greatest id that its type holds: no other one is given twice, so any other duplicate is somebody else's, a
     *     trigger's or a plugin's; empty where the server gives this table no ids
     */
    public static Optional<UsedUpIdsException> of(String table, Optional<BigInteger> greatest, SQLException refusal) {
        return isUsedUp(refusal)
                        || greatest.filter(id -> isTwice(table, id, refusal)).isPresent()
                ? Optional.of(new UsedUpIdsException(
                        "The ids of the table " + table + " are used up. Give its id a larger type, and the columns of"
                                + " the other tables that hold this id too: they refuse it otherwise.",
                        refusal))
                : Optional.empty();
    }

    private static boolean isUsedUp(SQLException refusal) {
        int code = refusal.getErrorCode();
        return code == READ_FAILED || code == OUT_OF_RANGE;
    }

    private static boolean isTwice(String table, BigInteger id, SQLException refusal) {
        String words = String.valueOf(refusal.getMessage()).toUpperCase(Locale.ROOT);
        String name = table.replace("`", "").toUpperCase(Locale.ROOT); // a server may keep names in lower case
        return refusal.getErrorCode() == DUPLICATE
                && words.contains("'" + id + "'")
                && (words.contains("'" + PRIMARY) || words.contains("'" + name + "." + PRIMARY));
    }

    /**
     * An id that another table has no room for: it would refuse the row, or a server that is not strict would write another id.
     *
     * @param table that gave the id
     * @param column that cannot hold it, with its table
     */
    public static UsedUpIdsException tooLarge(String table, long id, String column) {
        return new UsedUpIdsException("The table " + table + " gives the id " + Long.toUnsignedString(id)
                + ", which the column " + column
                + " cannot hold. Give it, and the other columns that hold this id, the type of the id itself.");
    }
}
