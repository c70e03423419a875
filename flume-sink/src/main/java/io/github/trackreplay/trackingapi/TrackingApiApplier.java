/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.api.AnswerJudge;
import io.github.trackreplay.tracking.api.ApiRequest;
import io.github.trackreplay.tracking.api.ApiRequests;
import io.github.trackreplay.tracking.api.ApiRules;
import io.github.trackreplay.tracking.api.VisitorLanes;
import io.github.trackreplay.trackingapi.Bulk.Part;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies requests by sending them to Matomo's Tracking API: of one visitor in their order, of different ones at the same time.
 * A rollback cannot take back what was sent, so what is answered is remembered in the ledger's database and given as outcome the
 * next time. Used by one thread at a time.
 */
public final class TrackingApiApplier implements RequestApplier, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TrackingApiApplier.class);

    /** The ledger's session must not fall silent while calls are under way. */
    private static final long SIGN_MILLIS = 1000;

    private final ApiSettings settings;
    private final ApiRules rules;
    private final Endpoint endpoint;
    private final TokenProbe probe;
    private final SendJournal journal;
    private final InstantSource clock;
    private final Pace pace;
    private final AnswerJudge judge;
    private final ExecutorService threads = Executors.newCachedThreadPool(TrackingApiApplier::daemon);
    private final AtomicBoolean singly = new AtomicBoolean();
    private final AtomicLong mostBytes;
    private final AtomicLong perhapsTwice = new AtomicLong();
    private SentBook book;
    private boolean proven;

    TrackingApiApplier(
            ApiSettings settings, ApiRules rules, Endpoint endpoint, SendJournal journal, InstantSource clock) {
        this.settings = settings;
        this.rules = rules;
        this.endpoint = endpoint;
        this.journal = journal;
        this.clock = clock;
        this.mostBytes = new AtomicLong(settings.maxBulkBytes());
        this.probe = new TokenProbe(endpoint, settings.token(), settings.probeSite());
        this.pace = new Pace(settings.lanes());
        this.judge = new AnswerJudge(settings.queued());
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "tracking-api");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public boolean canBeTakenBack() {
        return false;
    }

    @Override
    public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests) throws SQLException {
        pace.check(clock.millis());
        begin();
        RequestOutcome[] outcomes = new RequestOutcome[requests.size()];
        List<RequestName> names = requests.stream().map(RequestName::of).toList();
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = known(names.get(i));
            if (outcomes[i] == null) {
                ApiRequest request = request(requests.get(i));
                if (request instanceof ApiRequest.Settled settled) {
                    outcomes[i] = settled.outcome();
                } else {
                    ApiRequest.Call call = (ApiRequest.Call) request;
                    parts.add(new Part(i, requests.get(i), names.get(i), call, book.tries(names.get(i))));
                }
            }
        }
        List<Long> answered = parts.isEmpty() ? List.of() : send(connection, parts, outcomes);
        journal.delete(connection, answered);
        perhapsTwice.addAndGet(book.settle(connection, journal, names));
        return List.of(outcomes);
    }

    private RequestOutcome known(RequestName name) {
        SentBook.Answer answer = book.answer(name);
        if (answer == null) {
            return null;
        }
        return answer == SentBook.Answer.INVALID ? ApiOutcomes.invalid() : new RequestOutcome.Recorded();
    }

    /** A defect that one request brings to light must not stop the others. */
    private ApiRequest request(LocatedRequest located) {
        try {
            return ApiRequests.of(located.request(), rules);
        } catch (RuntimeException | StackOverflowError e) {
            log.debug("A request cannot be made ready to be sent.", e);
            return new ApiRequest.Settled(new RequestOutcome.Refused("defect", String.valueOf(e)));
        }
    }

    private void begin() throws EndpointException {
        if (!proven && !settings.queued()) {
            prove();
        }
        if (book == null) {
            book = new SentBook(journal.takeOver());
            if (book.inFlight() > 0) {
                log.warn(
                        "{} requests were sent to {} and not answered before this attempt: they are sent again, and booked as"
                                + " perhaps counted twice (trackreplay status).",
                        book.inFlight(),
                        settings.address());
            }
        }
    }

    private void prove() throws EndpointException {
        TokenProbe.Found found;
        try {
            found = probe.ask(clock.millis() / 1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EndpointException("Interrupted while the endpoint was asked.", e);
        }
        if (found instanceof TokenProbe.Bad bad) {
            throw new EndpointRefusesException(bad.why() + " Nothing has been sent. (" + settings.address() + ")");
        }
        if (found instanceof TokenProbe.Silent silent) {
            pace.failed(clock.millis(), Optional.empty(), silent.why());
            throw new EndpointException(silent.why());
        }
        boolean superUser = ((TokenProbe.Good) found).superUser();
        singly.set(!superUser);
        proven = true;
        if (!superUser && settings.maxBulk() > 1) {
            log.warn(
                    "The token is no super user's, so Matomo does not say which requests of a call it refuses: every call"
                            + " carries one request, which takes longer.");
        }
    }

    /** Sends in lanes; gives the ids of the calls that were answered. */
    private List<Long> send(Connection connection, List<Part> parts, RequestOutcome[] outcomes) throws SQLException {
        List<Long> answered = new ArrayList<>();
        LaneSender.Shared shared = new LaneSender.Shared(
                settings, endpoint, probe, journal, judge, pace, clock, singly, mostBytes, new AtomicBoolean());
        List<Future<?>> lanes = new ArrayList<>();
        List<List<Integer>> dealt = VisitorLanes.of(
                parts.stream().map(part -> part.call().visitor()).toList(), pace.lanes());
        for (int lane = 0; lane < dealt.size(); lane++) {
            List<Part> own = dealt.get(lane).stream().map(parts::get).toList();
            LaneSender sender = new LaneSender(lane, shared, outcomes, id -> {
                synchronized (answered) {
                    answered.add(id);
                }
            });
            lanes.add(threads.submit(() -> {
                sender.send(own);
                return null;
            }));
        }
        await(connection, lanes, shared.stop());
        pace.succeeded();
        return answered;
    }

    /** Waits for all lanes, whatever becomes of one: behind this no call is under way. */
    private static void await(Connection connection, List<Future<?>> lanes, AtomicBoolean stop) throws SQLException {
        Throwable failure = null;
        for (Future<?> lane : lanes) {
            boolean running = true;
            while (running) {
                try {
                    lane.get(SIGN_MILLIS, TimeUnit.MILLISECONDS);
                    running = false;
                } catch (TimeoutException e) {
                    failure = worse(failure, sign(connection, stop));
                } catch (ExecutionException e) {
                    failure = worse(failure, e.getCause());
                    running = false;
                } catch (InterruptedException e) {
                    lanes.forEach(other -> other.cancel(true));
                    Thread.currentThread().interrupt();
                    throw new EndpointException("Interrupted while calls were under way.", e);
                }
            }
        }
        if (failure instanceof SQLException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure != null) {
            throw new EndpointException(String.valueOf(failure.getMessage()), failure);
        }
    }

    /** Shows the ledger's server that we are there; when it is gone, no further call is begun. */
    private static Throwable sign(Connection connection, AtomicBoolean stop) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DO 0");
            return null;
        } catch (SQLException e) {
            stop.set(true);
            return e;
        }
    }

    /** What an administrator must hear goes before what passes; else the first. */
    private static Throwable worse(Throwable one, Throwable other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other instanceof EndpointRefusesException ? other : one;
    }

    @Override
    public Duration pause() {
        return pace.left(clock.millis());
    }

    /** Sendings more than one of requests that may have been counted by each, since this applier was made. */
    public long perhapsTwice() {
        return perhapsTwice.get();
    }

    @Override
    public void forget() {
        book = null;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
