/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.visit;

import io.github.trackreplay.tracking.action.Action;
import io.github.trackreplay.tracking.action.ActionKind;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.settings.Rule;

/**
 * Makes the columns of an existing visit that a request changes.
 *
 * <p>Source of the rules: Matomo's {@code core/Tracker/Visit::handleExistingVisit} and
 * {@code core/Tracker/Visit::getExistingVisitFieldsToUpdate}.
 */
public final class ExistingVisit {
    private static final int BUYER_NONE = 0;
    private static final int BUYER_ORDERED = 1;
    private static final int BUYER_OPEN_CART = 2;
    private static final int BUYER_ORDERED_AND_OPEN_CART = 3;

    private final VisitDraft visit;
    private final PreparedRequest request;
    private final Columns before;
    private final Columns changed = new Columns();

    private ExistingVisit(VisitDraft visit) {
        this.visit = visit;
        this.request = visit.request();
        this.before = visit.columns();
    }

    /** What changes, without custom dimensions and variables; some may be as before. */
    public static Columns changes(VisitDraft visit) {
        ExistingVisit made = new ExistingVisit(visit);
        made.putIdentity();
        made.putTime();
        visit.action().ifPresent(made::putPages);
        made.putBuyer();
        Value sinceOrder = made.before.get("visitor_seconds_since_order");
        made.changed.put("visitor_seconds_since_order", VisitorHistory.secondsSinceOrder(visit, sinceOrder));
        if (made.request.settings().has(Rule.LATE_RESOLUTION)
                && NewVisit.UNKNOWN_RESOLUTION.equals(made.before.text("config_resolution"))) {
            made.changed.put(
                    "config_resolution", NewVisit.resolution(visit.request().parameters()));
        }
        ReferrerColumns.putExisting(visit, made.changed);
        PlaceColumns.putExisting(visit, made.changed);
        if (visit.isConverted()) {
            made.changed.put("visit_goal_converted", 1);
            VisitTotalTime.converted(visit, made.changed);
        }
        return made.changed;
    }

    private void putIdentity() {
        changed.put("idvisitor", before.get("idvisitor"));
        request.visitorId().ifPresent(id -> changed.put("idvisitor", id));
        boolean known =
                before.whole("profilable", 0) != 0 || request.visitorId().isPresent();
        changed.put("profilable", known ? 1 : 0);
        request.userId().ifPresent(userId -> changed.put("user_id", userId));
    }

    private void putTime() {
        if (!request.isPing()) {
            long last = before.get("visit_last_action_time") instanceof Value.Time time ? time.seconds() : 0;
            changed.put("visit_last_action_time", new Value.Time(Math.max(last, request.time())));
        }
        changed.put("visit_total_time", VisitTotalTime.until(visit));
    }

    private void putPages(Action action) {
        ActionKind kind = action.kind();
        if (kind.isCounted()) {
            increment("visit_total_actions");
        }
        if (action.is(ActionKind.SITE_SEARCH)) {
            increment("visit_total_searches");
        } else if (action.is(ActionKind.EVENT)) {
            increment("visit_total_events");
        }
        if (kind.isInteraction()) {
            increment("visit_total_interactions");
            putExit(action);
        }
    }

    /** A count that is missing stays so, as in SQL. */
    private void increment(String column) {
        if (before.isSet(column)) {
            changed.put(column, before.whole(column, 0) + 1);
        }
    }

    private void putExit(Action action) {
        Value url = visit.actionIds().get("idaction_url");
        Value name = visit.actionIds().get("idaction_name");
        boolean page = action.is(ActionKind.PAGE_VIEW);
        Value exit = !page ? Value.NULL : url == Value.NULL ? Ref.Id.NONE : url;
        changed.put("visit_exit_idaction_url", exit);
        if (isRow(name)) {
            changed.put("visit_exit_idaction_name", name);
        }
        if (!before.isSet("visit_entry_idaction_url") && page && isRow(url)) {
            changed.put("visit_entry_idaction_url", url);
        }
    }

    private static boolean isRow(Value id) {
        return id instanceof Ref ref && ref.isPresent();
    }

    private void putBuyer() {
        long existing = before.whole("visit_goal_buyer", BUYER_NONE);
        long buyer = buyer(existing);
        if (buyer != BUYER_NONE && buyer != existing) {
            changed.put("visit_goal_buyer", buyer);
        }
    }

    private long buyer(long existing) {
        if (!request.isEcommerce()) {
            return existing;
        }
        if (request.isOrder()) {
            return BUYER_ORDERED;
        }
        return existing == BUYER_ORDERED || existing == BUYER_ORDERED_AND_OPEN_CART
                ? BUYER_ORDERED_AND_OPEN_CART
                : BUYER_OPEN_CART;
    }

    /** The columns that are not as they were. */
    public static Columns differing(Columns changed, Columns before) {
        Columns differing = new Columns();
        changed.forEach((column, value) -> {
            int place = before.place(column);
            if (place < 0 || !before.at(place).equals(value)) {
                differing.put(column, value);
            }
        });
        return differing;
    }

    /** Whether a visit has an open cart. */
    public static boolean hasOpenCart(Columns columns) {
        long buyer = columns.whole("visit_goal_buyer", BUYER_NONE);
        return buyer == BUYER_OPEN_CART || buyer == BUYER_ORDERED_AND_OPEN_CART;
    }
}
