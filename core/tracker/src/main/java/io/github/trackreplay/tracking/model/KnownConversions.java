/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The conversions and the items of carts and orders, visit by visit, and which orders there are. Not thread-safe. */
final class KnownConversions {
    private final Map<OrderName, Boolean> orders = new HashMap<>();
    private final Map<Ref, Map<ConversionKey, Boolean>> conversions = new HashMap<>();
    /** By the key of the order id. */
    private final Map<Ref, Map<String, OrderItems>> items = new HashMap<>();

    // What the tracker asks

    void want(OrderName order, Wanted wanted) {
        if (!orders.containsKey(key(order))) {
            wanted.orders().add(order);
        }
    }

    void want(Ref.Id visit, boolean ofConversions, boolean ofItems, Wanted wanted) {
        if (ofConversions && !conversions.containsKey(visit)) {
            wanted.conversions().add(visit);
        }
        if (ofItems && !items.containsKey(visit)) {
            wanted.items().add(visit);
        }
    }

    boolean exists(OrderName order) {
        return Known.loaded(orders.get(key(order)), w -> w.orders().add(order));
    }

    boolean exists(ConversionKey key) {
        Map<ConversionKey, Boolean> ofVisit =
                ofVisit(conversions, key.visit(), (w, id) -> w.conversions().add(id));
        return ofVisit.containsKey(key);
    }

    boolean exists(ItemKey key) {
        return items(key.visit(), key.idOrder()).has(key.sku());
    }

    /** A visit's items with an order id. */
    OrderItems items(Ref visit, String idOrder) {
        OrderItems found = itemsOf(visit).get(Collation.key(idOrder));
        return found == null ? new OrderItems(visit, idOrder) : found;
    }

    private Map<String, OrderItems> itemsOf(Ref visit) {
        return ofVisit(items, visit, (w, id) -> w.items().add(id));
    }

    private interface OfVisit {
        void want(Wanted wanted, Ref.Id visit);
    }

    private static <K, V> Map<K, V> ofVisit(Map<Ref, Map<K, V>> all, Ref visit, OfVisit wish) {
        Map<K, V> ofVisit = all.get(visit);
        if (ofVisit == null && visit instanceof Ref.Id id) {
            throw Known.notLoaded(w -> wish.want(w, id));
        }
        return ofVisit == null ? Map.of() : ofVisit;
    }

    // What a reader has found

    void loaded(OrderName order, boolean exists) {
        orders.putIfAbsent(key(order), exists);
    }

    void loaded(Ref.Id visit, Collection<ConversionKey> found) {
        Map<ConversionKey, Boolean> keys = new HashMap<>();
        found.forEach(key -> keys.put(key, true));
        conversions.putIfAbsent(visit, keys);
    }

    void loaded(Ref.Id visit, Map<ItemKey, Columns> found) {
        Map<String, OrderItems> byOrder = new HashMap<>();
        found.forEach((key, columns) -> ofOrder(byOrder, key).put(key.sku(), columns));
        items.putIfAbsent(visit, byOrder);
    }

    // What the tracker has decided

    void inserted(Change.InsertConversion change) {
        changedConversions(change.key().visit()).put(change.key(), true);
        order(change.columns());
    }

    void updated(Change.UpdateConversion change) {
        changedConversions(change.key().visit()).remove(change.key());
        ConversionKey key = newKey(change);
        changedConversions(key.visit()).put(key, true);
        order(change.columns());
    }

    void inserted(Change.InsertItem change) {
        ItemKey key = change.key();
        ofOrder(changedItems(key.visit()), key).put(key.sku(), new Columns(change.columns()));
    }

    void updated(Change.UpdateItem change) {
        Map<String, OrderItems> ofVisit = changedItems(change.key().visit());
        OrderItems from = ofOrder(ofVisit, change.key());
        Columns old = from.remove(change.key().sku());
        if (from.isEmpty()) {
            ofVisit.remove(Collation.key(change.key().idOrder()));
        }
        Columns now = (old == null ? new Columns() : old).putAll(change.columns());
        ItemKey key = newKey(change);
        ofOrder(ofVisit, key).put(key.sku(), now);
    }

    private Map<ConversionKey, Boolean> changedConversions(Ref visit) {
        return conversions.computeIfAbsent(visit, v -> new HashMap<>());
    }

    private Map<String, OrderItems> changedItems(Ref visit) {
        return items.computeIfAbsent(visit, v -> new HashMap<>());
    }

    private static OrderItems ofOrder(Map<String, OrderItems> ofVisit, ItemKey key) {
        return ofVisit.computeIfAbsent(Collation.key(key.idOrder()), idOrder -> new OrderItems(key.visit(), idOrder));
    }

    private void order(Columns columns) {
        String idOrder = columns.text("idorder");
        if (idOrder != null) {
            orders.put(key(new OrderName((int) columns.whole("idsite", 0), idOrder)), true);
        }
    }

    // Keys

    /** The key that a conversion has after a change. */
    static ConversionKey newKey(Change.UpdateConversion change) {
        ConversionKey old = change.key();
        Columns columns = change.columns();
        return new ConversionKey(
                old.visit(), (int) columns.whole("idgoal", old.idGoal()), columns.whole("buster", old.buster()));
    }

    /** The key that an item has after a change. */
    static ItemKey newKey(Change.UpdateItem change) {
        ItemKey old = change.key();
        String order = change.columns().text("idorder");
        return new ItemKey(old.visit(), order == null ? old.idOrder() : order, old.sku());
    }

    private static OrderName key(OrderName order) {
        return new OrderName(order.idSite(), Collation.key(order.idOrder()));
    }
}
