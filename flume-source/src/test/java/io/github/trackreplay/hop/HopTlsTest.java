/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.apache.flume.Channel;
import org.apache.flume.Context;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.channel.ChannelProcessor;
import org.apache.flume.channel.ReplicatingChannelSelector;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.lifecycle.LifecycleState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mutual TLS between the real sink and the real source, and what a frontend says when it cannot connect. */
class HopTlsTest {
    @TempDir
    static Path directory;

    private static Path collectorKey;
    private static Path frontendKey;
    private static Path foreignKey;
    private static Path frontends;
    private static Path collectors;
    private static Path others;

    private final Channel frontend = MemoryChannels.started("frontend");
    private final Channel collector = MemoryChannels.started("collector");
    private final CollectorSource source = new CollectorSource();
    private final PromptAvroSink sink = new PromptAvroSink();

    @BeforeAll
    static void makeKeys() {
        Keys keys = new Keys(directory);
        collectorKey = keys.pair("collector1");
        frontendKey = keys.pair("web1");
        foreignKey = keys.pair("stranger");
        frontends = keys.trusting("frontends", "web1");
        collectors = keys.trusting("collectors", "collector1");
        others = keys.trusting("others", "stranger");
    }

    @AfterEach
    void stop() {
        if (sink.getLifecycleState() == LifecycleState.START) {
            sink.stop();
        }
        if (source.getLifecycleState() == LifecycleState.START) {
            source.stop();
        }
    }

    @Test
    void aFrontendWithTheRightCertificateIsTaken() throws EventDeliveryException {
        startCollector(Map.of());
        startSink(source.port(), with(frontendKey, collectors));
        put("1");

        sink.process();

        assertThat(taken()).isEqualTo("1");
    }

    @Test
    void aFrontendWithoutACertificateIsTurnedAwayAndToldSo() {
        startCollector(Map.of());
        startSink(source.port(), trusting(collectors));

        assertThat(failure().kind()).isEqualTo(HopFailure.Kind.CLIENT_REFUSED);
        assertThat(failure()).hasMessageContainingAll("127.0.0.1:" + source.port(), "Set keystore here");
        assertThat(taken()).isEmpty();
    }

    @Test
    void aFrontendWithAForeignCertificateIsTurnedAwayAndToldSo() {
        startCollector(Map.of());
        startSink(source.port(), with(foreignKey, collectors));

        assertThat(failure().kind()).isEqualTo(HopFailure.Kind.CLIENT_REFUSED);
        assertThat(taken()).isEmpty();
    }

    @Test
    void withoutClientAuthNobodyIsAskedForACertificate() throws EventDeliveryException {
        startCollector(Map.of("clientAuth", "none"));
        startSink(source.port(), trusting(collectors));
        put("1");

        sink.process();

        assertThat(taken()).isEqualTo("1");
    }

    @Test
    void aCollectorWhoseCertificateIsNotTrustedIsNamed() {
        startCollector(Map.of());
        startSink(source.port(), with(frontendKey, others));

        assertThat(failure().kind()).isEqualTo(HopFailure.Kind.UNTRUSTED);
        assertThat(failure())
                .hasMessageContainingAll("127.0.0.1:" + source.port(), "Import the collector's present certificate");
    }

    @Test
    void whoHasAnyCertificateOfAnAuthorityCannotStandInForTheCollector() {
        Keys keys = new Keys(directory);
        Path standIn = keys.signed("web2", "authority", "-ext", "san=dns:web2.example");
        Path authority = keys.trustingAuthority("authority", "authority");
        startCollector(Map.of("keystore", standIn.toString(), "clientAuth", "none"));
        startSink(source.port(), trusting(authority));

        assertThat(failure().kind()).isEqualTo(HopFailure.Kind.OTHER_NAME);
        assertThat(failure()).hasMessageContainingAll("127.0.0.1:" + source.port(), "Is hostname right?", "truststore");
        assertThat(taken()).isEmpty();
    }

    @Test
    void aCertificateOfAnAuthorityIsTakenUnderItsOwnName() throws EventDeliveryException {
        Keys keys = new Keys(directory);
        Path named = keys.signed("named", "authority2", "-ext", "san=dns:localhost");
        startCollector(Map.of("keystore", named.toString(), "clientAuth", "none"));
        Map<String, String> settings = new HashMap<>(trusting(keys.trustingAuthority("authority2", "authority2")));
        settings.put("hostname", "localhost");
        startSink(source.port(), settings);
        put("1");

        sink.process();

        assertThat(taken()).isEqualTo("1");
    }

    @Test
    void aCertificateThatTheTrustStoreHoldsIsTakenUnderAnyName() throws EventDeliveryException {
        Keys keys = new Keys(directory);
        Path unnamed = keys.pair("unnamed", "san=dns:other.example");
        startCollector(Map.of("keystore", unnamed.toString(), "clientAuth", "none"));
        startSink(source.port(), trusting(keys.trusting("held", "unnamed")));
        put("1");

        sink.process();

        assertThat(taken()).isEqualTo("1");
    }

    @Test
    void aCertificateThatHasExpiredIsSaidToHaveExpired() {
        Keys keys = new Keys(directory);
        Path old = keys.signed("old", "authority3", "-ext", "san=ip:127.0.0.1", "-startdate", "-10d", "-validity", "5");
        startCollector(Map.of("keystore", old.toString(), "clientAuth", "none"));
        startSink(source.port(), trusting(keys.trustingAuthority("authority3", "authority3")));

        assertThat(failure().kind()).isEqualTo(HopFailure.Kind.OUT_OF_TIME);
        assertThat(failure()).hasMessageContainingAll("has expired", "NotAfter");
    }

