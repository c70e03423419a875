/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.KeepAlive;
import io.github.trackreplay.mysql.ledger.Progress;
import java.sql.Connection;
import java.sql.SQLException;

/** What the parts of one transaction share: its connection behind the lock, what is known of the ledger, its time, new ids. */
final class TransactionScope {
    private final Connection connection;
    private final KeepAlive alive;
    private final Ledger ledger;
    private final LedgerState state;
    private final ReplayPolicy policy;
    private final Progress before;
    private final long now;
    private long nextId;

    /**
     * A transaction that holds the lock.
     *
     * @param before the progress that was locked
     * @param now milliseconds since 1970-01-01 UTC
     */
    TransactionScope(
            Connection connection, Ledger ledger, LedgerState state, ReplayPolicy policy, Progress before, long now) {
        this.connection = connection;
        this.alive = KeepAlive.of(connection, System::nanoTime);
        this.ledger = ledger;
        this.state = state;
        this.policy = policy;
        this.before = before;
        this.now = now;
        this.nextId = before.nextId();
    }

    Connection connection() {
        return connection;
    }

    /** To be called again and again by whoever works without statements. */
    void work() throws SQLException {
        alive.work();
    }

    Ledger ledger() {
        return ledger;
    }

    LedgerState state() {
        return state;
    }

    ReplayPolicy policy() {
        return policy;
    }

    /** The progress before it. */
    Progress before() {
        return before;
    }

    /** Its time, milliseconds since 1970-01-01 UTC. */
    long now() {
        return now;
    }

    /** An id for a new row of our tables. */
    long id() {
        return nextId++;
    }

    /** The id that the next transaction begins with. */
    long nextId() {
        return nextId;
    }

    /** Whether a collector works, not an import. */
    boolean collects() {
        return policy.collects();
    }
}
