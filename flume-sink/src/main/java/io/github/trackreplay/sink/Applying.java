/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.mysql.SqlFailure;
import io.github.trackreplay.mysql.ledger.LedgerException;
import io.github.trackreplay.mysql.matomo.UnusableSchemaException;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.tracking.RequestOutcome;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;

/**
 * Has requests applied in their order and books the outcomes. Where a request does not fit the tables, it is found by
 * halving and rejected; the others are applied all the same.
 */
final class Applying {
    private static final int DEFECTS = 100;

    private final Connection connection;
    private final RequestApplier applier;
    private final LedgerState state;
    private final Outcomes outcomes;
    private long failedAlone;
    private long applied;

    Applying(Connection connection, RequestApplier applier, LedgerState state, Outcomes outcomes) {
        this.connection = connection;
        this.applier = applier;
        this.state = state;
        this.outcomes = outcomes;
    }

    void run(List<Candidate> requests) throws SQLException {
        if (requests.isEmpty()) {
            return;
        }
        Savepoint before = connection.setSavepoint();
        List<RequestOutcome> results;
        try {
            results = applier.apply(
                    connection, requests.stream().map(Candidate::located).toList());
        } catch (SQLException e) {
            if (SqlFailure.of(e) != SqlFailure.DATA) {
                throw e;
            }
            isolate(requests, before, e);
            return;
        } catch (LedgerException | UnusableSchemaException | UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            // a defect that one request brings to light must not stop all others
            isolate(requests, before, e);
            return;
        }
        if (results.size() != requests.size()) {
            throw new IllegalStateException(
                    results.size() + " outcomes for " + requests.size() + " requests: this is a defect.");
        }
        for (int i = 0; i < results.size(); i++) {
            book(requests.get(i), results.get(i));
        }
        applied += results.size();
    }

    private void isolate(List<Candidate> requests, Savepoint before, Exception failure) throws SQLException {
        connection.rollback(before);
        applier.forget();
        if (requests.size() > 1) {
            int half = requests.size() / 2;
            run(requests.subList(0, half));
            run(requests.subList(half, requests.size()));
            return;
        }
        if (!(failure instanceof SQLException)) {
            failedAlone++;
        }
        Candidate request = requests.get(0);
        String reason = failure instanceof SQLException ? "not-storable" : "defect";
        outcomes.reject(
                state.file(request.fileId()), request.request(), request.bytes(), reason, String.valueOf(failure));
    }

    private void book(Candidate request, RequestOutcome outcome) {
        FileTrack file = state.file(request.fileId());
        if (outcome instanceof RequestOutcome.Excluded excluded) {
            outcomes.exclude(file, request.bytes(), excluded.reason());
        } else if (outcome instanceof RequestOutcome.Refused refused) {
            outcomes.reject(file, request.request(), request.bytes(), refused.reason(), refused.detail());
        } else {
            outcomes.record(file, request.bytes());
        }
    }

    /** Whether many requests brought a defect to light and none went through: then it is not the requests. */
    boolean nothingGoes() {
        return failedAlone >= DEFECTS && applied == 0;
    }
}
