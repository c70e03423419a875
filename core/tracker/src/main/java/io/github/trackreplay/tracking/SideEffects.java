/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.tracking.action.ActionKind;
import io.github.trackreplay.tracking.link.PerformanceTimes;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Draft;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.visit.VisitDraft;
import java.time.LocalDate;

/**
 * What a recorded request changes beside its own rows.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/Visit::markArchivedReportsAsInvalidIfArchiveAlreadyFinished}.
 */
final class SideEffects {
    private static final String LAST_LINK = "last_idlink_va";
    private static final long DAY = 86_400;

    private final VisitDraft visit;
    private final PreparedRequest request;
    private final Draft draft;

    SideEffects(VisitDraft visit) {
        this.visit = visit;
        this.request = visit.request();
        this.draft = visit.draft();
    }

    void add() {
        moveSiteCreation();
        addPerformance();
        if (request.rules().site().hasActionDimension()) {
            chainActions();
        }
        markForArchiving(request, draft);
    }

    /** A site is as old as the day before its oldest request. */
    private void moveSiteCreation() {
        long start = (Math.floorDiv(request.time(), DAY) - 1) * DAY;
        if (start < request.rules().site().created()) {
            draft.add(new Change.MoveSiteCreation(request.idSite(), start));
        }
    }

    /** Times that were not ready when the page view was recorded come with a later request. */
    private void addPerformance() {
        boolean pageView =
                visit.action().filter(a -> a.is(ActionKind.PAGE_VIEW)).isPresent();
        String idPageview = request.parameters().get(Parameter.PAGE_VIEW_ID);
        if (pageView || Ascii.isEmpty(idPageview)) {
            return;
        }
        Columns times = PerformanceTimes.late(request.parameters());
        if (!times.isEmpty()) {
            draft.known().pageView(visit.visit(), idPageview).ifPresent(link -> draft.updateLink(link, times));
        }
    }

    /** Where actions have custom dimensions, the visit knows its last action, and that one how long it lasted. */
    private void chainActions() {
        if (visit.isNew()) {
            if (visit.link().isPresent()) {
                draft.updateVisit(visit.visit(), request.idSite(), new Columns().put(LAST_LINK, visit.link()));
            }
            return;
        }
        Value last = visit.continued().get(LAST_LINK);
        if (last instanceof Ref link && link.isPresent() && visit.timeSpent() > 0) {
            draft.updateLink(link, new Columns().put("time_spent", visit.timeSpent()));
        }
    }

    /** Reports of a past day have to be made again, also by a request that makes no visit. */
    static void markForArchiving(PreparedRequest request, Draft draft) {
        LocalDate day = request.day();
        if (day.isBefore(request.dayOf(request.now()))) {
            if (!draft.known().isMarkedForArchiving(request.siteDay())) {
                draft.add(new Change.MarkForArchiving(request.idSite(), day));
            }
        }
    }
}
