/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.model.Collation;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.ConversionKey;
import io.github.trackreplay.tracking.model.ItemKey;
import io.github.trackreplay.tracking.model.OrderName;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Wanted;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Looks up conversions and items of visits, and whether orders exist. */
final class GoalReader {
    /** Orders that are the same to the database. */
    private static final Comparator<OrderName> KEY =
            Comparator.comparingInt(OrderName::idSite).thenComparing(order -> Collation.key(order.idOrder()));

    private final MatomoSchema schema;
    private final RowReader items;

    GoalReader(MatomoSchema schema) {
        this.schema = schema;
        this.items = new RowReader(
                schema,
                "log_conversion_item",
                List.copyOf(schema.columns("log_conversion_item").keySet()));
    }

    void read(SqlCalls calls, Wanted wanted, Answers answers) throws SQLException {
        if (!wanted.orders().isEmpty()) {
            readOrders(calls, wanted.orders(), answers);
        }
        if (!wanted.conversions().isEmpty()) {
            readConversions(calls, wanted.conversions(), answers);
        }
        if (!wanted.items().isEmpty()) {
            readItems(calls, wanted.items(), answers);
        }
    }

    private void readOrders(SqlCalls calls, Set<OrderName> orders, Answers answers) throws SQLException {
        Map<Integer, List<String>> bySite = new TreeMap<>();
        orders.forEach(order -> bySite.computeIfAbsent(order.idSite(), site -> new ArrayList<>())
                .add(order.idOrder()));
        SqlText sql = new SqlText().sql("SELECT idsite, idorder FROM " + schema.table("log_conversion"));
        String separator = " WHERE ";
        for (Map.Entry<Integer, List<String>> site : bySite.entrySet()) {
            sql.sql(separator)
                    .sql("(idsite = ")
                    .number(site.getKey())
                    .sql(" AND ")
                    .isOneOfTexts("idorder", site.getValue())
                    .sql(")");
            separator = " OR ";
        }
        Set<OrderName> found = new TreeSet<>(KEY);
        try (ResultSet rows = calls.query(sql.toString())) {
            while (rows.next()) {
                found.add(new OrderName(rows.getInt(1), rows.getString(2)));
            }
        }
        answers.add(known -> orders.forEach(order -> known.loadedOrder(order, found.contains(order))));
    }

    private void readConversions(SqlCalls calls, Set<Ref.Id> visits, Answers answers) throws SQLException {
        Map<Ref.Id, List<ConversionKey>> found = new HashMap<>();
        SqlText sql = new SqlText()
                .sql("SELECT idvisit, idgoal, buster FROM " + schema.table("log_conversion") + " WHERE ")
                .isOneOf("idvisit", ids(visits));
        try (ResultSet rows = calls.query(sql.toString())) {
            while (rows.next()) {
                Ref.Id visit = new Ref.Id(rows.getLong(1));
                found.computeIfAbsent(visit, v -> new ArrayList<>())
                        .add(new ConversionKey(visit, rows.getInt(2), rows.getLong(3)));
            }
        }
        answers.add(known ->
                visits.forEach(visit -> known.loadedConversions(visit, found.getOrDefault(visit, List.of()))));
    }

    private void readItems(SqlCalls calls, Set<Ref.Id> visits, Answers answers) throws SQLException {
        Map<Ref.Id, Map<ItemKey, Columns>> found = new HashMap<>();
        SqlText sql = new SqlText()
                .sql("SELECT " + items.selectList("") + " FROM " + schema.table("log_conversion_item") + " WHERE ")
                .isOneOf("idvisit", ids(visits))
                .sql(" ORDER BY idvisit, idorder, idaction_sku");
        try (ResultSet rows = calls.query(sql.toString())) {
            while (rows.next()) {
                Columns columns = items.row(rows);
                Ref.Id visit = new Ref.Id(columns.whole("idvisit", 0));
                String idOrder = Objects.requireNonNull(columns.text("idorder"), "idorder");
                ItemKey key = new ItemKey(visit, idOrder, (Ref) columns.get("idaction_sku"));
                found.computeIfAbsent(visit, v -> new LinkedHashMap<>()).put(key, columns);
            }
        }
        answers.add(known -> visits.forEach(visit -> known.loadedItems(visit, found.getOrDefault(visit, Map.of()))));
    }

    private static List<Long> ids(Set<Ref.Id> visits) {
        return visits.stream().map(Ref.Id::id).toList();
    }
}
