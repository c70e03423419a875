/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.TrackingRequest;

/**
 * What the last requests of a stream said, and by which way each came: whether a request that comes by another way is one of
 * them. In a fixed amount of memory (12 KiB). Not thread-safe.
 */
final class RecentRequests {
    private static final int KEPT = 1024;

    private final long[] contents = new long[KEPT];
    private final int[] ways = new int[KEPT];
    private int next;

    /** Notes a request. */
    void note(TrackingRequest request, String way) {
        contents[next] = content(request);
        ways[next] = way.hashCode() | 1;
        next = (next + 1) % KEPT;
    }

    /** Whether the same content has come by another way. */
    boolean cameByAnother(TrackingRequest request, String way) {
        long content = content(request);
        int own = way.hashCode() | 1;
        for (int i = 0; i < KEPT; i++) {
            if (contents[i] == content && ways[i] != own && ways[i] != 0) {
                return true;
            }
        }
        return false;
    }

    /** What every way knows of a request alike: the second, the address, the call. */
    private static long content(TrackingRequest request) {
        long hash = Math.floorDiv(request.time(), 1000L);
        hash = mixed(hash, request.sourceIp());
        hash = mixed(hash, request.query());
        return mixed(hash, request.body().orElse("")) + request.index();
    }

    private static long mixed(long hash, String text) {
        return (hash ^ text.hashCode() ^ ((long) text.length() << 32)) * 0x9E3779B97F4A7C15L;
    }
}
