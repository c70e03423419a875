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
        "replay.recovered.bytes",
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
        return of(t -> t.counts().packs());
    }

    @Override
    public long getTakenBytes() {
        return of(t -> t.counts().takenBytes());
    }

    @Override
    public long getLostBytes() {
        return of(t -> t.counts().lostBytes());
    }

    @Override
    public long getRecoveredBytes() {
        return of(t -> t.counts().recoveredBytes());
    }

    @Override
    public long getAppliedCount() {
        return of(t -> t.counts().applied());
    }

    @Override
    public long getRecordedCount() {
        return of(t -> t.counts().recorded());
    }

    @Override
    public long getExcludedCount() {
        return of(t -> RequestCounts.sum(t.counts().excluded()));
    }

    @Override
    public long getRejectedCount() {
        return of(t -> RequestCounts.sum(t.counts().rejected()));
    }

    @Override
    public long getSkippedCount() {
        return of(t -> RequestCounts.sum(t.counts().skipped()));
    }

    @Override
    public long getDuplicateCount() {
        return of(t -> t.counts().duplicates());
    }

    @Override
    public long getLateCount() {
        return of(t -> t.counts().late());
    }

    @Override
    public long getHeldCount() {
        return of(t -> t.order().heldRequests());
    }

    @Override
    public long getHeldBytes() {
        return of(t -> t.order().heldBytes());
    }

    @Override
    public long getWatermark() {
        return of(t -> t.order().watermark());
    }

    @Override
    public long getCompleteThrough() {
        return of(t -> t.order().completeThrough());
    }

    @Override
    public long getSkew() {
        return of(t -> t.order().skew());
    }

    @Override
    public String getTrouble() {
        return trouble;
    }
}
