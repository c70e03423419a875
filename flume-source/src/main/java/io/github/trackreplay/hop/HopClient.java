/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import io.github.trackreplay.tls.TlsStore;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.compression.JZlibDecoder;
import io.netty.handler.codec.compression.JZlibEncoder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.apache.avro.ipc.CallFuture;
import org.apache.avro.ipc.netty.NettyTransceiver;
import org.apache.avro.ipc.specific.SpecificRequestor;
import org.apache.flume.Event;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.api.RpcClient;
import org.apache.flume.source.avro.AvroFlumeEvent;
import org.apache.flume.source.avro.AvroSourceProtocol;
import org.apache.flume.source.avro.Status;

/**
 * A connection to a collector, with the settings of Flume's Avro client and besides a key store: it shows who it is. It
 * connects when it first sends, so that whoever makes one need not expect a failure; whatever fails is a {@link HopFailure}
 * that names host, port and cause. What a batch has in bytes is cut into calls that a collector takes. Not thread-safe.
 */
final class HopClient implements RpcClient {
    private static final long MOST_CALL_BYTES = 8L << 20;
    private static final int DEFAULT_BATCH = 100;
    private static final int DEFAULT_MILLIS = 20_000;

    private final String host;
    private final int port;
    private final int batchSize;
    private final int connectMillis;
    private final int requestMillis;
    private final Optional<Integer> deflate;
    private final Optional<HopTls> tls;
    private Optional<NettyTransceiver> transceiver = Optional.empty();
    private Optional<Collector> collector = Optional.empty();
    private Optional<ExecutorService> calls = Optional.empty();
    private volatile Optional<Throwable> failure = Optional.empty();
    private boolean dead;

    /** A collector that is connected, and the thread that calls it. */
    private record Collector(AvroSourceProtocol.Callback protocol, ExecutorService thread) {}

    /** The TLS of a connection, which another thread makes; empty without. */
    private static final class Handshake {
        private volatile Optional<SslHandler> handler = Optional.empty();
    }

    HopClient(String host, int port, Properties properties) {
        this.host = host;
        this.port = port;
        this.batchSize = number(properties, "batch-size", DEFAULT_BATCH);
        this.connectMillis = number(properties, "connect-timeout", DEFAULT_MILLIS);
        this.requestMillis = number(properties, "request-timeout", DEFAULT_MILLIS);
        this.deflate = properties.getProperty("compression-type", "none").equalsIgnoreCase("deflate")
                ? Optional.of(number(properties, "compression-level", 6))
                : Optional.empty();
        this.tls = Boolean.parseBoolean(properties.getProperty("ssl", "false").trim())
                ? Optional.of(tls(properties))
                : Optional.empty();
    }

    private static HopTls tls(Properties p) {
        return new HopTls(
                store(p, "key store", "keystore", "PKCS12"),
                store(p, "trust store", "truststore", "JKS"),
                Boolean.parseBoolean(p.getProperty("trust-all-certs", "false").trim()),
                false,
                HopTls.Limits.of(p::getProperty));
    }

    private static Optional<TlsStore> store(Properties p, String what, String setting, String type) {
        return Optional.ofNullable(p.getProperty(setting))
                .filter(path -> !path.isBlank())
                .map(path -> new TlsStore(
                        what,
                        setting,
                        path.trim(),
                        p.getProperty(setting + "-password", ""),
                        p.getProperty(setting + "-type", type)));
    }

    private static int number(Properties properties, String name, int fallback) {
        String text = properties.getProperty(name, "").trim();
        return text.isEmpty() ? fallback : Integer.parseInt(text);
    }

    @Override
    public int getBatchSize() {
        return batchSize;
    }

    @Override
    public void append(Event event) throws EventDeliveryException {
        appendBatch(List.of(event));
    }

    /** Sends events in their order; when it fails, nobody knows which of them have arrived. */
    @Override
    public void appendBatch(List<Event> events) throws EventDeliveryException {
        try {
            Collector to = connected();
            List<AvroFlumeEvent> call = new ArrayList<>();
            long bytes = 0;
            for (Event event : events) {
                int size = event.getBody().length;
                if (!call.isEmpty() && (call.size() >= batchSize || bytes + size > MOST_CALL_BYTES)) {
                    send(to, call);
                    call = new ArrayList<>();
                    bytes = 0;
                }
                call.add(avro(event));
                bytes += size;
            }
            if (!call.isEmpty()) {
                send(to, call);
            }
        } catch (EventDeliveryException e) {
            dead = true;
            throw e;
        }
    }

