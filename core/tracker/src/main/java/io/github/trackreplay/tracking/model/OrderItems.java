/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The items of one order, or of the cart, of a visit: those that are in it, and apart from them those that have left it, which are
 * marked as deleted and of which a visit may have any number. Not thread-safe; not to be gone through while it changes.
 */
public final class OrderItems {
    private final Ref visit;
    private final String idOrder;
    private final Map<Ref, Columns> present = new LinkedHashMap<>();
    private final Map<Ref, Columns> gone = new LinkedHashMap<>();

    OrderItems(Ref visit, String idOrder) {
        this.visit = visit;
        this.idOrder = idOrder;
    }

    // What the tracker asks

    /** Goes through what is in it. */
    public void forEachPresent(BiConsumer<ItemKey, Columns> each) {
        present.forEach((sku, columns) -> each.accept(key(sku, columns), columns));
    }

    /** Goes through what has left it. */
    public void forEachGone(BiConsumer<ItemKey, Columns> each) {
        gone.forEach((sku, columns) -> each.accept(key(sku, columns), columns));
    }

    /** Goes to one item if it has left. */
    public void ifGone(Ref sku, BiConsumer<ItemKey, Columns> consumer) {
        Columns columns = gone.get(sku);
        if (columns != null) {
            consumer.accept(key(sku, columns), columns);
        }
    }

    /** Whether an item has left it. */
    public boolean isGone(Ref sku) {
        return gone.containsKey(sku);
    }

    /** How many items have left it. */
    public int gone() {
        return gone.size();
    }

    boolean has(Ref sku) {
        return present.containsKey(sku) || gone.containsKey(sku);
    }

    boolean isEmpty() {
        return present.isEmpty() && gone.isEmpty();
    }

    /** With the order id as the row has it. */
    private ItemKey key(Ref sku, Columns columns) {
        String ofRow = columns.text("idorder");
        return new ItemKey(visit, ofRow == null ? idOrder : ofRow, sku);
    }

    // What a reader has found, or the tracker has decided

    void put(Ref sku, Columns columns) {
        remove(sku);
        (columns.whole("deleted", 0) == 1 ? gone : present).put(sku, columns);
    }

    @Nullable
    Columns remove(Ref sku) {
        Columns columns = present.remove(sku);
        return columns == null ? gone.remove(sku) : columns;
    }
}
