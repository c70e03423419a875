/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.visit;

import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.prepared.PreparedRequest;

/**
 * The total time of a visit, {@code visit_total_time}, in seconds.
 *
 * <p>Source of the rule: Matomo's {@code CoreHome/Columns/VisitTotalTime::onExistingVisit}.
 */
final class VisitTotalTime {
    private static final String COLUMN = "visit_total_time";
    private static final long CONVERSION = 2;

    private VisitTotalTime() {}

    /** From the first action to this request, both included. */
    static long until(VisitDraft visit) {
        PreparedRequest request = visit.request();
        long first = visit.columns().get("visit_first_action_time") instanceof Value.Time time ? time.seconds() : 0;
        return Math.max(0, 1 + request.time() - first);
    }

    /** A goal lengthens a known visitor's visit by its own number and two seconds, as odd as that is. */
    static void converted(VisitDraft visit, Columns columns) {
        if (visit.isVisitorKnown()) {
            long goal = visit.request().parameters().get(Parameter.GOAL);
            columns.put(COLUMN, Math.max(0, columns.whole(COLUMN, 0) + goal + CONVERSION));
        }
    }
}
