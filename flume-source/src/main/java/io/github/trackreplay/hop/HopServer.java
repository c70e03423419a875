/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import io.github.trackreplay.option.Values;
import io.github.trackreplay.tls.TlsStore;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.compression.JZlibDecoder;
import io.netty.handler.codec.compression.JZlibEncoder;
import io.netty.handler.ipfilter.IpFilterRule;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.RuleBasedIpFilter;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.apache.avro.ipc.netty.NettyServer;
import org.apache.flume.Context;
import org.apache.flume.netty.filter.PatternRule;
import org.apache.flume.source.avro.AvroSourceProtocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server of a collector: Avro's, with TLS that may ask clients for a certificate, and a {@link FrameGuard} before
 * everything that keeps what a client sends. Thread-safe.
 *
 * <p>Why so: {@code docs/decisions/0019-own-server-and-client-on-the-hop.md}.
 */
final class HopServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CollectorSource.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Twice what our senders send in a call. An event is copied several times on its way into the channel. */
    private static final long LEAST_CALL_BYTES = 16L << 20;

    private final NettyServer server;

    /** A server that cannot be started; its message is for the administrator. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * How to listen.
     *
     * @param tls empty without
     * @param rules who may connect; empty: everybody
     * @param bounds what clients may take
     */
    record Settings(
            String bind, int port, boolean deflate, Optional<HopTls> tls, List<IpFilterRule> rules, Bounds bounds) {

        /**
         * What clients may take.
         *
         * @param callBytes of one call at most
         * @param connections at most at a time
         * @param patience how long a call may stand still
         */
        record Bounds(long callBytes, int connections, Duration patience) {}

        /** Of settings that Flume's Avro source and {@link CollectorSourceOptions} have found to be right. */
        static Settings of(Values values, Context context) {
            return new Settings(
                    context.getString("bind", "0.0.0.0"),
                    context.getInteger("port", 0),
                    context.getString("compression-type", "none").equalsIgnoreCase("deflate"),
                    context.getBoolean("ssl", false) ? Optional.of(tls(values, context)) : Optional.empty(),
                    context.getBoolean("ipFilter", false) ? rules(context.getString("ipFilterRules", "")) : List.of(),
                    new Bounds(
                            values.get(CollectorSourceOptions.MAX_CALL_BYTES),
                            values.get(CollectorSourceOptions.MAX_CONNECTIONS),
                            PATIENCE));
        }

        Settings withPatience(Duration time) {
            Bounds patient = new Bounds(bounds.callBytes(), bounds.connections(), time);
            return new Settings(bind, port, deflate, tls, rules, patient);
        }

        private static HopTls tls(Values values, Context context) {
            boolean required =
                    values.get(CollectorSourceOptions.CLIENT_AUTH) == CollectorSourceOptions.ClientAuth.REQUIRED;
            return new HopTls(
                    Optional.of(new TlsStore(
                            "key store",
                            "keystore",
                            context.getString("keystore", ""),
                            context.getString("keystore-password", ""),
                            context.getString("keystore-type", "JKS"))),
                    values.find(CollectorSourceOptions.TRUSTSTORE)
                            .map(path -> new TlsStore(
                                    "trust store",
                                    "truststore",
                                    path,
                                    values.get(CollectorSourceOptions.TRUSTSTORE_PASSWORD),
                                    values.get(CollectorSourceOptions.TRUSTSTORE_TYPE))),
                    false,
                    required,
                    HopTls.Limits.of(context::getString));
        }

        /** {@code allow:ip:10.*,deny:name:*}, as Flume's source has them. */
        private static List<IpFilterRule> rules(String text) {
            List<IpFilterRule> rules = new ArrayList<>();
            for (String word : text.split(",")) {
                String[] parts = word.trim().split(":", 3);
                if (parts.length == 3) {
                    rules.add(new PatternRule(
                            parts[0].equals("allow") ? IpFilterRuleType.ACCEPT : IpFilterRuleType.REJECT,
                            (parts[1].equals("ip") ? "i" : "n") + ":" + parts[2]));
                }
            }
            return rules;
        }
    }

    private HopServer(NettyServer server) {
        this.server = server;
    }

    /** @throws UnusableException if the stores cannot be opened, or the address not be listened on */
    static HopServer start(Settings settings, AvroSourceProtocol protocol, LongSupplier nanoTime)
            throws UnusableException {
        Optional<SSLContext> context = Optional.empty();
        try {
            if (settings.tls().isPresent()) {
                context = Optional.of(settings.tls().get().context());
            }
        } catch (TlsStore.UnusableException e) {
            throw new UnusableException(String.valueOf(e.getMessage()), e);
        }
        long memory = Runtime.getRuntime().maxMemory();
        long callBytes = Math.min(settings.bounds().callBytes(), Math.max(LEAST_CALL_BYTES, memory / 10));
        HopLimits limits = new HopLimits(
                callBytes,
                Math.max(callBytes, memory / 4),
                settings.bounds().connections(),
                settings.bounds().patience(),
                nanoTime,
                log::warn);
        Optional<SSLContext> tls = context;
        try {
            NettyServer server = new NettyServer(
                    new HopResponder(protocol),
                    new InetSocketAddress(settings.bind(), settings.port()),
                    channel -> prepare(channel, settings, tls, limits));
            server.start();
            return new HopServer(server);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnusableException("It was interrupted.", e);
        } catch (Exception e) { // Netty throws checked exceptions that it does not declare
            throw new UnusableException(
                    "It cannot listen on " + settings.bind() + ":" + settings.port() + ": " + e.getMessage()
                            + ". Does another program do so (ss -ltnp), and is bind an address of this machine?",
                    e);
        }
    }

    private static void prepare(
            SocketChannel channel, Settings settings, Optional<SSLContext> context, HopLimits limits) {
        ChannelPipeline pipeline = channel.pipeline();
        if (!settings.rules().isEmpty()) {
            pipeline.addLast(
                    "ipFilter", new RuleBasedIpFilter(true, settings.rules().toArray(new IpFilterRule[0])));
        }
        if (settings.deflate()) {
            pipeline.addLast("inflater", new JZlibDecoder(0));
            pipeline.addLast("deflater", new JZlibEncoder(6));
        }
        context.ifPresent(c -> pipeline.addLast(
                "ssl", new SslHandler(settings.tls().orElseThrow().engine(c))));
        pipeline.addLast("guard", new FrameGuard(limits));
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.close();
        try {
            server.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
