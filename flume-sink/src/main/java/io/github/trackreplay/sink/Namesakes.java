/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.ledger.ProofRows;
import io.github.trackreplay.order.ProofMatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Whether a log is another stream's under a new name. Two frontends may well begin their logs with equal lines: a balancer that
 * asks both in the same second whether they live, each time with the same call. Visitors do not: so logs are one only where
 * equal bytes are proven that hold several requests, each different from the others.
 *
 * <p>Why so: {@code docs/decisions/0024-a-renamed-stream-is-set-aside.md}.
 */
final class Namesakes {
    /** So many different requests, each in the same second on both, are no coincidence. */
    static final int TELLING = 3;

    /** So many applied bytes of a log that is equal show that an operator let the stream go on with it. */
    private static final long LET_GO = 4096;

    private final ProofRows proofs;
    private final Connection connection;

    Namesakes(ProofRows proofs, Connection connection) {
        this.proofs = proofs;
        this.connection = connection;
    }

    /**
     * Whether the pack is proven to hold what one of the streams has taken, and its own stream has not been let go on with such a
     * log before.
     */
    boolean renamed(Pack pack, List<String> others, long streamId) throws SQLException {
        for (String other : others) {
            Map<Long, Proof> known =
                    proofs.of(connection, other, pack.header().file().fingerprint());
            if (different(pack, equalUntil(pack.header(), known)) >= TELLING) {
                return !proofs.sharesBytes(connection, streamId, LET_GO);
            }
        }
        return false;
    }

    /** Up to where the bytes are proven to be the same; the pack's start where any differ. */
    private static long equalUntil(PackHeader header, Map<Long, Proof> known) {
        if (ProofMatch.of(header, List.of(), known).contradiction().isPresent()) {
            return header.start();
        }
        return header.proofs().stream()
                .filter(proof -> proof.equals(known.get(proof.boundary())))
                .mapToLong(Proof::boundary)
                .max()
                .orElse(header.start());
    }

    private static long different(Pack pack, long until) {
        return pack.entries().stream()
                .filter(entry -> entry.offset() + entry.length() <= until)
                .filter(TrackingRequest.class::isInstance)
                .map(TrackingRequest.class::cast)
                .map(request -> request.query() + '\n' + request.body().orElse(""))
                .distinct()
                .limit(TELLING)
                .count();
    }
}
