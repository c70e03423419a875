/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The changes of a batch with every row named once, so that it can be written once. Rows that are pending point at each other only
 * so that those which are pointed at can be written before those which point: links at visits and actions, conversions and items at
 * visits. Only a visit's {@code last_idlink_va} points forward; where it is pending, an inserted visit gets it by an update
 * afterwards. The order of writing is {@code mysql.matomo.OrderedTableWriter}'s. Not thread-safe.
 */
public final class CoalescedChanges {
    private static final String LAST_LINK = "last_idlink_va";

    private final List<Change.InsertAction> actions = new ArrayList<>();
    private final Map<Ref, Change.InsertVisit> visits = new LinkedHashMap<>();
    private final Map<Ref, Change.UpdateVisit> visitUpdates = new LinkedHashMap<>();
    private final Map<Ref, Change.InsertLink> links = new LinkedHashMap<>();
    private final Map<Ref, Change.UpdateLink> linkUpdates = new LinkedHashMap<>();
    private final Rows<ConversionKey> conversions = new Rows<>(this::written);
    private final Rows<ItemKey> items = new Rows<>(this::written);
    private final List<Change.ChangeVisitorId> visitorIds = new ArrayList<>();
    private final VisitorIdChanges idChanges = new VisitorIdChanges();
    private final List<Change.InsertBotRequest> botRequests = new ArrayList<>();
    private final List<Change.OfPageTime> pageTimes = new ArrayList<>();
    private final List<Change.BesideLogs> others = new ArrayList<>();
    private final Map<Integer, Long> siteCreations = new LinkedHashMap<>();
    private final Set<Change.BanAddress> bans = new LinkedHashSet<>();

    /** Changes of a whole batch, in the order of the requests. */
    public CoalescedChanges(List<Change> changes) {
        Sorting sorting = new Sorting();
        changes.forEach(change -> change.tell(sorting));
        if (!idChanges.isEmpty()) {
            changeVisitorIds();
        }
        visits.values().forEach(this::deferLastLink);
    }

    /**
     * Takes of the changes that come next what becomes of visits that are inserted here, so that such a visit is written once, and
     * the new actions, to which it may point. What is left there is a visit's {@code last_idlink_va}, where that link is inserted
     * there.
     */
    public void takeAhead(CoalescedChanges next) {
        actions.addAll(next.actions);
        next.actions.clear();
        for (Change.InsertVisit inserted : visits.values()) {
            Change.UpdateVisit update = next.visitUpdates.remove(inserted.visit());
            if (update != null) {
                inserted.columns().putAll(update.columns());
                next.deferLastLink(inserted);
            }
        }
    }

    /** Rows of {@code log_action} to insert, in order. */
    public List<Change.InsertAction> actions() {
        return actions;
    }

    /** Rows of {@code log_visit} to insert, in order; none of their columns is a pending link. */
    public List<Change.InsertVisit> visits() {
        return List.copyOf(visits.values());
    }

    /** Rows of {@code log_visit} to update, one a visit; also new ones whose last link was pending. */
    public List<Change.UpdateVisit> visitUpdates() {
        return List.copyOf(visitUpdates.values());
    }

    /** Rows of {@code log_link_visit_action} to insert, in order. */
    public List<Change.InsertLink> links() {
        return List.copyOf(links.values());
    }

    /** Rows of {@code log_link_visit_action} to update, none of them inserted here. */
    public List<Change.UpdateLink> linkUpdates() {
        return List.copyOf(linkUpdates.values());
    }

    /** Rows of {@code log_conversion} to insert, in order. */
    public List<Change.InsertConversion> conversions() {
        List<Change.InsertConversion> inserts = new ArrayList<>(conversions.inserts.size());
        conversions.inserts.forEach((key, columns) -> inserts.add(new Change.InsertConversion(key, columns)));
        return inserts;
    }

    /** Rows of {@code log_conversion} to update, none of them inserted here. */
    public List<Change.UpdateConversion> conversionUpdates() {
        List<Change.UpdateConversion> updates = new ArrayList<>(conversions.updates.size());
        conversions.updates.values().forEach(u -> updates.add(new Change.UpdateConversion(u.before, u.columns)));
        return updates;
    }

    /** Rows of {@code log_conversion_item} to insert, in order. */
    public List<Change.InsertItem> items() {
        List<Change.InsertItem> inserts = new ArrayList<>(items.inserts.size());
        items.inserts.forEach((key, columns) -> inserts.add(new Change.InsertItem(key, columns)));
        return inserts;
    }

    /** Rows of {@code log_conversion_item} to update, none of them inserted here. */
    public List<Change.UpdateItem> itemUpdates() {
        List<Change.UpdateItem> updates = new ArrayList<>(items.updates.size());
        items.updates.values().forEach(u -> updates.add(new Change.UpdateItem(u.before, u.columns)));
        return updates;
    }

    /** Visitor ids of visits that were there before, in order; to be changed before anything of the visit is inserted. */
    public List<Change.ChangeVisitorId> visitorIds() {
        return visitorIds;
    }

    /** Rows of {@code log_bot_request} to insert, in order. */
    public List<Change.InsertBotRequest> botRequests() {
        return botRequests;
    }

    /** Inserts and updates of {@code log_page_view_time}, in order: each may go by what those before it wrote. */
    public List<Change.OfPageTime> pageTimes() {
        return pageTimes;
    }

