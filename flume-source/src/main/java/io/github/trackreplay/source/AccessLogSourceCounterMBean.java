/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import org.apache.flume.instrumentation.SourceCounterMBean;

/**
 * What a source has read since it started. bytesRead = bytes of candidate lines + bytesSkipped; bytesLost are in neither.
 */
public interface AccessLogSourceCounterMBean extends SourceCounterMBean {
    long getBytesRead();

    long getLinesRead();

    /** Lines that can be tracker calls. */
    long getCandidateLines();

    long getBytesSkipped();

    /** Skipped because they lie before startAt. */
    long getBytesBeforeStart();

    /** Destroyed before they were read. */
    long getBytesLost();

    /** How often bytes may have been destroyed that were never seen. */
    long getPossibleLosses();

    /** Known to be unread. */
    long getLagBytes();
}
