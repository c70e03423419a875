/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.ArchiveEnd;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.health.Arrivals;
import io.github.trackreplay.health.Uninterrupted;
import io.github.trackreplay.option.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.apache.flume.Channel;
import org.apache.flume.Event;
import org.apache.flume.conf.TransactionCapacitySupported;

/**
 * Takes what goes into one transaction from a channel. Heartbeats alone, while nobody waits for what they promise, are joined: a
 * transaction for each would be most of what an idle agent does. For one thread.
 */
final class Gathering {
    /** Flume's own back-off of seconds would spoil real time, so an empty channel is looked at this often. */
    private static final long IDLE_MILLIS = 10;
    /** The same where a source says what it puts there; others may fill the channel as well. */
    private static final long TOLD_MILLIS = 100;
    /** The same where for a while nothing has come that no source had told of. */
    private static final long MOST_MILLIS = 250;
    /** Events that each of Flume's channels takes in a transaction, however it is configured. */
    private static final int USUAL_EVENTS = 100;
    /** So many hold more requests of a backlog than one transaction of the database. */
    private static final int MOST_EVENTS = 200;

    private final Values values;
    private final Intake intake;
    private final Channel channel;
    private final Arrivals arrivals;
    private final BooleanSupplier calm;
    private final IntSupplier mostRequests;
    private final long mostEvents;
    private List<Delivery> packs = new ArrayList<>();
    private long requests;
    private long bytes;
    private boolean heartbeats;
    private boolean told = true;
    private long pause = TOLD_MILLIS;

    /**
     * Of one channel.
     *
     * @param mostRequests how many requests the next transaction takes, or a few more: as many as its last pack has
     * @param calm whether nobody waits, so that heartbeats may
     */
    Gathering(Values values, Intake intake, Channel channel, IntSupplier mostRequests, BooleanSupplier calm) {
        this.values = values;
        this.intake = intake;
        this.channel = channel;
        this.arrivals = Arrivals.of(channel);
        this.mostRequests = mostRequests;
        this.calm = calm;
        this.mostEvents = mostEvents(values, channel);
    }

    /** How many events a transaction of any channel takes, or of one: Flume refuses more than a channel says. */
    static long declaredEvents(Values values) {
        return values.find(MySqlSinkOptions.BATCH_EVENTS).orElse(USUAL_EVENTS);
    }

    private static long mostEvents(Values values, Channel channel) {
        if (values.find(MySqlSinkOptions.BATCH_EVENTS).isEmpty()
                && channel instanceof TransactionCapacitySupported told) {
            return Math.max(USUAL_EVENTS, Math.min(MOST_EVENTS, told.getTransactionCapacity()));
        }
        return declaredEvents(values);
    }

    /** Takes what is there, within the channel's transaction; empty if there is nothing. */
    List<Delivery> take() throws InterruptedException {
        packs = new ArrayList<>();
        requests = 0;
        bytes = 0;
        heartbeats = true;
        takeAll();
        learn();
        while (heartbeats && !packs.isEmpty() && !isFull() && calm.getAsBoolean()) {
            look(true);
            takeAll();
            learn();
        }
        if (!packs.isEmpty() && !heartbeats) {
            arrivals.nobodyWaits(false); // these may, and nobody looks while their transaction lasts
        }
        return packs;
    }

    /** Waits until there may be more. */
    void await() throws InterruptedException {
        look(calm.getAsBoolean());
    }

    private void look(boolean nobodyWaits) throws InterruptedException {
        arrivals.nobodyWaits(nobodyWaits);
        told = arrivals.await(IDLE_MILLIS, pause);
    }

    /** Nobody looks into the channel any more, so somebody may wait. */
    void end() {
        arrivals.nobodyWaits(false);
    }

    /** What came without a word may come so again; as long as nothing does, it is looked for less and less often. */
    private void learn() {
        if (!told) {
            pause = heartbeats ? Math.min(MOST_MILLIS, 2 * pause) : TOLD_MILLIS;
        }
        told = true;
    }

    private void takeAll() {
        while (!isFull()) {
            Event event = Uninterrupted.call(channel::take);
            if (event == null) {
                return;
            }
            Delivery delivery = intake.judge(event.getHeaders(), event.getBody(), System.currentTimeMillis());
            packs.add(delivery);
            bytes += Weight.of(delivery);
            requests +=
                    delivery instanceof Delivery.OfPack of ? of.pack().entries().size() : 1;
            heartbeats &= isHeartbeat(delivery);
        }
    }

    private boolean isFull() {
        return packs.size() >= mostEvents
                || requests >= mostRequests.getAsInt()
                || bytes >= values.get(MySqlSinkOptions.BATCH_BYTES);
    }

    private static boolean isHeartbeat(Delivery delivery) {
        if (!(delivery instanceof Delivery.OfPack of)) {
            return false;
        }
        PackHeader header = of.pack().header();
        return of.pack().entries().isEmpty()
                && header.lost() == 0
                && header.unknownLoss().isEmpty()
                && header.archiveEnd() == ArchiveEnd.UNTOLD;
    }
}
