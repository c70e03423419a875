/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.mysql.UsedUpIdsException;
import java.math.BigInteger;
import java.util.function.Predicate;

/**
 * Up to where the ids of a table fit all columns that Matomo's own releases give the log tables to hold them; a plugin's are written by
 * that plugin alone. Where the id alone was given a larger type, a strict
 * server would refuse some requests and not others, and one that is not strict would write another row's id. Immutable.
 */
final class IdRoom {
    private final String table;
    private final String column;
    private final long greatest;

    private IdRoom(String table, String column, long greatest) {
        this.table = table;
        this.column = column;
        this.greatest = greatest;
    }

    /**
     * The room for the ids of a table.
     *
     * @param holds whether a column of this name holds such an id
     */
    static IdRoom of(MatomoSchema schema, String table, Predicate<String> holds) {
        String narrowest = "";
        long least = Long.MAX_VALUE;
        for (String holder : schema.logTables()) {
            for (Column column : schema.ownColumns(holder)) {
                long greatest = holds.test(column.name()) ? greatest(column) : Long.MAX_VALUE;
                if (greatest < least) {
                    least = greatest;
                    narrowest = schema.table(holder) + ".`" + column.name() + "`";
                }
            }
        }
        return new IdRoom(schema.table(table), narrowest, least);
    }

    /** The greatest number that fits, as far as ids go; what is no whole number bounds none. */
    private static long greatest(Column column) {
        return column.greatest()
                .filter(number -> number.bitLength() < Long.SIZE)
                .map(BigInteger::longValueExact)
                .orElse(Long.MAX_VALUE);
    }

    /**
     * Refuses an id that does not fit.
     *
     * @throws UsedUpIdsException with the column, if there is one that is too narrow
     */
    void check(long id) throws UsedUpIdsException {
        if (id > greatest) {
            throw UsedUpIdsException.tooLarge(table, id, column);
        }
    }
}
