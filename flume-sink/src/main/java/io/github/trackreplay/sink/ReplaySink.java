/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.health.ChannelTrouble;
import io.github.trackreplay.health.ChannelUse;
import io.github.trackreplay.health.ClosedChannel;
import io.github.trackreplay.health.Deliveries;
import io.github.trackreplay.health.Uninterrupted;
import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.option.Values;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flume.Channel;
import org.apache.flume.ChannelException;
import org.apache.flume.Context;
import org.apache.flume.Transaction;
import org.apache.flume.conf.BatchSizeSupported;
import org.apache.flume.conf.Configurable;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.sink.AbstractSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays packs from a Flume channel into a Matomo, by the way that the subclass knows. A thin shell: takes events, has {@link Replayer} commit them to
 * the database, then commits the channel. On any failure the events stay in the channel.
 *
 * <p>A failure is said once, in a sentence, and then reported to Flume as {@code BACKOFF}: an exception would make its runner
 * print a stack trace for every attempt and sleep for five seconds more. So a sink group never hears of one, and this sink
 * does not belong into a group. What a source in front of the channel may want to know is in {@link Deliveries}.
 */
abstract class ReplaySink extends AbstractSink implements Configurable, BatchSizeSupported {
    private static final long SLICE_MILLIS = 500;

    private final Logger log = LoggerFactory.getLogger(getClass());
    private final Outage outage = new Outage();
    private final Notices notices = new Notices(log::warn);
    private final CommitNotices said = new CommitNotices(log, notices);
    private Values values;
    private MySqlSinkCounter counter;
    private Intake intake;
    private Optional<ReplayEngine> engine = Optional.empty();
    private Optional<Gathering> gathering = Optional.empty();
    private Optional<Deliveries> deliveries = Optional.empty();
    private Optional<SinkWatch> watch = Optional.empty();
    private Optional<PluginCourier> courier = Optional.empty();
    private BatchGoal goal = BatchGoal.of(1);
    private boolean moreDue;

    /** Reads and checks the settings of the subclass. */
    abstract Values read(Map<String, String> settings);

    /**
     * The way into Matomo; connects to nothing yet.
     *
     * @param tablePrefix of our tables
     * @param collector as this sink names itself in the database
     */
    abstract Matomo matomo(Values settings, String tablePrefix, String collector);

    /** Who hands what was set aside for plugins to a Tracking API, where that is wanted. */
    Optional<PluginCourier> courier(Matomo matomo, String tablePrefix) {
        return Optional.empty();
    }

    @Override
    public void configure(Context context) {
        Values read = read(context.getParameters());
        if (!read.problems().isEmpty()) {
            throw new ConfigurationException("Sink " + getName() + " cannot be used: " + read.explanation());
        }
        values = read;
        intake = new Intake(
                read.find(MySqlSinkOptions.SIGNING_KEYS),
                read.get(MySqlSinkOptions.UNPROVEN_PACKS) == MySqlSinkOptions.UnprovenPacks.TAKEN,
                read.get(MySqlSinkOptions.MAX_FUTURE),
                notices);
    }

    @Override
    public long getBatchSize() {
        return Gathering.declaredEvents(values);
    }

