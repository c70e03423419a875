/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.tracking.RequestOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** Brings Matomo's tables forward by some requests, inside a transaction of the caller's. */
public interface RequestApplier {
    /**
     * Applies requests. Reads what is known, decides each request, writes all changes; neither commits nor rolls back, and
     * keeps no state that a rollback would make wrong (see {@link #forget()}).
     *
     * @param connection in a transaction, auto-commit off
     * @param requests in the order in which they are to be applied
     * @return one outcome a request, in the same order
     * @throws SQLException as the driver gives it; the caller rolls back
     * @throws UnpreparedException if more is to be prepared than a transaction may wait for
     */
    List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests) throws SQLException;

    /** A page's address that the site records where it records only its own. */
    default String urlOfSite(Connection connection, long site) throws SQLException {
        return "http://example.org/";
    }

    /**
     * Ends the preparation that was too long for a transaction, or gives up what does not end. What is prepared then stays so until
     * {@link #committed()} or {@link #failed()}, as far as there is room, so that whoever begins again comes further each time. Called
     * outside of any transaction.
     */
    default void awaitPrepared() throws InterruptedException {
        // nothing is prepared
    }

    /** The transaction in which requests were applied is committed: they do not come again. */
    default void committed() {
        // nothing is prepared
    }

    /**
     * The transaction in which requests were applied failed, of something else than an {@link UnpreparedException}: what is prepared
     * is not kept, for it may be what the memory is full of, or come again much later.
     */
    default void failed() {
        // nothing is prepared
    }

    /**
     * Whether a token, or what we store in its place, is one of somebody who may write to a site, as far as was known when requests
     * were applied last.
     */
    default boolean knowsToken(String token) {
        return false;
    }

    /** A site that exists, whichever; empty where none is known. */
    default OptionalLong anySite(Connection connection) throws SQLException {
        return OptionalLong.empty();
    }

    /**
     * Whether a rollback takes back what {@link #apply} does. Where it does not, nothing is ever applied for trial, and a failure
     * that passes is waited for, however often it comes again.
     */
    default boolean canBeTakenBack() {
        return true;
    }

    /** For how long it is of no use to call {@link #apply} again, after it failed; zero: try soon. */
    default Duration pause() {
        return Duration.ZERO;
    }

    /** Time spent so far in the calls of the database. The rest of the applier's time is the tracker's. */
    default long databaseNanos() {
        return 0;
    }

    /**
     * Called after a rollback, a lost connection or when another collector has committed: drop cached rows, and ids unless each is
     * looked at in the transaction that uses it.
     */
    void forget();
}
