/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.mysql.SqlFailure;
import io.github.trackreplay.mysql.UnpreparedException;
import io.github.trackreplay.mysql.ledger.LedgerException;
import io.github.trackreplay.mysql.matomo.UnusableSchemaException;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.trackingapi.EndpointRefusesException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Has requests applied in their order and books the outcomes. Where a request does not fit the tables, it is found by halving and left
 * to {@link RequestQuarantine}; the others are applied all the same. The requests of a bulk call go together as long as that can be.
 */
final class Applying {
    /** Of what is applied together, the share by which the last ones may be more. */
    private static final int FEW = 8;

    /** Requests that are applied together, or a few more: what bounds the memory that they take. */
    private final int together;

    private final Connection connection;
    private final RequestApplier applier;
    private final LedgerState state;
    private final Outcomes outcomes;
    private final SuspectRequests suspects;
    private final RequestQuarantine quarantine;
    private boolean othersGo;

    Applying(TransactionScope scope, RequestApplier applier, Outcomes outcomes, SuspectRequests suspects) {
        this.together = scope.policy().limits().batchSize();
        this.connection = scope.connection();
        this.applier = applier;
        this.state = scope.state();
        this.outcomes = outcomes;
        this.suspects = suspects;
        this.quarantine = new RequestQuarantine(scope, applier, outcomes);
    }

    void run(List<Candidate> requests) throws SQLException {
        List<Candidate> left = new ArrayList<>(requests.size());
        for (Candidate request : requests) {
            Optional<String> reason = suspects.condemned(request.key());
            if (reason.isPresent()) {
                quarantine.condemn(request, reason.get());
            } else {
                left.add(request);
            }
        }
        int from = 0;
        for (int cut : suspects.cuts(left.stream().map(Candidate::key).toList())) {
            applyInParts(left.subList(from, cut));
            from = cut;
        }
        applyInParts(left.subList(from, left.size()));
        quarantine.settle(othersGo);
    }

    private void applyInParts(List<Candidate> requests) throws SQLException {
        int from = 0;
        while (from < requests.size()) {
            int to = end(requests.size(), from);
            while (to < requests.size() && areOfOneCall(requests.get(to - 1), requests.get(to))) {
                to++;
            }
            applyTogether(requests.subList(from, to));
            from = to;
        }
    }

    /** Where those that are applied next end. A few more than are wanted go with them: by themselves they would cost far more. */
    private int end(int size, int from) {
        return size - from <= together + together / FEW ? size : from + together;
    }

    /** Whether two neighbours come of one bulk call, of which all stand or fall together. */
    private static boolean areOfOneCall(Candidate before, Candidate behind) {
        return before.fileId() == behind.fileId()
                && before.request().offset() == behind.request().offset();
    }

    private void applyTogether(List<Candidate> requests) throws SQLException {
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
        othersGo |= !results.isEmpty();
        if (results.size() != requests.size()) {
            throw new IllegalStateException(
                    results.size() + " outcomes for " + requests.size() + " requests: this is a defect.");
        }
        for (int i = 0; i < results.size(); i++) {
            book(requests.get(i), results.get(i));
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

    private void book(Candidate request, RequestOutcome outcome) {
        FileTrack file = state.file(request.fileId());
        if (outcome instanceof RequestOutcome.Excluded excluded) {
            outcomes.exclude(file, request.request(), request.bytes(), excluded.reason());
        } else if (outcome instanceof RequestOutcome.Refused refused) {
            outcomes.reject(file, request.request(), request.bytes(), refused.reason(), refused.detail());
        } else {
            outcomes.record(file, request.request(), request.bytes());
        }
    }
}
