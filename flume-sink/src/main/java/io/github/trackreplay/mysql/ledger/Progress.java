/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.event.OrderKey;
import java.util.Optional;

/**
 * The one progress row.
 *
 * @param databaseId made when the tables were created; tells one database from another
 * @param commitNumber how many transactions have been committed
 * @param nextId next free id for rows of our tables
 * @param frontier exclusive
 * @param reach how far the streams vouch
 * @param held what waits in the hold-back table
 * @param committedAt the committing collector's time, 0 if never
 */
public record Progress(
        String databaseId,
        long commitNumber,
        long nextId,
        OrderKey frontier,
        Reach reach,
        Held held,
        long committedAt) {
    /**
     * How far the streams vouch; {@link Long#MIN_VALUE} where nothing is known.
     *
     * @param watermark least watermark of all streams
     * @param holder the stream that holds it
     * @param completeThrough event time up to which everything is applied
     */
    public record Reach(long watermark, Optional<String> holder, long completeThrough) {}

    /**
     * What waits.
     *
     * @param packs rows
     * @param requests requests in them
     * @param bytes size of their bodies
     */
    public record Held(long packs, long requests, long bytes) {}
}
