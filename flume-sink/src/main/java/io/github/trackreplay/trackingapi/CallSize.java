/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

/** How much goes into a call: as set, but no more than the server and its token take. Thread-safe. */
final class CallSize {
    private final int mostRequests;
    private long mostBytes;
    private boolean singly;

    CallSize(ApiSettings.Calls calls) {
        this.mostRequests = calls.maxBulk();
        this.mostBytes = calls.maxBulkBytes();
    }

    /** Whether every call carries one request, because Matomo does not say which ones of several it refuses. */
    synchronized boolean singly() {
        return singly;
    }

    synchronized void singly(boolean now) {
        singly = now;
    }

    /** Most requests of a call. */
    synchronized int requests() {
        return singly ? 1 : mostRequests;
    }

    /** Most bytes of requests in a call, but at least one request. */
    synchronized long bytes() {
        return mostBytes;
    }

    /** The server takes no call of so many bytes. */
    synchronized void tooLarge(long bytes) {
        mostBytes = Math.min(mostBytes, Math.max(1, bytes / 2));
    }
}
