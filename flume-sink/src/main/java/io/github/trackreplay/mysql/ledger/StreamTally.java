/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

/** What a stream's row counts besides its place in the order. Mutable. */
public final class StreamTally {
    private long late;
    private long rejectsInRow;
    private boolean stopped;
    private boolean changed;

    public StreamTally(long late, long rejectsInRow, boolean stopped) {
        this.late = late;
        this.rejectsInRow = rejectsInRow;
        this.stopped = stopped;
    }

    public void addLate(long requests) {
        late += requests;
        changed = true;
    }

    /** Notes a rejected request or line. */
    public void reject() {
        rejectsInRow++;
        changed = true;
    }

    /** Notes an applied request. */
    public void apply() {
        changed |= rejectsInRow != 0;
        rejectsInRow = 0;
    }

    public void stop() {
        stopped = true;
        changed = true;
    }

    public long late() {
        return late;
    }

    public long rejectsInRow() {
        return rejectsInRow;
    }

    /** Whether the stream waits for the operator. */
    public boolean stopped() {
        return stopped;
    }

    public boolean changed() {
        return changed;
    }

    public void noteStored() {
        changed = false;
    }
}
