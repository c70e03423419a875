/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpConnection;
import org.eclipse.jetty.server.HttpTransport;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections of clients that do not get done with a request's header, which to Jetty are never idle. The time counts from a new
 * connection's opening, with what TLS takes, and from the first byte of a further request. It is counted in looks, once a second, so a
 * machine that stands still has no client closed. Added to a connector; thread-safe.
 */
final class HeaderPace extends AbstractLifeCycle implements Connection.Listener, HttpChannel.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(HeaderPace.class);

    private final int mostLooks;
    private final Map<Connection, Header> open = new ConcurrentHashMap<>();
    private Optional<ScheduledExecutorService> looking = Optional.empty();

    /** @param most time for a header; at least a second is given */
    HeaderPace(Duration most) {
        this.mostLooks = (int) Math.min(Integer.MAX_VALUE - 1, Math.max(1, most.toSeconds()));
    }

    @Override
    protected void doStart() {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "http-headers");
            thread.setDaemon(true);
            return thread;
        });
        looking = Optional.of(timer);
        var unused = timer.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    protected void doStop() {
        looking.ifPresent(ScheduledExecutorService::shutdownNow);
        open.clear();
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof HttpConnection) {
            open.put(connection, new Header());
        }
    }

    @Override
    public void onClosed(Connection connection) {
        open.remove(connection);
    }

    @Override
    public void onRequestBegin(Request request) {
        HttpTransport transport = request.getHttpChannel().getHttpTransport();
        if (transport instanceof HttpConnection connection) {
            open.computeIfPresent(connection, (c, header) -> header.whole());
        }
    }

    @Override
    public void onComplete(Request request) {
        HttpTransport transport = request.getHttpChannel().getHttpTransport();
        if (transport instanceof HttpConnection connection) {
            open.computeIfPresent(connection, (c, header) -> header.next(c.getBytesIn()));
        }
    }

    private void look() {
        open.forEach((connection, header) -> {
            try {
                if (header.lasts(connection.getBytesIn()) > mostLooks) {
                    LOG.debug("{} has not brought a whole header in time.", connection.getEndPoint());
                    connection.getEndPoint().close();
                }
            } catch (RuntimeException e) { // the others are looked at all the same
                LOG.debug("A slow connection could not be closed", e);
            }
        });
    }

    /** Of the request that a connection brings, or is to bring. */
    private static final class Header {
        private boolean whole;
        private boolean begun = true;
        private long before;
        private int looks;

        synchronized Header whole() {
            whole = true;
            return this;
        }

        /** @param bytes that have come until now */
        synchronized Header next(long bytes) {
            whole = false;
            begun = false;
            before = bytes;
            looks = 0;
            return this;
        }

        /** For how many looks it has been coming; 0 where it is whole, or nothing has come of it. */
        synchronized int lasts(long bytes) {
            begun |= bytes > before;
            return whole || !begun ? 0 : ++looks;
        }
    }
}
