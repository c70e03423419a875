/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.OrderKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * The one order over all streams. Mutable; the present time is always a parameter (milliseconds since 1970-01-01 UTC).
 *
 * <p>The <em>frontier</em> is exclusive: everything below it that has been taken has been applied. It only advances. What
 * arrives below it is late.
 */
public final class ReplayOrder {
    /** Below every request. */
    public static final OrderKey START = new OrderKey(Long.MIN_VALUE, "", 0, 0, 0);

    /** How often in {@code maxHold} it is looked whether streams only trail. */
    private static final long LOOKS = 60;

    private final Map<String, StreamOrder> streams = new HashMap<>();
    private final Set<String> imported;
    private final Set<String> notBegun;
    private final ToCome toCome;
    private final long maxHold;
    private final Newcomers newcomers;
    private OrderKey frontier = START;
    private final CompleteThrough completeThrough = new CompleteThrough();
    private long lookedAt = Long.MIN_VALUE;

    /** @param maxHold for how many milliseconds the order waits for a stream that does not move */
    public ReplayOrder(long maxHold) {
        this(maxHold, Set.of(), ToCome.UNKNOWN, new Newcomers(maxHold));
    }

    /**
     * An order of an import.
     *
     * @param imported the streams that it brings here, of each of which something will come
     * @param toCome what is still to come of them
     * @param newcomers what is remembered of them from before
     */
    public ReplayOrder(long maxHold, Set<String> imported, ToCome toCome, Newcomers newcomers) {
        this.maxHold = maxHold;
        this.newcomers = newcomers;
        this.toCome = toCome;
        this.imported = Set.copyOf(imported);
        this.notBegun = new TreeSet<>(imported);
    }

    /** Sets the progress that is stored. */
    public void resume(OrderKey storedFrontier, long storedCompleteThrough) {
        frontier = storedFrontier;
        completeThrough.resume(storedCompleteThrough);
    }

    /** Adds or replaces a stored stream that was made since this was read: it is one of the {@link Newcomers}. */
    public void addNew(StreamOrder stream, long now) {
        if (!streams.containsKey(stream.name())) {
            newcomers.note(stream.name(), now);
        }
        add(stream, now);
    }

    /** Adds or replaces a stored stream. The time for which it has been waited for goes on only if it has not moved. */
    public void add(StreamOrder stream, long now) {
        StreamOrder before = streams.put(stream.name(), stream);
        if (before == null) {
            stream.waitingSince(now);
        } else {
            stream.goOnElsewhere(before, now);
        }
    }

    public Optional<StreamOrder> find(String name) {
        return Optional.ofNullable(streams.get(name));
    }

    private StreamOrder streamOf(FileTrack file) {
        return find(file.file().stream()).orElseThrow();
    }

    public Collection<StreamOrder> streams() {
        return streams.values();
    }

    /** The stream of a name; a new one if it is unknown. */
    public StreamOrder stream(String name, LongSupplier ids, long now) {
        return streams.computeIfAbsent(name, n -> {
            newcomers.note(n, now);
            return StreamOrder.unknown(ids.getAsLong(), n, now);
        });
    }

    /** The file that a pack names. */
    public FileTrack file(LogFile header, LongSupplier ids, long now) {
        return stream(header.stream(), ids, now).file(header, ids);
    }

    /** See {@link StreamOrder#take}. The stream advances at once. */
    public void take(FileTrack file, ByteRange range, long watermark, boolean requests, long now) {
        String name = file.file().stream();
        StreamOrder stream = streamOf(file);
        stream.take(file, range, watermark, imported.contains(name), now);
        notBegun.remove(name);
        if (requests) {
            stream.noteRequests(now);
        }
        stream.advance(now);
    }

    /** See {@link StreamOrder#worksOff}. To be told after {@link #take}. */
    public void worksOff(FileTrack file, long now) {
        streamOf(file).worksOff(now);
    }

    /** See {@link StreamOrder#looks}. To be told after {@link #take}. */
    public void looks(FileTrack file, long now) {
        streamOf(file).looks(now);
    }

    /** Notes destroyed bytes. Returns the least event time that they may have had. */
    public long lose(FileTrack file) {
        return streamOf(file).noteLoss(file);
    }

    /** Notes that requests of a stream from an event time on may have been destroyed unseen. */
    public void loseUnseen(FileTrack file, long from) {
        streamOf(file).noteUnknownLoss(from);
    }

    /** Whether a request comes below the frontier, and by how much of the order. */
    public Lateness lateness(OrderKey request) {
        return Lateness.of(request, frontier);
    }

    /** Where the order must stop now. */
    public Bound bound() {
        Optional<OrderKey> least = notBegun.stream().findFirst().map(StreamOrder::first);
        for (StreamOrder stream : streams.values()) {
            boolean brought = imported.contains(stream.name());
            if (!brought && least.isPresent() && isAbove(stream, least.get())) {
                continue; // most streams, in every transaction
            }
            if (newcomers.passes(stream)) {
                continue;
            }
            least = lesser(least, brought ? boundOfImport(stream) : stream.bound());
        }
        return new Bound(least, least.map(OrderKey::stream));
    }

