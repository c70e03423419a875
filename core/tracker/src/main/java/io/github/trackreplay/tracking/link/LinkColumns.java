/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.link;

import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.tracking.action.Action;
import io.github.trackreplay.tracking.action.ActionKind;
import io.github.trackreplay.tracking.action.ProductView;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.visit.VisitDraft;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Makes the row of an action, apart from custom dimensions and variables.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/Action::record}.
 */
public final class LinkColumns {
    private static final int PAGE_VIEW_ID_LENGTH = 6;
    private static final int USUAL_COLUMNS = 24;

    private final VisitDraft visit;
    private final PreparedRequest request;
    private final Action action;
    private final Columns columns = Columns.ofAbout(USUAL_COLUMNS);

    private LinkColumns(VisitDraft visit, Action action) {
        this.visit = visit;
        this.request = visit.request();
        this.action = action;
    }

    /**
     * The columns.
     *
     * @param continued the visit's columns before this request; none for a new visit
     */
    public static Columns of(VisitDraft visit, Action action, Columns continued) {
        LinkColumns made = new LinkColumns(visit, action);
        made.putReferences(continued);
        made.putOwn(continued);
        made.putKind();
        visit.actionIds().forEach(made.columns::put);
        OptionalDouble value = action.is(ActionKind.EVENT)
                ? visit.request().parameters().get(Parameter.EVENT_VALUE)
                : OptionalDouble.empty();
        value.ifPresent(number -> made.columns.put("custom_float", Value.Real.of(number)));
        return made.columns;
    }

    private void putReferences(Columns continued) {
        columns.put("idvisit", visit.visit());
        columns.put("idsite", request.idSite());
        columns.put("idvisitor", visit.columns().get("idvisitor"));
        columns.put("idaction_url", action.is(ActionKind.SITE_SEARCH) ? Value.NULL : Ref.Id.NONE);
        boolean isNew = visit.isNew();
        columns.put("idaction_url_ref", isNew ? Ref.Id.NONE : continued.get("visit_exit_idaction_url"));
        columns.put("idaction_name_ref", isNew ? Ref.Id.NONE : continued.get("visit_exit_idaction_name"));
    }

    private void putOwn(Columns continued) {
        columns.put("server_time", new Value.Time(request.time()));
        columns.put("idpageview", idPageview(request.parameters()));
        long interactions = visit.isNew() ? 0 : continued.whole("visit_total_interactions", 0);
        if (action.kind().isInteraction()) {
            columns.put("pageview_position", interactions + 1);
        } else if (interactions >= 1) {
            columns.put("pageview_position", interactions);
        }
        columns.put("time_spent_ref_action", visit.timeSpent());
    }

    /** The page view's id, cut to six bytes. */
    public static String idPageview(RequestParameters parameters) {
        String bytes = ByteText.bytes(parameters.get(Parameter.PAGE_VIEW_ID));
        return ByteText.text(bytes.substring(0, Math.min(PAGE_VIEW_ID_LENGTH, bytes.length())));
    }

    private void putKind() {
        RequestParameters parameters = request.parameters();
        action.search().ifPresent(search -> {
            columns.put("search_cat", search.category());
            OptionalLong count = search.count();
            count.ifPresent(number -> columns.put("search_count", number));
        });
        if (action.is(ActionKind.PAGE_VIEW)) {
            columns.putAll(PerformanceTimes.ofPageView(parameters));
        }
        ProductView.price(parameters, request.settings().logTables().customVariables())
                .ifPresent(price -> columns.put("product_price", price));
        if (action.kind().isInteraction()) {
            columns.put("idaction_name", Ref.Id.NONE);
        }
    }
}
