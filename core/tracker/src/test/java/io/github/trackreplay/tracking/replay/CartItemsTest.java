/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.constraints.IntRange;

/** The items of carts and orders are those of the simple rule that looks at every row of the visit each time. */
class CartItemsTest {
    private static final String CART = "0";

    /** @param sku of few that come again and again, or of many */
    private record Item(int sku, int quantity) {}

    private record Step(boolean isOrder, List<Item> items) {}

    private record Key(String idOrder, String sku) {}

    private record Row(boolean deleted, long time, int quantity) {}

    @Property(tries = 200)
    void itemsAreThoseOfTheSimpleRule(
            @ForAll("steps") List<Step> steps, @ForAll @IntRange(min = 1, max = 50) int batchSize) {
        Fixture fixture = new Fixture();
        Map<Key, Row> expected = new HashMap<>();
        List<LocatedRequest> requests = new ArrayList<>();
        for (int second = 0; second < steps.size(); second++) {
            Step step = steps.get(second);
            String idOrder = step.isOrder ? "order" + second : CART;
            requests.add(fixture.request(second, query(step, idOrder)));
            expect(expected, idOrder, step.items, second);
        }

        fixture.play(requests, batchSize);

        assertThat(rows(fixture.tables)).isEqualTo(expected);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> skus = Arbitraries.oneOf(upTo(8), upTo(300));
        Arbitrary<Item> items = Combinators.combine(skus, upTo(9)).as(Item::new);
        Arbitrary<Boolean> isOrder = upTo(30).map(of -> of == 1);
        return Combinators.combine(
                        isOrder, items.list().ofMaxSize(7).withSizeDistribution(RandomDistribution.uniform()))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(60)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    private static Arbitrary<Integer> upTo(int most) {
        return Arbitraries.integers().between(1, most).withDistribution(RandomDistribution.uniform());
    }

    private static String query(Step step, String idOrder) {
        String items = step.items.stream()
                .map(item -> "[%22sku" + item.sku + "%22,%22%22,%22%22,1," + item.quantity + "]")
                .collect(Collectors.joining(","));
        String order = step.isOrder ? "&ec_id=" + idOrder : "";
        return "_id=1234567890abcdef&idgoal=0&revenue=1" + order + "&ec_items=[" + items + "]";
    }

    private static void expect(Map<Key, Row> rows, String idOrder, List<Item> items, int second) {
        Map<String, Item> last = new HashMap<>();
        Map<String, Item> first = new HashMap<>();
        for (Item item : items) {
            last.put("sku" + item.sku, item);
            first.putIfAbsent("sku" + item.sku, item);
        }
        long time = Fixture.NOON + second;
        boolean few = gone(rows, idOrder, last.keySet()) <= 30;
        for (Map.Entry<Key, Row> entry : List.copyOf(rows.entrySet())) {
            Key key = entry.getKey();
            Row row = entry.getValue();
            Item item = last.get(key.sku);
            boolean isGone = row.deleted && key.idOrder.equals(idOrder);
            boolean isOf = key.idOrder.equals(CART) || key.idOrder.equals(idOrder);
            if (isOf && (item != null || few || !isGone)) {
                rows.remove(key);
                rows.put(
                        new Key(idOrder, key.sku),
                        item == null ? new Row(true, time, row.quantity) : new Row(false, time, item.quantity));
                first.remove(key.sku);
            }
        }
        first.forEach((sku, item) -> rows.put(new Key(idOrder, sku), new Row(false, time, item.quantity)));
    }

    private static long gone(Map<Key, Row> rows, String idOrder, Set<String> skus) {
        return rows.entrySet().stream()
                .filter(row -> row.getKey().idOrder.equals(idOrder) && row.getValue().deleted)
                .filter(row -> !skus.contains(row.getKey().sku))
                .count();
    }

    private static Map<Key, Row> rows(MemoryTables tables) {
        Map<Key, Row> rows = new HashMap<>();
        tables.items.forEach((key, columns) -> rows.put(
                new Key(
                        key.idOrder(),
                        tables.actions.get(((Ref.Id) key.sku()).id()).name().name()),
                new Row(columns.whole("deleted", 0) == 1, ((Value.Time) columns.get("server_time")).seconds(), (int)
                        columns.whole("quantity", 0))));
        return rows;
    }
}
