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
 * @param watermark least watermark of all streams, {@link Long#MIN_VALUE} if unknown
 * @param watermarkStream the stream that holds it
 * @param completeThrough {@link Long#MIN_VALUE} if nothing is
 * @param heldPacks packs in the hold-back table
 * @param heldRequests requests in them
 * @param heldBytes size of their bodies
 * @param committedAt the committing collector's time, 0 if never
 */
public record Progress(
        String databaseId,
        long commitNumber,
        long nextId,
        OrderKey frontier,
        long watermark,
        Optional<String> watermarkStream,
        long completeThrough,
        long heldPacks,
        long heldRequests,
        long heldBytes,
        long committedAt) {}
