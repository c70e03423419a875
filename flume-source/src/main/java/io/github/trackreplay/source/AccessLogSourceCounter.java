/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import io.github.trackreplay.source.tail.ReadCounts;
import org.apache.flume.instrumentation.SourceCounter;

/** Counts what a source does, for JMX and Flume's HTTP reports. */
public final class AccessLogSourceCounter extends SourceCounter implements AccessLogSourceCounterMBean {
    private static final String BYTES_READ = "src.bytes.read";
    private static final String LINES_READ = "src.lines.read";
    private static final String CANDIDATES = "src.lines.candidates";
    private static final String BYTES_SKIPPED = "src.bytes.skipped";
    private static final String BYTES_BEFORE_START = "src.bytes.before-start";
    private static final String BYTES_LOST = "src.bytes.lost";
    private static final String POSSIBLE_LOSSES = "src.possible-losses";
    private static final String LAG_BYTES = "src.lag.bytes";

    AccessLogSourceCounter(String name) {
        super(name, new String[] {
            BYTES_READ,
            LINES_READ,
            CANDIDATES,
            BYTES_SKIPPED,
            BYTES_BEFORE_START,
            BYTES_LOST,
            POSSIBLE_LOSSES,
            LAG_BYTES
        });
    }

    void update(ReadCounts counts, long lagBytes) {
        set(BYTES_READ, counts.bytes());
        set(LINES_READ, counts.lines());
        set(CANDIDATES, counts.candidates());
        set(BYTES_SKIPPED, counts.skippedBytes());
        set(BYTES_BEFORE_START, counts.beforeStart());
        set(BYTES_LOST, counts.lost());
        set(LAG_BYTES, lagBytes);
    }

    void possibleLoss() {
        increment(POSSIBLE_LOSSES);
    }

    @Override
    public long getBytesRead() {
        return get(BYTES_READ);
    }

    @Override
    public long getLinesRead() {
        return get(LINES_READ);
    }

    @Override
    public long getCandidateLines() {
        return get(CANDIDATES);
    }

    @Override
    public long getBytesSkipped() {
        return get(BYTES_SKIPPED);
    }

    @Override
    public long getBytesBeforeStart() {
        return get(BYTES_BEFORE_START);
    }

    @Override
    public long getBytesLost() {
        return get(BYTES_LOST);
    }

    @Override
    public long getPossibleLosses() {
        return get(POSSIBLE_LOSSES);
    }

    @Override
    public long getLagBytes() {
        return get(LAG_BYTES);
    }
}
