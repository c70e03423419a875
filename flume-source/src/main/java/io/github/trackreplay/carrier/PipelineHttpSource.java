/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import io.github.trackreplay.channel.ChannelReserve;
import io.github.trackreplay.disk.DiskReserve;
import io.github.trackreplay.health.ChannelUse;
import io.github.trackreplay.tls.TlsStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.flume.FlumeException;
import org.eclipse.jetty.server.ConnectionLimit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source that shippers post to: Logstash's http output, Vector, Fluent Bit, the OpenTelemetry Collector. It answers 200 after the
 * channel has committed all documents of a request, and otherwise takes nothing: 400 with a sentence where it cannot read it, 401 without
 * the token, 413 where it is too large, 405 to other methods, 503 while the channel takes nothing, or its disk or
 * memory is short.
 *
 * <p>Works in any agent and for any sink; Jetty is Flume's own. Connections, a request's size and pace and all requests together are
 * bounded. Started and stopped by Flume.
 *
 * <p>Why so: {@code docs/decisions/0045-own-http-source.md}.
 */
public final class PipelineHttpSource extends ListeningSource {
    private static final int MOST_HEADER_BYTES = 16 << 10;
    private static final Duration LONGEST_HEADER = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(PipelineHttpSource.class);

    private Optional<Server> server = Optional.empty();

    public PipelineHttpSource() {
        this(MemoryPool::ofHeap);
    }

    /** @param memory of all requests, by how many connections there may be */
    PipelineHttpSource(IntFunction<MemoryPool> memory) {
        super(PipelineHttpSourceOptions::read, memory);
    }

    @Override
    public synchronized void start() {
        release();
        ChannelUse.take(getChannelProcessor().getSelector().getAllChannels());
        try {
            Server made = listening();
            server = Optional.of(made);
            made.start();
        } catch (TlsStore.UnusableException e) {
            throw new FlumeException("The source " + getName() + " does not start. " + e.getMessage(), e);
        } catch (Exception e) { // Jetty declares no other
            release();
            throw new FlumeException(
                    "The source " + getName() + " does not start. It cannot listen on "
                            + values.get(BeatsSourceOptions.BIND) + ":" + values.get(PipelineHttpSourceOptions.PORT)
                            + ": "
                            + e.getMessage()
                            + ". Does another program do so (ss -ltnp), and is bind an address of this machine?",
                    e);
        }
        OpenPort.warning(
                        values.get(BeatsSourceOptions.BIND),
                        values.find(PipelineHttpSourceOptions.TOKEN).isPresent() || BeatsSourceOptions.asks(values),
                        "token, or ssl = true and clientAuth = required")
                .ifPresent(sentence -> LOG.warn("The source {}: {}", getName(), sentence));
        counter.start();
        super.start();
    }

    private Server listening() throws TlsStore.UnusableException {
        int connections = values.get(PipelineHttpSourceOptions.MAX_CONNECTIONS);
        QueuedThreadPool threads = new QueuedThreadPool(connections + 8, 1);
        threads.setName("http-" + getName());
        threads.setDaemon(true);
        Server made = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MOST_HEADER_BYTES);
        ServerConnector connector = connector(made, new HttpConnectionFactory(http));
        connector.setHost(values.get(BeatsSourceOptions.BIND));
        connector.setPort(values.get(PipelineHttpSourceOptions.PORT));
        Duration idle = values.get(PipelineHttpSourceOptions.IDLE_TIMEOUT);
        connector.setIdleTimeout(idle.toMillis());
        connector.addBean(new HeaderPace(idle.compareTo(LONGEST_HEADER) < 0 ? idle : LONGEST_HEADER));
        made.addConnector(connector);
        made.addBean(new ConnectionLimit(connections, made));
        DiskReserve reserve = ChannelReserve.of(
                values.get(BeatsSourceOptions.RESERVE),
                getChannelProcessor().getSelector().getAllChannels());
        made.setHandler(new PostHandler(
                documents(),
                new ChannelPuts(this, counter, reserve, PipelineHttpSourceOptions.MAX_DOCUMENTS.name()),
                counter,
                memory.apply(connections)));
        return made;
    }

    private ServerConnector connector(Server made, HttpConnectionFactory http) throws TlsStore.UnusableException {
        if (!values.get(BeatsSourceOptions.SSL)) {
            return new ServerConnector(made, 1, 1, http);
        }
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setSslContext(BeatsSourceOptions.context(values));
        tls.setNeedClientAuth(BeatsSourceOptions.asks(values));
        return new ServerConnector(made, 1, 1, new SslConnectionFactory(tls, http.getProtocol()), http);
    }

    private PostedDocuments documents() {
        return new PostedDocuments(
                values.find(PipelineHttpSourceOptions.TOKEN),
                values.get(PipelineHttpSourceOptions.MAX_BYTES),
                values.get(PipelineHttpSourceOptions.MAX_DOCUMENTS),
                "");
    }

    @Override
    void release() {
        if (server.isPresent()) {
            try {
                server.get().stop();
            } catch (Exception e) { // nothing is left to be done about it
                LOG.debug("Jetty did not stop cleanly", e);
            }
            server = Optional.empty();
            counter.stop();
        }
    }

    /** The port it listens on; 0 while it does not. */
    synchronized int port() {
        return server.map(listening -> ((ServerConnector) listening.getConnectors()[0]).getLocalPort())
                .orElse(0);
    }
}
