/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Elapsed;
import io.github.trackreplay.mysql.ledger.LedgerException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** What an engine does for its ledger now and then, each in a transaction of its own. Not thread-safe. */
final class LedgerUpkeep {
    /** How often old log files are forgotten. */
    private static final long FORGET_MILLIS = Duration.ofDays(1).toMillis();

    /** How long a frontend's channel, or its positions, may send again what was cut otherwise the first time. */
    private static final long INNER_PROOFS_MILLIS = Duration.ofDays(3).toMillis();

    /** How often an idle collector shows that it is there. */
    private static final long SIGN_MILLIS = 30_000;

    private final Ledger ledger;
    private final ReplayPolicy policy;
    private long nextForgetting = Long.MIN_VALUE;
    private long lastSign;

    LedgerUpkeep(Ledger ledger, ReplayPolicy policy) {
        this.ledger = ledger;
        this.policy = policy;
    }

    /** Does what is due before a transaction. */
    void run(Connection connection, long now) throws SQLException {
        forgetOld(connection, now);
    }

    /** Forgets what is too old to come again, if it is time. */
    private void forgetOld(Connection connection, long now) throws SQLException {
        if (now >= nextForgetting) {
            boolean more = ledger.forget(
                    connection,
                    now - policy.retention().ledger().toMillis(),
                    now - INNER_PROOFS_MILLIS,
                    policy.retention().identities().toMillis());
            nextForgetting = more ? now : now + FORGET_MILLIS;
        }
    }

    /** An idle collector says now and then that it is there, so that imports know who will apply what must wait. */
    void showItself(Connection connection, long now) throws SQLException {
        if (policy.collects() && Elapsed.since(lastSign, now, SIGN_MILLIS)) {
            ledger.seen(connection, now);
            connection.commit();
            lastSign = now;
        }
    }

    /**
     * A collector that knows of later commits than the database takes nothing, and shows that to whoever looks into the database.
     *
     * @param connection in a transaction that is given up
     * @param known number of the last commit that it knows of
     * @param refusal gets what keeps it from being shown
     */
    void refuse(Connection connection, long known, long now, LedgerException refusal) {
        if (!policy.collects()) {
            return;
        }
        try {
            connection.rollback();
            ledger.refuses(connection, known, now);
            connection.commit();
        } catch (SQLException e) {
            refusal.addSuppressed(e); // as on a replica that is read-only
        }
    }

    /** A transaction that is being committed shows it as well. */
    void shown(long now) {
        lastSign = now;
    }
}
