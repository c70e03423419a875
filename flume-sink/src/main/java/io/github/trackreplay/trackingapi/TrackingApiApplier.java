/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.tracking.RequestOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Applies requests by sending them to Matomo's Tracking API, under the ledger's lock. A rollback cannot take back what was sent;
 * see {@link ApiSender}. Used by one thread at a time.
 */
final class TrackingApiApplier implements RequestApplier {
    /** Of so many at least one is nothing that anybody on the way minds, if it is the requests. */
    private static final int ENOUGH = 1_000;

    private final ApiSender sender;
    private final Predicate<String> tokens;

    /** @param tokens whether what we store in place of a token is one that counts */
    TrackingApiApplier(ApiSender sender, Predicate<String> tokens) {
        this.sender = sender;
        this.tokens = tokens;
    }

    @Override
    public boolean canBeTakenBack() {
        return false;
    }

    @Override
    public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests) throws SQLException {
        List<RequestOutcome> outcomes = sender.send(connection, requests, requests.size() >= ENOUGH);
        sender.settle(connection, requests);
        return outcomes;
    }

    @Override
    public boolean knowsToken(String token) {
        return tokens.test(token);
    }

    @Override
    public Duration pause() {
        return sender.pause();
    }

    @Override
    public void forget() {
        sender.forget();
    }
}
