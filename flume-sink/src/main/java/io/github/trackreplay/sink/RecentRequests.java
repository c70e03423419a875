/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.TrackingRequest;
import java.util.Arrays;

/**
 * What the last requests of a stream said, and by which way each came: whether a request that comes by another way is one of
 * them. In 12 KiB of memory at most, and in less while it has few: there may be thousands of streams. Not thread-safe.
 */
final class RecentRequests {
    private static final int KEPT = 1024;

    private static final int FEW = 16;

    private long[] contents = new long[FEW];
    private int[] ways = new int[FEW];
    private int next;

    /** Notes a request. */
    void note(TrackingRequest request, String way) {
        if (next == contents.length) {
            makeRoom();
        }
        contents[next] = content(request);
        ways[next] = way.hashCode() | 1;
        next++;
    }

    private void makeRoom() {
        if (next == KEPT) {
            next = 0; // the oldest ones go
        } else {
            contents = Arrays.copyOf(contents, 2 * next);
            ways = Arrays.copyOf(ways, 2 * next);
        }
    }

    /** Whether the same content has come by another way. */
    boolean cameByAnother(TrackingRequest request, String way) {
        long content = content(request);
        int own = way.hashCode() | 1;
        for (int i = 0; i < contents.length; i++) {
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
