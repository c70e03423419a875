/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.util.function.ToLongFunction;
import org.apache.flume.instrumentation.SinkCounter;

/** The sink's figures as JMX attributes, beside Flume's own. */
public final class MySqlSinkCounter extends SinkCounter implements MySqlSinkCounterMBean {
    private static final String[] ATTRIBUTES = {
        "replay.commits",
        "replay.packs",
        "replay.taken.bytes",
        "replay.lost.bytes",
        "replay.applied",
        "replay.recorded",
        "replay.excluded",
        "replay.rejected",
        "replay.skipped",
        "replay.duplicates",
        "replay.late",
        "replay.held",
        "replay.held.bytes",
        "replay.watermark",
        "replay.complete.through",
        "replay.skew"
    };

    private volatile ReplayTotals totals = new ReplayTotals();
    private volatile String trouble = "";

    public MySqlSinkCounter(String name) {
        super(name, ATTRIBUTES);
    }

    void show(ReplayTotals shown) {
        totals = shown;
    }

    void trouble(String why) {
        trouble = why;
    }

    private long of(ToLongFunction<ReplayTotals> figure) {
        return figure.applyAsLong(totals);
    }

    @Override
    public long getCommitCount() {
        return of(ReplayTotals::commits);
    }

    @Override
    public long getPackCount() {
        return of(ReplayTotals::packs);
    }

    @Override
    public long getTakenBytes() {
        return of(ReplayTotals::takenBytes);
    }

    @Override
    public long getLostBytes() {
        return of(ReplayTotals::lostBytes);
    }

    @Override
    public long getAppliedCount() {
        return of(ReplayTotals::applied);
    }

    @Override
    public long getRecordedCount() {
        return of(ReplayTotals::recorded);
    }

    @Override
    public long getExcludedCount() {
        return of(t -> CommitSummary.sum(t.excluded()));
    }

    @Override
    public long getRejectedCount() {
        return of(t -> CommitSummary.sum(t.rejected()));
    }

    @Override
    public long getSkippedCount() {
        return of(t -> CommitSummary.sum(t.skipped()));
    }

    @Override
    public long getDuplicateCount() {
        return of(ReplayTotals::duplicates);
    }

    @Override
    public long getLateCount() {
        return of(ReplayTotals::late);
    }

    @Override
    public long getHeldCount() {
        return of(ReplayTotals::heldNow);
    }

    @Override
    public long getHeldBytes() {
        return of(ReplayTotals::heldBytesNow);
    }

    @Override
    public long getWatermark() {
        return of(ReplayTotals::watermark);
    }

    @Override
    public long getCompleteThrough() {
        return of(ReplayTotals::completeThrough);
    }

    @Override
    public long getSkew() {
        return of(ReplayTotals::skew);
    }

    @Override
    public String getTrouble() {
        return trouble;
    }
}
