/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tls.TlsStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Tracking API over HTTPS, with certificates as an administrator makes them. */
class EndpointTlsTest {
    private static final String PASSWORD = "change-this-1";

    @TempDir
    static Path directory;

    private static TlsStore own;
    private static TlsStore ofAnother;

    @BeforeAll
    static void make() throws Exception {
        own = pair("own", "san=ip:127.0.0.1");
        ofAnother = pair("another", "san=dns:matomo.example");
    }

    private static TlsStore pair(String name, String extension) throws Exception {
        Path file = directory.resolve(name + ".p12");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        extension,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD,
                        "-J-XX:TieredStopAtLevel=1")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return new TlsStore("store", "truststore", file.toString(), PASSWORD, "PKCS12");
    }

    private static StandIn server(TlsStore keys) throws Exception {
        return new StandIn(Optional.of(TlsStore.context(Optional.of(keys), Optional.empty())));
    }

    private static Optional<SSLContext> believing(TlsStore store) throws Exception {
        return Optional.of(TlsStore.context(Optional.empty(), Optional.of(store.trusted())));
    }

    private static TokenProbe.Found ask(URI address, Optional<SSLContext> believed) throws Exception {
        ApiSettings settings = new ApiSettings(
                address,
                new ApiSettings.Access(StandIn.TOKEN, 1, believed),
                new ApiSettings.Calls(1, 10, 1 << 20, false),
                new ApiSettings.Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20)),
                ApiSettings.Visitors.AS_LOGGED,
                false);
        return TokenProbe.ask(settings, Instant.now().getEpochSecond());
    }

    private static String why(TokenProbe.Found finding) {
        assertThat(finding).isInstanceOf(TokenProbe.Silent.class);
        return ((TokenProbe.Silent) finding).why();
    }

    @Test
    void anOwnCertificateThatTheTruststoreKnowsIsBelieved() throws Exception {
        try (StandIn matomo = server(own)) {
            assertThat(ask(matomo.address(), believing(own))).isEqualTo(new TokenProbe.Good(true));
        }
    }

    @Test
    void oneThatNobodyKnowsIsNotAndTheSentenceSaysWhatToDo() throws Exception {
        try (StandIn matomo = server(own)) {
            for (Optional<SSLContext> others : List.of(Optional.<SSLContext>empty(), believing(ofAnother))) {
                assertThat(why(ask(matomo.address(), others))).contains("is not believed", "Set the truststore");
            }
            assertThat(matomo.agents()).isEmpty();
        }
    }

    @Test
    void oneForAnotherNameIsNotAndTheSentenceSaysSo() throws Exception {
        try (StandIn matomo = server(ofAnother)) {
            assertThat(why(ask(matomo.address(), believing(ofAnother))))
                    .contains("is for another name", "Call it by a name that its certificate has");
            assertThat(matomo.agents()).isEmpty();
        }
    }

    @Test
    void aServerWithoutTlsIsToldFromOneWithAWrongCertificate() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread plain = new Thread(() -> {
                try (Socket client = server.accept()) {
                    client.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    client.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            plain.setDaemon(true);
            plain.start();
            URI secure = URI.create("https://127.0.0.1:" + server.getLocalPort() + "/matomo.php");
            assertThat(why(ask(secure, Optional.empty()))).contains("does not speak TLS");
        }
    }
}
