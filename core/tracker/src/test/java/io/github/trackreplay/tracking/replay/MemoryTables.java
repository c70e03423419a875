/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import io.github.trackreplay.tracking.model.ActionName;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.CoalescedChanges;
import io.github.trackreplay.tracking.model.Collation;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.ConversionKey;
import io.github.trackreplay.tracking.model.ItemKey;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.KnownVisit;
import io.github.trackreplay.tracking.model.OrderName;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.SiteDay;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.model.Wanted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Matomo's log tables in memory: answers what is wanted as a reader of the database would, never more, and takes coalesced
 * changes as a writer would. Rows are found by plain loops, so that it is right by being simple.
 */
public final class MemoryTables {
    final TreeMap<Long, Columns> visits = new TreeMap<>();
    final TreeMap<Long, Columns> links = new TreeMap<>();
    final TreeMap<Long, Change.InsertAction> actions = new TreeMap<>();
    final Map<ConversionKey, Columns> conversions = new LinkedHashMap<>();
    final Map<ItemKey, Columns> items = new LinkedHashMap<>();
    final Map<SiteDay, String> salts = new HashMap<>();
    final List<Change> others = new ArrayList<>();
    /** Changes of {@code log_page_view_time}; what they do to rows, the database knows. */
    final List<Change> pageTimes = new ArrayList<>();

    final List<Columns> botRequests = new ArrayList<>();
    private final Map<ActionName, Long> actionIds = new HashMap<>();
    private final Map<Long, List<Long>> visitsBySite = new HashMap<>();

    void load(Wanted wanted, Known known) {
        wanted.daySalts().forEach(day -> known.loadedDaySalt(day, Optional.ofNullable(salts.get(day))));
        wanted.visitors().forEach((key, window) -> known.loadedVisits(key, window, ofVisitor(key, window)));
        wanted.configs().forEach((key, window) -> known.loadedVisits(key, window, ofConfig(key, window)));
        wanted.actions()
                .forEach(name -> known.loadedAction(
                        name, Optional.ofNullable(actionIds.get(name)).map(Ref.Id::new)));
        wanted.orders().forEach(order -> known.loadedOrder(order, orderExists(order)));
        wanted.conversions()
                .forEach(visit -> known.loadedConversions(
                        visit,
                        conversions.keySet().stream()
                                .filter(k -> k.visit().equals(visit))
                                .toList()));
        wanted.items().forEach(visit -> known.loadedItems(visit, itemsOf(visit)));
        wanted.pageViews().forEach(key -> known.loadedPageView(key, pageView(key)));
        wanted.archivingMarks()
                .forEach(day -> known.loadedArchivingMark(
                        day, others.contains(new Change.MarkForArchiving(day.idSite(), day.date()))));
        wanted.failures()
                .forEach(key -> known.loadedFailure(
                        key.idSite(),
                        key.idFailure(),
                        others.stream()
                                .anyMatch(c -> c instanceof Change.RecordFailure f
                                        && f.idSite() == key.idSite()
                                        && f.idFailure() == key.idFailure())));
    }

    private List<KnownVisit> ofVisitor(Wanted.VisitorKey key, Wanted.Window window) {
        List<KnownVisit> found = new ArrayList<>();
        KnownVisit floor = null;
        for (long id : visitsBySite.getOrDefault((long) key.idSite(), List.of())) {
            KnownVisit visit = visit(id);
            if (eight(visit, "idvisitor") != key.idVisitor() || visit.lastActionTime() > window.to()) {
                continue;
            }
            if (visit.lastActionTime() > window.from()) {
                found.add(visit);
            } else if (floor == null || visit.lastActionTime() > floor.lastActionTime()) {
                floor = visit;
            }
        }
        if (floor != null) {
            found.add(floor);
        }
        return found;
    }

    private List<KnownVisit> ofConfig(Wanted.ConfigKey key, Wanted.Window window) {
        List<KnownVisit> found = new ArrayList<>();
        for (long id : visitsBySite.getOrDefault((long) key.idSite(), List.of())) {
            KnownVisit visit = visit(id);
            if (eight(visit, "config_id") == key.configId()
                    && visit.lastActionTime() >= window.from()
                    && visit.lastActionTime() <= window.to()) {
                found.add(visit);
            }
        }
        return found;
    }

    private KnownVisit visit(long id) {
        Columns columns = new Columns(visits.get(id));
        return new KnownVisit(new Ref.Id(id), (int) columns.whole("idsite", 0), columns);
    }

    private static long eight(KnownVisit visit, String column) {
        return KnownVisit.eightBytes(((Value.Bytes) visit.columns().get(column)).bytes());
    }

    private boolean orderExists(OrderName order) {
        return conversions.values().stream()
                .anyMatch(c -> c.whole("idsite", 0) == order.idSite()
                        && c.text("idorder") != null
                        && Collation.same(c.text("idorder"), order.idOrder()));
    }

    private Map<ItemKey, Columns> itemsOf(Ref visit) {
        Map<ItemKey, Columns> found =
                new TreeMap<>(Comparator.comparing(ItemKey::idOrder).thenComparing(key -> ((Ref.Id) key.sku()).id()));
        items.forEach((key, columns) -> {
            if (key.visit().equals(visit)) {
                found.put(key, new Columns(columns));
            }
        });
        return found;
    }

