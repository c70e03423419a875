/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import java.util.EnumSet;
import java.util.Set;

/**
 * What the user's log tables have that changes decisions, not only what is written.
 *
 * @param customVariables how many pairs {@code custom_var_k<n>}, {@code custom_var_v<n>} all three log tables have; 0 without
 *     the plugin
 * @param conversionDimensions numbers n of the columns {@code custom_dimension_<n>} of {@code log_conversion}
 * @param strict whether the database refuses values that do not fit their columns, instead of cutting them
 * @param optional tables and columns that only some releases have
 * @param foreign columns that Matomo itself does not bring, of plugins as a rule, as {@code table.column}
 */
public record LogTables(
        int customVariables,
        Set<Integer> conversionDimensions,
        boolean strict,
        Set<Optional> optional,
        Set<String> foreign) {
    public LogTables {
        conversionDimensions = Set.copyOf(conversionDimensions);
        optional = Set.copyOf(optional);
        foreign = Set.copyOf(foreign);
    }

    /** Without columns of plugins. */
    public LogTables(int customVariables, Set<Integer> conversionDimensions, boolean strict, Set<Optional> optional) {
        this(customVariables, conversionDimensions, strict, optional, Set.of());
    }

    /** With all that is optional. */
    public LogTables(int customVariables, Set<Integer> conversionDimensions, boolean strict) {
        this(customVariables, conversionDimensions, strict, EnumSet.allOf(Optional.class));
    }

    /** A table or column that only some releases have. */
    public enum Optional {
        /** {@code log_visit.ai_agent_name}. */
        AI_AGENT_NAME,
        /** {@code log_bot_request}. */
        BOT_REQUESTS,
        /** {@code log_page_view_time}. */
        PAGE_VIEW_TIMES
    }

    /** Whether a log table has a column that Matomo itself does not bring. */
    public boolean hasColumn(String table, String column) {
        return foreign.contains(table + "." + column);
    }

    /** Whether it is here. */
    public boolean has(Optional part) {
        return optional.contains(part);
    }
}
