/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.OrderKey;

/**
 * What memory knows of a held-back pack; its body is in the database.
 *
 * @param id names it
 * @param fileId its log file
 * @param first no request of it has a lesser key; its time is the least event time
 * @param maxTime greatest event time of its requests
 * @param bytes size of its stored body
 * @param requests how many requests it holds
 */
public record HeldPack(long id, long fileId, OrderKey first, long maxTime, long bytes, int requests) {
    /** The same pack, of which nothing is left before a key. */
    HeldPack from(OrderKey next) {
        return new HeldPack(id, fileId, next, maxTime, bytes, requests);
    }

    /** Least event time of its requests. */
    public long minTime() {
        return first.time();
    }
}
