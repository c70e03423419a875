/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking;

import io.github.trackreplay.tracking.RequestOutcome.Excluded;
import io.github.trackreplay.tracking.RequestOutcome.Recorded;
import io.github.trackreplay.tracking.action.Action;
import io.github.trackreplay.tracking.bot.AiAgents;
import io.github.trackreplay.tracking.bot.RecordMode;
import io.github.trackreplay.tracking.conversion.Conversions;
import io.github.trackreplay.tracking.conversion.Ecommerce;
import io.github.trackreplay.tracking.custom.CustomVariables;
import io.github.trackreplay.tracking.goal.ConvertedGoal;
import io.github.trackreplay.tracking.goal.Goals;
import io.github.trackreplay.tracking.link.LinkColumns;
import io.github.trackreplay.tracking.link.PageTimes;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Draft;
import io.github.trackreplay.tracking.model.KnownVisit;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.settings.Rule;
import io.github.trackreplay.tracking.visit.ExistingVisit;
import io.github.trackreplay.tracking.visit.NewVisit;
import io.github.trackreplay.tracking.visit.PluginPart;
import io.github.trackreplay.tracking.visit.Recognition;
import io.github.trackreplay.tracking.visit.ReferrerColumns;
import io.github.trackreplay.tracking.visit.VisitDraft;
import io.github.trackreplay.tracking.visit.VisitRecognizer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decides one request, in the order in which Matomo's tracker goes: what it finds out late, after it has written rows, must be
 * found out late here too.
 *
 * <p>Source of the rules: Matomo's {@code core/Tracker::trackRequest} and {@code core/Tracker/Visit::handle}.
 */
final class Decider {
    private static final String VISITOR = "idvisitor";

    private final Prepared prepared;
    private final PreparedRequest request;
    private final Draft draft;
    private final Admission admission;
    private Optional<VisitDraft> recognised = Optional.empty();
    private List<ConvertedGoal> goals = List.of();
    private boolean ecommerce;

    Decider(Prepared prepared, Draft draft) {
        this.prepared = prepared;
        this.request = prepared.request();
        this.draft = draft;
        this.admission = new Admission(prepared, draft);
    }

    RequestOutcome decide() {
        if (prepared.leftOut().isPresent()) {
            return new Excluded(prepared.leftOut().get());
        }
        if (request.originalParameters().isEmpty()) {
            return new Excluded("empty");
        }
        if (prepared.recordMode() == RecordMode.NOTHING) {
            return new Excluded("record-mode");
        }
        admission.check();
        if (prepared.recordMode() == RecordMode.BOT) {
            return recordBot();
        }
        Optional<String> exclusion = prepared.exclusion();
        if (exclusion.isPresent()) {
            return new Excluded(exclusion.get());
        }
        VisitDraft visit = recognize();
        boolean hasOpenCart = lookAtGoals(visit);
        if (request.isPing() && request.settings().isActive("Heartbeat")) {
            visit.dropAction();
            visit.converted(false);
            goals = List.of();
            ecommerce = false;
            if (visit.isNew()) {
                return new Excluded("ping-without-visit");
            }
        }
        Optional<String> stop = stop(visit);
        if (stop.isPresent()) {
            return new Excluded(stop.get());
        }
        if (visit.isNew()) {
            insertVisit(visit);
        } else {
            updateVisit(visit);
        }
        recordGoals(visit, hasOpenCart);
        PageTimes.add(visit);
        new SideEffects(visit).add();
        return new Recorded();
    }

    private static Optional<String> stop(VisitDraft visit) {
        for (PluginPart part : visit.parts()) {
            Optional<String> stop = part.stop();
            if (stop.isPresent()) {
                return stop;
            }
        }
        return Optional.empty();
    }

    private RequestOutcome recordBot() {
        if (!prepared.botRequest().isRecorded()) {
            return new Excluded("bot");
        }
        boolean taken = prepared.botRequest().add(draft);
        SideEffects.markForArchiving(request, draft);
        return taken ? new Recorded() : new Excluded("bot-value-does-not-fit");
    }

    /** Why it was decided so, as far as it came. */
    Reasons reasons() {
        return recognised.map(this::reasons).orElse(Reasons.NONE);
    }

    private Reasons reasons(VisitDraft visit) {
        Recognition recognition = visit.recognition();
        boolean cutShort = visit.isNew() && !recognition.isNew();
        return new Reasons(
                recognition.latest().map(KnownVisit::visit),
                cutShort ? "the request comes from another campaign, referrer or AI agent" : recognition.why(),
                goals);
    }

