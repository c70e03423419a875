/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.UnpreparedException;
import io.github.trackreplay.mysql.ledger.SpoiltHeld;
import io.github.trackreplay.mysql.ledger.SpoiltHeldException;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a database that breaks transactions off takes all the same, on connections of their own: so it shows whether it is the database's
 * failure or that of what was delivered. Not thread-safe.
 */
final class CounterTests {
    private static final Logger log = LoggerFactory.getLogger(CounterTests.class);

    private final EngineParts engine;
    private final SpoiltHeld spoiltHeld;

    CounterTests(EngineParts engine, SpoiltHeld spoiltHeld) {
        this.engine = engine;
        this.spoiltHeld = spoiltHeld;
    }

    /** Something that is tried on the database; what it does not commit is taken back. */
    private interface Trial {
        void on(Connection connection) throws SQLException;
    }

    /** Whether the database writes and commits at all, which one that is read-only does not. */
    boolean commits() {
        return goesThrough(connection -> {
            engine.ledger().seen(connection, engine.now());
            connection.commit();
        });
    }

    /**
     * Whether requests that nothing can be said against are recorded, where this one fails; not where they are never prepared, because
     * then it is the machine.
     */
    boolean plainOnesAreRecorded(TrackingRequest failing) throws InterruptedException {
        for (int restarts = 0; restarts <= DeadlockRetry.MOST_RESTARTS; restarts++) {
            try {
                return goesThrough(connection -> {
                    if (!PlainRequests.areRecorded(engine.applier(), connection, failing, engine.now())) {
                        throw new SQLException("plain requests are not recorded, so nothing is known of the tables");
                    }
                });
            } catch (UnpreparedException e) { // all cores may still be busy with the requests beside the failing one
                engine.applier().awaitPrepared();
            }
        }
        return false;
    }

    /** Sets a row of what waits aside that cannot be read, so that it stops nothing else; returns whether that could be done. */
    boolean setAside(SpoiltHeldException spoilt) {
        return goesThrough(connection ->
                spoiltHeld.setAside(connection, spoilt, engine.now()).ifPresent(log::error));
    }

    private boolean goesThrough(Trial trial) {
        try {
            return goesThrough(engine.connections().connection(), trial);
        } catch (UnpreparedException e) {
            throw e;
        } catch (SQLException | RuntimeException e) {
            return false;
        } finally {
            engine.applier().forget();
        }
    }

    private boolean goesThrough(Connection connection, Trial trial) {
        try {
            trial.on(connection);
            connection.rollback();
            connection.close();
            return true;
        } catch (UnpreparedException e) {
            engine.connections().evict(connection);
            throw e;
        } catch (SQLException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            engine.connections().evict(connection);
            return false;
        }
    }
}
