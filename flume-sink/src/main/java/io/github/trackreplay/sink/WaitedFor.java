/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.order.ReplayOrder;
import io.github.trackreplay.order.StreamOrder;
import java.util.HashMap;
import java.util.Map;

/** Which streams were waited for at a moment, in the sense of {@link AsideRoom}. Immutable. */
final class WaitedFor {
    private final Map<Long, Boolean> byId = new HashMap<>();

    private WaitedFor() {}

    static WaitedFor of(ReplayOrder order) {
        WaitedFor now = new WaitedFor();
        for (StreamOrder stream : order.streams()) {
            now.byId.put(stream.id(), AsideRoom.isWaitedFor(stream));
        }
        return now;
    }

    /**
     * Whether one of them is waited for that was not, or the other way round. A new one was not: events may have named it before it was
     * there.
     */
    boolean differsFrom(ReplayOrder later) {
        return later.streams().stream().anyMatch(stream -> {
            boolean now = AsideRoom.isWaitedFor(stream);
            return byId.getOrDefault(stream.id(), false) != now;
        });
    }
}
