/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands connections on to a server on this machine. Once it forgets them, they stay open and nothing comes through, as behind a firewall that
 * has lost its state; new ones are handed on.
 */
final class ForgetfulRelay implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final int target;
    private volatile AtomicBoolean forgotten = new AtomicBoolean();

    ForgetfulRelay(int target) throws IOException {
        this.target = target;
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void forget() {
        forgotten.set(true);
        forgotten = new AtomicBoolean();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "forgetful-relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(server);
                AtomicBoolean own = forgotten;
                daemon(() -> copy(client, server, own));
                daemon(() -> copy(server, client, own));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static void copy(Socket from, Socket to, AtomicBoolean isForgotten) {
        byte[] bytes = new byte[1 << 16];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                if (!isForgotten.get()) {
                    out.write(bytes, 0, length);
                }
            }
        } catch (IOException e) {
            // one side has closed
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Closeable socket : open) {
            socket.close();
        }
    }
}
