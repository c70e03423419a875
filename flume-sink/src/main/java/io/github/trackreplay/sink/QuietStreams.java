/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PipelineLog;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.StreamOrder;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Speaks for the streams of pipelines, whose shippers do not say that there is nothing: one that has brought nothing for a while
 * is taken to have nothing from before that. While a backlog is worked off nobody is quiet, for what he has brought may stand
 * behind it. Not thread-safe.
 */
final class QuietStreams {
    private static final long BETWEEN = 1000;

    private final long idle;
    private final Map<String, Long> last = new HashMap<>();
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
                if (PipelineLog.is(pack.header().file()) && !pack.entries().isEmpty()) {
                    last.put(pack.header().file().stream(), now);
                }
            }
        }
    }

    /** Promises for each that is quiet what its shipper would promise if it could. */
    void promise(LedgerState state, long now) {
        for (StreamOrder stream : state.order().streams()) {
            if (!stream.retired() && !stream.passed()) {
                PipelinePacks.of(stream).ifPresent(file -> promise(state, stream, file, now));
            }
        }
    }

    private void promise(LedgerState state, StreamOrder stream, FileTrack file, long now) {
        long heard = Math.max(last.getOrDefault(stream.name(), since), Math.max(since, backlog));
        long promised = now - idle;
        if (now - heard < idle || promised - stream.watermark() < BETWEEN) {
            return;
        }
        long end = file.taken().end();
        state.order().take(file, new ByteRange(end, end), promised, false, now);
    }
}
