/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

/**
 * How many requests the next transaction is to hold. The more, the less each costs; but while a transaction runs
 * nobody else's requests are applied, so one that took long is followed by a smaller one. For one thread.
 */
public final class BatchGoal {
    /** How many are worth a transaction of an import, however slow the machine is. */
    static final int LEAST = 20_000;

    /** The same of an agent, beside which others may wait. */
    static final int LEAST_OF_AGENT = 10_000;

    /** More are hardly cheaper. */
    static final int MOST = 60_000;

    /** The least heap that takes {@link #MOST}: 700 MiB, of which Java, by its own account, has an eighth less. In bytes. */
    static final long ROOMY_HEAP = 600L << 20;

    /** For how long others may be kept waiting. */
    private static final double MOST_SECONDS = 4;

    private final int least;
    private final int most;
    private int next;

    private BatchGoal(int least, int most) {
        this.least = least;
        this.most = most;
        this.next = least;
    }

    /** Always so many. */
    public static BatchGoal of(int requests) {
        return new BatchGoal(requests, requests);
    }

    /**
     * As many as a heap takes.
     *
     * @param heap its limit in bytes
     */
    public static BatchGoal inHeap(long heap) {
        return new BatchGoal(LEAST, heap >= ROOMY_HEAP ? MOST : LEAST);
    }

    /**
     * An agent's.
     *
     * @param most how many any is to hold
     */
    static BatchGoal ofAgent(int most) {
        return new BatchGoal(Math.min(LEAST_OF_AGENT, most), most);
    }

    /** How many the next one is to hold. */
    public int next() {
        return next;
    }

    /** The most that any will hold. */
    public int most() {
        return most;
    }

    /**
     * One has been committed.
     *
     * @param requests how many it has applied; few that were all there was say nothing
     * @param nanos how long it took, the waiting for its turn included
     */
    public void took(long requests, long nanos) {
        if (requests >= next / 2) {
            double fitting = requests * MOST_SECONDS * 1e9 / Math.max(1, nanos);
            next = (int) Math.max(least, Math.min((double) Math.min(most, 2L * next), fitting));
        }
    }
}
