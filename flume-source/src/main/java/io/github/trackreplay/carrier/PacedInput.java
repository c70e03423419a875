/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A request's body as it comes from a client who must not take for ever: all that is waited for it may last ten seconds, and one more for
 * each kilobyte that has come. Only waiting counts, so a client is not to blame for a machine that is busy between two reads. For one
 * thread.
 */
final class PacedInput extends FilterInputStream {
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long NANOS_A_BYTE = TimeUnit.SECONDS.toNanos(1) / 1024;

    private final LongSupplier nanos;
    private long waited;
    private long come;

    /** The client is too slow. */
    static final class TooSlowException extends IOException {
        private static final long serialVersionUID = 1L;

        TooSlowException() {
            super("too slow");
        }
    }

    /** @param nanos nanoseconds since any point, going on only */
    PacedInput(InputStream in, LongSupplier nanos) {
        super(in);
        this.nanos = nanos;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** @throws TooSlowException when the bytes so far have taken too long */
    @Override
    public int read(byte[] into, int from, int most) throws IOException {
        long before = nanos.getAsLong();
        int read = super.read(into, from, most);
        waited += nanos.getAsLong() - before;
        come += Math.max(0, read);
        if (read >= 0 && waited > GRACE_NANOS + come * NANOS_A_BYTE) {
            throw new TooSlowException();
        }
        return read;
    }
}
