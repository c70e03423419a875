/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import java.util.Set;

/**
 * What the user's log tables have that changes decisions, not only what is written.
 *
 * @param customVariables how many pairs {@code custom_var_k<n>}, {@code custom_var_v<n>} all three log tables have; 0 without
 *     the plugin
 * @param conversionDimensions numbers n of the columns {@code custom_dimension_<n>} of {@code log_conversion}
 * @param strict whether the database refuses values that do not fit their columns, instead of cutting them
 */
public record LogTables(int customVariables, Set<Integer> conversionDimensions, boolean strict) {
    public LogTables {
        conversionDimensions = Set.copyOf(conversionDimensions);
    }
}
