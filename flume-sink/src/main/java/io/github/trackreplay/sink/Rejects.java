/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

/**
 * What of one transaction was rejected of a stream for one reason.
 *
 * @param stream empty for events that name none
 * @param reason a short stable code
 * @param number how many requests, lines or events
 * @param detail what is said of the last of them
 * @param kept whether they are kept
 */
public record Rejects(String stream, String reason, long number, String detail, boolean kept) {
    Rejects plus(Rejects later) {
        return new Rejects(stream, reason, number + later.number, later.detail, kept);
    }
}
