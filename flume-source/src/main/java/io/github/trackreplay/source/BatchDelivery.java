/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.UndecidedFormatException;
import io.github.trackreplay.source.checkpoint.Positions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers batches, and keeps what the interceptor cannot read in any format ({@link HeldStreams}) while the other streams go
 * on. For one thread.
 */
final class BatchDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLogSource.class);

    private final HeldStreams held;
    private final Predicate<List<RawPack>> put;
    private final int batchSize;
    private Set<String> full = Set.of();

    /**
     * @param put puts packs on the channel in one transaction; whether it took them; throws {@link UndecidedFormatException}
     * @param batchSize most packs in a transaction
     */
    BatchDelivery(HeldStreams held, Predicate<List<RawPack>> put, int batchSize) {
        this.held = held;
        this.put = put;
        this.batchSize = batchSize;
    }

    /**
     * Delivers a batch, or keeps it as far as its streams' formats are unknown.
     *
     * @param before the positions before the batch
     * @return whether all of it was delivered or is kept; otherwise it is to be offered again
     */
    boolean deliver(List<RawPack> batch, Positions before) {
        Set<String> unknown = new TreeSet<>();
        List<RawPack> rest = new ArrayList<>(batch);
        rest.removeIf(held::holds);
        while (!rest.isEmpty()) {
            try {
                if (!put.test(List.copyOf(rest))) {
                    return false;
                }
                rest.clear();
            } catch (UndecidedFormatException e) {
                if (!rest.removeIf(HeldStreams.of(e.sentences().keySet()))) {
                    throw e;
                }
                unknown.addAll(e.sentences().keySet());
                e.sentences().forEach(BatchDelivery::sayHeld);
            }
        }
        held.keep(batch, unknown, before);
        return true;
    }

    private static void sayHeld(String stream, String sentence) {
        LOG.error(
                "Stream {}: its lines cannot be read, so nothing of it is taken and it waits; other streams go on. {} Set the"
                        + " format for the interceptor (trackreplay validate tries it) and start the agent again: it begins"
                        + " where the stream waits. If later lines can be read, it goes on by itself.",
                stream,
                sentence);
    }

    /**
     * Offers what is held of streams that have brought more lines.
     *
     * @return whether all that waited of a stream was delivered, so that positions behind it can be saved
     */
    boolean offerHeld() {
        boolean delivered = false;
        for (String stream : held.toOffer()) {
            try {
                if (!putAll(held.packs(stream))) {
                    break;
                }
                held.delivered(stream);
                delivered = true;
                LOG.info("Stream {}: its lines can be read now, and all that waited has been taken.", stream);
            } catch (UndecidedFormatException e) {
                held.refused(stream);
            }
        }
        return delivered;
    }

    private boolean putAll(List<RawPack> packs) {
        for (int from = 0; from < packs.size(); from += batchSize) {
            if (!put.test(packs.subList(from, Math.min(packs.size(), from + batchSize)))) {
                return false;
            }
        }
        return true;
    }

    /** The streams that are to be read no further, because so much of them waits already. */
    Set<String> full() {
        Set<String> now = held.full();
        for (String stream : now) {
            if (!full.contains(stream)) {
                LOG.error(
                        "Stream {}: more than {} bytes of its lines wait because they cannot be read. It is read no further"
                                + " before the agent is started with the right format.",
                        stream,
                        HeldStreams.MOST_BYTES);
            }
        }
        full = now;
        return now;
    }
}
