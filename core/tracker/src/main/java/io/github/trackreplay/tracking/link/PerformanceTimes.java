/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.link;

import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RefusedException;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import java.util.List;

/**
 * How long the steps of loading a page took, in milliseconds.
 *
 * <p>Source of the rules: Matomo's {@code PagePerformance/Columns/Base::onNewAction} and
 * {@code PagePerformance/Tracker/PerformanceDataProcessor::recordLogs}.
 */
public final class PerformanceTimes {
    private static final long MOST = 16_777_215;
    private static final long NONE = -1;
    private static final List<Step> STEPS = List.of(
            new Step("time_network", Parameter.NETWORK_TIME),
            new Step("time_server", Parameter.SERVER_TIME),
            new Step("time_transfer", Parameter.TRANSFER_TIME),
            new Step("time_dom_processing", Parameter.DOM_PROCESSING_TIME),
            new Step("time_dom_completion", Parameter.DOM_COMPLETION_TIME),
            new Step("time_on_load", Parameter.ON_LOAD_TIME));

    private record Step(String column, Parameter.Whole parameter) {}

    private PerformanceTimes() {}

    /**
     * Those that came with a page view; one that the column cannot hold is left out.
     *
     * @throws RefusedException when one is negative
     */
    static Columns ofPageView(RequestParameters parameters) {
        Columns columns = new Columns();
        for (Step step : STEPS) {
            long time = parameters.get(step.parameter);
            if (time < NONE) {
                throw new RefusedException(
                        "negative-time", "The parameter " + step.parameter.name() + " must not be negative.");
            }
            if (time != NONE && time <= MOST) {
                columns.put(step.column, time);
            }
        }
        return columns;
    }

    /** Those that came later, for a page view that is recorded already. */
    public static Columns late(RequestParameters parameters) {
        Columns columns = new Columns();
        for (Step step : STEPS) {
            long time = parameters.get(step.parameter);
            if (time > NONE) {
                columns.put(step.column, time);
            }
        }
        return columns;
    }
}