    /** Salts, marks and failures in order, then for each site at most one creation time, the earliest, and each banned address. */
    public List<Change.BesideLogs> others() {
        List<Change.BesideLogs> all = new ArrayList<>(others);
        siteCreations.forEach((idSite, created) -> all.add(new Change.MoveSiteCreation(idSite, created)));
        all.addAll(bans);
        return all;
    }

    private void add(Change.UpdateVisit change) {
        Change.InsertVisit inserted = visits.get(change.visit());
        if (inserted != null) {
            inserted.columns().putAll(change.columns());
            return;
        }
        visitUpdates.merge(change.visit(), change, Change.UpdateVisit::and);
    }

    private void add(Change.UpdateLink change) {
        Change.InsertLink inserted = links.get(change.link());
        if (inserted != null) {
            inserted.columns().putAll(change.columns());
            return;
        }
        linkUpdates
                .computeIfAbsent(change.link(), l -> new Change.UpdateLink(l, new Columns()))
                .columns()
                .putAll(change.columns());
    }

    private void written(Columns columns) {
        idChanges.written(columns);
    }

    private void add(Change.ChangeVisitorId change) {
        if (!visits.containsKey(change.visit())) {
            visitorIds.add(change);
        }
        idChanges.add(change);
    }

    private void changeVisitorIds() {
        links.values().forEach(link -> idChanges.concern(link.visit(), link.columns()));
        conversions.forEach((key, columns) -> idChanges.concern(key.visit(), columns));
        items.forEach((key, columns) -> idChanges.concern(key.visit(), columns));
        idChanges.apply();
    }

    private void deferLastLink(Change.InsertVisit inserted) {
        Value last = inserted.columns().get(LAST_LINK);
        if (last instanceof Ref.Pending) {
            inserted.columns().remove(LAST_LINK);
            int idSite = (int) inserted.columns().whole("idsite", 0);
            visitUpdates.put(
                    inserted.visit(),
                    new Change.UpdateVisit(inserted.visit(), idSite, new Columns().put(LAST_LINK, last)));
        }
    }

    /** Puts each kind of change to its like. */
    private final class Sorting implements Change.Kinds<RuntimeException> {
        @Override
        public void on(Change.InsertAction c) {
            actions.add(c);
        }

        @Override
        public void on(Change.InsertVisit c) {
            visits.put(c.visit(), new Change.InsertVisit(c.visit(), new Columns(c.columns())));
        }

        @Override
        public void on(Change.UpdateVisit c) {
            add(c);
        }

        @Override
        public void on(Change.InsertLink c) {
            Columns columns = new Columns(c.columns());
            links.put(c.link(), new Change.InsertLink(c.link(), c.visit(), columns));
            written(columns);
        }

        @Override
        public void on(Change.UpdateLink c) {
            add(c);
        }

        @Override
        public void on(Change.InsertConversion c) {
            conversions.insert(c.key(), c.columns());
        }

        @Override
        public void on(Change.UpdateConversion c) {
            conversions.update(c.key(), KnownConversions.newKey(c), c.columns());
        }

        @Override
        public void on(Change.InsertItem c) {
            items.insert(c.key(), c.columns());
        }

        @Override
        public void on(Change.UpdateItem c) {
            items.update(c.key(), KnownConversions.newKey(c), c.columns());
        }

        @Override
        public void on(Change.ChangeVisitorId c) {
            add(c);
        }

        @Override
        public void on(Change.InsertBotRequest c) {
            botRequests.add(c);
        }

        @Override
        public void on(Change.InsertPageTime c) {
            pageTimes.add(c);
        }

        @Override
        public void on(Change.ClosePageTime c) {
            pageTimes.add(c);
        }

        @Override
        public void on(Change.GrowPageTime c) {
            pageTimes.add(c);
        }

        @Override
        public void on(Change.InsertDaySalt c) {
            others.add(c);
        }

        @Override
        public void on(Change.MarkForArchiving c) {
            others.add(c);
        }

        @Override
        public void on(Change.RecordFailure c) {
            others.add(c);
        }

        @Override
        public void on(Change.MoveSiteCreation c) {
            siteCreations.merge(c.idSite(), c.created(), Math::min);
        }

        @Override
        public void on(Change.BanAddress c) {
            bans.add(c);
        }
    }

    /** Rows that are named by a key which an update may change. */
    private static final class Rows<K> {
        private final Consumer<Columns> written;
        private final Map<K, Columns> inserts = new LinkedHashMap<>();
        private final Map<K, Update<K>> updates = new LinkedHashMap<>();

        /**
         * @param before the key in the table
         * @param columns all that changes
         */
        private record Update<K>(K before, Columns columns) {}

        /** @param written learns of every row that now has new values */
        Rows(Consumer<Columns> written) {
            this.written = written;
        }

        void forEach(BiConsumer<K, Columns> consumer) {
            inserts.forEach(consumer);
            updates.forEach((key, update) -> consumer.accept(key, update.columns));
        }

        void insert(K key, Columns columns) {
            Columns own = new Columns(columns);
            inserts.put(key, own);
            written.accept(own);
        }

        void update(K key, K newKey, Columns columns) {
            Columns inserted = inserts.remove(key);
            if (inserted != null) {
                inserts.put(newKey, inserted.putAll(columns));
                written(inserted, columns);
                return;
            }
            Update<K> update = updates.remove(key);
            if (update == null) {
                update = new Update<>(key, new Columns());
            }
            update.columns.putAll(columns);
            updates.put(newKey, update);
            written(update.columns, columns);
        }

        private void written(Columns row, Columns columns) {
            if (columns.has("idvisitor")) {
                written.accept(row);
            }
        }
    }
}
