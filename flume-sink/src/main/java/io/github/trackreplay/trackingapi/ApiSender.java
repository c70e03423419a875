/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.mysql.KeepAlive;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.api.AnswerJudge;
import io.github.trackreplay.tracking.api.ApiRequest;
import io.github.trackreplay.tracking.api.ApiRequests;
import io.github.trackreplay.tracking.api.ApiRules;
import io.github.trackreplay.tracking.api.VisitorLanes;
import io.github.trackreplay.trackingapi.Bulk.Part;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests to Matomo's Tracking API: of one visitor in their order, of different ones at the same time. A rollback cannot
 * take back what was sent, so what is answered is remembered in the ledger's database, and is the outcome the next time, until the
 * ledger has it ({@link #settle}). Used by one thread at a time.
 */
final class ApiSender implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ApiSender.class);

    /** So long who is stopped waits for answers: less than a service manager waits for us. */
    private static final Duration MOST_STOPPING = Duration.ofSeconds(30);

    private final ApiSettings settings;
    private final Supplier<ApiRules> rules;
    private final Endpoint endpoint;
    private final TokenProbe probe;
    private final SendJournal journal;
    private final InstantSource clock;
    private final Pace pace;
    private final AnswerJudge judge;
    private final ExecutorService threads = Executors.newCachedThreadPool(ApiSender::daemon);
    private final CallSize size;
    private final AtomicLong perhapsTwice = new AtomicLong();
    private final Heard heard = new Heard();
    private final Standstill standstill = new Standstill();
    private Optional<SentBook> sent = Optional.empty();
    private boolean proven;

    /** The server asked to be left alone, so whether harmless calls go through is asked before the next attempt, not behind the last. */
    private boolean askLater;

    /** @param rules asked for each sending */
    ApiSender(
            ApiSettings settings,
            Supplier<ApiRules> rules,
            Endpoint endpoint,
            SendJournal journal,
            InstantSource clock) {
        this.settings = settings;
        this.rules = rules;
        this.endpoint = endpoint;
        this.journal = journal;
        this.clock = clock;
        this.size = new CallSize(settings.calls());
        this.probe = new TokenProbe(endpoint, settings.access(), settings.queued());
        this.pace = new Pace(settings.calls().lanes());
        this.judge = new AnswerJudge(settings.queued());
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "tracking-api");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Sends what has no answer yet.
     *
     * @param lock in a transaction that holds the lock under which is sent; neither commits nor rolls back
     * @param requests in the order in which they are to be counted
     * @param enough whether these are so many that they are to blame where all are refused, while harmless calls go through
     * @return one outcome a request, in the same order
     * @throws SQLException if not everything was answered, or the lock is lost; what was answered is remembered
     */
    List<RequestOutcome> send(Connection lock, List<LocatedRequest> requests, boolean enough) throws SQLException {
        begin(lock);
        askIfOwed(lock);
        boolean failedEnough = failedEnough(lock);
        ApiRules now = rules.get();
        RequestOutcome[] outcomes = new RequestOutcome[requests.size()];
        Blame blame = blame(enough, failedEnough);
        int unanswered = 0;
        List<Part> parts = new ArrayList<>();
        List<RequestName> names = names(requests);
        for (int i = 0; i < outcomes.length; i++) {
            RequestName name = names.get(i);
            Optional<RequestOutcome> known = known(name);
            if (known.isEmpty() && failedEnough && book().isTriedAlone(name, together())) {
                known = Optional.of(ApiOutcomes.breaks(book().tries(name)));
                blame.leftOut(new Blame.Accused(i, name, Uncounted.FAILS, ""));
                unanswered++;
            }
            if (known.isPresent()) {
                outcomes[i] = known.get();
                continue;
            }
            ApiRequest request = request(requests.get(i), now);
            if (request instanceof ApiRequest.Settled settled) {
                outcomes[i] = settled.outcome();
            } else {
                ApiRequest.Call call = (ApiRequest.Call) request;
                parts.add(new Part(i, requests.get(i), name, call, tries(name)));
            }
        }
        saySetAside(unanswered);
        if (!parts.isEmpty()) {
            KeepAlive.say(lock); // whoever has lost it must not send
            attempt(lock, parts, outcomes, blame);
        }
        return List.of(outcomes);
    }

    /** Whether what fails is to blame though nothing else is counted: harmless calls have gone through for long, and one does now. */
    private boolean failedEnough(Connection lock) throws SQLException {
        boolean lasts = standstill.lasts(Standstill.FAILED, clock.millis());
        boolean enough = lasts && ask(lock).goesThrough();
        if (lasts && !enough) {
            standstill.end();
        }
        return enough;
    }

    private int together() {
        return Bulk.triesTogether(settings.calls().maxBulk());
    }

    private Blame blame(boolean enough, boolean failedEnough) {
        return new Blame(
                book().anyCounted(), enough || standstill.lasts(Standstill.REFUSED, clock.millis()), failedEnough);
    }

    private void attempt(Connection lock, List<Part> parts, RequestOutcome[] outcomes, Blame blame)
            throws SQLException {
        boolean ended = false;
        try {
            send(lock, parts, outcomes, blame);
            ended = blame.passed();
        } catch (EndpointException | EndpointRefusesException e) {
            ended = blame.passed() || isEndedBy(lock, blame, e);
            throw e;
        } finally {
            if (ended) {
                standstill.end();
            }
        }
    }

    /** Whether no harmless call goes through behind a failure. Where it is not known, nothing is ended. */
    private boolean isEndedBy(Connection lock, Blame blame, Exception failure) {
        if (blame.leftAlone()) {
            askLater = true;
            return false;
        }
        try {
            return !harmlessGoes(lock);
        } catch (SQLException | RuntimeException e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    private void askIfOwed(Connection lock) throws SQLException {
        boolean owed = askLater;
        askLater = false;
        if (owed && !harmlessGoes(lock)) {
            standstill.end();
        }
    }

    /** Notes for how long that has been so, where it is. */
    private boolean harmlessGoes(Connection lock) throws SQLException {
        if (Thread.currentThread().isInterrupted() || !ask(lock).goesThrough()) {
            return false;
        }
        standstill.goesOn(clock.millis());
        return true;
    }

    /** How often it was sent without an answer, and alone without effect. */
    private int tries(RequestName name) {
        int alone = heard.timesRefusedAlone(name);
        return book().tries(name) + alone + (alone > 0 ? together() : 0);
    }

    /** What an earlier attempt has found out. */
    private Optional<RequestOutcome> known(RequestName name) {
        Optional<RequestOutcome> answered = book().answer(name);
        return answered.isEmpty() && book().breaks(name, together())
                ? Optional.of(ApiOutcomes.breaks(book().tries(name)))
                : answered;
    }

    /** Under which names the journal has requests, or is to have them. */
    private List<RequestName> names(List<LocatedRequest> requests) {
        return book().known(requests.stream().map(RequestName::of).toList());
    }

    /** What was sent, as of {@link #begin}. */
    private SentBook book() {
        return sent.orElseThrow();
    }

    /** A defect that one request brings to light must not stop the others. */
    private static ApiRequest request(LocatedRequest located, ApiRules rules) {
        try {
            return ApiRequests.of(located.request(), rules);
        } catch (RuntimeException | StackOverflowError e) {
            log.debug("A request cannot be made ready to be sent.", e);
            return new ApiRequest.Settled(new RequestOutcome.Refused("defect", String.valueOf(e)));
        }
    }

    /**
     * Makes sure that it can be sent, once until {@link #forget}: nobody else begins to behind this, and what was sent is known.
     *
     * @param lock as for {@link #send}
     * @throws SQLException if nothing is to be sent now
     */
    void begin(Connection lock) throws SQLException {
        pace.check(clock.millis());
        if (!proven && !settings.queued()) {
            prove(lock);
        }
        if (sent.isEmpty()) {
            KeepAlive.say(lock); // whoever has lost it must not keep others from sending
            heard.clear();
            SentBook book = new SentBook(journal.takeOver(clock.millis()));
            sent = Optional.of(book);
            if (book.inFlight() > 0) {
                log.warn(
                        "{} requests were sent to {} and not answered before this attempt: they are sent again, and booked as"
                                + " perhaps counted twice (trackreplay status).",
                        book.inFlight(),
                        settings.address());
            }
        }
    }

    private void prove(Connection lock) throws SQLException {
        judge(ask(lock));
    }

    private TokenProbe.Found ask(Connection lock) throws SQLException {
        BlockingQueue<TokenProbe.Found> found = new ArrayBlockingQueue<>(1);
        Future<?> asking = threads.submit(() -> found.add(probe.ask(clock.millis() / 1000)));
        new UnderWay(lock, System::nanoTime, new AtomicBoolean(), Duration.ZERO).await(List.of(asking));
        return found.remove();
    }

    private void judge(TokenProbe.Found found) throws EndpointException {
        if (found instanceof TokenProbe.Bad bad) {
            throw new EndpointRefusesException(bad.why() + " Nothing has been sent. (" + settings.address() + ")");
        }
        if (found instanceof TokenProbe.Silent silent) {
            pace.failed(clock.millis(), Optional.empty(), silent.why());
            throw new EndpointException(silent.why());
        }
        boolean singly = found instanceof TokenProbe.Good good && !good.superUser();
        size.singly(singly);
        proven = true;
        if (singly && settings.calls().maxBulk() > 1) {
            log.warn(
                    "The token is no super user's, so Matomo does not say which requests of a call it refuses: every call"
                            + " carries one request, which takes longer.");
        }
    }

    /**
     * Those that were alone in a call in vain come last, with what belongs to their visits, and two of different visitors before
     * them: so it shows whether others pass.
     */
    private void send(Connection lock, List<Part> parts, RequestOutcome[] outcomes, Blame blame) throws SQLException {
        int together = together();
        BitSet failed = new BitSet();
        for (int i = 0; i < parts.size(); i++) {
            failed.set(i, parts.get(i).tries() > together);
        }
        BitSet last = VisitorLanes.with(visitors(parts), failed);
        BitSet kept = VisitorLanes.lastOfTwo(visitors(parts));
        List<List<Part>> rounds = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < parts.size(); i++) {
            rounds.get(last.get(i) ? 2 : kept.get(i) ? 1 : 0).add(parts.get(i));
        }
        for (List<Part> round : rounds) {
            sendInLanes(lock, round, outcomes, blame);
        }
        settle(lock, blame, outcomes);
    }

    private void settle(Connection lock, Blame blame, RequestOutcome[] outcomes) throws SQLException {
        Optional<String> waits = blame.waits();
        if (waits.isPresent()) {
            pace.failed(clock.millis(), Optional.empty(), waits.get());
            throw new EndpointException(
                    waits.get() + " Nothing is counted behind it, so it is not known whether the request is to blame.");
        }
        if (blame.allAreRefused()) {
            prove(lock);
        }
        saySetAside(blame.settle(outcomes));
    }

    private void saySetAside(int setAside) {
        if (setAside > 0) {
            log.warn(
                    "{} requests in a row are refused by {}, or fail there, each alone in its call, while harmless calls go through:"
                            + " they are set aside, so that those behind them go on. Why stands with each: trackreplay rejected"
                            + " list. Once that is mended: trackreplay rejected replay --reason REASON, with the reason that the"
                            + " list names (refused-by-endpoint, too-large-for-endpoint or breaks-endpoint)",
                    setAside,
                    settings.address());
        }
    }

    private static List<List<String>> visitors(List<Part> parts) {
        return parts.stream().map(part -> part.call().visitor()).toList();
    }

    private void sendInLanes(Connection lock, List<Part> parts, RequestOutcome[] outcomes, Blame blame)
            throws SQLException {
        if (parts.isEmpty()) {
            return;
        }
        AtomicBoolean stop = new AtomicBoolean();
        LaneSender.Shared shared = new LaneSender.Shared(
                settings, new LaneSender.Server(endpoint, probe, judge), journal, size, pace, clock, blame, stop);
        List<Future<?>> lanes = new ArrayList<>();
        List<List<Integer>> dealt = VisitorLanes.of(visitors(parts), pace.lanes());
        for (int lane = 0; lane < dealt.size(); lane++) {
            List<Part> own = dealt.get(lane).stream().map(parts::get).toList();
            LaneSender sender = new LaneSender(lane, shared, outcomes, heard);
            lanes.add(threads.submit(() -> {
                sender.send(own);
                return true;
            }));
        }
        new UnderWay(lock, System::nanoTime, stop, MOST_STOPPING).await(lanes);
        if (blame.waits().isEmpty()) {
            pace.succeeded();
        }
    }

    /**
     * The ledger takes requests now: what was noted of them is forgotten, and what was sent more often than answered is booked.
     *
     * @param ledger in the ledger's transaction
     */
    void settle(Connection ledger, List<LocatedRequest> requests) throws SQLException {
        if (sent.isEmpty()) {
            return; // nothing has been sent
        }
        if (heard.doubted()) {
            reread(ledger); // what it went on behind is not in the book yet
        }
        journal.delete(ledger, heard.drain());
        List<RequestName> names = names(requests);
        heard.taken(names);
        for (SentBook.Settled settled : book().settle(names)) {
            if (settled.again().isEmpty()) {
                journal.keep(ledger, settled.call(), settled.left());
            } else {
                journal.perhapsTwice(ledger, settled.call(), settled.again(), settled.left());
                perhapsTwice.addAndGet(settled.again().size());
            }
        }
    }

    /**
     * Reads anew what was sent, by the one who sent it, so that {@link #settle} can be done again after a rollback.
     *
     * @param ledger in the ledger's transaction, of which nothing else sees yet what it has settled
     */
    void reread(Connection ledger) throws SQLException {
        heard.clear();
        sent = Optional.of(new SentBook(journal.sent(ledger)));
    }

    /** How long the endpoint is to be left alone. */
    Duration pause() {
        return pace.left(clock.millis());
    }

    /** Sendings more than one of requests that may have been counted by each, since this sender was made. */
    long perhapsTwice() {
        return perhapsTwice.get();
    }

    /** Another one may have sent: what was is read anew. */
    void forget() {
        sent = Optional.empty();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
