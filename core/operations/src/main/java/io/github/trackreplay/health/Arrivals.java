/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.health;

import java.util.Collection;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes the sink of a channel when a source of the same agent has put something there, so that it need not look all the time. Not
 * every source tells: a sink looks by itself as well, and more often as long as it has never been told. The other way round a sink
 * says whether anybody waits for streams to say that they have nothing. Thread-safe.
 */
public final class Arrivals {
    private final Semaphore news = new Semaphore(0);
    private volatile boolean told;
    private volatile boolean nobodyWaits;

    Arrivals() {}

    /** The same for everybody in this agent who has the same channel. */
    public static Arrivals of(Object channel) {
        return SharedByChannel.of(channel).arrivals();
    }

    /** Something has been put on channels, and committed. */
    public static void tell(Collection<?> channels) {
        channels.forEach(channel -> of(channel).tell());
    }

    /** Whether the sinks of all channels have said that nobody waits for heartbeats; of a channel without such a sink nobody knows. */
    public static boolean nobodyWaits(Collection<?> channels) {
        return channels.stream().allMatch(channel -> of(channel).nobodyWaits);
    }

    /** Says whether nobody waits for streams to say that they have nothing. */
    public void nobodyWaits(boolean nobody) {
        nobodyWaits = nobody;
    }

    private void tell() {
        told = true;
        news.release();
    }

    /**
     * Waits until something is told of, or was since the last time.
     *
     * @param untold milliseconds to wait at most as long as nobody has ever told anything
     * @param otherwise milliseconds to wait at most from then on
     * @return whether something was told of
     */
    public boolean await(long untold, long otherwise) throws InterruptedException {
        boolean woken = news.tryAcquire(told ? otherwise : untold, TimeUnit.MILLISECONDS);
        if (woken) {
            news.drainPermits();
        }
        return woken;
    }
}
