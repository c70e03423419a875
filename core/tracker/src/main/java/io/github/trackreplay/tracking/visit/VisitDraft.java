/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.visit;

import io.github.trackreplay.tracking.action.Action;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Draft;
import io.github.trackreplay.tracking.model.KnownVisit;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.referrer.Referrer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The visit of one request while the request is being decided: what it was recognised as, its columns as they stand now, and
 * what the request does to it. Passed from step to step; each step fills in its part. Not thread-safe.
 */
public final class VisitDraft {
    private final PreparedRequest request;
    private final Draft draft;
    private final Recognition recognition;
    private final Columns columns;
    private final List<PluginPart> parts;
    private Optional<Action> action;
    private boolean isNew;
    private boolean isConverted;
    private Columns actionIds = new Columns();
    private Ref visit = Ref.Id.NONE;
    private Ref link = Ref.Id.NONE;
    private long timeSpent;
    private @Nullable Referrer referrer;

    /** The visit as recognised, with the plugins that take part. */
    public VisitDraft(
            PreparedRequest request, Draft draft, Recognition recognition, Action action, List<TrackerPlugin> plugins) {
        this.request = request;
        this.draft = draft;
        this.recognition = recognition;
        this.action = Optional.of(action);
        this.isNew = recognition.isNew();
        this.columns = new Columns();
        recognition.current().ifPresent(current -> columns.putAll(current.columns()));
        recognition.current().ifPresent(current -> visit = current.visit());
        this.parts = plugins.isEmpty()
                ? List.of()
                : plugins.stream().map(plugin -> plugin.part(this)).toList();
    }

    /** The request. */
    public PreparedRequest request() {
        return request;
    }

    /** The changes. */
    public Draft draft() {
        return draft;
    }

    /** What plugins do with the request. */
    public List<PluginPart> parts() {
        return parts;
    }

    /** What it was recognised as. */
    public Recognition recognition() {
        return recognition;
    }

    /** The visit's columns as they stand now; empty before a new visit's are made. */
    public Columns columns() {
        return columns;
    }

    /**
     * The columns of the visit that the request seemed to continue. They stay when the request turns out to start a new visit
     * after all, because a campaign has changed; Matomo then still looks at them in some places.
     */
    public Columns continued() {
        return recognition.current().map(KnownVisit::columns).orElseGet(Columns::new);
    }

    /** The columns of the visitor's latest visit, continued or not; empty for an unknown visitor. */
    public Columns previous() {
        return recognition.latest().map(KnownVisit::columns).orElseGet(Columns::new);
    }

    /** Whether the request starts a visit. */
    public boolean isNew() {
        return isNew;
    }

    /** The request starts a visit although it seemed to continue one. */
    public void startNew() {
        isNew = true;
    }

    /** Whether the visitor was here before, in this visit or an earlier one. */
    public boolean isVisitorKnown() {
        return recognition.latest().isPresent();
    }

    /** The action to record; nothing for goals, orders, carts and pings. */
    public Optional<Action> action() {
        return action;
    }

    /** There is no action to record after all. */
    public void dropAction() {
        action = Optional.empty();
    }

    /** Rows of {@code log_action} by column of {@code log_link_visit_action}. */
    public Columns actionIds() {
        return actionIds;
    }

    /** The rows were looked up or inserted. */
    public void actionIds(Columns ids) {
        actionIds = ids;
    }

    /** Whether a goal was reached or something ordered. */
    public boolean isConverted() {
        return isConverted;
    }

    /** A goal was reached or something ordered, or not after all. */
    public void converted(boolean converted) {
        isConverted = converted;
    }

    /** The request's referrer as the continued visit sees it; worked out once. */
    Referrer referrer(Supplier<Referrer> detection) {
        if (referrer == null) {
            referrer = detection.get();
        }
        return referrer;
    }

    /** The visit's row. */
    public Ref visit() {
        return visit;
    }

    /** The visit was inserted. */
    public void visit(Ref inserted) {
        visit = inserted;
    }

    /** The action's row; {@link Ref.Id#NONE} while there is none. */
    public Ref link() {
        return link;
    }

    /** The action was inserted. */
    public void link(Ref inserted) {
        link = inserted;
    }

    /** Seconds since the visit's last action, at most the length of a visit; 0 for a new visit. */
    public long timeSpent() {
        return timeSpent;
    }

    /** See {@link #timeSpent()}. */
    public void timeSpent(long seconds) {
        timeSpent = seconds;
    }
}
