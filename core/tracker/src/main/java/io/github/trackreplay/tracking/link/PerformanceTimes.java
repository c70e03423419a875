/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.link;

import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RefusedException;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long the steps of loading a page took, in milliseconds.
 *
 * <p>Source of the rules: Matomo's {@code PagePerformance/Columns/Base::onNewAction} and
 * {@code PagePerformance/Tracker/PerformanceDataProcessor::recordLogs}.
 */
public final class PerformanceTimes {
    private static final long MOST = 16_777_215;
    private static final long NONE = -1;
    private static final Map<String, Parameter.Whole> COLUMNS = new LinkedHashMap<>();

    static {
        COLUMNS.put("time_network", Parameter.NETWORK_TIME);
        COLUMNS.put("time_server", Parameter.SERVER_TIME);
        COLUMNS.put("time_transfer", Parameter.TRANSFER_TIME);
        COLUMNS.put("time_dom_processing", Parameter.DOM_PROCESSING_TIME);
        COLUMNS.put("time_dom_completion", Parameter.DOM_COMPLETION_TIME);
        COLUMNS.put("time_on_load", Parameter.ON_LOAD_TIME);
    }

    private PerformanceTimes() {}

    /**
     * Those that came with a page view; one that the column cannot hold is left out.
     *
     * @throws RefusedException when one is negative
     */
    static Columns ofPageView(RequestParameters parameters) {
        Columns columns = new Columns();
        COLUMNS.forEach((column, parameter) -> {
            long time = parameters.get(parameter);
            if (time < NONE) {
                throw new RefusedException(
                        "negative-time", "The parameter " + parameter.name() + " must not be negative.");
            }
            if (time != NONE && time <= MOST) {
                columns.put(column, time);
            }
        });
        return columns;
    }

    /** Those that came later, for a page view that is recorded already. */
    public static Columns late(RequestParameters parameters) {
        Columns columns = new Columns();
        COLUMNS.forEach((column, parameter) -> {
            long time = parameters.get(parameter);
            if (time > NONE) {
                columns.put(column, time);
            }
        });
        return columns;
    }
}
