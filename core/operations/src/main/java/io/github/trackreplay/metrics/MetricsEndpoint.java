/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.metrics;

import com.sun.net.httpserver.HttpServer;
import io.github.trackreplay.page.History;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one HTTP endpoint of a process, shared by the components that ask for it. Threads, waiting connections and the time of
 * a request are bounded, so that a slow or hostile client holds up nobody but other clients, and them for seconds. That it
 * cannot be opened is said and hinders no component. Thread-safe.
 */
public final class MetricsEndpoint {
    private static final Logger log = LoggerFactory.getLogger(MetricsEndpoint.class);
    private static final MetricsEndpoint PROCESS = new MetricsEndpoint(MetricsHub.ofProcess());
    private static final int THREADS = 8;
    private static final int WAITING = 64;
    private static final String MOST_SECONDS = "10";

    private final MetricsHub hub;
    private Optional<Running> running = Optional.empty();
    private int users;

    private record Running(
            Settings settings, HttpServer server, ThreadPoolExecutor threads, ScheduledExecutorService sampling) {
        void stop() {
            server.stop(0);
            threads.shutdownNow();
            sampling.shutdownNow();
        }
    }

    MetricsEndpoint(MetricsHub hub) {
        this.hub = hub;
    }

    /**
     * Where it listens and who may look.
     *
     * @param bind an address or a name of this machine
     * @param users empty: everybody
     */
    public record Settings(String bind, int port, Optional<MetricsUsers> users) {}

    /** The one of this process. */
    public static MetricsEndpoint ofProcess() {
        return PROCESS;
    }

    /**
     * Opens it, or joins those who have opened it with the same settings.
     *
     * @param wanted empty: nothing is opened
     * @param component who asks, for messages
     * @return to be closed when the component stops; the last one closes the endpoint
     */
    public synchronized MetricsHub.Registration share(Optional<Settings> wanted, String component) {
        if (wanted.isEmpty()) {
            return () -> {};
        }
        if (running.isEmpty()) {
            running = opened(wanted.get());
        }
        if (running.isEmpty()) {
            return () -> {};
        }
        Settings open = running.get().settings();
        if (!open.equals(wanted.get())) {
            log.warn(
                    "{} asks for metrics at {}:{}, but this process has them at {}:{} already, or for other users. There is one"
                            + " endpoint a process: give metricsPort, metricsBind and metricsUsers the same values everywhere.",
                    component,
                    wanted.get().bind(),
                    wanted.get().port(),
                    open.bind(),
                    open.port());
            return () -> {};
        }
        users++;
        return new Lease();
    }

    private final class Lease implements MetricsHub.Registration {
        private boolean closed;

        @Override
        public void close() {
            synchronized (MetricsEndpoint.this) {
                if (!closed && --users == 0) {
                    running.ifPresent(Running::stop);
                    running = Optional.empty();
                }
                closed = true;
            }
        }
    }

    private Optional<Running> opened(Settings settings) {
        limit("sun.net.httpserver.maxReqTime", MOST_SECONDS);
        limit("sun.net.httpserver.maxRspTime", MOST_SECONDS);
        limit("jdk.httpserver.maxConnections", Integer.toString(2 * WAITING));
        HttpServer server;
        try {
            InetAddress address = InetAddress.getByName(settings.bind());
            server = HttpServer.create(new InetSocketAddress(address, settings.port()), WAITING);
            warnOfStrangers(settings, address);
        } catch (IOException e) {
            log.error(
                    "The metrics cannot be shown at {}:{}: {}. Does another program listen there (ss -ltnp), and is metricsBind"
                            + " an address of this machine? Everything else goes on without them.",
                    settings.bind(),
                    settings.port(),
                    e.getMessage());
            return Optional.empty();
        }
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), MetricsEndpoint::thread);
        threads.allowCoreThreadTimeOut(true);
        server.setExecutor(threads);
        server.createContext(
                "/", new MetricsHandler(hub, settings.users(), new OwnNames(() -> names(settings.bind()))));
        server.start();
        log.info("The page is at http://{}:{}/, metrics are below it at /metrics.", settings.bind(), settings.port());
        return Optional.of(new Running(settings, server, threads, sampling()));
    }

    /** Whether anybody can look at what is measured. */
    public synchronized boolean isOpen() {
        return running.isPresent();
    }

    private static Set<String> names(String bind) {
        try {
            InetAddress here = InetAddress.getLocalHost();
            return new HashSet<>(List.of(bind, here.getHostName(), here.getCanonicalHostName()));
        } catch (UnknownHostException e) {
            return Set.of(bind);
        }
    }

    private ScheduledExecutorService sampling() {
        HistorySampler sampler = new HistorySampler(hub);
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(MetricsEndpoint::thread);
        var unused = executor.scheduleAtFixedRate(() -> sample(sampler), 0, History.STEP_MILLIS, TimeUnit.MILLISECONDS);
        return executor;
    }

    private static void sample(HistorySampler sampler) {
        try {
            sampler.sample(System.currentTimeMillis());
        } catch (RuntimeException e) {
            log.warn("A point of the last hour could not be measured; the next one is tried.", e);
        }
    }

    private static void warnOfStrangers(Settings settings, InetAddress address) {
        if (!address.isLoopbackAddress() && settings.users().isEmpty()) {
            log.warn(
                    "Everybody who reaches {}:{} may read the metrics. Set metricsUsers, or let a firewall admit none but the"
                            + " machine that collects them.",
                    settings.bind(),
                    settings.port());
        }
    }

    /** The server of Java reads its limits from system properties; whoever has set them knows better. */
    private static void limit(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "trackreplay-metrics");
        thread.setDaemon(true);
        return thread;
    }
}
