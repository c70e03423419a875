/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PipelineLog;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.ReplayOrder;
import io.github.trackreplay.order.StreamOrder;
import io.github.trackreplay.order.TakenRanges;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Speaks for the streams of pipelines, whose shippers do not say that there is nothing: one that has brought nothing for a while
 * is taken to have nothing from before that. While a backlog is worked off nobody is quiet, for what he has brought may stand
 * behind it.
 *
 * <p>A stream of which nothing but lines that cannot be read has come, and that nobody listed, is waited for only for as long as
 * nobody has made many of them: whoever reaches a pipeline's port makes a stream by naming it. So no name is remembered for longer than
 * something hangs on it. Not thread-safe.
 */
final class QuietStreams {
    private static final long BETWEEN = 1000;

    /** Once in so many times the time after which a stream is quiet, streams of which no request has come are waited for. */
    private static final long GRACE_EVERY = 10;

    private final long idle;
    /** When a request came last, of those of which one came less than {@link #idle} ago. */
    private final Map<String, Long> last = new HashMap<>();
    /** Up to when a stream has been read, of those of which no time is known. */
    private final Map<String, Long> lastRead = new HashMap<>();

    private OptionalLong graceFrom = OptionalLong.empty();
    private long since = Long.MIN_VALUE;
    private long backlog = Long.MIN_VALUE;

    QuietStreams(Duration idle) {
        this.idle = idle.toMillis();
    }

    /** Notes what has come now. */
    void note(Collection<Delivery> deliveries, long now) {
        since = since == Long.MIN_VALUE ? now : since;
        for (Delivery delivery : deliveries) {
            if (delivery instanceof Delivery.OfPack event) {
                Pack pack = event.pack();
                backlog = now - pack.header().readTime() > idle / 2 ? now : backlog;
                if (PipelineLog.is(pack.header().file())) {
                    note(pack, now);
                }
            }
        }
    }

    private void note(Pack pack, long now) {
        String stream = pack.header().file().stream();
        lastRead.put(stream, pack.header().readTime());
        if (!pack.entries().isEmpty()) {
            last.put(stream, now);
        }
    }

    /** Promises for each that is quiet what its shipper would promise if it could. */
    void promise(ReplayOrder order, long now) {
        for (StreamOrder stream : order.streams()) {
            if (!stream.retired() && !stream.passed()) {
                PipelinePacks.of(stream).ifPresent(file -> promise(order, stream, file, now));
            }
        }
        last.values().removeIf(heard -> now - heard >= idle);
        lastRead.keySet()
                .removeIf(name ->
                        order.find(name).filter(QuietStreams::saysNoTime).isEmpty());
    }

    private void promise(ReplayOrder order, StreamOrder stream, FileTrack file, long now) {
        promised(stream, now).ifPresent(time -> {
            long end = file.taken().end();
            order.take(file, new ByteRange(end, end), time, false, now);
        });
    }

    private static boolean saysNoTime(StreamOrder stream) {
        return stream.watermark() == TakenRanges.NO_WATERMARK;
    }

    /** How many names are remembered. */
    int remembered() {
        return last.size() + lastRead.size();
    }

    /** What can be promised now; empty if nothing more than before. */
    private OptionalLong promised(StreamOrder stream, long now) {
        boolean nothing = saysNoTime(stream);
        long heard = Math.max(last.getOrDefault(stream.name(), since), Math.max(since, backlog));
        long time = now - idle;
        if (now - heard >= idle && (nothing || time - stream.watermark() >= BETWEEN)) {
            return OptionalLong.of(time);
        }
        Long read = lastRead.get(stream.name());
        return nothing && read != null && !stream.expected() && graceIsOver(now)
                ? OptionalLong.of(read - idle)
                : OptionalLong.empty();
    }

    /** Whether streams of which no request has come have been waited for long enough; begins anew after a while. */
    private boolean graceIsOver(long now) {
        long from = graceFrom.orElse(now);
        boolean anew = graceFrom.isEmpty() || now < from || now - from >= GRACE_EVERY * idle;
        graceFrom = anew ? OptionalLong.of(now) : graceFrom;
        return !anew && now - from >= idle;
    }
}
