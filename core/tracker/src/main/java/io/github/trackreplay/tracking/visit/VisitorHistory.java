/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.visit;

import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.prepared.PreparedRequest;

/**
 * What a visitor did before, counted in seconds. {@link Value#NULL} stands for "cannot be told".
 *
 * <p>Source of the rules: Matomo's {@code CoreHome/Columns/VisitorSecondsSinceFirst::onNewVisit} and
 * {@code CoreHome/Columns/VisitorSecondsSinceOrder::onNewVisit}.
 */
final class VisitorHistory {
    private static final int NEW = 0;
    private static final int RETURNING = 1;
    private static final int RETURNING_CUSTOMER = 2;

    private VisitorHistory() {}

    /** A customer who returns has ordered some seconds before the latest visit's end, or orders now. */
    static int returning(VisitDraft visit) {
        if (visit.previous().whole("visitor_seconds_since_order", 0) != 0
                || visit.request().isOrder()) {
            return RETURNING_CUSTOMER;
        }
        return visit.isVisitorKnown() ? RETURNING : NEW;
    }

    /** Since the visitor's first visit began: what the latest visit says, and the time between both beginnings. */
    static Value secondsSinceFirst(VisitDraft visit) {
        if (!visit.isVisitorKnown()) {
            return Value.Whole.of(0);
        }
        if (!(visit.previous().get("visitor_seconds_since_first") instanceof Value.Whole before)) {
            return Value.NULL;
        }
        long since = before.number() + visit.request().time() - firstActionTime(visit.previous());
        return since < 0 ? Value.NULL : Value.Whole.of(since);
    }

    /** Since the latest visit began. */
    static Value secondsSinceLast(VisitDraft visit) {
        if (!visit.isVisitorKnown()) {
            return Value.Whole.of(0);
        }
        long since = visit.request().time() - firstActionTime(visit.previous());
        return since < 0 ? Value.NULL : Value.Whole.of(since);
    }

    /**
     * Since the visitor's last order.
     *
     * @param current what this visit says so far
     */
    static Value secondsSinceOrder(VisitDraft visit, Value current) {
        PreparedRequest request = visit.request();
        if (request.isOrder()) {
            return Value.Whole.of(0);
        }
        if (current != Value.NULL) {
            return current;
        }
        return visit.previous().get("visitor_seconds_since_order") instanceof Value.Whole before
                ? Value.Whole.of(before.number() + request.time() - firstActionTime(visit.previous()))
                : Value.NULL;
    }

    private static long firstActionTime(Columns visit) {
        return visit.get("visit_first_action_time") instanceof Value.Time time ? time.seconds() : 0;
    }
}
