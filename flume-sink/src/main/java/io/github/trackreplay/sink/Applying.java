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
 * Has requests applied in their order and books the outcomes. Where a request does not fit the tables, it is found by
 * halving and rejected; the others are applied all the same. Whether it is the request at all shows by plain ones: where the
 * tables refuse those too, nothing is rejected. The requests of a bulk call go together as long as that can be.
 */
final class Applying {
    private static final String NOT_STORABLE = "not-storable";

    /** Of what is applied together, the share by which the last ones may be more. */
    private static final int FEW = 8;

    /** Requests that are applied together, or a few more: what bounds the memory that they take. */
    private final int together;

    private final Connection connection;
    private final RequestApplier applier;
    private final LedgerState state;
    private final Outcomes outcomes;
    private final SuspectRequests suspects;
    private final long now;
    private final List<Postponed> postponed = new ArrayList<>();
    private boolean plainOnesGo;
    private boolean othersGo;

    /** A request that fails by itself, where none may be applied for trial: others show whether it is to blame. */
    private record Postponed(Candidate request, Throwable failure) {}

    Applying(TransactionScope scope, RequestApplier applier, Outcomes outcomes, SuspectRequests suspects) {
        this.together = scope.policy().limits().batchSize();
        this.connection = scope.connection();
        this.applier = applier;
        this.state = scope.state();
        this.outcomes = outcomes;
        this.suspects = suspects;
        this.now = scope.now();
    }

    void run(List<Candidate> requests) throws SQLException {
        List<Candidate> left = new ArrayList<>(requests.size());
        for (Candidate request : requests) {
            Optional<String> reason = suspects.condemned(request.key());
            if (reason.isPresent()) {
                reject(request, NOT_STORABLE, reason.get());
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
        for (Postponed one : postponed) {
            if (!othersGo) {
                throw DefectException.ofTheOnlyOne(one.failure());
            }
            reject(one.request(), one.failure());
        }
    }

    private void applyInParts(List<Candidate> requests) throws SQLException {
        int from = 0;
        while (from < requests.size()) {
            int to = end(requests.size(), from);
            while (to < requests.size() && isWithinACall(requests, to)) {
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

    /** Whether a cut there would tear the requests of one bulk call apart, which stand or fall together. */
    private static boolean isWithinACall(List<Candidate> requests, int at) {
        Candidate before = requests.get(at - 1);
        Candidate behind = requests.get(at);
        return before.fileId() == behind.fileId()
                && before.request().offset() == behind.request().offset();
    }

    /** About the middle, between two calls if there are two. */
    private static int middle(List<Candidate> requests) {
        int half = requests.size() / 2;
        for (int away = 0; away < half; away++) {
            if (!isWithinACall(requests, half - away)) {
                return half - away;
            }
            if (half + away < requests.size() && !isWithinACall(requests, half + away)) {
                return half + away;
            }
        }
        return half;
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
            isolate(requests, before, e);
            return;
        } catch (LedgerException
                | UnusableSchemaException
                | UncheckedIOException
                | UnpreparedException
                | EndpointRefusesException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // a defect that one request brings to light must not stop all others
            isolate(requests, before, e);
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

    private void isolate(List<Candidate> requests, Savepoint before, Throwable failure) throws SQLException {
        rollback(before, failure);
        applier.forget();
        if (requests.size() > 1) {
            int half = middle(requests);
            applyTogether(requests.subList(0, half));
            applyTogether(requests.subList(half, requests.size()));
            return;
        }
        if (!applier.canBeTakenBack()) {
            suspects.end();
            postponed.add(new Postponed(requests.get(0), failure));
            return;
        }
        blameOnlyTheRequest(requests.get(0), failure);
        suspects.end();
        reject(requests.get(0), failure);
    }

    private void reject(Candidate request, Throwable failure) {
        reject(
                request,
                failure instanceof SQLException ? NOT_STORABLE : "defect",
                failure instanceof SQLException sql ? Remedy.refusal(sql) : String.valueOf(failure));
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

    private void reject(Candidate request, String reason, String detail) {
        outcomes.reject(state.file(request.fileId()), request.request(), request.bytes(), reason, detail);
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
