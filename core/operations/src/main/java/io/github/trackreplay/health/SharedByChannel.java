/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.health;

import java.util.Map;
import java.util.WeakHashMap;

/**
 * What a channel's source and sink of one agent tell each other. Flume makes each component by itself and gives it nothing but its
 * settings and its channel, so the channel is what they find each other by. Nothing else of ours is found that way. Thread-safe.
 */
record SharedByChannel(Deliveries deliveries, Arrivals arrivals) {
    private static final Map<Object, SharedByChannel> BY_CHANNEL = new WeakHashMap<>();

    /** The same for everybody in this agent who has the same channel; forgotten with the channel. */
    static SharedByChannel of(Object channel) {
        synchronized (BY_CHANNEL) {
            return BY_CHANNEL.computeIfAbsent(channel, c -> new SharedByChannel(new Deliveries(), new Arrivals()));
        }
    }
}
