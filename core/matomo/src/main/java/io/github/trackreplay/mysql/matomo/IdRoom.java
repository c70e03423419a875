/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.mysql.UsedUpIdsException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Up to where the ids of a table fit all columns of Matomo's log tables that hold them. Where the id alone was given a larger type, a strict
 * server would refuse some requests and not others, and one that is not strict would write another row's id. Immutable.
 */
final class IdRoom {
    private static final Map<String, Integer> BITS =
            Map.of("tinyint", 8, "smallint", 16, "mediumint", 24, "int", 32, "bigint", 64);

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
            for (Column column : schema.columns(holder).values()) {
                long greatest = holds.test(column.name()) ? greatest(column).orElse(Long.MAX_VALUE) : Long.MAX_VALUE;
                if (greatest < least) {
                    least = greatest;
                    narrowest = schema.table(holder) + ".`" + column.name() + "`";
                }
            }
        }
        return new IdRoom(schema.table(table), narrowest, least);
    }

    /** The greatest number that fits, as far as ids go; empty where it is no whole number. */
    private static OptionalLong greatest(Column column) {
        Integer bits = BITS.get(column.type());
        if (bits == null) {
            return OptionalLong.empty();
        }
        int used = column.unsigned() ? bits : bits - 1;
        return OptionalLong.of(used >= Long.SIZE - 1 ? Long.MAX_VALUE : (1L << used) - 1);
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
