/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which streams' requests say a host, where requests are chosen by it. A request now and then says none, as HTTP/1.0 allows; a log
 * that has no host at all shows it with the second request. Grows by one entry a stream. Not thread-safe.
 */
final class SeenHosts {
    private static final long TELLING = 2;

    private final Set<String> with = new HashSet<>();
    private final Map<String, Long> without = new HashMap<>();

    /**
     * Notes what came of a stream in a transaction.
     *
     * @param saying how many requests say a host
     * @param silent how many were left out because they say none
     * @return whether, as far as is known, the stream's log has none
     */
    boolean lacks(String stream, long saying, long silent) {
        if (saying > 0) {
            with.add(stream);
            without.remove(stream);
        }
        return silent > 0 && !with.contains(stream) && without.merge(stream, silent, Long::sum) >= TELLING;
    }
}