    private VisitDraft recognize() {
        Recognition recognition = new VisitRecognizer(request).recognize(draft);
        VisitDraft visit = new VisitDraft(request, draft, recognition, prepared.action(), prepared.plugins());
        recognised = Optional.of(visit);
        Goals goalRules = request.rules().goals();
        Optional<ConvertedGoal> byHand = goalRules.byHand(request.parameters());
        if (byHand.isPresent()) {
            goals = List.of(byHand.get());
            visit.converted(true);
            visit.dropAction();
        }
        ecommerce = request.isEcommerce();
        if (ecommerce) {
            visit.converted(request.isOrder() || visit.isConverted());
            visit.dropAction();
        }
        if (!visit.isNew() && startsNewVisit(visit)) {
            visit.startNew();
        }
        return visit;
    }

    private boolean startsNewVisit(VisitDraft visit) {
        if (ReferrerColumns.startsNewVisit(visit) || AiAgents.startsNewVisit(request, visit.continued())) {
            return true;
        }
        for (PluginPart part : visit.parts()) {
            if (part.startsNewVisit()) {
                return true;
            }
        }
        return false;
    }

    /** Looks up the action's rows, then finds out which goals it reaches; says whether the visit has an open cart. */
    private boolean lookAtGoals(VisitDraft visit) {
        if (visit.action().isPresent()) {
            visit.actionIds(prepared.names().load(draft));
            goals = request.rules().goals().reachedBy(prepared.action(), visitSeconds(visit));
            visit.converted(!goals.isEmpty());
        }
        return ecommerce && ExistingVisit.hasOpenCart(visit.columns());
    }

    private OptionalLong visitSeconds(VisitDraft visit) {
        return visit.columns().get("visit_first_action_time") instanceof Value.Time first
                ? OptionalLong.of(request.time() - first.seconds())
                : OptionalLong.empty();
    }

    private void insertVisit(VisitDraft visit) {
        Columns columns = NewVisit.columns(visit);
        AiAgents.putNew(request, columns);
        visit.parts().forEach(part -> part.putNew(columns));
        columns.putAll(visitDimensions(visit));
        columns.putAll(visitVariables());
        ReferrerColumns.anonymize(request, columns, visit.columns());
        visit.parts().forEach(part -> part.changeNew(columns));
        visit.visit(draft.insertVisit(columns));
        visit.columns().clear();
        visit.columns().putAll(columns);
        visit.action().ifPresent(action -> insertLink(visit, action, new Columns()));
    }

    /** Conversions of this same request still see the referrer as it was before it is anonymised, as in Matomo. */
    private void updateVisit(VisitDraft visit) {
        Columns before = visit.continued();
        visit.timeSpent(timeSpent(before));
        Columns changed = draft.kept(ExistingVisit.changes(visit));
        visit.columns().putAll(changed);
        visit.action().ifPresent(action -> insertLink(visit, action, before));
        ReferrerColumns.anonymize(request, changed, visit.columns());
        Columns custom = draft.kept(visitDimensions(visit).putAll(visitVariables()));
        visit.columns().putAll(custom);
        changed.putAll(custom);
        if (visit.link().isPresent() && request.rules().site().hasActionDimension()) {
            changed.put("last_idlink_va", visit.link());
        }
        Columns differing = ExistingVisit.differing(changed, before);
        draft.updateVisit(visit.visit(), request.idSite(), differing);
        if (differing.isSet(VISITOR) && request.settings().has(Rule.VISITOR_ID_IN_ALL_ROWS)) {
            draft.add(new Change.ChangeVisitorId(visit.visit(), before.get(VISITOR), differing.get(VISITOR)));
        }
    }

    private long timeSpent(Columns before) {
        long last = before.get("visit_last_action_time") instanceof Value.Time time ? time.seconds() : 0;
        long most = request.settings().tracker().visits().visitStandardLength();
        return Math.max(0, Math.min(most, request.time() - last));
    }

    private void insertLink(VisitDraft visit, Action action, Columns continued) {
        Columns columns = LinkColumns.of(visit, action, continued);
        columns.putAll(request.rules().actionDimensions().read(request.parameters(), new ActionTexts(visit)));
        columns.putAll(CustomVariables.ofPage(request.parameters(), slots()));
        visit.parts().forEach(part -> part.putAction(columns));
        visit.link(draft.insertLink(visit.visit(), columns));
    }

    private Columns visitDimensions(VisitDraft visit) {
        return request.rules().visitDimensions().read(request.parameters(), new ActionTexts(visit));
    }

    private Columns visitVariables() {
        return CustomVariables.ofVisit(request.parameters(), slots());
    }

    private int slots() {
        return request.settings().logTables().customVariables();
    }

    private void recordGoals(VisitDraft visit, boolean hasOpenCart) {
        if (ecommerce) {
            new Ecommerce(visit).record(prepared.items(), hasOpenCart);
        } else if (!goals.isEmpty()) {
            new Conversions(visit).record(goals);
        }
    }
}
