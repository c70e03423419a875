/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.SqlReason;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.LockProgress;
import io.github.trackreplay.mysql.ledger.ReadRejected;
import io.github.trackreplay.tracking.plugins.PluginRequests;
import io.github.trackreplay.trackingapi.EndpointException;
import io.github.trackreplay.trackingapi.EndpointRefusesException;
import io.github.trackreplay.trackingapi.SentAhead;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands requests that were set aside for plugins ({@code plugin:NAME}) to a Tracking API, in the order in which they were set aside,
 * which is the order of everything else: so the rows of their visits are committed. Sends in a thread of its own, and has the
 * sink's next transaction book what was answered. A failing endpoint keeps them waiting and nothing else.
 *
 * <p>Why so: {@code docs/decisions/0048-plugins-requests-are-handed-on.md}.
 */
final class PluginCourier implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PluginCourier.class);

    /** How often it is looked for what others have set aside, and after how long another attempt is made. */
    private static final long LOOK_MILLIS = 30_000;

    private static final long FIRST_PAUSE_MILLIS = 1_000;

    /** How often the database is shown that we are there while an answer is being booked; a silent session loses its turn. */
    private static final long SIGN_MILLIS = 3_000;

    /** How often all is looked at: an operator may have had older ones judged again. */
    private static final long ALL_NANOS = Duration.ofHours(1).toNanos();

    private final SentAhead ahead;
    private final ReadRejected rejected;
    private final LockProgress progress;
    private final BooleanSupplier ready;
    private final Notices notices;
    /** Of the thread that replays. */
    private final Notices unbooked;

    private final Thread thread;
    private final DueBookings bookings = new DueBookings();
    private final CourierPage page;
    private volatile boolean engineLooked;
    private volatile long committed;
    private boolean woken;
    private volatile boolean closed;
    private long after;
    private long lookedAtAll = System.nanoTime();

    /** @param ready whether Matomo's settings are known, so that it can be sent by them */
    PluginCourier(SentAhead ahead, LedgerTables tables, BooleanSupplier ready, String sink) {
        this(ahead, tables, ready, sink, new CourierPage());
    }

    PluginCourier(SentAhead ahead, LedgerTables tables, BooleanSupplier ready, String sink, CourierPage page) {
        this.ahead = ahead;
        this.page = page;
        this.rejected = new ReadRejected(tables);
        this.progress = LockProgress.reading(tables);
        this.ready = ready;
        this.notices = new Notices(log::warn);
        this.unbooked = new Notices(log::warn);
        this.thread = new Thread(this::run, "plugin-requests-" + sink);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether the next transaction is to book something. */
    boolean hasDue() {
        return !bookings.due(System.nanoTime()).isEmpty();
    }

    /**
     * Replays packs, and books what is due with them. What cannot be booked holds up nothing else.
     *
     * @throws ReplayException as the engine does
     */
    CommitSummary replay(Replayer engine, List<Delivery> packs) throws ReplayException, InterruptedException {
        List<Delivery> due = bookings.due(System.nanoTime());
        CommitSummary summary;
        try {
            List<Delivery> all = new ArrayList<>(packs);
            all.addAll(due);
            summary = engine.replay(all);
        } catch (ReplayException e) {
            if (due.isEmpty()) {
                throw e;
            }
            return without(engine, packs, e);
        }
        if (!due.isEmpty()) {
            ahead.taken();
            bookings.committed();
        }
        return looked(summary);
    }

    private CommitSummary without(Replayer engine, List<Delivery> packs, ReplayException failure)
            throws ReplayException, InterruptedException {
        bookings.failed(System.nanoTime());
        if (failure.kind() == ReplayException.Kind.UNAVAILABLE) {
            throw failure; // has been patient already; the next attempt is made without them
        }
        CommitSummary summary = engine.replay(packs);
        unbooked.say(
                "booking",
                System.currentTimeMillis(),
                () ->
                        "Requests for plugins were sent to pluginRequests, and that cannot be booked now: it is tried again, no"
                                + " more is sent until then, and all else is replayed. " + failure.getMessage());
        log.debug("The attempt failed.", failure);
        return looked(summary);
    }

    /** Wakes who sends where more has been set aside. */
    private synchronized CommitSummary looked(CommitSummary summary) {
        engineLooked = true;
        committed = Math.max(committed, summary.commitNumber()); // 0 where there was nothing to commit
        if (summary.counts().rejected().keySet().stream().anyMatch(r -> r.startsWith(PluginRequests.REASON))) {
            woken = true;
            notifyAll();
        }
        return summary;
    }

    private void run() {
        try {
            while (!closed) {
                rest(attempt());
            }
        } catch (InterruptedException e) {
            log.debug("The courier of plugins' requests has stopped.", e);
        }
    }

    /** Sends what waits; gives how long to rest before the next look, milliseconds. */
    private long attempt() throws InterruptedException {
        try {
            if (!ready.getAsBoolean() || !engineLooked) {
                return FIRST_PAUSE_MILLIS;
            }
            if (System.nanoTime() - lookedAtAll >= ALL_NANOS) {
                lookedAtAll = System.nanoTime();
                after = 0;
            }
            boolean more = true;
            while (more && !closed) {
                more = page();
            }
            return LOOK_MILLIS;
        } catch (SQLException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            if (closed) {
                return 0;
            }
            return failed(e);
        }
    }

    private long failed(Throwable e) {
        String why = e instanceof EndpointException ? e.getMessage() : SqlReason.of(e);
        notices.say(
                "plugin-requests",
                System.currentTimeMillis(),
                () -> "Requests for plugins wait, because they cannot be handed to pluginRequests now; all else is"
                        + " replayed. " + why);
        log.debug("The attempt failed.", e);
        boolean refused = e instanceof EndpointRefusesException && !page.grew();
        long pause = refused ? LOOK_MILLIS : ahead.pause().toMillis();
        return Math.max(FIRST_PAUSE_MILLIS, Math.min(LOOK_MILLIS, pause));
    }

    /** Sends the next ones; says whether there may be more. */
    private boolean page() throws SQLException, InterruptedException {
        if (!ahead.ask(connection -> !waiting(connection, 1).isEmpty())) {
            return false; // so nobody is asked anything, and no turn is taken
        }
        page.notOffered();
        List<ReadRejected.Row> rows = new ArrayList<>();
        boolean turn = ahead.inTurn(lock -> {
            rows.addAll(waiting(lock, within(lock)));
            boolean enough = page.isLargest() && moreBehind(lock, rows);
            page.failed(); // until it has not
            hand(lock, rows, enough);
            page.passed();
        });
        if (turn && !rows.isEmpty()) {
            after = rows.get(rows.size() - 1).id();
        }
        return turn && !rows.isEmpty();
    }

    private boolean moreBehind(Connection lock, List<ReadRejected.Row> rows) throws SQLException {
        return !rows.isEmpty()
                && !rejected.waiting(
                                lock,
                                PluginRequests.REASON,
                                rows.get(rows.size() - 1).id(),
                                1)
                        .isEmpty();
    }

    private int within(Connection connection) throws SQLException {
        return rejected.waitingWithin(connection, PluginRequests.REASON, after, page.requests(), page.bytes());
    }

    /** Nothing of a database that has gone back: the engine says so, and what waits there may have been sent. */
    private List<ReadRejected.Row> waiting(Connection connection, int most) throws SQLException {
        return progress.run(connection).commitNumber() < committed
                ? List.of()
                : rejected.waiting(connection, PluginRequests.REASON, after, most);
    }

    /** @param enough whether more are never offered together, and there are more */
    private void hand(Connection lock, List<ReadRejected.Row> rows, boolean enough)
            throws SQLException, InterruptedException {
        List<LocatedRequest> requests = new ArrayList<>();
        List<Delivery> deliveries = new ArrayList<>();
        for (ReadRejected.Row row : rows) {
            Optional<Delivery.Again> again =
                    StoredRequest.again(row); // nothing of one that was too long to be kept whole
            if (again.isPresent()) {
                deliveries.add(again.get());
                for (PackEntry entry : again.get().entries()) {
                    if (entry instanceof TrackingRequest request) {
                        requests.add(new LocatedRequest(row.place().file().orElseThrow(), request));
                    }
                }
            }
        }
        if (!deliveries.isEmpty()) {
            ahead.send(lock, requests, enough);
            awaitBooked(lock, deliveries);
        }
    }

    /**
     * The turn is kept until then. Where it is lost all the same, whoever has it next finds the answers, or that these do not wait
     * any more; they are still to be booked, by whom it may be.
     */
    private void awaitBooked(Connection lock, List<Delivery> deliveries) throws InterruptedException {
        bookings.put(deliveries);
        boolean kept = true;
        while (!bookings.over(SIGN_MILLIS)) {
            kept = kept && ahead.keep(lock);
        }
    }

    private synchronized void rest(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; left > 0 && !woken && !closed; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        woken = false;
    }

    /** Waits for the answer of what is under way, for a bounded time. */
    @Override
    public void close() {
        closed = true;
        bookings.close();
        thread.interrupt();
        boolean over = false;
        boolean interrupted = false;
        while (!over) {
            try {
                thread.join();
                over = true;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
