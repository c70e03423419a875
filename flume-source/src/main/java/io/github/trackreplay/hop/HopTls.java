/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import io.github.trackreplay.tls.TlsStore;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS of one side of the hop.
 *
 * @param keys with which this side shows who it is; a frontend may have none
 * @param trust whom this side believes; without it, whom Java believes
 * @param trustAll whether anybody is believed
 * @param clientAuth whether this side, which listens, wants a certificate
 * @param limits which protocols and cipher suites may be used
 */
record HopTls(Optional<TlsStore> keys, Optional<TlsStore> trust, boolean trustAll, boolean clientAuth, Limits limits) {

    /** Names of protocols and cipher suites; an empty set of those to allow allows all. */
    record Limits(
            Set<String> includeProtocols,
            Set<String> excludeProtocols,
            Set<String> includeSuites,
            Set<String> excludeSuites) {
        /**
         * As Flume's Avro source and sink have them set.
         *
         * @param setting gives a setting by its name, or what it is where it is not set
         */
        static Limits of(BinaryOperator<String> setting) {
            return new Limits(
                    words(setting.apply("include-protocols", "")),
                    words(setting.apply("exclude-protocols", "SSLv3")),
                    words(setting.apply("include-cipher-suites", "")),
                    words(setting.apply("exclude-cipher-suites", "")));
        }

        private static Set<String> words(String text) {
            Set<String> words = new TreeSet<>(Arrays.asList(text.trim().split("\\s+")));
            words.remove("");
            return words;
        }

        private static String[] kept(String[] all, Set<String> include, Set<String> exclude) {
            Predicate<String> kept = one -> (include.isEmpty() || include.contains(one)) && !exclude.contains(one);
            return Arrays.stream(all).filter(kept).toArray(String[]::new);
        }
    }

    /** Reads the stores anew: they may have been renewed. */
    SSLContext context() throws TlsStore.UnusableException {
        return TlsStore.context(keys, trusted());
    }

    private Optional<TrustManager[]> trusted() throws TlsStore.UnusableException {
        if (trustAll) {
            return Optional.of(new TrustManager[] {new TrustsEverybody()});
        }
        return trust.isPresent() ? Optional.of(byName(trust.get().trusted())) : Optional.empty();
    }

    private static TrustManager[] byName(TrustManager[] managers) {
        return Arrays.stream(managers)
                .map(one -> one instanceof X509ExtendedTrustManager store ? new TrustsHeldOrNamed(store) : one)
                .toArray(TrustManager[]::new);
    }

    /**
     * For a connection.
     *
     * @param host the other side, as the configuration names it: a collector's certificate must be made out to that name unless the
     *     trust store holds that very certificate
     */
    SSLEngine engine(SSLContext context, String host, int port) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        if (!trustAll) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
        }
        return limited(engine);
    }

    /** For a connection that is accepted. */
    SSLEngine engine(SSLContext context) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(clientAuth);
        return limited(engine);
    }

    private SSLEngine limited(SSLEngine engine) {
        engine.setEnabledProtocols(
                Limits.kept(engine.getEnabledProtocols(), limits.includeProtocols(), limits.excludeProtocols()));
        engine.setEnabledCipherSuites(
                Limits.kept(engine.getEnabledCipherSuites(), limits.includeSuites(), limits.excludeSuites()));
        return engine;
    }
}
