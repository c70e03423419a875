/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.mysql.SqlFailure;
import io.github.trackreplay.mysql.UnpreparedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Sets aside a request that the database refuses, or that brings a defect to light: it is rejected with its reason. Whether it is the
 * request at all shows by plain ones: where the tables refuse those too, nothing is rejected. Where what is applied cannot be taken back,
 * so that plain ones may not be tried, others must have gone through. Used once.
 */
final class RequestQuarantine {
    private static final String NOT_STORABLE = "not-storable";

    private final Connection connection;
    private final RequestApplier applier;
    private final LedgerState state;
    private final Outcomes outcomes;
    private final long now;
    private final List<Postponed> postponed = new ArrayList<>();
    private boolean plainOnesGo;

    /** A request that fails by itself, where none may be applied for trial: others show whether it is to blame. */
    private record Postponed(Candidate request, Throwable failure) {}

    RequestQuarantine(TransactionScope scope, RequestApplier applier, Outcomes outcomes) {
        this.connection = scope.connection();
        this.applier = applier;
        this.state = scope.state();
        this.outcomes = outcomes;
        this.now = scope.now();
    }

    /** Rejects a request that has ended whole transactions, without trying it again. */
    void condemn(Candidate request, String reason) {
        reject(request, NOT_STORABLE, reason);
    }

    /**
     * Rejects a request that has failed by itself; what was applied of it has been taken back.
     *
     * @throws TableFaultException if plain ones are refused as well: it is the tables
     * @throws DefectException if they bring a defect to light as well
     */
    void setAside(Candidate request, Throwable failure) throws SQLException {
        if (applier.canBeTakenBack()) {
            blameOnlyTheRequest(request, failure);
            reject(request, failure);
        } else {
            postponed.add(new Postponed(request, failure));
        }
    }

    /**
     * Everything has been applied: rejects what nothing was known against.
     *
     * @param othersGo whether other requests have gone through
     * @throws DefectException if there is such and none has
     */
    void settle(boolean othersGo) {
        for (Postponed one : postponed) {
            if (!othersGo) {
                throw DefectException.ofTheOnlyOne(one.failure());
            }
            reject(one.request(), one.failure());
        }
    }

    /** Unless plain requests go through, nothing is rejected. */
    private void blameOnlyTheRequest(Candidate request, Throwable failure) throws SQLException {
        if (plainOnesGo) {
            return;
        }
        Savepoint before = connection.setSavepoint();
        boolean recorded;
        try {
            recorded = PlainRequests.areRecorded(applier, connection, request.request(), now);
        } catch (SQLException e) {
            SqlFailure kind = SqlFailure.of(e);
            if (kind == SqlFailure.DATA || kind == SqlFailure.REFUSED) {
                throw new TableFaultException(e);
            }
            throw e;
        } catch (UnpreparedException e) {
            throw e; // all cores may be busy with the requests beside it
        } catch (RuntimeException | StackOverflowError e) {
            e.addSuppressed(failure);
            throw DefectException.ofPlainRequests(e);
        }
        connection.rollback(before);
        applier.forget();
        if (!recorded) {
            throw failure instanceof SQLException sql
                    ? new TableFaultException(sql)
                    : DefectException.ofTheOnlyOne(failure);
        }
        plainOnesGo = true;
    }

    private void reject(Candidate request, Throwable failure) {
        reject(
                request,
                failure instanceof SQLException ? NOT_STORABLE : "defect",
                failure instanceof SQLException sql ? Remedy.refusal(sql) : String.valueOf(failure));
    }

    private void reject(Candidate request, String reason, String detail) {
        outcomes.reject(state.file(request.fileId()), request.request(), request.bytes(), reason, detail);
    }
}
