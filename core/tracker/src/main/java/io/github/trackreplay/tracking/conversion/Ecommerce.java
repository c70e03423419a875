/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.conversion;

import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.tracking.model.ActionsTogether;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Collation;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.ConversionKey;
import io.github.trackreplay.tracking.model.Draft;
import io.github.trackreplay.tracking.model.ItemKey;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.OrderItems;
import io.github.trackreplay.tracking.model.OrderName;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RefusedException;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.prepared.Digests;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.visit.ConversionColumns;
import io.github.trackreplay.tracking.visit.VisitDraft;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Records carts and orders. An open cart's row becomes the order's row; the cart's items become the order's, those that are no
 * longer there are marked as deleted.
 *
 * <p>Source of the rules: Matomo's {@code core/Tracker/GoalManager::recordEcommerceGoal} and
 * {@code core/Tracker/GoalManager::detectGoalsMatchingUrl}.
 */
public final class Ecommerce {
    /** The goal number of carts. */
    public static final int CART = -1;

    /** The goal number of orders. */
    public static final int ORDER = 0;

    private static final String CART_ORDER_ID = "0";

    /**
     * Matomo notes each cart's time at all items that have ever left it: the effort of a visit that changes its cart without end grows
     * with its square. Where more than these have left, only their time is not noted any more, and nobody goes through them.
     */
    private static final int MOST_GONE = 30;

    private final VisitDraft visit;
    private final PreparedRequest request;
    private final Draft draft;

    /** For one request. */
    public Ecommerce(VisitDraft visit) {
        this.visit = visit;
        this.request = visit.request();
        this.draft = visit.draft();
    }

    /**
     * Records the request's cart or order.
     *
     * @param items the request's items, see {@link Items#read}
     * @param hasOpenCart whether the visit had an open cart when the request came
     * @throws RefusedException when the order exists already
     */
    public void record(Optional<List<Items.Item>> items, boolean hasOpenCart) {
        Conversions conversions = new Conversions(visit);
        Columns columns = ConversionColumns.of(visit);
        if (request.isOrder()) {
            putOrder(columns);
            conversions.putPageviewsBefore(columns);
        } else {
            columns.put("idgoal", CART).put("buster", 0);
        }
        Revenue.of(request, BigDecimal.ZERO).ifPresent(revenue -> columns.put("revenue", revenue));
        items.ifPresent(known -> record(conversions, columns, known, hasOpenCart));
    }

    private void record(Conversions conversions, Columns columns, List<Items.Item> items, boolean hasOpenCart) {
        columns.put("items", items.stream().mapToLong(Items.Item::quantity).sum());
        Map<Ref, Columns> last = new LinkedHashMap<>();
        Map<Ref, Columns> first = new LinkedHashMap<>();
        ActionsTogether rows = draft.together(
                items.stream().flatMap(item -> item.names().stream()).toList());
        for (Items.Item item : items) {
            Columns row = item.columns(rows);
            last.put(item.sku(rows), row);
            first.putIfAbsent(item.sku(rows), new Columns(row));
        }
        boolean recorded = hasOpenCart ? updateCart(columns) : conversions.insert(columns);
        if (recorded) {
            recordItems(columns, last, first);
        }
    }

    private void putOrder(Columns columns) {
        RequestParameters parameters = request.parameters();
        String idOrder = parameters.get(Parameter.ORDER_ID);
        columns.put("idgoal", ORDER).put("idorder", idOrder).put("buster", orderBuster(idOrder));
        putAmount(columns, "revenue_discount", parameters.get(Parameter.ORDER_DISCOUNT));
        putAmount(columns, "revenue_shipping", parameters.get(Parameter.ORDER_SHIPPING));
        putAmount(columns, "revenue_subtotal", parameters.get(Parameter.ORDER_SUBTOTAL));
        putAmount(columns, "revenue_tax", parameters.get(Parameter.ORDER_TAX));
    }

    /** The first four bytes of the id's MD5. */
    private static long orderBuster(String idOrder) {
        byte[] hash = Digests.md5(ByteText.toBytes(idOrder));
        return (hash[0] & 0xffL) << 24 | (hash[1] & 0xffL) << 16 | (hash[2] & 0xffL) << 8 | (hash[3] & 0xffL);
    }

