/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to the database that can be cut: a TCP proxy whose port refuses while it is. */
final class Cable implements AutoCloseable {
    private final InetSocketAddress database;
    private final String url;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listener;

    /** @param url JDBC URL of the database */
    Cable(String url) throws IOException {
        URI direct = URI.create(url.substring("jdbc:".length()));
        this.database = new InetSocketAddress(direct.getHost(), direct.getPort());
        listen(0);
        this.port = listener.getLocalPort();
        this.url = url.replace(direct.getHost() + ":" + direct.getPort(), "127.0.0.1:" + port);
    }

    /** JDBC URL of the same database by way of this cable. */
    String url() {
        return url;
    }

    void cut() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    void mend() throws IOException {
        listen(port);
    }

    private void listen(int at) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at));
        listener = socket;
        daemon(() -> accept(socket));
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Socket server = new Socket(database.getAddress(), database.getPort());
                open.add(client);
                open.add(server);
                if (socket.isClosed()) {
                    close(client, server); // cut in this very moment
                }
                daemon(() -> pump(client, server));
                daemon(() -> pump(server, client));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one of the two has been closed: so is the other one
        }
        close(from, to);
    }

    private static void close(Socket... sockets) {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "cable");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        cut();
    }
}
