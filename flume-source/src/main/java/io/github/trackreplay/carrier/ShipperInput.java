/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A shipper's bytes, each in time: the next one within the idle time, the last one of what it has begun within ten of them. For one thread.
 */
final class ShipperInput extends InputStream {
    private static final int TIMES_IDLE = 10;

    private final ShipperSocket socket;
    private final Duration idle;
    private final MemoryShare memory;
    private final LongSupplier nanoTime;
    private final byte[] buffer = new byte[1 << 14];
    private int at;
    private int end;
    private long began;
    private boolean within;

    /** @param memory of the connection, which is told when its client is waited for */
    ShipperInput(ShipperSocket socket, Duration idle, MemoryShare memory, LongSupplier nanoTime) {
        this.socket = socket;
        this.idle = idle;
        this.memory = memory;
        this.nanoTime = nanoTime;
    }

    /**
     * Notes whether the client is within something that it must go on with.
     *
     * @param anew whether its time counts from now: that in which a batch was taken is not the client's
     */
    void within(boolean begun, boolean anew) {
        within = begun;
        began = anew ? nanoTime.getAsLong() : began;
    }

    /** Whether something has come that was not read yet. */
    boolean isMoreThere() throws IOException {
        return at < end || socket.isMoreThere();
    }

    @Override
    public int read() throws IOException {
        return at < end || fill() ? buffer[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (at == end && !fill()) {
            return -1;
        }
        int read = Math.min(length, end - at);
        System.arraycopy(buffer, at, into, offset, read);
        at += read;
        return read;
    }

    private boolean fill() throws IOException {
        if (within
                && nanoTime.getAsLong() - began > idle.multipliedBy(TIMES_IDLE).toNanos()) {
            throw new LumberjackException("it began a window and did not end it in time");
        }
        at = 0;
        end = 0;
        int read = awaited();
        if (read < 0) {
            return false;
        }
        if (!within) {
            within(true, true); // whoever has begun to send must go on
        }
        end = read;
        return true;
    }

    private int awaited() throws IOException {
        socket.within(idle);
        memory.startWaiting();
        try {
            return socket.in().read(buffer);
        } finally {
            memory.endWaiting();
        }
    }
}
