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
import java.util.Optional;

/** Held-back requests for the merge: from memory where they are, else from the database, some packs ahead. */
record HeldStore(Connection connection, HeldPacks held, LedgerState state)
        implements Release.Store<Candidate, SQLException> {
    private static final int AHEAD = 16;
    private static final long MOST_BYTES_AHEAD = 1 << 20;

    @Override
    public List<Candidate> read(HeldPack pack) throws SQLException {
        Optional<List<Candidate>> cached = state.cache().get(pack);
        List<Candidate> requests = cached.isPresent() ? cached.get() : fetch(pack);
        int from = 0;
        while (from < requests.size()
                && state.order().lateness(requests.get(from).key()).isLate()) {
            from++;
        }
        return requests.subList(from, requests.size());
    }

    private List<Candidate> fetch(HeldPack first) throws SQLException {
        List<HeldPack> wanted = wanted(first);
        state.need(connection, wanted.stream().map(HeldPack::fileId).toList());
        Map<Long, Pack> bodies = held.read(connection, wanted);
        Optional<List<Candidate>> found = Optional.empty();
        for (HeldPack pack : wanted) {
            Pack body = bodies.get(pack.id());
            if (body != null) {
                List<Candidate> requests = requests(pack, body);
                state.cache().put(pack, requests);
                found = pack.id() == first.id() ? Optional.of(requests) : found;
            }
        }
        return found.orElseThrow(() -> new LedgerException("The table trackreplay_held lacks row " + first.id()
                + ": its requests were held back and are not applied. Has somebody deleted it?"));
    }

    /** A pack and some that follow it, which the merge will probably get to. */
    private List<HeldPack> wanted(HeldPack first) {
        List<HeldPack> wanted = new ArrayList<>(AHEAD);
        wanted.add(first);
        long bytes = first.bytes();
        for (HeldPack pack : state.index().packs().tailSet(first, false)) {
            if (wanted.size() == AHEAD
                    || bytes > MOST_BYTES_AHEAD
                    || !state.cache().hasRoom(pack, (wanted.size() + 1) * HoldingBack.MOST_HELD)) {
                break;
            }
            if (state.cache().get(pack).isEmpty()) {
                wanted.add(pack);
                bytes += pack.bytes();
            }
        }
        return wanted;
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
