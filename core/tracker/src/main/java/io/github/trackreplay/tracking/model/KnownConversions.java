/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** The conversions and the items of carts and orders, visit by visit, and which orders there are. Not thread-safe. */
final class KnownConversions {
    private final Map<OrderName, Boolean> orders = new HashMap<>();
    private final Map<Ref, Map<ConversionKey, Boolean>> conversions = new HashMap<>();
    private final Map<Ref, Map<ItemKey, Columns>> items = new HashMap<>();

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
        return itemsOf(key.visit()).containsKey(key(key));
    }

    /** Goes through a visit's items with any order id, and their columns. */
    void items(Ref visit, BiConsumer<ItemKey, Columns> each) {
        itemsOf(visit).forEach((key, columns) -> {
            String idOrder = columns.text("idorder");
            each.accept(
                    idOrder == null || idOrder.equals(key.idOrder()) ? key : new ItemKey(visit, idOrder, key.sku()),
                    columns);
        });
    }

    private Map<ItemKey, Columns> itemsOf(Ref visit) {
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
        Map<ItemKey, Columns> keyed = new LinkedHashMap<>();
        found.forEach((key, columns) -> keyed.put(key(key), columns));
        items.putIfAbsent(visit, keyed);
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
        changedItems(change.key().visit()).put(key(change.key()), new Columns(change.columns()));
    }

    void updated(Change.UpdateItem change) {
        Map<ItemKey, Columns> ofVisit = changedItems(change.key().visit());
        Columns old = ofVisit.remove(key(change.key()));
        Columns now = (old == null ? new Columns() : old).putAll(change.columns());
        ofVisit.put(key(newKey(change)), now);
    }

    private Map<ConversionKey, Boolean> changedConversions(Ref visit) {
        return conversions.computeIfAbsent(visit, v -> new HashMap<>());
    }

    private Map<ItemKey, Columns> changedItems(Ref visit) {
        return items.computeIfAbsent(visit, v -> new LinkedHashMap<>());
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

    private static ItemKey key(ItemKey key) {
        return new ItemKey(key.visit(), Collation.key(key.idOrder()), key.sku());
    }
}
