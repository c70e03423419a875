/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Value;
import java.util.Set;

/** Which columns of rows of one shape have been {@code NULL} in each so far. Not thread-safe. */
final class SaidColumns {
    private final int[] open;
    private int count;

    /** @param columns how many a row has */
    SaidColumns(int columns) {
        open = new int[columns];
        for (int place = 0; place < columns; place++) {
            open[place] = place;
        }
        count = columns;
    }

    /**
     * Takes one more row.
     *
     * @param said gets the names of columns that have a value for the first time
     */
    void add(Columns row, Set<String> said) {
        int left = 0;
        for (int i = 0; i < count; i++) {
            int place = open[i];
            if (row.at(place) == Value.NULL) {
                open[left++] = place;
            } else {
                said.add(row.names().get(place));
            }
        }
        count = left;
    }
}
