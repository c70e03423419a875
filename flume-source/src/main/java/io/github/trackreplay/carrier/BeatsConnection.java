/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One shipper's connection: reads documents, hands them on in batches, and acknowledges what has been taken, and nothing else. While
 * a batch is being taken it says now and then that it is busy. {@link #run} belongs to one thread.
 */
final class BeatsConnection {
    /** Most bytes of a batch, but for a single larger document. */
    private static final int BATCH_BYTES = 4 << 20;

    private static final long BUSY_SECONDS = 5;

    private final ShipperSocket socket;
    private final Limits limits;
    private final MemoryShare memory;
    private final Taking taking;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanoTime;
    private final List<byte[]> batch = new ArrayList<>();
    private long batchBytes;
    private long owed;

    /** Takes a batch, for good. */
    interface Taking {
        /**
         * @throws InterruptedException if the source stops: nothing has been taken
         * @throws IOException if the client has gone meanwhile: likewise
         */
        void take(List<byte[]> documents, ShipperSocket from) throws InterruptedException, IOException;
    }

    /**
     * What a client may.
     *
     * @param frames how large what it sends may be
     * @param batchSize documents that are taken together at most
     * @param idle how long it may be silent, before its connection is closed
     */
    record Limits(LumberjackReader.Limits frames, int batchSize, Duration idle) {}

    /** @param memory what is not committed yet is held of it; whose it is closes it */
    BeatsConnection(
            ShipperSocket socket,
            Limits limits,
            MemoryShare memory,
            Taking taking,
            ScheduledExecutorService timer,
            LongSupplier nanoTime) {
        this.socket = socket;
        this.limits = limits;
        this.memory = memory;
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
        socket.handshake(limits.idle());
        ShipperInput in = new ShipperInput(socket, limits.idle(), memory, nanoTime);
        LumberjackReader reader = new LumberjackReader(in, limits.frames(), memory);
        try {
            for (Optional<LumberjackReader.Document> next = reader.next(); next.isPresent(); next = reader.next()) {
                LumberjackReader.Document d = next.get();
                add(d, d.version() == 1 && !reader.isWithinFrame() && !in.isMoreThere());
                in.within(isWithin(reader), batch.isEmpty());
            }
        } catch (SocketTimeoutException e) {
            if (reader.isWithinFrame() || isWithin(reader)) {
                throw new LumberjackException("it began a window and did not end it in time");
            }
        }
        if (owed > 0) {
            throw new EOFException("the connection ends within a window");
        }
    }

    /** Whether the client must go on. In version 1 a window holds for ever, so what is not acknowledged yet says it. */
    private boolean isWithin(LumberjackReader reader) {
        return reader.version() == 1 ? owed > 0 : reader.withinWindow();
    }

    /** @param pauses whether the client may leave it at that for now: those of version 1 do so within their windows */
    private void add(LumberjackReader.Document document, boolean pauses) throws IOException, InterruptedException {
        batch.add(document.bytes());
        owed++;
        batchBytes += document.bytes().length;
        boolean full = batch.size() >= limits.batchSize() || batchBytes >= BATCH_BYTES;
        if (full || pauses || document.endsWindow()) {
            take(document.version());
            if (document.version() > 1
                    || pauses
                    || document.endsWindow()) { // one of version 1 takes the first for all that it has sent
                acknowledge(document.version(), document.sequence());
                owed = 0;
            }
        }
    }

    private void take(int version) throws InterruptedException, IOException {
        if (version > 1) {
            ScheduledFuture<?> busy =
                    timer.scheduleAtFixedRate(this::busy, BUSY_SECONDS, BUSY_SECONDS, TimeUnit.SECONDS);
            try {
                taking.take(List.copyOf(batch), socket);
            } finally {
                busy.cancel(false);
            }
        } else {
            taking.take(List.copyOf(batch), socket);
        }
        batch.clear();
        memory.giveBack();
        batchBytes = 0;
    }

    /** So that the client does not take us for dead. */
    private void busy() {
        try {
            acknowledge(2, 0);
        } catch (IOException e) {
            socket.abort(); // the client has gone: who reads for it will notice
        }
    }

    private synchronized void acknowledge(int version, long sequence) throws IOException {
        OutputStream out = socket.out();
        out.write(ByteBuffer.allocate(6)
                .put((byte) ('0' + version))
                .put((byte) 'A')
                .putInt((int) sequence)
                .array());
        out.flush();
    }

    /** Why a connection ended, as the end of a sentence; empty where that is nobody's business. */
    static Optional<String> why(IOException failure) {
        if (failure instanceof LumberjackException) {
            return Optional.ofNullable(failure.getMessage());
        }
        if (failure instanceof javax.net.ssl.SSLException) {
            return Optional.of("its TLS handshake failed (" + failure.getMessage()
                    + "). Are ssl and the certificates the same on both sides?");
        }
        return failure instanceof EOFException
                ? Optional.of("it went within a window; it will send it again")
                : Optional.empty();
    }
}
