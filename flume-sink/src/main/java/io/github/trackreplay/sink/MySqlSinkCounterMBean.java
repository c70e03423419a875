/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import org.apache.flume.instrumentation.SinkCounterMBean;

/**
 * What JMX and {@code /metrics} show of the sink. Counts are of requests (and rejected lines) since the start of the agent;
 * times are milliseconds since 1970-01-01 UTC.
 */
public interface MySqlSinkCounterMBean extends SinkCounterMBean {
    long getCommitCount();

    long getPackCount();

    long getTakenBytes();

    long getLostBytes();

    /** Bytes that had been booked as destroyed and came after all. */
    long getRecoveredBytes();

    /** Recorded and excluded ones. */
    long getAppliedCount();

    long getRecordedCount();

    long getExcludedCount();

    long getRejectedCount();

    long getSkippedCount();

    long getDuplicateCount();

    long getLateCount();

    /** Requests that are held back now. */
    long getHeldCount();

    long getHeldBytes();

    long getWatermark();

    long getCompleteThrough();

    /** Of the stream whose times lie furthest beside the present: milliseconds behind it, negative if ahead. */
    long getSkew();

    /** Why nothing can be replayed at present; empty when it can. */
    String getTrouble();
}
