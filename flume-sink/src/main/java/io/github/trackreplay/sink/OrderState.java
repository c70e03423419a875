/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

/**
 * Where the order stands after a transaction.
 *
 * @param moreDue whether more may be applied at once
 * @param heldRequests all requests that are held back now
 * @param heldBytes size of what is held back now
 * @param watermark least watermark of all streams, milliseconds; {@link Long#MAX_VALUE} if none holds the order,
 *     {@link Long#MIN_VALUE} if unknown
 * @param completeThrough milliseconds; {@link Long#MIN_VALUE} if nothing is
 * @param skew by how many milliseconds the times of the stream that is furthest from the present lie behind it; negative if ahead
 */
public record OrderState(
        boolean moreDue, long heldRequests, long heldBytes, long watermark, long completeThrough, long skew) {
    static final OrderState UNKNOWN = new OrderState(false, 0, 0, Long.MIN_VALUE, Long.MIN_VALUE, 0);
}