    private static AvroFlumeEvent avro(Event event) {
        AvroFlumeEvent avro = new AvroFlumeEvent();
        avro.setBody(ByteBuffer.wrap(event.getBody()));
        Map<CharSequence, CharSequence> headers = new HashMap<>(event.getHeaders());
        avro.setHeaders(headers);
        return avro;
    }

    private Collector connected() throws EventDeliveryException {
        if (collector.isEmpty()) {
            collector = Optional.of(connect());
        }
        return collector.get();
    }

    private Collector connect() throws EventDeliveryException {
        Handshake handshake = new Handshake();
        try {
            Optional<SSLContext> context =
                    tls.isPresent() ? Optional.of(tls.get().context()) : Optional.empty();
            InetSocketAddress address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                throw new UnknownHostException(host);
            }
            ExecutorService thread = Executors.newSingleThreadExecutor(this::thread);
            calls = Optional.of(thread);
            NettyTransceiver made =
                    new NettyTransceiver(address, connectMillis, channel -> prepare(channel, context, handshake));
            transceiver = Optional.of(made);
            if (handshake.handler.isPresent()) {
                await(handshake.handler.get());
            }
            return new Collector(
                    within(
                            connectMillis,
                            thread.submit(() -> SpecificRequestor.getClient(AvroSourceProtocol.Callback.class, made))),
                    thread);
        } catch (TlsStore.UnusableException e) {
            throw new HopFailure(HopFailure.Kind.STORE, String.valueOf(e.getMessage()));
        } catch (IOException | TimeoutException | ExecutionException | RuntimeException e) {
            throw HopFailure.of(host, port, failure.orElse(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HopFailure.of(host, port, e);
        }
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "hop-" + host + ":" + port);
        thread.setDaemon(true);
        return thread;
    }

    private void await(SslHandler handler) throws InterruptedException, TimeoutException, IOException {
        if (!handler.handshakeFuture().await(connectMillis)) {
            throw new TimeoutException("the TLS handshake timed out");
        }
        if (!handler.handshakeFuture().isSuccess()) {
            throw new IOException(handler.handshakeFuture().cause());
        }
    }

    private void prepare(SocketChannel channel, Optional<SSLContext> context, Handshake handshake) {
        ChannelPipeline pipeline = channel.pipeline();
        deflate.ifPresent(level -> {
            pipeline.addLast("inflater", new JZlibDecoder(0));
            pipeline.addLast("deflater", new JZlibEncoder(level));
        });
        if (context.isPresent()) {
            SslHandler made = new SslHandler(tls.orElseThrow().engine(context.get(), host, port));
            made.setHandshakeTimeoutMillis(connectMillis);
            handshake.handler = Optional.of(made);
            pipeline.addLast("ssl", made);
        }
        pipeline.addLast("failures", new ChannelInboundHandlerAdapter() {
            /** Kept for the sentence; Avro would print it with its trace. */
            @Override
            public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
                failure = failure.or(() -> Optional.of(cause));
                var unused = at.close();
            }
        });
    }

    private void send(Collector to, List<AvroFlumeEvent> events) throws EventDeliveryException {
        CallFuture<Status> answer = new CallFuture<>();
        Status status;
        try {
            // the first call waits for Avro's handshake, and there is no limit to that
            within(connectMillis, to.thread().submit(() -> {
                to.protocol().appendBatch(events, answer);
                return true;
            }));
            status = answer.get(requestMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | RuntimeException e) {
            throw HopFailure.of(host, port, failure.orElse(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HopFailure.of(host, port, e);
        }
        if (status != Status.OK) {
            throw new CollectorRefusedException();
        }
    }

    private static <T> T within(int millis, Future<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return future.get(millis, TimeUnit.MILLISECONDS);
        } finally {
            future.cancel(true);
        }
    }

    @Override
    public boolean isActive() {
        return !dead;
    }

    @Override
    public void close() {
        dead = true;
        calls.ifPresent(ExecutorService::shutdownNow);
        transceiver.ifPresent(NettyTransceiver::close);
    }
}
