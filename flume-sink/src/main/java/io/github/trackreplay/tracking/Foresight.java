/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking;

import io.github.trackreplay.tracking.model.ActionName;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.KnownVisit;
import io.github.trackreplay.tracking.model.OrderName;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.SiteDay;
import io.github.trackreplay.tracking.model.Wanted;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.visit.VisitRecognizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells what deciding a request will ask for. It may ask for too much, and for too little where an earlier request of the
 * batch changes what this one meets; then the decision says so.
 */
final class Foresight {
    private final Prepared prepared;
    private final PreparedRequest request;
    private final Known known;
    private final Wanted wanted;

    Foresight(Prepared prepared, Known known, Wanted wanted) {
        this.prepared = prepared;
        this.request = prepared.request();
        this.known = known;
        this.wanted = wanted;
    }

    void look() {
        if (request.originalParameters().isEmpty()
                || request.site().isEmpty()
                || prepared.exclusion().isPresent()) {
            return;
        }
        lookAtActions();
        lookAtDay();
        if (request.isOrder() && request.isEcommerce()) {
            String idOrder = request.parameters().get(Parameter.ORDER_ID);
            known.wantOrder(new OrderName(request.idSite(), idOrder), wanted);
        }
        VisitRecognizer recognizer = new VisitRecognizer(request);
        if (recognizer.foresee(known, wanted)) {
            recognizer.foreseen(known).ifPresent(this::lookAtVisit);
        }
    }

    private void lookAtActions() {
        RequestParameters parameters = request.parameters();
        if (request.isEcommerce()) {
            List<ActionName> names = new ArrayList<>();
            prepared.items().orElse(List.of()).forEach(item -> names.addAll(item.names()));
            known.wantActions(names, wanted);
        } else if (parameters.get(Parameter.GOAL) <= 0) {
            known.wantActions(prepared.names().wanted(), wanted);
        }
    }

    private void lookAtDay() {
        if (request.day().isBefore(request.dayOf(request.now()))) {
            known.wantArchivingMark(new SiteDay(request.idSite(), request.day()), wanted);
        }
    }

    private void lookAtVisit(KnownVisit visit) {
        if (!(visit.visit() instanceof Ref.Id id)) {
            return;
        }
        boolean goals = !request.rules().goals().isEmpty() || request.isEcommerce();
        known.wantVisitDetails(id, goals, request.isEcommerce(), lateTimes(), wanted);
    }

    /** The page view whose times the request may carry late. */
    private Optional<String> lateTimes() {
        String idPageview = request.parameters().get(Parameter.PAGE_VIEW_ID);
        return idPageview.isEmpty() ? Optional.empty() : Optional.of(idPageview);
    }
}
