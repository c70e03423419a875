/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import java.util.List;

/**
 * An active row of {@code custom_dimensions}.
 *
 * @param id {@code idcustomdimension}: number in the parameter {@code dimension<id>}
 * @param index number in the column {@code custom_dimension_<index>}
 * @param scope {@code visit} or {@code action}
 * @param extractions how to find a value that the request does not carry, in order
 * @param caseSensitive whether case counts in the extractions
 */
public record CustomDimension(int id, int index, String scope, List<Extraction> extractions, boolean caseSensitive) {
    public CustomDimension {
        extractions = List.copyOf(extractions);
    }

    /**
     * One way to find a value.
     *
     * @param dimension {@code url}, {@code urlparam}, {@code action_name}
     * @param pattern a regular expression with one group; for {@code urlparam} the parameter's name
     */
    public record Extraction(String dimension, String pattern) {}

    /** Whether it belongs to the visit, not to an action. */
    public boolean isOfVisit() {
        return scope.equals("visit");
    }

    /** Whether it belongs to an action. */
    public boolean isOfAction() {
        return scope.equals("action");
    }

    /** The column in the log tables. */
    public String column() {
        return "custom_dimension_" + index;
    }

    /** The parameter in requests. */
    public String parameter() {
        return "dimension" + id;
    }
}
