/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import io.github.trackreplay.tracking.model.Wanted.FailureKey;
import io.github.trackreplay.tracking.model.Wanted.PageViewKey;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the tables for one batch of requests: what a reader has loaded, and over it what the tracker has decided
 * since ({@link #with}). Asking for something that was not loaded throws {@link NotLoadedException}; nothing is ever guessed.
 * A reader says that it has looked and found nothing, so "absent" and "unknown" differ.
 *
 * <p>Used by one thread, and linearly: after {@link #with} the older view is gone. A batch that is rolled back throws its
 * view away.
 */
public final class Known {
    private final KnownVisits visits = new KnownVisits();
    private final Map<SiteDay, Optional<String>> daySalts = new HashMap<>();
    private final Map<ActionName, Optional<Ref>> actions = new HashMap<>();
    private final Map<Ref, ActionName> actionNames = new HashMap<>();
    private final KnownConversions conversions = new KnownConversions();
    private final KnownPageViews pageViews = new KnownPageViews();
    private final ArchivingMarks archivingMarks = new ArchivingMarks();
    private final Map<FailureKey, Boolean> failures = new HashMap<>();
    private long nextPending = 1;

    /** Nothing loaded. */
    public Known() {}

    /**
     * Links of a page view; the one by URL counts before the one by name.
     *
     * @param byUrl lowest link whose {@code idaction_url} is of type 1; null when there is none
     * @param byName lowest link whose {@code idaction_name} is of type 4; null when there is none
     */
    public record PageView(@Nullable Ref byUrl, @Nullable Ref byName) {
        Optional<Ref> link() {
            return Optional.ofNullable(byUrl != null ? byUrl : byName);
        }

        /** With a later one's links where this has none. */
        public PageView or(PageView later) {
            return new PageView(byUrl != null ? byUrl : later.byUrl, byName != null ? byName : later.byName);
        }
    }

    // What the tracker asks

    /** The latest visit that fits. */
    public Optional<KnownVisit> visit(VisitLookup.OfVisitor lookup) {
        return visits.find(lookup);
    }

    /**
     * The latest visit that fits.
     *
     * @param userId when not null, only visits with this user id or none fit
     */
    public Optional<KnownVisit> visit(VisitLookup.OfConfig lookup, @Nullable String userId) {
        return visits.find(lookup, userId);
    }

    /** The salt of a site's day, when there is one. */
    public Optional<String> daySalt(SiteDay day) {
        return loaded(daySalts.get(day), w -> w.daySalts().add(day));
    }

    /** Whether a day's salt was looked for. */
    public boolean knowsDaySalt(SiteDay day) {
        return daySalts.containsKey(day);
    }

    /** Whether a lookup can be answered; asks for it otherwise. */
    public boolean wantVisit(VisitLookup lookup, Wanted wanted) {
        boolean covered = visits.covers(lookup);
        if (!covered) {
            visits.want(lookup, wanted);
        }
        return covered;
    }

    /** The row of an action, when there is one. */
    public Optional<Ref> action(ActionName name) {
        return loaded(actions.get(name), w -> w.actions().add(name));
    }

    /** Whether any of the actions still has to be loaded; adds those to the wanted ones. */
    public boolean wantActions(Collection<ActionName> names, Wanted wanted) {
        boolean missing = false;
        for (ActionName name : names) {
            if (!actions.containsKey(name)) {
                wanted.actions().add(name);
                missing = true;
            }
        }
        return missing;
    }

    /** Asks for an order unless it was looked for. */
    public void wantOrder(OrderName order, Wanted wanted) {
        conversions.want(order, wanted);
    }

    /** Asks for a day's mark unless it was looked for. */
    public void wantArchivingMark(SiteDay day, Wanted wanted) {
        if (archivingMarks.of(day).isEmpty()) {
            wanted.archivingMarks().add(day);
        }
    }

    /** Asks for what hangs on a visit unless it was looked for: conversions, items, and a page view. */
    public void wantVisitDetails(
            Ref.Id visit, boolean ofConversions, boolean ofItems, Optional<String> idPageview, Wanted wanted) {
        conversions.want(visit, ofConversions, ofItems, wanted);
        idPageview.ifPresent(id -> pageViews.want(visit, id, wanted));
    }

    /** Whether an order exists. */
    public boolean orderExists(OrderName order) {
        return conversions.exists(order);
    }

    /** Whether a conversion exists. */
    public boolean conversionExists(ConversionKey key) {
        return conversions.exists(key);
    }

    /** A visit's items with an order id, as they are now. */
    public OrderItems items(Ref visit, String idOrder) {
        return conversions.items(visit, idOrder);
    }

    /** Whether an item exists. */
    public boolean itemExists(ItemKey key) {
        return conversions.exists(key);
    }

    /** The link that recorded a page view, when there is one. */
    public Optional<Ref> pageView(Ref visit, String idPageview) {
        return pageViews.link(visit, idPageview);
    }

    /** Whether a day is marked for archiving. */
    public boolean isMarkedForArchiving(SiteDay day) {
        return archivingMarks
                .of(day)
                .orElseThrow(() -> notLoaded(w -> w.archivingMarks().add(day)));
    }

    /** Whether a failure is recorded. */
    public boolean isFailureRecorded(int idSite, int idFailure) {
        FailureKey key = new FailureKey(idSite, idFailure);
        return loaded(failures.get(key), w -> w.failures().add(key));
    }

    /** The number that the next pending row gets. */
    public long nextPending() {
        return nextPending;
    }

    // What a reader has found

    /** A day's salt was looked for. */
    public void loadedDaySalt(SiteDay day, Optional<String> salt) {
        daySalts.putIfAbsent(day, salt);
    }

    /**
     * A visitor's visits were looked for.
     *
     * @param window what was asked for
     * @param found every visit with a last action from that of the oldest found one to the end of the window; at least one at
     *     or before its start, unless there is none
     */
    public void loadedVisits(Wanted.VisitorKey key, Wanted.Window window, Collection<KnownVisit> found) {
        visits.loaded(key, window, found);
    }

    /**
     * A configuration's visits were looked for.
     *
     * @param window what was asked for
     * @param found every visit with a last action within the window
     */
    public void loadedVisits(Wanted.ConfigKey key, Wanted.Window window, Collection<KnownVisit> found) {
        visits.loaded(key, window, found);
    }

    /** An action was looked for. */
    public void loadedAction(ActionName name, Optional<Ref> action) {
        if (actions.putIfAbsent(name, action) == null && action.isPresent()) {
            actionNames.put(action.get(), name);
        }
    }

    /** An order was looked for. */
    public void loadedOrder(OrderName order, boolean exists) {
        conversions.loaded(order, exists);
    }

    /** All conversions of a visit. */
    public void loadedConversions(Ref.Id visit, Collection<ConversionKey> found) {
        conversions.loaded(visit, found);
    }

    /** All items of a visit, in the order of the primary key, with all columns of the table. */
    public void loadedItems(Ref.Id visit, Map<ItemKey, Columns> found) {
        conversions.loaded(visit, found);
    }

    /** A page view was looked for; both links null when there is none. */
    public void loadedPageView(PageViewKey key, PageView found) {
        pageViews.loaded(key, found);
    }

    /** A day's mark was looked for. */
    public void loadedArchivingMark(SiteDay day, boolean exists) {
        archivingMarks.loaded(day, exists);
    }

    /**
     * All marks of a date were looked for.
     *
     * @param sites those whose day is marked
     */
    public void loadedArchivingMarks(LocalDate date, Set<Integer> sites) {
        archivingMarks.loaded(date, sites);
    }

    /** A failure was looked for. */
    public void loadedFailure(int idSite, int idFailure, boolean exists) {
        failures.putIfAbsent(new FailureKey(idSite, idFailure), exists);
    }

    /**
     * Pending rows have been written meanwhile: rows with these ids that a reader finds are those that are known as pending.
     *
     * @param ids of any tables
     */
    public void wrote(Map<Ref.Pending, Long> ids) {
        ids.forEach((row, id) -> {
            if (row.table() == Ref.Table.VISIT) {
                visits.wrote(row, new Ref.Id(id));
            }
        });
    }

    /** This view after some changes. */
    public Known with(List<Change> changes) {
        Applying applying = new Applying();
        changes.forEach(change -> change.tell(applying));
        return this;
    }

    private boolean isOfType(Change.InsertLink change, String column, int type) {
        if (!(change.columns().get(column) instanceof Ref ref)) {
            return false;
        }
        ActionName name = actionNames.get(ref);
        return name != null && name.type() == type;
    }

    private void took(Ref.Pending pending) {
        nextPending = Math.max(nextPending, pending.number() + 1);
    }

    static <T> T loaded(@Nullable T value, Consumer<Wanted> wish) {
        if (value == null) {
            throw notLoaded(wish);
        }
        return value;
    }

    static NotLoadedException notLoaded(Consumer<Wanted> wish) {
        Wanted wanted = new Wanted();
        wish.accept(wanted);
        return new NotLoadedException(wanted);
    }

    /** What each kind of change makes known. */
    private final class Applying implements Change.Kinds<RuntimeException> {
        @Override
        public void on(Change.InsertVisit c) {
            took(c.visit());
            int idSite = (int) c.columns().whole("idsite", 0);
            visits.put(new KnownVisit(c.visit(), idSite, new Columns(c.columns())));
        }

        @Override
        public void on(Change.UpdateVisit c) {
            visits.update(c.visit(), c.columns());
        }

        @Override
        public void on(Change.InsertAction c) {
            took(c.action());
            actions.put(c.name(), Optional.of(c.action()));
            actionNames.put(c.action(), c.name());
        }

        @Override
        public void on(Change.InsertLink c) {
            took(c.link());
            pageViews.inserted(c, Known.this::isOfType);
        }

        @Override
        public void on(Change.InsertDaySalt c) {
            daySalts.put(new SiteDay(c.idSite(), c.date()), Optional.of(c.salt()));
        }

        @Override
        public void on(Change.MarkForArchiving c) {
            archivingMarks.marked(new SiteDay(c.idSite(), c.date()));
        }

        @Override
        public void on(Change.RecordFailure c) {
            failures.put(new FailureKey(c.idSite(), c.idFailure()), true);
        }

        @Override
        public void on(Change.InsertConversion c) {
            conversions.inserted(c);
        }

        @Override
        public void on(Change.UpdateConversion c) {
            conversions.updated(c);
        }

        @Override
        public void on(Change.InsertItem c) {
            conversions.inserted(c);
        }

        @Override
        public void on(Change.UpdateItem c) {
            conversions.updated(c);
        }

        // Nothing that a later request of the batch is decided by.

        @Override
        public void on(Change.UpdateLink c) {}

        @Override
        public void on(Change.ChangeVisitorId c) {}

        @Override
        public void on(Change.InsertBotRequest c) {}

        @Override
        public void on(Change.InsertPageTime c) {}

        @Override
        public void on(Change.ClosePageTime c) {}

        @Override
        public void on(Change.GrowPageTime c) {}

        @Override
        public void on(Change.MoveSiteCreation c) {}

        @Override
        public void on(Change.BanAddress c) {}
    }
}
