/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import java.lang.management.ManagementFactory;

/** What is alive in the heap of a test. */
public final class LiveHeap {
    private LiveHeap() {}

    /** Bytes. Of four full collections in a row one at least leaves no gaps. */
    public static long bytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
