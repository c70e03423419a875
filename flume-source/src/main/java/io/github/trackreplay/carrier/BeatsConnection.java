/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocket;

/**
 * One shipper's connection: reads documents, hands them on in batches, and acknowledges what has been taken, and nothing else. While
 * a batch is being taken it says now and then that it is busy. {@link #run} belongs to one thread.
 */
final class BeatsConnection {
    /** Most bytes of a batch, but for a single larger document. */
    private static final int BATCH_BYTES = 4 << 20;

    private static final long BUSY_SECONDS = 5;
    private static final int TIMES_IDLE = 10;

    private final Socket socket;
    private final LumberjackReader.Limits limits;
    private final MemoryShare memory;
    private final int batchSize;
    private final Duration idle;
    private final Taking taking;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanoTime;
    private final List<byte[]> batch = new ArrayList<>();
    private long batchBytes;
    private OutputStream out;

    /** Takes a batch, for good. */
    interface Taking {
        /**
         * @throws InterruptedException if the source stops: nothing has been taken
         * @throws IOException if the client has gone meanwhile: likewise
         */
        void take(List<byte[]> documents, Socket from) throws InterruptedException, IOException;
    }

    /** @param memory of which everything is given back when the connection ends */
    BeatsConnection(
            Socket socket,
            LumberjackReader.Limits limits,
            MemoryShare memory,
            int batchSize,
            Duration idle,
            Taking taking,
            ScheduledExecutorService timer,
            LongSupplier nanoTime) {
        this.socket = socket;
        this.limits = limits;
        this.memory = memory;
        this.batchSize = batchSize;
        this.idle = idle;
        this.taking = taking;
        this.timer = timer;
        this.nanoTime = nanoTime;
    }

    /**
     * Serves the client until it goes.
     *
     * @throws LumberjackException if it sends what it may not
     * @throws IOException if the connection breaks
     * @throws InterruptedException if the source stops
     */
    void run() throws IOException, InterruptedException {
        Timed in = new Timed();
        out = socket.getOutputStream();
        if (socket instanceof SSLSocket tls) {
            socket.setSoTimeout((int) idle.toMillis());
            tls.startHandshake();
        }
        LumberjackReader reader = new LumberjackReader(in, limits, memory);
        try {
            for (LumberjackReader.Document d = reader.next(); d != null; d = reader.next()) {
                add(d, d.version() == 1 && !reader.isCompressed() && !in.isMoreThere());
                in.within(reader.withinWindow());
            }
        } catch (SocketTimeoutException e) {
            if (reader.withinWindow()) {
                throw new LumberjackException("it began a window and did not end it in time");
            }
        } finally {
            memory.close();
        }
    }

    /** @param pauses whether the client may leave it at that for now: those of version 1 do so within their windows */
    private void add(LumberjackReader.Document document, boolean pauses) throws IOException, InterruptedException {
        batch.add(document.bytes());
        batchBytes += document.bytes().length;
        boolean full = batch.size() >= batchSize || batchBytes >= BATCH_BYTES;
        if (full || pauses || document.endsWindow()) {
            take(document.version());
            if (document.version() > 1
                    || pauses
                    || document.endsWindow()) { // one of version 1 takes the first for all that it has sent
                acknowledge(document.version(), document.sequence());
            }
        }
    }

    private void take(int version) throws InterruptedException, IOException {
        ScheduledFuture<?> busy = version > 1
                ? timer.scheduleAtFixedRate(this::busy, BUSY_SECONDS, BUSY_SECONDS, TimeUnit.SECONDS)
                : null;
        try {
            taking.take(List.copyOf(batch), socket);
        } finally {
            if (busy != null) {
                busy.cancel(false);
            }
        }
        batch.clear();
        memory.close();
        batchBytes = 0;
    }

    /** So that the client does not take us for dead. */
    private void busy() {
        try {
            acknowledge(2, 0);
        } catch (IOException e) {
            close(); // the client has gone: who reads for it will notice
        }
    }

    private synchronized void acknowledge(int version, long sequence) throws IOException {
        out.write(ByteBuffer.allocate(6)
                .put((byte) ('0' + version))
                .put((byte) 'A')
                .putInt((int) sequence)
                .array());
        out.flush();
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone all the same
        }
    }

    /** The client's bytes, each in time: the next one within the idle time, a window's last one within ten of them. */
    private final class Timed extends InputStream {
        private final byte[] buffer = new byte[1 << 14];
        private int at;
        private int end;
        private long began;
        private boolean within;

        /** Notes whether a window is open. The time in which a batch was taken is not the client's. */
        void within(boolean window) {
            within = window;
            began = batch.isEmpty() ? nanoTime.getAsLong() : began;
        }

        /** Whether something has come that was not read yet. */
        boolean isMoreThere() throws IOException {
            return at < end || socket.getInputStream().available() > 0;
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
                    && nanoTime.getAsLong() - began
                            > idle.multipliedBy(TIMES_IDLE).toNanos()) {
                throw new LumberjackException("it began a window and did not end it in time");
            }
            socket.setSoTimeout((int) Math.max(1, idle.toMillis()));
            at = 0;
            end = 0;
            int read = socket.getInputStream().read(buffer);
            if (read < 0) {
                return false;
            }
            if (!within) {
                within = true; // whoever has begun to send must go on
                began = nanoTime.getAsLong();
            }
            end = read;
            return true;
        }
    }

    /** Why a connection ended, as the end of a sentence; null where that is nobody's business. */
    static String why(IOException failure) {
        if (failure instanceof LumberjackException) {
            return failure.getMessage();
        }
        if (failure instanceof javax.net.ssl.SSLException) {
            return "its TLS handshake failed (" + failure.getMessage()
                    + "). Are ssl and the certificates the same on both sides?";
        }
        return failure instanceof EOFException ? "it went within a window; it will send it again" : null;
    }
}
