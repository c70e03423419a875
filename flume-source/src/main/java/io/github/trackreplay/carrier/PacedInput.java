/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/**
 * A request's body as it comes from a client who must not take for ever: all that is waited for it may last ten seconds, and one more for
 * each kilobyte that has come. Only waiting counts, so a client is not to blame for a machine that is busy between two reads. Its end is
 * nearer when others need the memory that it holds. For one thread.
 */
final class PacedInput extends FilterInputStream {
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long NANOS_A_BYTE = TimeUnit.SECONDS.toNanos(1) / 1024;

    private final MemoryShare memory;
    private long come;

    /** The client is too slow. */
    static final class TooSlowException extends IOException {
        private static final long serialVersionUID = 1L;

        TooSlowException() {
            super("too slow");
        }
    }

    /** Others need what the client's request holds. */
    static final class SentAwayException extends IOException {
        private static final long serialVersionUID = 1L;

        SentAwayException() {
            super("others need the memory");
        }
    }

    /** @param memory of the request, which knows for how long its client has been waited for */
    PacedInput(InputStream in, MemoryShare memory) {
        super(in);
        this.memory = memory;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /**
     * @throws TooSlowException when the bytes so far have taken too long
     * @throws SentAwayException when the share was sent away
     */
    @Override
    public int read(byte[] into, int from, int most) throws IOException {
        int read = awaited(into, from, most);
        come += Math.max(0, read);
        if (read >= 0 && memory.waited() > GRACE_NANOS + come * NANOS_A_BYTE) {
            throw new TooSlowException();
        }
        return read;
    }

    private int awaited(byte[] into, int from, int most) throws IOException {
        memory.startWaiting();
        int read;
        try {
            read = super.read(into, from, most);
        } finally {
            memory.endWaiting();
        }
        if (memory.isSentAway()) {
            throw new SentAwayException();
        }
        return read;
    }
}
