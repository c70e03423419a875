/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.TrackingRequest;
import java.util.PriorityQueue;

/**
 * How much of an import goes into one transaction: as many requests as may be applied in one, not counting those that must
 * wait for others. Of these come as many as memory allows, so that they are stored in few sorted runs. Used for one batch.
 */
final class BatchAmount {
    /** About what a decoded request takes besides its texts. */
    private static final long OF_EACH = 400;

    /** What any heap takes, and of a larger one so much. */
    private static final long LEAST_BYTES = 24L << 20;

    private static final int SHARE_OF_HEAP = 10;

    private final int most;
    private final long mostBytes = Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    private final StreamsToCome toCome;
    private final PriorityQueue<Long> waiting = new PriorityQueue<>();
    private int due;
    private long bytes;

    /**
     * @param most most requests that are applied
     * @param toCome what is still to come of the streams; kept up to date by what is added
     */
    BatchAmount(int most, StreamsToCome toCome) {
        this.most = most;
        this.toCome = toCome;
    }

    void add(Pack pack) {
        toCome.read(pack);
        long least = toCome.least();
        for (PackEntry entry : pack.entries()) {
            bytes += OF_EACH + entry.length();
            if (entry instanceof TrackingRequest request && request.time() >= least) {
                waiting.add(request.time());
            } else {
                due++;
            }
        }
        while (!waiting.isEmpty() && waiting.peek() < least) {
            waiting.remove();
            due++;
        }
    }

    boolean enough() {
        return due >= most || bytes >= mostBytes;
    }
}
