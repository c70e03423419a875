/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP proxy before the database that cuts the connection at a COMMIT: before the server hears of it, or afterwards. */
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final Random random;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean armed = new AtomicBoolean();
    private final AtomicInteger before = new AtomicInteger();
    private final AtomicInteger after = new AtomicInteger();

    CuttingProxy(int target, Random random) throws IOException {
        this.target = target;
        this.random = random;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    void cutNextCommit() {
        armed.set(true);
    }

    int cutsBeforeServer() {
        return before.get();
    }

    int cutsAfterServer() {
        return after.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(server);
                AtomicBoolean silent = new AtomicBoolean();
                daemon(() -> pump(client, server, true, silent));
                daemon(() -> pump(server, client, false, silent));
            }
        } catch (IOException e) {
            close(); // the test is over
        }
    }

    private void pump(Socket from, Socket to, boolean toServer, AtomicBoolean silent) {
        byte[] buffer = new byte[1 << 16];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (toServer && isCommit(buffer, n) && armed.compareAndSet(true, false)) {
                    cut(out, buffer, n, silent);
                    if (!silent.get()) {
                        break;
                    }
                } else if (toServer || !silent.get()) {
                    out.write(buffer, 0, n);
                    out.flush();
                } else {
                    break; // the server's answer to the COMMIT: it has been done
                }
            }
        } catch (IOException e) {
            silent.set(true); // cut by the other side
        }
        shut(from);
        shut(to);
    }

    private void cut(OutputStream toServer, byte[] packet, int length, AtomicBoolean silent) throws IOException {
        if (random.nextBoolean()) {
            before.incrementAndGet();
            return;
        }
        silent.set(true);
        after.incrementAndGet();
        toServer.write(packet, 0, length);
        toServer.flush();
    }

    private static boolean isCommit(byte[] buffer, int n) {
        return n < 64
                && new String(buffer, 0, n, StandardCharsets.ISO_8859_1)
                        .toUpperCase(Locale.ROOT)
                        .contains("COMMIT");
    }

    private static void shut(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Closeable socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
