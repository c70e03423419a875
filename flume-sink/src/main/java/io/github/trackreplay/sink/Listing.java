/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.ledger.ListedStreams;
import io.github.trackreplay.order.StreamOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Brings the streams that are expected in line with this collector's configuration, once for each time that the ledger is
 * read anew. Only what has changed in the configuration changes anything: what an operator has decided about a stream stays.
 */
final class Listing {
    private final Ledger ledger;
    private final LedgerState state;
    private final Set<String> streams;

    Listing(Ledger ledger, LedgerState state, Set<String> streams) {
        this.ledger = ledger;
        this.state = state;
        this.streams = streams;
    }

    /** Returns whether anything changed. */
    boolean apply(Connection connection, LongSupplier ids, long now) throws SQLException {
        ListedStreams stored = ledger.listed();
        Map<String, Set<String>> collectors = stored.read(connection);
        Set<String> added = new TreeSet<>(streams);
        added.removeIf(stream -> collectors.getOrDefault(stream, Set.of()).contains(ledger.collector()));
        Set<String> removed = new TreeSet<>(collectors.keySet());
        removed.removeIf(stream -> streams.contains(stream)
                || !collectors.getOrDefault(stream, Set.of()).contains(ledger.collector()));
        for (String name : added) {
            StreamOrder stream = state.order().stream(name, ids, now);
            if (!collectors.containsKey(name)) {
                stream.expect();
            }
        }
        for (String name : removed) {
            if (collectors.getOrDefault(name, Set.of()).size() == 1) {
                state.order().find(name).ifPresent(StreamOrder::unexpect);
            }
        }
        stored.add(connection, ledger.collector(), added);
        stored.remove(connection, ledger.collector(), removed);
        return !added.isEmpty() || !removed.isEmpty();
    }
}
