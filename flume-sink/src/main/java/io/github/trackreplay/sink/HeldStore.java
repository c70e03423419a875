/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.ledger.HeldPacks;
import io.github.trackreplay.mysql.ledger.LedgerException;
import io.github.trackreplay.order.HeldPack;
import io.github.trackreplay.order.HoldIndex;
import io.github.trackreplay.order.Release;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Held-back requests for the merge: from memory where they are, else from the database, some packs ahead. */
final class HeldStore implements Release.Store<Candidate, SQLException> {
    private static final int AHEAD = 16;

    private final Connection connection;
    private final HeldPacks held;
    private final LedgerState state;

    HeldStore(Connection connection, HeldPacks held, LedgerState state) {
        this.connection = connection;
        this.held = held;
        this.state = state;
    }

    @Override
    public List<Candidate> read(HeldPack pack) throws SQLException {
        if (state.cache().get(pack.id()).isEmpty()) {
            fetch(pack);
        }
        List<Candidate> requests = state.cache()
                .get(pack.id())
                .orElseThrow(() -> new LedgerException("The table trackreplay_held lacks row " + pack.id()
                        + ": its requests were held back and are not applied. Has somebody deleted it?"));
        int from = 0;
        while (from < requests.size() && state.order().late(requests.get(from).key())) {
            from++;
        }
        return requests.subList(from, requests.size());
    }

    private void fetch(HeldPack first) throws SQLException {
        List<HeldPack> wanted = new ArrayList<>(AHEAD);
        for (HeldPack pack : state.index().packs().tailSet(first, true)) {
            if (wanted.size() == AHEAD) {
                break;
            }
            if (state.cache().get(pack.id()).isEmpty()) {
                wanted.add(pack);
            }
        }
        state.need(connection, wanted.stream().map(HeldPack::fileId).toList());
        Map<Long, Pack> bodies = held.read(connection, wanted);
        for (HeldPack pack : wanted) {
            if (bodies.containsKey(pack.id())) {
                state.cache().put(pack.id(), requests(pack, bodies.get(pack.id())), true);
            }
        }
    }

    private List<Candidate> requests(HeldPack held, Pack pack) {
        List<Candidate> requests = new ArrayList<>(pack.entries().size());
        for (PackEntry entry : pack.entries()) {
            if (entry instanceof TrackingRequest request) {
                requests.add(Candidate.of(
                        held.fileId(),
                        state.file(held.fileId()).file(),
                        request,
                        request.length(),
                        Candidate.FROM_HOLD));
            }
        }
        requests.sort(Comparator.comparing(Candidate::key));
        return requests;
    }

    @Override
    public void refill(HoldIndex index) throws SQLException {
        held.refill(connection, index);
    }
}