    private static Optional<OrderKey> lesser(Optional<OrderKey> one, Optional<OrderKey> other) {
        boolean own = other.isEmpty() || (one.isPresent() && one.get().compareTo(other.get()) <= 0);
        return own ? one : other;
    }

    /** The lesser of what the ledger and what the import says; within one time only the ledger knows a place. */
    private Optional<OrderKey> boundOfImport(StreamOrder stream) {
        Optional<OrderKey> stored = stream.boundOfImport();
        OptionalLong time = toCome.of(stream.name());
        if (time.isEmpty()
                || time.getAsLong() == Long.MAX_VALUE
                || stored.filter(key -> key.time() <= time.getAsLong()).isPresent()) {
            return stored;
        }
        return Optional.of(new OrderKey(time.getAsLong(), stream.name(), 0, 0, 0));
    }

    private static boolean isAbove(StreamOrder stream, OrderKey key) {
        long time = stream.boundTime();
        return time > key.time() || (time == key.time() && stream.name().compareTo(key.stream()) > 0);
    }

    /** Passes everything that has been waited for too long. */
    public List<Passed> passOverdue(long now) {
        List<Passed> passed = new ArrayList<>();
        for (StreamOrder stream : streams.values()) {
            stream.notAfter(now);
            if (stream.overdue(now, maxHold)) {
                passed.add(stream.pass(now));
            }
        }
        passed.addAll(passTrailing(now));
        newcomers.look(streams.values(), now).ifPresent(passed::add);
        return passed;
    }

    /**
     * Passes streams that move, but lie further than {@code maxHold} behind what another one has reached and come no nearer;
     * and waits again for those that do.
     */
    private List<Passed> passTrailing(long now) {
        long elapsed = lookedAt == Long.MIN_VALUE ? 0 : now - lookedAt;
        if (lookedAt != Long.MIN_VALUE && elapsed >= 0 && elapsed < maxHold / LOOKS) {
            return List.of();
        }
        lookedAt = now;
        List<Passed> passed = new ArrayList<>();
        Furthest furthest = Furthest.of(streams.values());
        for (StreamOrder stream : streams.values()) {
            long reached = Math.min(furthest.besides(stream), now); // a clock that is ahead leaves nobody behind
            if (stream.behind()) {
                if (reached == Long.MIN_VALUE || reached - stream.watermark() <= maxHold / 2) {
                    stream.rejoin(now);
                }
            } else if (stream.trails(reached, elapsed, maxHold)) {
                passed.add(stream.passBehind(reached));
            }
        }
        return passed;
    }

    /** See {@link Skew#note}. */
    public OptionalLong noteSkew(FileTrack file, long behind, boolean requests, long now) {
        return streamOf(file).noteSkew(behind, requests, now);
    }

    /** See {@link StreamOrder#disorder}. */
    public void noteDisorder(FileTrack file, long millis, long now) {
        streamOf(file).noteDisorder(millis, now);
    }

    /** Until when {@link #passOverdue} passes nothing, unless something is taken or passed, milliseconds since 1970-01-01 UTC. */
    public long overdueAfter() {
        return streams.values().stream()
                .mapToLong(stream -> stream.overdueAfter(maxHold))
                .reduce(newcomers.lookAfter(), Math::min);
    }

    /** Passes what holds the order most, because too much is held back. */
    public Optional<Passed> passHolder(long now) {
        return bound().holder().flatMap(this::find).map(stream -> stream.pass(now));
    }

    /** The skew of the stream whose times lie furthest beside the present, milliseconds; 0 if none has been measured. */
    public long greatestSkew() {
        long greatest = 0;
        for (StreamOrder stream : streams.values()) {
            long skew = stream.retired() ? 0 : stream.skew().orElse(0);
            greatest = Math.abs(skew) > Math.abs(greatest) ? skew : greatest;
        }
        return greatest;
    }

    public OrderKey frontier() {
        return frontier;
    }

    /** Moves the frontier; it never goes back. */
    public void advanceFrontier(OrderKey to) {
        if (to.compareTo(frontier) > 0) {
            frontier = to;
        }
    }

    /** The key right after a request's. */
    public static OrderKey after(OrderKey key) {
        return new OrderKey(key.time(), key.stream(), key.fileNumber(), key.offset(), key.index() + 1);
    }

    /** Least watermark of all streams that hold the order; {@link Long#MAX_VALUE} if none does. */
    public long watermark() {
        return bound().time();
    }

    /**
     * Works out how far everything is complete, after the frontier has been moved.
     *
     * @param allReleased whether nothing is left that could be released; otherwise the frontier's own time is not done
     * @return the greatest event time T (milliseconds) such that every request up to T has been applied; never less than
     *     before; {@link Long#MIN_VALUE} if nothing is
     */
    public long completeThrough(boolean allReleased) {
        return completeThrough.advance(streams.values(), frontier.time(), allReleased);
    }

    /** Streams that keep completeness below a time, the worst first. */
    public List<StreamOrder> holding(long through) {
        return streams.values().stream()
                .filter(stream -> stream.wholeBefore() <= through)
                .sorted(Comparator.comparingLong(StreamOrder::wholeBefore))
                .toList();
    }
}
