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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
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
    private static final String SENT_AWAY =
            "others need the memory of what it has begun to send, and it goes on slowly; it will send it again";

    private final ServerSocket listening;
    private final Values values;
    private final BeatsConnection.Taking taking;
    private final Optional<SSLContext> tls;
    private final MemoryPool memory;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;
    private final ScheduledExecutorService timer;
    private final AcceptLoop loop;
    private final Map<String, Long> said = new HashMap<>();
    private volatile boolean closed;

    /** A server that cannot be started; its message is for the administrator. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private BeatsServer(
            ServerSocket listening,
            Values values,
            Optional<SSLContext> tls,
            String name,
            MemoryPool memory,
            BeatsConnection.Taking taking) {
        this.listening = listening;
        this.values = values;
        this.tls = tls;
        this.taking = taking;
        this.memory = memory;
        this.loop = new AcceptLoop(listening, this::accept, this::cannotAccept);
        this.threads = Executors.newCachedThreadPool(task -> daemon(task, name));
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, name + "-busy"));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, "beats-" + name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * @param memory of all shippers together
     * @throws UnusableException if the stores cannot be opened, or the address not be listened on
     */
    static BeatsServer start(Values values, String name, MemoryPool memory, BeatsConnection.Taking taking)
            throws UnusableException {
        String bind = values.get(BeatsSourceOptions.BIND);
        int port = values.get(BeatsSourceOptions.PORT);
        try {
            Optional<SSLContext> tls = values.get(BeatsSourceOptions.SSL)
                    ? Optional.of(BeatsSourceOptions.context(values))
                    : Optional.empty();
            ServerSocket listening = new ServerSocket(port, BACKLOG, InetAddress.getByName(bind));
            BeatsServer server = new BeatsServer(listening, values, tls, name, memory, taking);
            server.threads.execute(server.loop);
            return server;
        } catch (TlsStore.UnusableException e) {
            throw new UnusableException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UnusableException(
                    "It cannot listen on " + bind + ":" + port + ": " + e.getMessage()
                            + ". Does another program do so (ss -ltnp), and is bind an address of this machine?",
                    e);
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept(Socket socket) {
        if (connections.size() >= values.get(BeatsSourceOptions.MAX_CONNECTIONS)) {
            var unused = say(socket, "there are as many connections as maxConnections allows");
            try {
                socket.close();
            } catch (IOException e) {
                log.debug("A connection could not be closed", e);
            }
            return;
        }
        connections.add(socket);
        threads.execute(() -> serve(socket));
    }

    private void cannotAccept(IOException why) {
        log.warn(
                "No connection could be accepted on port {}: {}. It is tried again, and shippers send again what was not confirmed."
                        + " If too many files are open, raise the limit (LimitNOFILE of the service), or lower maxConnections.",
                port(),
                why.getMessage());
    }

    private void serve(Socket socket) {
        try (socket;
                ShipperSocket shipper = shipper(socket);
                MemoryShare share = memory.share(shipper::abort)) {
            serve(socket, shipper, share);
        } catch (IOException e) {
            log.debug("A connection could not be made use of", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("A connection was closed because of a fault in Track Replay; the shipper sends again.", e);
        } finally {
            connections.remove(socket);
        }
    }

    private ShipperSocket shipper(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        return tls.isPresent()
                ? ShipperSocket.encrypted(socket, tls.get(), BeatsSourceOptions.asks(values))
                : ShipperSocket.plain(socket);
    }

    private void serve(Socket socket, ShipperSocket shipper, MemoryShare share) throws InterruptedException {
        BeatsConnection connection = new BeatsConnection(shipper, limits(), share, taking, timer, System::nanoTime);
        try {
            connection.run();
        } catch (IOException e) {
            Optional<String> why = share.isSentAway() ? Optional.of(SENT_AWAY) : BeatsConnection.why(e);
            if (why.isPresent() && !closed && say(socket, why.get())) {
                log.debug("Why", e);
            }
        }
    }

    private BeatsConnection.Limits limits() {
        return new BeatsConnection.Limits(
                new LumberjackReader.Limits(
                        values.get(BeatsSourceOptions.MAX_FRAME_BYTES),
                        values.get(BeatsSourceOptions.MAX_INFLATED_BYTES),
                        values.get(BeatsSourceOptions.MAX_WINDOW)),
                values.get(BeatsSourceOptions.BATCH_SIZE),
                values.get(BeatsSourceOptions.IDLE_TIMEOUT));
    }

    /** One sentence a minute of those that begin alike: what follows is of each client's making. Returns whether it was said. */
    private synchronized boolean say(Socket socket, String why) {
        String words = why.replaceAll("[0-9]+", "");
        String kind = words.substring(0, Math.min(LONGEST_KIND, words.length()));
        Long last = said.get(kind);
        long now = System.nanoTime();
        if (last != null ? now - last < SAY_NANOS : said.size() >= MOST_KINDS) {
            return false;
        }
        said.put(kind, now);
        log.warn("The connection of {} was closed: {}.", socket.getRemoteSocketAddress(), why);
        return true;
    }

    @Override
    public void close() {
        closed = true;
        loop.close();
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
