/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import io.github.trackreplay.option.Values;
import io.github.trackreplay.tls.TlsStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for shippers, a thread for each connection and no more of them than allowed; says once a minute of each kind why it has
 * closed one. Thread-safe.
 */
final class BeatsServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BeatsSource.class);
    private static final int BACKLOG = 128;
    private static final long SAY_NANOS = 60_000_000_000L;
    private static final int MOST_KINDS = 100;
    private static final int LONGEST_KIND = 20;

    private final ServerSocket listening;
    private final Values values;
    private final BeatsConnection.Taking taking;
    private final AtomicLong memory = new AtomicLong();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;
    private final ScheduledExecutorService timer;
    private final Map<String, Long> said = new HashMap<>();
    private volatile boolean closed;

    /** A server that cannot be started; its message is for the administrator. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private BeatsServer(ServerSocket listening, Values values, String name, BeatsConnection.Taking taking) {
        this.listening = listening;
        this.values = values;
        this.taking = taking;
        this.threads = Executors.newCachedThreadPool(task -> daemon(task, name));
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, name + "-busy"));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, "beats-" + name);
        thread.setDaemon(true);
        return thread;
    }

    /** @throws UnusableException if the stores cannot be opened, or the address not be listened on */
    static BeatsServer start(Values values, String name, BeatsConnection.Taking taking) throws UnusableException {
        String bind = values.get(BeatsSourceOptions.BIND);
        int port = values.get(BeatsSourceOptions.PORT);
        try {
            ServerSocket listening = sockets(values).createServerSocket(port, BACKLOG, InetAddress.getByName(bind));
            if (listening instanceof SSLServerSocket tls) {
                tls.setNeedClientAuth(BeatsSourceOptions.asks(values));
            }
            BeatsServer server = new BeatsServer(listening, values, name, taking);
            server.threads.execute(server::accept);
            return server;
        } catch (TlsStore.UnusableException e) {
            throw new UnusableException(e.getMessage(), e);
        } catch (IOException e) {
            throw new UnusableException(
                    "It cannot listen on " + bind + ":" + port + ": " + e.getMessage()
                            + ". Does another program do so (ss -ltnp), and is bind an address of this machine?",
                    e);
        }
    }

    private static ServerSocketFactory sockets(Values values) throws TlsStore.UnusableException {
        if (!values.get(BeatsSourceOptions.SSL)) {
            return ServerSocketFactory.getDefault();
        }
        return BeatsSourceOptions.context(values).getServerSocketFactory();
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket socket = listening.accept();
                if (connections.size() >= values.get(BeatsSourceOptions.MAX_CONNECTIONS)) {
                    say(socket, "there are as many connections as maxConnections allows", null);
                    socket.close();
                    continue;
                }
                connections.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                if (!closed) {
                    log.warn("A connection could not be accepted: {}", e.getMessage());
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            BeatsConnection connection = new BeatsConnection(
                    socket,
                    new LumberjackReader.Limits(
                            values.get(BeatsSourceOptions.MAX_FRAME_BYTES),
                            values.get(BeatsSourceOptions.MAX_INFLATED_BYTES),
                            values.get(BeatsSourceOptions.MAX_WINDOW)),
                    MemoryShare.of(memory, values.get(BeatsSourceOptions.MAX_CONNECTIONS)),
                    values.get(BeatsSourceOptions.BATCH_SIZE),
                    values.get(BeatsSourceOptions.IDLE_TIMEOUT),
                    taking,
                    timer,
                    System::nanoTime);
            connection.run();
        } catch (IOException e) {
            String why = BeatsConnection.why(e);
            if (why != null && !closed) {
                say(socket, why, e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("A connection was closed because of a fault in Track Replay; the shipper sends again.", e);
        } finally {
            connections.remove(socket);
        }
    }

    /** One sentence a minute of those that begin alike: what follows is of each client's making. */
    private synchronized void say(Socket socket, String why, IOException cause) {
        String words = why.replaceAll("[0-9]+", "");
        String kind = words.substring(0, Math.min(LONGEST_KIND, words.length()));
        Long last = said.get(kind);
        long now = System.nanoTime();
        if (last != null ? now - last < SAY_NANOS : said.size() >= MOST_KINDS) {
            return;
        }
        said.put(kind, now);
        log.warn("The connection of {} was closed: {}.", socket.getRemoteSocketAddress(), why);
        log.debug("Why", cause);
    }

    @Override
    public void close() {
        closed = true;
        try {
            listening.close();
        } catch (IOException e) {
            log.debug("The port could not be closed", e);
        }
        connections.forEach(socket -> {
            try {
                socket.close();
            } catch (IOException e) {
                log.debug("A connection could not be closed", e);
            }
        });
        timer.shutdownNow();
        threads.shutdown();
    }
}
