/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Takes connections from a port until it is closed. Where none can be taken (the process has as many files open as it may), each failure in
 * a row doubles the pause before the next attempt, up to 5 s, and it is said once a minute. Closing is thread-safe; {@link #run} is for one
 * thread.
 */
final class AcceptLoop implements Runnable {
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final long SAY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ServerSocket listening;
    private final Consumer<Socket> connections;
    private final Consumer<IOException> warn;
    private final LongSupplier nanos;
    private final Pause pause;
    private final CountDownLatch closed = new CountDownLatch(1);
    private long millis = FIRST_PAUSE_MILLIS;
    private OptionalLong saidAt = OptionalLong.empty();

    /** Waits. */
    interface Pause {
        /** Waits for a time, or until the loop is closed. */
        void take(CountDownLatch closed, long millis) throws InterruptedException;
    }

    /**
     * @param connections takes each connection, and closes it some day
     * @param warn says that none can be taken, and why
     */
    AcceptLoop(ServerSocket listening, Consumer<Socket> connections, Consumer<IOException> warn) {
        this(listening, connections, warn, System::nanoTime, (end, time) -> {
            var unused = end.await(time, TimeUnit.MILLISECONDS);
        });
    }

    AcceptLoop(
            ServerSocket listening,
            Consumer<Socket> connections,
            Consumer<IOException> warn,
            LongSupplier nanos,
            Pause pause) {
        this.listening = listening;
        this.connections = connections;
        this.warn = warn;
        this.nanos = nanos;
        this.pause = pause;
    }

    @Override
    public void run() {
        try {
            while (!isClosed()) {
                next();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void next() throws InterruptedException {
        Socket socket;
        try {
            socket = listening.accept();
        } catch (IOException e) {
            if (!isClosed()) {
                failed(e);
            }
            return;
        }
        millis = FIRST_PAUSE_MILLIS;
        connections.accept(socket);
    }

    private void failed(IOException why) throws InterruptedException {
        long now = nanos.getAsLong();
        if (saidAt.isEmpty() || now - saidAt.getAsLong() >= SAY_NANOS) {
            saidAt = OptionalLong.of(now);
            warn.accept(why);
        }
        pause.take(closed, millis);
        millis = Math.min(LONGEST_PAUSE_MILLIS, 2 * millis);
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Nothing more is taken, and no pause goes on. The port is the caller's to close, after this. */
    void close() {
        closed.countDown();
    }
}