    @Override
    public synchronized void start() {
        release();
        ChannelUse.take(List.of(getChannel()));
        Path commits =
                values.find(MySqlSinkOptions.COMMIT_FILE).orElse(Path.of("trackreplay-" + getName() + ".commit"));
        ChannelUse.take(commits, commits.resolveSibling(commits.getFileName() + ".lock"));
        Deliveries told = Deliveries.of(getChannel());
        deliveries = Optional.of(told);
        told.trying(getName(), System.nanoTime());
        String prefix = ConfiguredTablePrefix.of(values);
        String collector = host() + "/" + getName();
        Matomo matomo = matomo(values, prefix, collector);
        counter = counter == null ? new MySqlSinkCounter(getName()) : counter;
        ReplayEngine opened = ReplayEngine.open(
                new ReplayEngine.Settings(
                        MySqlSinkOptions.database(values),
                        prefix,
                        values.get(MySqlSinkOptions.CREATE_TABLES),
                        new Replayer.Identity(collector, host()),
                        MySqlSinkOptions.policy(values),
                        Optional.of(commits)),
                matomo);
        engine = Optional.of(opened);
        goal = BatchGoal.ofAgent(values.get(MySqlSinkOptions.BATCH_SIZE));
        Replayer replayer = opened.replayer().bounded(() -> goal.next());
        counter.show(replayer.totals());
        gathering = Optional.of(new Gathering(
                values,
                intake,
                getChannel(),
                () -> goal.next(),
                () -> !moreDue && replayer.nobodyWaits() && !replayer.needsTick()));
        watch = Optional.of(SinkWatch.open(values, getName(), collector, opened, matomo));
        courier = courier(matomo, prefix);
        courier.ifPresent(PluginCourier::start);
        counter.start();
        super.start();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    @Override
    public synchronized void stop() {
        release();
        deliveries.ifPresent(told -> told.stopped(getName()));
        super.stop();
    }

    /** Lets go of what a start has opened, also one that failed later on. */
    private void release() {
        Optional<ReplayEngine> running = engine;
        engine = Optional.empty();
        if (running.isPresent()) {
            ReplayEngine stopping = running.get();
            try (stopping) {
                gathering.ifPresent(Gathering::end);
                courier.ifPresent(PluginCourier::close);
                watch.ifPresent(SinkWatch::close);
                counter.stop();
            }
        }
    }

    /**
     * Replays what the channel holds, or waits a moment if it holds nothing.
     *
     * @return {@code BACKOFF} if nothing could be replayed; it is back in the channel
     */
    @Override
    public Status process() {
        Channel channel = getChannel();
        try {
            long wait = outage.remaining(System.currentTimeMillis());
            if (wait > 0) {
                Thread.sleep(Math.min(SLICE_MILLIS, wait));
                return Status.READY;
            }
            return process(channel);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Status.BACKOFF;
        } catch (ChannelException | IllegalStateException e) {
            if (!isOfTheChannel(e)) {
                throw e;
            }
            sayWhy(e);
            return Status.BACKOFF;
        }
    }

    private static boolean isOfTheChannel(RuntimeException e) {
        String text = String.valueOf(e.getMessage());
        return e instanceof ChannelException || text.contains("Channel closed") || text.contains("Log is closed");
    }

    /** A damaged or closed channel fails every time: one sentence a minute, and an end where only a new start helps. */
    private void sayWhy(RuntimeException failure) {
        Optional<ClosedChannel> closed = ChannelTrouble.of(failure, List.of(getChannel()));
        notices.say(
                "channel",
                System.currentTimeMillis(),
                () -> "The channel of sink " + getName() + " gives no events. "
                        + closed.map(ClosedChannel::sentence)
                                .orElseGet(() -> ChannelTrouble.remedy(failure, List.of(getChannel()))));
        log.debug("The attempt failed.", failure);
    }

    private Status process(Channel channel) throws InterruptedException {
        Gathering gathered = gathering.orElseThrow();
        Transaction transaction = channel.getTransaction();
        transaction.begin();
        boolean committed = false;
        try {
            List<Delivery> packs = gathered.take();
            counter.addToEventDrainAttemptCount(packs.size());
            if (!packs.isEmpty()
                    || moreDue
                    || courier.map(PluginCourier::hasDue).orElse(false)
                    || replayer().needsTick()) {
                replay(packs);
            } else {
                said.due(System.currentTimeMillis());
            }
            Uninterrupted.run(transaction::commit);
            committed = true;
            if (packs.isEmpty() && !moreDue) {
                gathered.await();
            }
            return Status.READY;
        } catch (ReplayException e) {
            if (!Thread.currentThread().isInterrupted()) { // being stopped while waiting for the database is no failure
                counter.incrementConnectionFailedCount();
                counter.trouble(String.valueOf(e.getMessage()));
                figures().failed(String.valueOf(e.getMessage()));
                outage.failed(e, System.currentTimeMillis()).ifPresent(log::error);
                log.debug("The attempt failed.", e);
            }
            return Status.BACKOFF;
        } finally {
            close(transaction, committed);
        }
    }

    private void replay(List<Delivery> packs) throws ReplayException, InterruptedException {
        Deliveries told = deliveries.orElseThrow();
        told.trying(getName(), System.nanoTime());
        long begun = System.nanoTime();
        figures().trying(begun);
        CommitSummary summary = courier.isPresent()
                ? courier.get().replay(replayer(), packs)
                : replayer().replay(packs);
        goal.took(summary.counts().applied(), System.nanoTime() - begun);
        figures().committed(summary, replayer().streams(), System.currentTimeMillis());
        told.delivered(getName());
        counter.trouble("");
        note(packs.size(), summary);
    }

    private Replayer replayer() {
        return engine.orElseThrow().replayer();
    }

    private SinkFigures figures() {
        return watch.orElseThrow().figures();
    }

    /**
     * Ends the channel's transaction whatever happens: one that stays open would make every later one of this thread
     * fail. A file channel without disk space cannot note that it rolls back; its takes come back all the same.
     */
    private void close(Transaction transaction, boolean committed) {
        try {
            if (!committed) {
                Uninterrupted.run(transaction::rollback);
            }
        } catch (RuntimeException e) {
            notices.say("rollback", System.currentTimeMillis(), () -> "The channel could not roll back: " + e);
        } finally {
            transaction.close();
        }
    }

    private void note(int events, CommitSummary summary) {
        moreDue = summary.order().moreDue();
        said.say(summary.said(), System.currentTimeMillis());
        outage.succeeded(System.currentTimeMillis()).ifPresent(log::info);
        counter.addToEventDrainSuccessCount(events);
        if (events == 0) {
            counter.incrementBatchEmptyCount();
        } else if (events < getBatchSize()) {
            counter.incrementBatchUnderflowCount();
        } else {
            counter.incrementBatchCompleteCount();
        }
    }
}