    private void putAmount(Columns columns, String column, OptionalDouble amount) {
        Revenue.of(request, amount).ifPresent(rounded -> columns.put(column, rounded));
    }

    /** False when the database would not let the cart become this order: it exists, or a value does not fit. */
    private boolean updateCart(Columns columns) {
        ConversionKey cart = new ConversionKey(visit.visit(), CART, 0);
        Known known = draft.known();
        if (!known.conversionExists(cart)) {
            return true;
        }
        columns.remove("url");
        if (!draft.takes(columns)) {
            return false; // Matomo notes the error in its log and goes on
        }
        Columns changed = Draft.fit(columns);
        String idOrder = changed.text("idorder");
        if (idOrder != null && known.orderExists(new OrderName(request.idSite(), idOrder))) {
            return false;
        }
        draft.add(new Change.UpdateConversion(cart, changed));
        return true;
    }

    /**
     * @param last items by SKU; of several with one SKU the last, which changes a row that exists …
     * @param first … and the first, which is inserted where none does
     */
    private void recordItems(Columns conversion, Map<Ref, Columns> last, Map<Ref, Columns> first) {
        String fitted = conversion.text("idorder");
        String idOrder = fitted == null ? CART_ORDER_ID : fitted;
        forEachBefore(idOrder, last.keySet(), (key, before) -> {
            update(key, last.get(key.sku()), before, idOrder, conversion);
            first.remove(key.sku());
        });
        first.forEach((sku, columns) -> {
            Columns row = Draft.fit(enriched(columns, idOrder, conversion));
            draft.add(new Change.InsertItem(new ItemKey(visit.visit(), idOrder, sku), row));
        });
    }

    /** Goes through the items that change: those of the cart, which become the order's, and those that the order has. */
    private void forEachBefore(String idOrder, Set<Ref> skus, BiConsumer<ItemKey, Columns> each) {
        if (!Collation.same(idOrder, CART_ORDER_ID)) {
            OrderItems cart = draft.known().items(visit.visit(), CART_ORDER_ID);
            cart.forEachPresent(each);
            cart.forEachGone(each);
        }
        OrderItems items = draft.known().items(visit.visit(), idOrder);
        items.forEachPresent(each);
        if (items.gone() - skus.stream().filter(items::isGone).count() <= MOST_GONE) {
            items.forEachGone(each);
        } else {
            skus.forEach(sku -> items.ifGone(sku, each));
        }
    }

    /** Whether an item is marked as deleted already, and stays where it is. */
    private static boolean isGone(ItemKey key, Columns before, String idOrder) {
        return before.whole("deleted", 0) == 1 && Collation.same(key.idOrder(), idOrder);
    }

    private void update(ItemKey key, @Nullable Columns item, Columns before, String idOrder, Columns conversion) {
        boolean unchanged = item == null && isGone(key, before, idOrder);
        Columns columns =
                unchanged ? new Columns() : item == null ? new Columns(before).put("deleted", 1) : new Columns(item);
        Columns row = draft.written(enriched(columns, idOrder, conversion));
        boolean moves = !Collation.same(key.idOrder(), idOrder);
        if (moves && draft.known().itemExists(new ItemKey(key.visit(), idOrder, key.sku()))) {
            throw new RefusedException(
                    "duplicate-item", "An item of the cart is already in the order " + idOrder + " of the same visit.");
        }
        draft.add(new Change.UpdateItem(key, row));
    }

    private static Columns enriched(Columns columns, String idOrder, Columns conversion) {
        Value price = columns.get("price");
        if (price instanceof Value.Real real) {
            columns.put("price", Revenue.rounded(real.number()));
        }
        columns.put("idorder", idOrder);
        columns.put("idsite", conversion.get("idsite"));
        columns.put("idvisitor", conversion.get("idvisitor"));
        columns.put("server_time", conversion.get("server_time"));
        columns.put("idvisit", conversion.get("idvisit"));
        return columns;
    }
}
