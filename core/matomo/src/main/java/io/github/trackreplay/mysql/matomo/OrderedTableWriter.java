/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.CoalescedChanges;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.ConversionKey;
import io.github.trackreplay.tracking.model.ItemKey;
import io.github.trackreplay.tracking.model.Value;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the changes of a batch: a few statements however many requests. The order of writing: what stands beside the log tables, new
 * actions, new visits, visitor ids that change, links, requests of bots, page times, updates of visits, conversions and items, then new
 * conversions and items. Rows get their ids in the order in which the tracker would have inserted them. Conversions and items are updated before new ones are inserted: an order takes the key of its cart
 * away, which the next cart gets. Stateless but for the schema.
 */
final class OrderedTableWriter {
    private static final RowUpdates.KeyColumns VISIT = new RowUpdates.KeyColumns("idvisit");
    private static final RowUpdates.KeyColumns LINK = new RowUpdates.KeyColumns("idlink_va");
    private static final RowUpdates.KeyColumns CONVERSION =
            new RowUpdates.KeyColumns(List.of("idvisit", "idgoal", "buster"), "");
    private static final RowUpdates.KeyColumns ITEM =
            new RowUpdates.KeyColumns(List.of("idvisit", "idaction_sku"), "idorder");

    private final RowWriter actions;
    private final RowWriter visits;
    private final RowWriter links;
    private final RowWriter conversions;
    private final RowWriter items;
    private final RowWriter botRequests;
    private final PageTimeWriter pageTimes;
    private final OptionWriter options;
    private final IdRoom actionIds;
    private final IdRoom visitIds;
    private final IdRoom linkIds;

    OrderedTableWriter(MatomoSchema schema) {
        this.actions = new RowWriter(schema, "log_action");
        this.visits = new RowWriter(schema, "log_visit");
        this.links = new RowWriter(schema, "log_link_visit_action");
        this.conversions = new RowWriter(schema, "log_conversion");
        this.items = new RowWriter(schema, "log_conversion_item");
        this.botRequests = new RowWriter(schema, "log_bot_request");
        this.pageTimes = new PageTimeWriter(schema);
        this.options = new OptionWriter(schema);
        this.actionIds = IdRoom.of(schema, "log_action", name -> name.contains("idaction"));
        this.visitIds = IdRoom.of(schema, "log_visit", "idvisit"::equals);
        this.linkIds = IdRoom.of(schema, "log_link_visit_action", name -> name.contains("idlink_va"));
    }

    /**
     * Writes changes.
     *
     * @param visitUpdates instead of the changes' own
     * @param ids of rows that were pending and have been written; gets those that are written now
     * @param turns of this connection
     */
    void write(
            Connection connection,
            CoalescedChanges changes,
            List<Change.UpdateVisit> visitUpdates,
            Ids ids,
            SqlCalls.Turns turns)
            throws SQLException {
        try (SqlCalls calls = new SqlCalls(connection, turns, () -> {})) {
            turns.run(() -> options.write(calls.statement(), changes.others()));
            insertActions(calls, changes.actions(), ids);
            insertVisits(calls, changes.visits(), ids);
            changeVisitorIds(calls, changes.visitorIds(), ids);
            insertLinks(calls, changes.links(), ids);
            botRequests.insert(
                    calls,
                    changes.botRequests().stream()
                            .map(Change.InsertBotRequest::columns)
                            .toList(),
                    ids);
            pageTimes.write(calls, changes.pageTimes(), ids);
            updateVisits(calls, visitUpdates, ids);
            addUpdates(calls, changes, ids);
            calls.executeBatch();
            conversions.insertIgnore(
                    calls,
                    changes.conversions().stream()
                            .map(Change.InsertConversion::columns)
                            .toList(),
                    ids);
            items.insertIgnore(
                    calls,
                    changes.items().stream().map(Change.InsertItem::columns).toList(),
                    ids);
        }
    }

    /** Rows of a visit that have its old visitor id; in order, for an id may change several times, and back. */
    private void changeVisitorIds(SqlCalls calls, List<Change.ChangeVisitorId> changed, Ids ids) throws SQLException {
        for (Change.ChangeVisitorId change : changed) {
            SqlText where = where("idvisit", ids.of(change.visit()))
                    .sql(" AND idvisitor = ")
                    .value(change.before(), ids);
            Columns now = new Columns().put("idvisitor", change.after());
            links.update(calls, now, where, ids);
            conversions.update(calls, now, where, ids);
            items.update(calls, now, where, ids);
        }
        if (!changed.isEmpty()) {
            calls.executeBatch();
        }
    }

    private void insertActions(SqlCalls calls, List<Change.InsertAction> inserts, Ids ids) throws SQLException {
        List<Columns> rows = new ArrayList<>(inserts.size());
        for (Change.InsertAction insert : inserts) {
            Columns row = new Columns()
                    .put("name", insert.name().name())
                    .put("hash", insert.name().hash())
                    .put("type", insert.name().type());
            row.put("url_prefix", insert.urlPrefix() == null ? Value.NULL : Value.Whole.of(insert.urlPrefix()));
            rows.add(row);
        }
        actions.insert(calls, rows, ids, (index, id) -> {
            actionIds.check(id);
            ids.put(inserts.get(index).action(), id);
        });
    }

    private void insertVisits(SqlCalls calls, List<Change.InsertVisit> inserts, Ids ids) throws SQLException {
        visits.insert(calls, inserts.stream().map(Change.InsertVisit::columns).toList(), ids, (index, id) -> {
            visitIds.check(id);
            ids.put(inserts.get(index).visit(), id);
        });
    }

    private void insertLinks(SqlCalls calls, List<Change.InsertLink> inserts, Ids ids) throws SQLException {
        links.insert(calls, inserts.stream().map(Change.InsertLink::columns).toList(), ids, (index, id) -> {
            linkIds.check(id);
            ids.put(inserts.get(index).link(), id);
        });
    }

    private void updateVisits(SqlCalls calls, List<Change.UpdateVisit> updates, Ids ids) throws SQLException {
        visits.update(
                calls,
                VISIT,
                updates.stream()
                        .map(update ->
                                new RowUpdates.Update(new RowUpdates.Key(ids.of(update.visit())), update.columns()))
                        .toList(),
                ids);
    }

    private void addUpdates(SqlCalls calls, CoalescedChanges changes, Ids ids) throws SQLException {
        links.update(
                calls,
                LINK,
                changes.linkUpdates().stream()
                        .map(update ->
                                new RowUpdates.Update(new RowUpdates.Key(ids.of(update.link())), update.columns()))
                        .toList(),
                ids);
        conversions.update(
                calls,
                CONVERSION,
                changes.conversionUpdates().stream()
                        .map(update -> new RowUpdates.Update(key(update.key(), ids), update.columns()))
                        .toList(),
                ids);
        items.update(
                calls,
                ITEM,
                changes.itemUpdates().stream()
                        .map(update -> new RowUpdates.Update(key(update.key(), ids), update.columns()))
                        .toList(),
                ids);
    }

    private static RowUpdates.Key key(ConversionKey key, Ids ids) {
        return new RowUpdates.Key(List.of(ids.of(key.visit()), (long) key.idGoal(), key.buster()), "");
    }

    private static RowUpdates.Key key(ItemKey key, Ids ids) {
        return new RowUpdates.Key(List.of(ids.of(key.visit()), ids.of(key.sku())), key.idOrder());
    }

    private static SqlText where(String column, long id) {
        return new SqlText().sql(column).sql(" = ").number(id);
    }
}
