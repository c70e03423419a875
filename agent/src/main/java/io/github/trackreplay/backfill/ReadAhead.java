/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.trackreplay.event.Pack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads and parses in a thread of its own, a bounded number of packs ahead of whoever replays them. A failure of the reading
 * thread comes out of {@link #next}. {@link #next} is for one thread.
 */
final class ReadAhead implements AutoCloseable {
    private static final int LEAST_PACKS = 32;

    /**
     * About what a pack takes, and the share of the heap that they may take: half of a large batch. Reading is so much faster than
     * replaying that the rest is there when it is wanted; what waits is copied by each collection of garbage.
     */
    private static final long OF_PACK = 160 << 10;

    private static final int SHARE_OF_HEAP = 40;
    private static final long LOOK_MILLISECONDS = 100;

    private final StreamMerge merge;
    private final BlockingQueue<Pack> queue = new ArrayBlockingQueue<>(
            (int) Math.max(LEAST_PACKS, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / OF_PACK));
    private final Thread thread = new Thread(this::run, "import-read");
    private volatile boolean finished;
    private volatile boolean stopped;
    private volatile Optional<Throwable> failure = Optional.empty();

    ReadAhead(StreamMerge merge) {
        this.merge = merge;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!stopped) {
                Optional<Pack> pack = merge.next();
                if (pack.isEmpty()) {
                    return;
                }
                queue.put(pack.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // whatever ended it: nobody may take that for the end of the logs
            failure = Optional.of(e);
        } finally {
            finished = true;
        }
    }

    /**
     * The next packs.
     *
     * @param amount told of each pack; ends when it says that it is enough, fewer packs come only at the end
     * @return empty when everything has been read
     */
    List<Pack> next(BatchAmount amount) throws IOException, InterruptedException {
        List<Pack> packs = new ArrayList<>();
        while (!amount.enough()) {
            boolean last = finished; // before looking: what was put before it was set is seen then
            Pack pack = queue.poll(last ? 0 : LOOK_MILLISECONDS, TimeUnit.MILLISECONDS);
            if (pack != null) {
                packs.add(pack);
                amount.add(pack);
            } else if (last) {
                break;
            }
        }
        Optional<Throwable> ended = failure;
        if (packs.isEmpty() && ended.isPresent()) {
            throw ended.get() instanceof IOException io
                    ? io
                    : new IOException("The logs cannot be read on.", ended.get());
        }
        return packs;
    }

    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        Uninterruptibles.joinUninterruptibly(thread);
    }
}
