/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.ledger.AsidePacks;
import io.github.trackreplay.mysql.ledger.StreamTally;
import io.github.trackreplay.order.StreamOrder;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Judges what was set aside of streams that may go on, some packs at a time. Used once. */
final class Resuming {
    private static final int PACKS = 50;

    private final TransactionScope scope;
    private final Taking taking;
    private final AsideRoom room;
    private final List<AsidePacks.Aside> judged = new ArrayList<>();
    private boolean resumes;

    Resuming(TransactionScope scope, Taking taking, AsideRoom room) {
        this.scope = scope;
        this.taking = taking;
        this.room = room;
    }

    void run() throws SQLException {
        for (StreamOrder stream : scope.state().order().streams()) {
            StreamTally tally = scope.state().tally(stream);
            if (tally.course() == StreamTally.Course.RESUMING) {
                resumes = true;
                if (judgeSome(stream)) {
                    tally.course(StreamTally.Course.RUNNING);
                    room.clear(stream.id());
                }
            }
        }
    }

    /** Returns whether that was all. */
    private boolean judgeSome(StreamOrder stream) throws SQLException {
        LedgerState state = scope.state();
        List<AsidePacks.Aside> packs = scope.ledger().aside().first(scope.connection(), stream.id(), PACKS);
        state.need(
                scope.connection(), packs.stream().map(AsidePacks.Aside::fileId).toList());
        for (AsidePacks.Aside pack : packs) {
            state.identities().prepare(scope.connection(), pack.pack().entries());
        }
        packs.forEach(aside -> taking.retake(state.file(aside.fileId()), aside.pack()));
        judged.addAll(packs);
        return packs.size() < PACKS;
    }

    /** Whether a stream goes on in this transaction, perhaps with more to come in the next one. */
    boolean resumes() {
        return resumes;
    }

    /** The packs that have been judged and wait no longer. */
    List<AsidePacks.Aside> judged() {
        return judged;
    }
}