    @Test
    void aFrontendWhoseCertificateHasExpiredIsNotToldToImportItAgain() {
        Throwable expired = new SSLHandshakeException("failed")
                .initCause(new CertPathValidatorException(
                        "validity check failed", new CertificateExpiredException("NotAfter: some day")));

        assertThat(HopLimits.Kind.of(expired)).contains(HopLimits.Kind.CERTIFICATE_OUT_OF_TIME);
        assertThat(HopLimits.Kind.of(
                        new SSLHandshakeException("failed").initCause(new CertificateException("unknown"))))
                .contains(HopLimits.Kind.FOREIGN_CERTIFICATE);
    }

    @Test
    void aWrongPasswordAndAMissingStoreAreSentencesWithTheSetting() {
        startCollector(Map.of());
        Map<String, String> wrong = new HashMap<>(with(frontendKey, collectors));
        wrong.put("truststore-password", "wrong");
        startSink(source.port(), wrong);

        assertThat(failure().kind()).isEqualTo(HopFailure.Kind.STORE);
        assertThat(failure()).hasMessageContainingAll(collectors.toString(), "the password in truststore-password");
        sink.stop();
        wrong.put("truststore", directory.resolve("none").toString());
        startSink(source.port(), wrong);
        assertThat(failure()).hasMessageContainingAll("none (truststore) does not exist");
    }

    @Test
    void aPortThatNobodyListensOnAndANameThatNobodyKnowsAreSaid() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        startSink(free, Map.of());
        assertThat(failure().kind()).isEqualTo(HopFailure.Kind.REFUSED);
        assertThat(failure()).hasMessageContaining("127.0.0.1:" + free);
        sink.stop();

        startSink(free, Map.of("hostname", "no-such-host.invalid"));
        assertThat(failure().kind()).isEqualTo(HopFailure.Kind.UNKNOWN_HOST);
        assertThat(failure()).hasMessageContaining("no-such-host.invalid:" + free);
    }

    @Test
    void aCollectorWithoutTlsAndOneThatWantsItAreToldApart() {
        startCollector(Map.of("ssl", "false", "clientAuth", "none"));
        startSink(source.port(), with(frontendKey, collectors));
        assertThat(failure().kind()).isIn(HopFailure.Kind.NO_TLS, HopFailure.Kind.CLOSED);
        sink.stop();
        source.stop();

        startCollector(Map.of());
        startSink(source.port(), Map.of());
        assertThat(failure().kind()).isEqualTo(HopFailure.Kind.CLOSED);
        assertThat(failure()).hasMessageContaining("wants TLS (ssl = true)");
    }

    @Test
    void aFailureHasNoTraceOfAStack() {
        startSink(1, Map.of());

        assertThat(failure().getStackTrace()).isEmpty();
        assertThat(failure().getCause()).isNull();
    }

    @Test
    void clientAuthWithoutTlsOrTrustIsRefusedInASentence() {
        assertThatThrownBy(() -> startCollector(Map.of("ssl", "false")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("clientAuth: needs an encrypted connection");
        assertThatThrownBy(() -> startCollector(Map.of("truststore", "")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Set truststore");
    }

    private HopFailure failure() {
        put("1");
        EventDeliveryException failure = catchThrowableOfType(EventDeliveryException.class, sink::process);
        assertThat(failure).isInstanceOf(HopFailure.class);
        return (HopFailure) failure;
    }

    private void startCollector(Map<String, String> changed) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "bind",
                "127.0.0.1",
                "port",
                "0",
                "ssl",
                "true",
                "keystore",
                collectorKey.toString(),
                "keystore-type",
                "PKCS12",
                "keystore-password",
                Keys.PASSWORD,
                "clientAuth",
                "required",
                "truststore",
                frontends.toString(),
                "truststore-password",
                Keys.PASSWORD));
        settings.putAll(changed);
        ReplicatingChannelSelector selector = new ReplicatingChannelSelector();
        selector.setChannels(List.of(collector));
        selector.configure(new Context());
        source.setName("frontends");
        source.setChannelProcessor(new ChannelProcessor(selector));
        source.configure(new Context(settings));
        source.start();
    }

    private static Map<String, String> trusting(Path truststore) {
        return Map.of(
                "ssl",
                "true",
                "truststore",
                truststore.toString(),
                "truststore-type",
                "PKCS12",
                "truststore-password",
                Keys.PASSWORD);
    }

    private static Map<String, String> with(Path keystore, Path truststore) {
        Map<String, String> settings = new HashMap<>(trusting(truststore));
        settings.put("keystore", keystore.toString());
        settings.put("keystore-password", Keys.PASSWORD);
        return settings;
    }

    private void startSink(int port, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "hostname",
                "127.0.0.1",
                "port",
                Integer.toString(port),
                "idleWait",
                "1 ms",
                "connect-timeout",
                "10000",
                "request-timeout",
                "10000"));
        all.putAll(settings);
        sink.setName("hop");
        sink.setChannel(frontend);
        sink.configure(new Context(all));
        sink.start();
    }

    private void put(String body) {
        MemoryChannels.put(frontend, EventBuilder.withBody(body, UTF_8));
    }

    private String taken() {
        return MemoryChannels.take(collector)
                .map(event -> new String(event.getBody(), UTF_8))
                .orElse("");
    }
}
