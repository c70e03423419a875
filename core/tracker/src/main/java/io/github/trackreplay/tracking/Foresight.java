/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking;

import io.github.trackreplay.tracking.action.ActionKind;
import io.github.trackreplay.tracking.bot.RecordMode;
import io.github.trackreplay.tracking.link.PerformanceTimes;
import io.github.trackreplay.tracking.model.ActionName;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.KnownVisit;
import io.github.trackreplay.tracking.model.OrderName;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Wanted;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.visit.VisitRecognizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells step by step what deciding a request will ask for: names, orders and the day first, then the visit, then what hangs on
 * the visit. It may ask for too much, and for too little where an earlier request of the batch changes what this one meets;
 * then the decision says so. Not thread-safe.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/VisitorRecognizer::findKnownVisitor}.
 */
final class Foresight {
    private final Prepared prepared;
    private final PreparedRequest request;
    private final Known known;
    private boolean begun;

    Foresight(Prepared prepared, Known known) {
        this.prepared = prepared;
        this.request = prepared.request();
        this.known = known;
    }

    /** Whether this foresight is on the given knowledge. */
    boolean isOn(Known other) {
        return known == other;
    }

    /** Adds the next wanted things; says whether there may be more once they are loaded. */
    boolean look(Wanted wanted) {
        if (!begun) {
            begun = true;
            if (prepared.leftOut().isPresent()
                    || request.originalParameters().isEmpty()
                    || request.site().isEmpty()) {
                return false;
            }
            if (prepared.recordMode() != RecordMode.VISIT) {
                lookAtBot(wanted);
                return false;
            }
            if (prepared.exclusion().isPresent()) {
                return false;
            }
            lookAtActions(wanted);
            lookAtDay(wanted);
            lookAtOrder(wanted);
        }
        VisitRecognizer recognizer = new VisitRecognizer(request);
        if (!recognizer.foresee(known, wanted)) {
            return true;
        }
        recognizer.foreseen(known).ifPresent(visit -> lookAtVisit(visit, wanted));
        return false;
    }

    private void lookAtBot(Wanted wanted) {
        if (prepared.recordMode() == RecordMode.BOT && prepared.botRequest().isRecorded()) {
            known.wantActions(prepared.botRequest().name().map(List::of).orElse(List.of()), wanted);
            lookAtDay(wanted);
        }
    }

    private void lookAtOrder(Wanted wanted) {
        if (request.isOrder() && request.isEcommerce()) {
            String idOrder = request.parameters().get(Parameter.ORDER_ID);
            known.wantOrder(new OrderName(request.idSite(), idOrder), wanted);
        }
    }

    private void lookAtActions(Wanted wanted) {
        RequestParameters parameters = request.parameters();
        if (request.isEcommerce()) {
            List<ActionName> names = new ArrayList<>();
            prepared.items().orElse(List.of()).forEach(item -> names.addAll(item.names()));
            known.wantActions(names, wanted);
        } else if (parameters.get(Parameter.GOAL) <= 0) {
            known.wantActions(prepared.names().wanted(), wanted);
        }
    }

    private void lookAtDay(Wanted wanted) {
        if (request.day().isBefore(request.dayOf(request.now()))) {
            known.wantArchivingMark(request.siteDay(), wanted);
        }
    }

    private void lookAtVisit(KnownVisit visit, Wanted wanted) {
        if (!(visit.visit() instanceof Ref.Id id)) {
            return;
        }
        boolean goals = !request.rules().goals().isEmpty() || request.isEcommerce();
        known.wantVisitDetails(id, goals, request.isEcommerce(), lateTimes(), wanted);
    }

    /** The page view whose times the request carries late. */
    private Optional<String> lateTimes() {
        String idPageview = request.parameters().get(Parameter.PAGE_VIEW_ID);
        boolean late = !idPageview.isEmpty()
                && !isPageView()
                && !PerformanceTimes.late(request.parameters()).isEmpty();
        return late ? Optional.of(idPageview) : Optional.empty();
    }

    /** Whether it records a page view, whose times are its own. */
    private boolean isPageView() {
        return !request.isEcommerce()
                && request.parameters().get(Parameter.GOAL) <= 0
                && prepared.action().is(ActionKind.PAGE_VIEW);
    }
}
