/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import java.util.Collection;
import java.util.Optional;

/** How far in event time the stream has come that is furthest, and how far the second. */
record Furthest(Optional<StreamOrder> first, long reached, long second) {
    static Furthest of(Collection<StreamOrder> streams) {
        Optional<StreamOrder> first = Optional.empty();
        long reached = Long.MIN_VALUE;
        long second = Long.MIN_VALUE;
        for (StreamOrder stream : streams) {
            long time = stream.retired() ? Long.MIN_VALUE : stream.watermark();
            if (time > reached) {
                second = reached;
                reached = time;
                first = Optional.of(stream);
            } else if (time > second) {
                second = time;
            }
        }
        return new Furthest(first, reached, second);
    }

    /** How far another stream than this one has come; {@link Long#MIN_VALUE} if there is none. */
    long besides(StreamOrder stream) {
        return first.filter(furthest -> furthest == stream).isPresent() ? second : reached;
    }
}
