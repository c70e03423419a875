/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.mysql.SqlFailure;
import io.github.trackreplay.mysql.UnpreparedException;
import io.github.trackreplay.mysql.ledger.LedgerException;
import io.github.trackreplay.mysql.matomo.UnusableSchemaException;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.trackingapi.EndpointRefusesException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Optional;

/**
 * Applies requests together. Where one of them does not fit the tables, or brings a defect to light, it is found by halving and left
 * to {@link RequestQuarantine}; the others are applied all the same, in their order. The requests of a bulk call go together as
 * long as that can be. What ends a whole transaction is {@link SuspectRequests}' business. Used in one transaction.
 */
final class RequestNarrowing {
    private final Connection connection;
    private final RequestApplier applier;
    private final SuspectRequests suspects;
    private final RequestQuarantine quarantine;
    private final Booking booking;

    /** Hears what became of a request. */
    interface Booking {
        void book(Candidate request, RequestOutcome outcome);
    }

    RequestNarrowing(
            Connection connection,
            RequestApplier applier,
            SuspectRequests suspects,
            RequestQuarantine quarantine,
            Booking booking) {
        this.connection = connection;
        this.applier = applier;
        this.suspects = suspects;
        this.quarantine = quarantine;
        this.booking = booking;
    }

    /** Whether two neighbours come of one bulk call, of which all stand or fall together. */
    static boolean areOfOneCall(Candidate before, Candidate behind) {
        return before.fileId() == behind.fileId()
                && before.request().offset() == behind.request().offset();
    }

    void applyTogether(List<Candidate> requests) throws SQLException {
        suspects.begin(
                requests.stream().map(Candidate::key).toList(), requests.get(0).request());
        Savepoint before = connection.setSavepoint();
        List<RequestOutcome> results;
        try {
            results = applier.apply(
                    connection, requests.stream().map(Candidate::located).toList());
        } catch (SQLException e) {
            SqlFailure failure = SqlFailure.of(e);
            if (failure != SqlFailure.DATA && failure != SqlFailure.REFUSED) {
                throw e;
            }
            narrow(requests, before, e);
            return;
        } catch (LedgerException
                | UnusableSchemaException
                | UncheckedIOException
                | UnpreparedException
                | EndpointRefusesException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // a defect that one request brings to light must not stop all others
            narrow(requests, before, e);
            return;
        }
        suspects.end();
        if (results.size() != requests.size()) {
            throw new IllegalStateException(
                    results.size() + " outcomes for " + requests.size() + " requests: this is a defect.");
        }
        for (int i = 0; i < results.size(); i++) {
            booking.book(requests.get(i), results.get(i));
        }
    }

    private void narrow(List<Candidate> requests, Savepoint before, Throwable failure) throws SQLException {
        rollback(before, failure);
        applier.forget();
        Optional<Halves<Candidate>> halves =
                Halves.of(requests, (a, b) -> !areOfOneCall(a, b)).or(() -> Halves.of(requests));
        if (halves.isPresent()) {
            applyTogether(halves.get().first());
            applyTogether(halves.get().second());
            return;
        }
        quarantine.setAside(requests.get(0), failure);
        suspects.end();
    }

    /** A failure that ended the connection too is the one to tell of. */
    private void rollback(Savepoint before, Throwable failure) throws SQLException {
        try {
            connection.rollback(before);
        } catch (SQLException gone) {
            if (failure instanceof SQLException sql) {
                sql.addSuppressed(gone);
                throw sql;
            }
            throw gone;
        }
    }
}
