/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import io.github.trackreplay.hop.CollectorSourceOptions;
import io.github.trackreplay.hop.CollectorSourceOptions.ClientAuth;
import io.github.trackreplay.option.Option;
import io.github.trackreplay.option.OptionSet;
import io.github.trackreplay.option.Problem;
import io.github.trackreplay.option.Values;
import io.github.trackreplay.tls.TlsStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** The settings of {@link BeatsSource}. */
public final class BeatsSourceOptions {
    public static final Option<String> BIND = Option.text(
                    "bind",
                    "Address to listen on; 0.0.0.0 for all. Whoever reaches it can send requests: close it to others.")
            .orElse("127.0.0.1");

    public static final Option<Integer> PORT = Option.number(
                    "port", 0, 65_535, "Port to listen on; 0: any that is free.")
            .orElse("5044");

    public static final Option<Integer> BATCH_SIZE = Option.number(
                    "batchSize",
                    1,
                    100_000,
                    "Most documents of one transaction of the channel. Where no TrackingInterceptor makes packs of them, no more"
                            + " than the channel's transactionCapacity.")
            .orElse("100");

    public static final Option<Integer> MAX_CONNECTIONS = Option.number(
                    "maxConnections", 1, 10_000, "Most connections at a time; a further one is closed at once.")
            .orElse("200");

    public static final Option<Long> MAX_FRAME_BYTES = Option.bytes(
                    "maxFrameBytes", "Most bytes of one document, and of one compressed frame of many.")
            .orElse("10 MiB");

    public static final Option<Long> MAX_INFLATED_BYTES = Option.bytes(
                    "maxInflatedBytes", "Most bytes that one compressed frame may grow to.")
            .orElse("64 MiB");

    public static final Option<Integer> MAX_WINDOW = Option.number(
                    "maxWindow", 1, 1_000_000, "Most documents that a shipper may send before it awaits an answer.")
            .orElse("65536");

    public static final Option<Duration> IDLE_TIMEOUT = Option.duration(
                    "idleTimeout",
                    "A connection on which nothing comes for so long is closed; shippers connect again. Within a window all of"
                            + " it must have come after ten times that.")
            .orElse("60 s");

    public static final Option<Long> RESERVE = CollectorSourceOptions.reserve("shippers");

    public static final Option<Boolean> SSL =
            Option.flag("ssl", "Whether connections are encrypted.").orElse("false");

    public static final Option<String> KEYSTORE =
            Option.text("keystore", "Key store with which this source shows who it is; for ssl = true.");

    public static final Option<String> KEYSTORE_PASSWORD =
            Option.text("keystore-password", "Password of the key store.").orElse("");

    public static final Option<String> KEYSTORE_TYPE =
            Option.text("keystore-type", "Type of the key store.").orElse("PKCS12");

    public static final Option<ClientAuth> CLIENT_AUTH = Option.choice(
                    "clientAuth",
                    ClientAuth.class,
                    "With ssl = true: required turns away every shipper that does not show a certificate that truststore holds or"
                            + " vouches for.")
            .orElse("none");

    public static final Option<String> TRUSTSTORE = Option.text(
            "truststore", "Trust store with the shippers' certificates, or the authority's that made them.");

    public static final Option<String> TRUSTSTORE_PASSWORD =
            Option.text("truststore-password", "Password of the trust store.").orElse("");

    public static final Option<String> TRUSTSTORE_TYPE =
            Option.text("truststore-type", "Type of the trust store.").orElse("PKCS12");

    public static final OptionSet OPTIONS = new OptionSet(
            "BeatsSource",
            List.of(
                    BIND,
                    PORT,
                    BATCH_SIZE,
                    MAX_CONNECTIONS,
                    MAX_FRAME_BYTES,
                    MAX_INFLATED_BYTES,
                    MAX_WINDOW,
                    RESERVE,
                    IDLE_TIMEOUT,
                    SSL,
                    KEYSTORE,
                    KEYSTORE_PASSWORD,
                    KEYSTORE_TYPE,
                    CLIENT_AUTH,
                    TRUSTSTORE,
                    TRUSTSTORE_PASSWORD,
                    TRUSTSTORE_TYPE),
            List.of("type", "channels", "selector.", "interceptors", "interceptors."));

    /** A frame is an array in memory, and what grows is counted in whole numbers. */
    private static final long LARGEST_FRAME = 256L << 20;

    private BeatsSourceOptions() {}

    /** Reads and checks settings, those that depend on each other included. */
    public static Values read(String prefix, Map<String, String> settings) {
        Values values = OPTIONS.read(prefix, settings);
        List<Problem> further = new ArrayList<>();
        values.find(MAX_FRAME_BYTES)
                .filter(bytes -> bytes > LARGEST_FRAME)
                .ifPresent(
                        bytes -> further.add(new Problem(values.nameOf(MAX_FRAME_BYTES), "may be 256 MiB at most.")));
        return checked(values.with(further));
    }

    /** With what is wrong with the settings of encryption taken together. */
    static Values checked(Values values) {
        List<Problem> further = new ArrayList<>();
        boolean ssl = values.find(SSL).orElse(false);
        boolean required =
                values.find(CLIENT_AUTH).filter(ClientAuth.REQUIRED::equals).isPresent();
        if (ssl && values.find(KEYSTORE).isEmpty()) {
            further.add(
                    new Problem(values.nameOf(KEYSTORE), "is needed for ssl = true. Make one: keytool -genkeypair."));
        }
        if (required && !ssl) {
            further.add(new Problem(values.nameOf(CLIENT_AUTH), "needs ssl = true and keystore as well."));
        }
        if (required && values.find(TRUSTSTORE).isEmpty()) {
            further.add(new Problem(
                    values.nameOf(CLIENT_AUTH),
                    "needs to know whom to let in. Set truststore to a file with the shippers' certificates."));
        }
        return values.with(further);
    }

    /** Whether clients must show a certificate. */
    static boolean asks(Values values) {
        return values.get(CLIENT_AUTH) == ClientAuth.REQUIRED;
    }

    /** Who is asked for a key, and who is believed. */
    static SSLContext context(Values values) throws TlsStore.UnusableException {
        Optional<TlsStore> trust = trust(values);
        return TlsStore.context(
                keys(values), trust.isPresent() ? Optional.of(trust.get().trusted()) : Optional.empty());
    }

    private static Optional<TlsStore> keys(Values values) {
        return values.find(KEYSTORE)
                .map(path -> new TlsStore(
                        "key store", "keystore", path, values.get(KEYSTORE_PASSWORD), values.get(KEYSTORE_TYPE)));
    }

    private static Optional<TlsStore> trust(Values values) {
        return values.find(TRUSTSTORE)
                .map(path -> new TlsStore(
                        "trust store",
                        "truststore",
                        path,
                        values.get(TRUSTSTORE_PASSWORD),
                        values.get(TRUSTSTORE_TYPE)));
    }
}
