/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.conversion;

import io.github.trackreplay.tracking.action.Action;
import io.github.trackreplay.tracking.action.ActionKind;
import io.github.trackreplay.tracking.goal.ConvertedGoal;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.ConversionKey;
import io.github.trackreplay.tracking.model.Draft;
import io.github.trackreplay.tracking.model.OrderName;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RefusedException;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.settings.CustomDimension;
import io.github.trackreplay.tracking.settings.Rule;
import io.github.trackreplay.tracking.visit.ConversionColumns;
import io.github.trackreplay.tracking.visit.VisitDraft;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Records goals that a visit has reached: a row of {@code log_conversion} each.
 *
 * <p>Source of the rules: Matomo's {@code core/Tracker/GoalManager::recordGoals} and
 * {@code core/Tracker/GoalManager::recordStandardGoals}.
 */
public final class Conversions {
    private static final int LEAST_BUSTER = 10;
    private static final int BUSTERS = 30;

    private final VisitDraft visit;
    private final PreparedRequest request;
    private final Set<ConversionKey> inserted = new HashSet<>();

    /** For one request. */
    public Conversions(VisitDraft visit) {
        this.visit = visit;
        this.request = visit.request();
    }

    /**
     * Records goals.
     *
     * @throws RefusedException when one exists already and the request carries an order id
     */
    public void record(List<ConvertedGoal> goals) {
        Columns common = ConversionColumns.of(visit);
        for (ConvertedGoal converted : goals) {
            Columns columns = new Columns(common);
            columns.put("idgoal", converted.goal().idGoal());
            columns.put("url", converted.url());
            visit.action().ifPresent(action -> putAction(action, columns));
            columns.put("buster", converted.goal().allowMultiple() ? buster(converted) : 0);
            Revenue.ofGoal(request, converted).ifPresent(revenue -> columns.put("revenue", revenue));
            putPageviewsBefore(columns);
            insert(columns);
        }
    }

    private void putAction(Action action, Columns columns) {
        Value url = visit.actionIds().get("idaction_url");
        boolean search = action.is(ActionKind.SITE_SEARCH);
        columns.put("idaction_url", search ? Value.NULL : url == Value.NULL ? Ref.Id.NONE : url);
        columns.put("idlink_va", visit.link());
    }

    /**
     * Two random digits, the first 1 to 3, before the last eight of the time. Two conversions of one second differ in them
     * unless chance has it otherwise under Matomo; here they always do.
     */
    private long buster(ConvertedGoal converted) {
        int idGoal = converted.goal().idGoal();
        byte[] random = request.randomness().bytes(request.located(), "buster " + idGoal);
        String time = String.valueOf(request.time());
        String last = time.substring(Math.min(2, time.length()));
        int chosen = (random[0] & 0xff) % BUSTERS;
        for (int i = 0; i < BUSTERS; i++) {
            long buster = Long.parseLong(LEAST_BUSTER + (chosen + i) % BUSTERS + last);
            ConversionKey key = new ConversionKey(visit.visit(), idGoal, buster);
            if (!inserted.contains(key) && !visit.draft().known().conversionExists(key)) {
                return buster;
            }
        }
        return Long.parseLong(LEAST_BUSTER + chosen + last);
    }

    void putPageviewsBefore(Columns columns) {
        if (request.settings().has(Rule.PAGE_VIEWS_BEFORE)) {
            columns.put("pageviews_before", pageviewsBefore());
        }
    }

    /** Page views of the visit before this one, as the visit stood when the request came; Matomo adds the present one. */
    private long pageviewsBefore() {
        Columns before = visit.continued();
        long present = visit.action().filter(a -> a.is(ActionKind.PAGE_VIEW)).isPresent() ? 1 : 0;
        return before.whole("visit_total_interactions", 0) - before.whole("visit_total_searches", 0) + present;
    }

    /** Inserts unless it exists; says whether it did. */
    boolean insert(Columns columns) {
        putVisitDimensions(columns);
        Draft.fit(columns);
        ConversionKey key = key(visit.visit(), columns);
        Optional<String> order = Optional.ofNullable(columns.text("idorder"));
        boolean exists = inserted.contains(key)
                || visit.draft().known().conversionExists(key)
                || order.filter(o -> visit.draft().known().orderExists(new OrderName(request.idSite(), o)))
                        .isPresent();
        if (!exists) {
            inserted.add(key);
            visit.draft().add(new Change.InsertConversion(key, columns));
        } else if (request.isOrder()) {
            throw new RefusedException(
                    "duplicate-order",
                    "The order " + request.parameters().get(Parameter.ORDER_ID) + " of site " + request.idSite()
                            + " is recorded already.");
        }
        return !exists;
    }

    static ConversionKey key(Ref visit, Columns columns) {
        return new ConversionKey(visit, (int) columns.whole("idgoal", 0), columns.whole("buster", 0));
    }

    private void putVisitDimensions(Columns columns) {
        Set<Integer> installed = request.settings().logTables().conversionDimensions();
        for (CustomDimension dimension : request.rules().site().customDimensions()) {
            if (dimension.isOfVisit()
                    && installed.contains(dimension.index())
                    && visit.columns().has(dimension.column())) {
                columns.put(dimension.column(), visit.columns().get(dimension.column()));
            }
        }
    }
}