    private Known.PageView pageView(Wanted.PageViewKey key) {
        Ref byUrl = null;
        Ref byName = null;
        for (Map.Entry<Long, Columns> link : links.entrySet()) {
            Columns c = link.getValue();
            if (c.get("idvisit").equals(key.visit()) && Collation.same(c.text("idpageview"), key.idPageview())) {
                byUrl = byUrl == null && isOfType(c.get("idaction_url"), 1) ? new Ref.Id(link.getKey()) : byUrl;
                byName = byName == null && isOfType(c.get("idaction_name"), 4) ? new Ref.Id(link.getKey()) : byName;
            }
        }
        return new Known.PageView(byUrl, byName);
    }

    private boolean isOfType(Value id, int type) {
        return id instanceof Ref.Id ref
                && actions.containsKey(ref.id())
                && actions.get(ref.id()).name().type() == type;
    }

    void write(CoalescedChanges changes) {
        Map<Ref, Ref> ids = new HashMap<>();
        for (Change.InsertAction action : changes.actions()) {
            long id = actions.size() + 1L;
            actions.put(id, action);
            actionIds.putIfAbsent(action.name(), id);
            ids.put(action.action(), new Ref.Id(id));
        }
        for (Change.InsertVisit visit : changes.visits()) {
            long id = visits.size() + 1L;
            ids.put(visit.visit(), new Ref.Id(id));
            visits.put(id, resolved(visit.columns(), ids));
            visitsBySite
                    .computeIfAbsent(visit.columns().whole("idsite", 0), s -> new ArrayList<>())
                    .add(id);
        }
        changes.visitorIds().forEach(c -> changeVisitorId(c, ids));
        for (Change.InsertLink link : changes.links()) {
            long id = links.size() + 1L;
            ids.put(link.link(), new Ref.Id(id));
            links.put(id, resolved(link.columns(), ids));
        }
        pageTimes.addAll(changes.pageTimes());
        changes.botRequests().forEach(c -> botRequests.add(resolved(c.columns(), ids)));
        changes.visitUpdates().forEach(u -> visits.get(id(u.visit(), ids)).putAll(resolved(u.columns(), ids)));
        changes.linkUpdates().forEach(u -> links.get(id(u.link(), ids)).putAll(resolved(u.columns(), ids)));
        writeConversions(changes, ids);
        writeItems(changes, ids);
        changes.others().forEach(change -> {
            others.add(change);
            if (change instanceof Change.InsertDaySalt salt) {
                salts.put(new SiteDay(salt.idSite(), salt.date()), salt.salt());
            }
        });
    }

    private void changeVisitorId(Change.ChangeVisitorId change, Map<Ref, Ref> ids) {
        Ref visit = ref(change.visit(), ids);
        List<Columns> rows = new ArrayList<>(links.values());
        rows.addAll(conversions.values());
        rows.addAll(items.values());
        rows.stream()
                .filter(row -> row.get("idvisit").equals(visit))
                .filter(row -> row.get("idvisitor").equals(change.before()))
                .forEach(row -> row.put("idvisitor", change.after()));
    }

    private void writeConversions(CoalescedChanges changes, Map<Ref, Ref> ids) {
        changes.conversionUpdates().forEach(u -> {
            ConversionKey key = new ConversionKey(
                    ref(u.key().visit(), ids), u.key().idGoal(), u.key().buster());
            Columns row = conversions.remove(key).putAll(resolved(u.columns(), ids));
            put(conversions, new ConversionKey(key.visit(), (int) row.whole("idgoal", 0), row.whole("buster", 0)), row);
        });
        changes.conversions().forEach(c -> {
            ConversionKey key = new ConversionKey(
                    ref(c.key().visit(), ids), c.key().idGoal(), c.key().buster());
            put(conversions, key, resolved(c.columns(), ids));
        });
    }

    private void writeItems(CoalescedChanges changes, Map<Ref, Ref> ids) {
        changes.itemUpdates().forEach(u -> {
            ItemKey key = new ItemKey(
                    ref(u.key().visit(), ids), u.key().idOrder(), ref(u.key().sku(), ids));
            Columns row = items.remove(key).putAll(resolved(u.columns(), ids));
            put(items, new ItemKey(key.visit(), row.text("idorder"), key.sku()), row);
        });
        changes.items().forEach(c -> {
            ItemKey key = new ItemKey(
                    ref(c.key().visit(), ids), c.key().idOrder(), ref(c.key().sku(), ids));
            put(items, key, resolved(c.columns(), ids));
        });
    }

    private static <K> void put(Map<K, Columns> table, K key, Columns row) {
        if (table.putIfAbsent(key, row) != null) {
            throw new IllegalStateException("duplicate key " + key);
        }
    }

    private static long id(Ref ref, Map<Ref, Ref> ids) {
        return ((Ref.Id) ref(ref, ids)).id();
    }

    private static Ref ref(Ref ref, Map<Ref, Ref> ids) {
        Ref resolved = ref instanceof Ref.Pending ? ids.get(ref) : ref;
        if (resolved == null) {
            throw new IllegalStateException("points at a row that is not written yet: " + ref);
        }
        return resolved;
    }

    private static Columns resolved(Columns columns, Map<Ref, Ref> ids) {
        Columns resolved = new Columns(columns);
        resolved.replaceAll((column, value) -> value instanceof Ref ref ? ref(ref, ids) : value);
        return resolved;
    }

    /** Everything, for comparing two stores: rows by id. */
    List<Object> contents() {
        Set<Change> marks = new HashSet<>(others);
        return List.of(
                visits,
                links,
                actions.values().stream().map(Change.InsertAction::name).toList(),
                conversions,
                items,
                marks);
    }
}
