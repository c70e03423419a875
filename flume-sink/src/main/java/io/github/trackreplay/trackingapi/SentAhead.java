/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.mysql.KeepAlive;
import io.github.trackreplay.mysql.SqlFailure;
import io.github.trackreplay.mysql.SqlReason;
import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.api.ApiRules;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that are sent to a Tracking API before the transaction that takes them into the ledger: so the ledger's lock is held
 * for a moment only, however slow the endpoint is. What was answered is remembered in between ({@link ApiSender}). One thread sends,
 * and another one settles while the first waits for that; {@link #outcome} may be asked at any time, and waits for nobody.
 */
public final class SentAhead implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SentAhead.class);

    private final SendingLedger ledger;
    private final WriterPool pool;
    private final ApiSender sender;
    private volatile Map<RequestName, RequestOutcome> outcomes = Map.of();

    /**
     * Connects to nothing.
     *
     * @param rules asked for each sending
     */
    public SentAhead(ApiSettings settings, Supplier<ApiRules> rules, SendingLedger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.pool = ledger.pool(settings.calls().lanes() + 2); // the turn, the lanes, and who asks
        this.sender = new ApiSender(settings, rules, new Endpoint(settings), ledger.journal(pool), clock);
    }

    /** What is done while it is this collector's turn to send. */
    public interface Work {
        /** @param lock the session that holds the turn; to be read from, in its transaction */
        void on(Connection lock) throws SQLException, InterruptedException;
    }

    /** Something that is asked of the ledger's database. */
    public interface Question {
        boolean of(Connection connection) throws SQLException;
    }

    /** Asks without a turn, so what is answered may not hold any more. */
    public boolean ask(Question question) throws SQLException {
        try (Connection connection = pool.connection()) {
            return question.of(connection);
        }
    }

    /**
     * Does something while no other collector sends ahead. What the one before has sent is known then, and it begins nothing any
     * more: so what waits is to be read in there. Of that, whatever was sent has either its answer or does not wait any more.
     *
     * @return whether it was done: it is not where another one has the turn
     * @throws SQLException also if the endpoint is to be left alone for now, or does not say that it takes our token
     */
    public boolean inTurn(Work work) throws SQLException, InterruptedException {
        Optional<SendTurn> taken = SendTurn.take(pool, ledger.tables());
        if (taken.isEmpty()) {
            return false;
        }
        try (SendTurn turn = taken.get()) {
            sender.forget(); // another one may have had its turn
            sender.begin(turn.connection());
            work.on(turn.connection());
            return true;
        }
    }

    /**
     * Keeps the turn, which a session loses that is silent for long.
     *
     * @return whether it is still ours
     */
    public boolean keep(Connection lock) {
        try {
            KeepAlive.say(lock);
            return true;
        } catch (SQLException e) {
            log.debug("The turn to send is lost.", e);
            return false;
        }
    }

    /**
     * Sends requests.
     *
     * @param lock of the turn
     * @param enough whether these are so many that they are to blame where all are refused, while harmless calls go through
     * @throws SQLException if not all were answered; what was is remembered
     */
    public void send(Connection lock, List<LocatedRequest> requests, boolean enough) throws SQLException {
        List<RequestOutcome> results = sender.send(lock, requests, enough);
        Map<RequestName, RequestOutcome> heard = new HashMap<>();
        for (int i = 0; i < results.size(); i++) {
            heard.put(RequestName.of(requests.get(i)), results.get(i));
        }
        outcomes = heard;
    }

    /** What was heard of a request that was sent last; nothing for any other one. */
    public Optional<RequestOutcome> outcome(LocatedRequest request) {
        Map<RequestName, RequestOutcome> heard = outcomes;
        return heard.isEmpty() ? Optional.empty() : Optional.ofNullable(heard.get(RequestName.of(request)));
    }

    /**
     * The ledger takes requests that were sent. Any number of times in a transaction, also behind a savepoint that it went back to.
     *
     * @param ledger in the ledger's transaction
     * @throws EndpointRefusesException if the tables of what is sent refuse that, so that no request is to blame
     */
    public void settle(Connection ledger, List<LocatedRequest> requests) throws SQLException {
        try {
            sender.reread(ledger);
            sender.settle(ledger, requests);
        } catch (SQLException e) {
            if (SqlFailure.of(e).passes()) {
                throw e;
            }
            throw new EndpointRefusesException(
                    "The ledger's database refuses to book what was sent to pluginRequests. " + SqlReason.of(e), e);
        }
    }

    /** The ledger has taken what was sent last. */
    public void taken() {
        outcomes = Map.of();
    }

    /** For how long it is of no use to send. */
    public Duration pause() {
        return sender.pause();
    }

    /** Sendings more than one of requests that may have been counted by each, since the start. */
    public long perhapsTwice() {
        return sender.perhapsTwice();
    }

    /**
     * Checks, once per start, that the ledger's database has what sending needs.
     *
     * @throws EndpointRefusesException with sentences for the administrator if it has not
     */
    public void check(Connection connection) throws SQLException {
        ledger.check(connection);
    }

    @Override
    public void close() {
        try (pool) {
            sender.close();
        }
    }
}
