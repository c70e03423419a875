/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import io.github.trackreplay.channel.ChannelReserve;
import io.github.trackreplay.disk.DiskReserve;
import io.github.trackreplay.disk.SoleUse;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.health.ChannelUse;
import io.github.trackreplay.metrics.MetricsEndpoint;
import io.github.trackreplay.metrics.MetricsHub;
import io.github.trackreplay.metrics.MetricsOptions;
import io.github.trackreplay.option.Values;
import io.github.trackreplay.source.checkpoint.PositionStore;
import io.github.trackreplay.source.tail.CommonTimes;
import io.github.trackreplay.source.tail.GlobFinder;
import io.github.trackreplay.source.tail.StartAt;
import io.github.trackreplay.source.tail.TailReader;
import io.github.trackreplay.source.tail.TailReaderConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.flume.Context;
import org.apache.flume.FlumeException;
import org.apache.flume.PollableSource;
import org.apache.flume.conf.BatchSizeSupported;
import org.apache.flume.conf.Configurable;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.source.AbstractSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows access logs and puts their tracking requests, packed, on the channel. Settings: {@link AccessLogSourceOptions}.
 *
 * <p>A batch is one channel transaction; the positions are saved after its commit. If it fails for whatever reason, the same
 * batch is offered again, so a full channel slows reading down and drops nothing. Nothing is opened before {@link #start}.
 */
public final class AccessLogSource extends AbstractSource implements PollableSource, Configurable, BatchSizeSupported {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLogSource.class);
    /** Of lines. As documents they take more, a bulk call up to 32 times as much. */
    private static final long BATCH_BYTES = 2L << 20;

    private static final long SLEEP_STEP_MILLIS = 20;
    private static final long SLEEP_MOST_MILLIS = 50;
    /** Of logs that are at rest, where nobody tells of changes; see {@link LogWatch}. */
    private static final Duration REST = Duration.ofMillis(500);

    private final InstantSource present;
    private Values values;
    private Optional<TailReader> reader = Optional.empty();
    private SavedPositions positions;
    private Optional<SoleUse> use = Optional.empty();
    private DiskReserve reserve;
    private PackPuts puts;
    private AccessLogSourceCounter counter;
    private BatchDelivery delivery;
    private ReadStreams read;
    private LogWatch watch;
    private FileNews news;
    private MetricsHub.Registration reporting = () -> {};
    private MetricsHub.Registration metrics = () -> {};

    /** Flume makes it. */
    public AccessLogSource() {
        this(InstantSource.system());
    }

    AccessLogSource(InstantSource present) {
        this.present = present;
    }

    @Override
    public void configure(Context context) {
        Values settings = AccessLogSourceOptions.read("", context.getParameters());
        if (!settings.problems().isEmpty()) {
            throw new ConfigurationException(
                    "The source " + getName() + " cannot run with its settings:\n" + settings.explanation());
        }
        values = settings;
    }

    @Override
    public synchronized void start() {
        release();
        counter = new AccessLogSourceCounter(getName());
        PositionStore store =
                new PositionStore(values.get(AccessLogSourceOptions.POSITIONS).resolve(getName() + ".positions"));
        try {
            use = Optional.of(SoleUse.take(lockOf(store.file())));
            positions = SavedPositions.open(store);
        } catch (SoleUse.InUseException e) {
            throw new FlumeException(
                    "The source " + getName() + " does not start. The file of its positions, " + store.file() + ", "
                            + e.getMessage()
                            + ". Two agents with one configuration would spoil each other's work: stop one.",
                    e);
        } catch (IOException e) {
            letGo();
            throw new FlumeException(
                    "The source " + getName() + " does not start, because its positions cannot be read and written: "
                            + e.getMessage()
                            + ". Give the directory (positions) space and write access; it is tried again.",
                    e);
        }
        try {
            ChannelUse.take(getChannelProcessor().getSelector().getAllChannels());
        } catch (IllegalStateException e) {
            letGo();
            throw e;
        }
        checkTakenOver();
        read = ReadStreams.beside(store.file());
        reserve = ChannelReserve.of(
                values.get(AccessLogSourceOptions.RESERVE),
                getChannelProcessor().getSelector().getAllChannels(),
                values.find(AccessLogSourceOptions.RESERVE_PATHS).orElse(List.of()).stream()
                        .map(Path::of)
                        .toList());
        news = new FileNews(present);
        TailReader reading = new TailReader(
                new TailReaderConfig(
                                values.get(AccessLogSourceOptions.STREAM),
                                new TailReaderConfig.FileAccess(
                                        new GlobFinder(values.get(AccessLogSourceOptions.FILES))),
                                values.get(AccessLogSourceOptions.START_AT),
                                AccessLogSourceOptions.settings(values, host(), newReader()),
                                new TailReaderConfig.Clocks(present, logClock()),
                                new CommonTimes(),
                                new LoggingListener(counter, news))
                        .asking(new InterceptedTimes(
                                events -> puts.show(events),
                                () -> reserve.allows(DiskReserve.event(PackPuts.LINE_BYTES)))),
                positions.loaded());
        reader = Optional.of(reading);
        puts = new PackPuts(this, read, counter);
        watch = new LogWatch(REST, present);
        HeldStreams held = new HeldStreams(values.get(AccessLogSourceOptions.PACK_BYTES));
        positions.savedAs(held::beforeHeld);
        delivery = new BatchDelivery(
                held,
                packs -> reserve.allows(PackPuts.size(packs)) && put(packs),
                values.get(AccessLogSourceOptions.BATCH_SIZE));
        counter.start();
        reporting = MetricsHub.ofProcess()
                .register(new SourceFigures(
                        getName(), values.get(AccessLogSourceOptions.STREAM), counter, puts::refused));
        metrics = MetricsEndpoint.ofProcess().share(MetricsOptions.of(values), "Source " + getName());
        super.start();
        LOG.info(
                "The source {} follows {} as stream {}; positions are in {}.",
                getName(),
                String.join(" ", values.get(AccessLogSourceOptions.FILES)),
                values.get(AccessLogSourceOptions.STREAM),
                store.file());
    }

    /** The file whose lock says who uses a file of positions. */
    public static Path lockOf(Path positions) {
        return positions.resolveSibling(positions.getFileName() + ".lock");
    }

    /** What another tail has written down is asked for once: before this source has positions of its own. */
    private void checkTakenOver() {
        if (positions.loaded().isEmpty()
                && values.get(AccessLogSourceOptions.START_AT) instanceof StartAt.TakenOver other) {
            try {
                LOG.info(
                        "The source {} goes on where {} stopped: {} positions in {}.",
                        getName(),
                        other.from().tail().code(),
                        other.from().tail().read(other.from().file()).size(),
                        other.from().file());
            } catch (IOException e) {
                letGo();
                throw new FlumeException(
                        "The source " + getName() + " does not start. startAt: "
                                + other.from().file() + " cannot be read: " + e.getMessage(),
                        e);
            }
        }
    }

    private void letGo() {
        Optional<SoleUse> released = use;
        use = Optional.empty();
        try {
            if (released.isPresent()) {
                released.get().close();
            }
        } catch (IOException e) {
            LOG.warn("The lock of the positions cannot be closed: {}", e.getMessage());
        }
    }

    private InstantSource logClock() {
        return values.find(AccessLogSourceOptions.CLOCK_FILE)
                .<InstantSource>map(FileClock::new)
                .orElse(InstantSource.system());
    }

    /** Tells this life of the source from all others, wherever they are. */
    private static String newReader() {
        return HexFormat.of().toHexDigits(new SecureRandom().nextLong());
    }

    private String host() {
        return values.find(AccessLogSourceOptions.HOST).orElseGet(() -> {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                LOG.warn("This machine does not know its own name; events say localhost. Set host for the source.", e);
                return "localhost";
            }
        });
    }

    @Override
    public Status process() {
        // Also while nothing may be put: files must be watched, or a rotation meanwhile would be missed.
        if (delivery.offerHeld()) {
            positions.saveNext();
        }
        TailReader reader = reader();
        reader.leaveOut(delivery.full());
        reader.unawaited(puts.nobodyWaits());
        reader.told(watch.tells());
        List<RawPack> packs = reader.read(values.get(AccessLogSourceOptions.BATCH_SIZE), BATCH_BYTES);
        news.sum().ifPresent(LOG::info);
        if (packs.isEmpty()) {
            counter.update(reader.counts(), reader.bytesLeft());
            saveIfDue(reader);
            return reader.brokeOff() || rests(reader) ? Status.READY : Status.BACKOFF;
        }
        if (PackPuts.bringLines(packs)) {
            watch.found();
        }
        positions.saveNewStreams(reader);
        boolean delivered = false;
        try {
            counter.update(reader.counts(), reader.bytesLeft());
            delivered = delivery.deliver(packs, reader.positions());
        } finally {
            if (delivered) {
                reader.commit();
            } else {
                reader.rewind();
            }
        }
        saveIfDue(reader); // also while nothing is delivered: a restart must not move the stream's start
        return delivered ? Status.READY : Status.BACKOFF;
    }

    private boolean rests(TailReader reader) {
        return watch.sleep(reader.atRest(), reader.lookedAt(), puts::nobodyWaits);
    }

    private void saveIfDue(TailReader reader) {
        positions.saveIfDue(reader);
        read.saveIfDue();
    }

    /** What reads the logs while it is started. */
    TailReader reader() {
        return reader.orElseThrow(() -> new IllegalStateException("the source " + getName() + " is not started"));
    }

    private boolean put(List<RawPack> packs) {
        return puts.put(packs, reader()::showed);
    }

    @Override
    public synchronized void stop() {
        release();
        super.stop();
    }

    /** Lets go of what a start has opened, also one that failed later on. */
    private void release() {
        Optional<TailReader> stopping = reader;
        reader = Optional.empty();
        stopping.ifPresent(this::stopReading);
        letGo();
    }

    private void stopReading(TailReader stopping) {
        try (stopping) {
            positions.save(stopping);
            read.save();
            news.sumAnyway().ifPresent(LOG::info);
        } finally {
            metrics.close();
            reporting.close();
            puts.end();
            watch.close();
            counter.stop();
        }
    }

    @Override
    public long getBatchSize() {
        return values.get(AccessLogSourceOptions.BATCH_SIZE);
    }

    @Override
    public long getBackOffSleepIncrement() {
        return SLEEP_STEP_MILLIS;
    }

    @Override
    public long getMaxBackOffSleepInterval() {
        return SLEEP_MOST_MILLIS;
    }
}
