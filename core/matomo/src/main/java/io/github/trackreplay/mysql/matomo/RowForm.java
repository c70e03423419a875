/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.model.Columns;
import java.util.ArrayList;
import java.util.List;

/**
 * How rows of one shape stand in an {@code INSERT}: what is the same for all of them is one text between their values.
 *
 * @param places of the values that a row has, in the order of the statement's columns
 * @param before what stands before each of them: commas, and literals for columns that the row lacks
 * @param end what stands behind the last
 */
record RowForm(List<Integer> places, List<String> before, String end) {
    static RowForm of(Columns row, List<String> names, String[] absent) {
        List<Integer> places = new ArrayList<>();
        List<String> before = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < absent.length; i++) {
            literal.append(i == 0 ? "" : ",");
            int place = row.place(names.get(i));
            if (place < 0) {
                literal.append(absent[i]);
            } else {
                places.add(place);
                before.add(literal.toString());
                literal.setLength(0);
            }
        }
        return new RowForm(places, before, literal.append(')').toString());
    }

    void write(SqlText sql, Columns row, Ids ids) {
        for (int i = 0; i < before.size(); i++) {
            sql.sql(before.get(i)).value(row.at(places.get(i)), ids);
        }
        sql.sql(end);
    }
}
