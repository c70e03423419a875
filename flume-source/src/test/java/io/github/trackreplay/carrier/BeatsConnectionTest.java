/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static io.github.trackreplay.carrier.BeatsClient.json;
import static io.github.trackreplay.carrier.BeatsClient.pairs;
import static io.github.trackreplay.carrier.BeatsClient.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.hop.Keys;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BeatsConnectionTest {
    private static final LumberjackReader.Limits LIMITS = new LumberjackReader.Limits(1 << 20, 1 << 20, 1000);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<Integer> batches = new ArrayList<>();
    private final CountDownLatch sent = new CountDownLatch(1);
    private ServerSocket listening;

    @BeforeEach
    void listen() throws IOException {
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        listening.close();
        timer.shutdownNow();
    }

    private BeatsClient client() throws IOException {
        return BeatsClient.to(listening.getLocalPort());
    }

    private void take(List<byte[]> documents, ShipperSocket from) {
        batches.add(documents.size());
    }

    /** Serves the next client until it goes. */
    private void serve(Duration idle) throws Exception {
        try (Socket socket = listening.accept()) {
            serve(ShipperSocket.plain(socket), memory(1 << 20), idle, this::take);
        }
    }

    private static MemoryPool memory(long most) {
        return new MemoryPool(most, 1, () -> 4 * System.nanoTime()); // a second lasts 250 ms
    }

    private void serve(ShipperSocket socket, MemoryPool pool, Duration idle, BeatsConnection.Taking taking)
            throws Exception {
        try (MemoryShare memory = pool.share(socket::abort)) {
            BeatsConnection.Limits limits = new BeatsConnection.Limits(LIMITS, 100, idle);
            new BeatsConnection(socket, limits, memory, taking, timer, System::nanoTime).run();
        }
    }

    /** There a window is open for ever, so one who has what he sent acknowledged may go, and may be silent. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoLeavesAWindowOfVersionOneOpenIsNotBlamed(boolean goes) throws Exception {
        try (BeatsClient client = client()) {
            client.send(window(1, 9), pairs(1, "line", "1"));
            if (goes) {
                client.end();
            }
            serve(Duration.ofMillis(100));

            assertThat(client.acknowledgement()).isEqualTo(1);
        }
        assertThat(batches).containsExactly(1);
    }

    @Test
    void whoLeavesAFrameOrAWindowUnfinishedIs() throws Exception {
        List<byte[]> halves = List.of(
                new byte[] {'1', 'D'},
                new byte[] {'2'},
                window(2, 3),
                BeatsClient.compressed(pairs(1, "line", "1"), new byte[] {'1'}));
        for (byte[] half : halves) {
            try (BeatsClient client = client()) {
                client.send(window(1, 1), pairs(1, "line", "1"), half);

                assertThatThrownBy(() -> serve(Duration.ofMillis(100))).isInstanceOf(IOException.class);
            }
            try (BeatsClient client = client()) {
                client.send(window(1, 1), pairs(1, "line", "1"), half).end();

                assertThatThrownBy(() -> serve(Duration.ofSeconds(20))).isInstanceOf(EOFException.class);
            }
        }
    }

    /** What has come in several pieces is one transaction all the same, as it is where nothing is encrypted. */
    @Test
    void whatHasComeEncryptedMeanwhileIsOneBatch(@TempDir Path directory) throws Exception {
        Path key = new Keys(directory).pair("collector1");
        SSLContext tls = Keys.context(key, key); // it asks nobody for a certificate
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Long> sending = CompletableFuture.supplyAsync(() -> send(begun));
        try (Socket socket = listening.accept();
                ShipperSocket encrypted = ShipperSocket.encrypted(socket, tls, false)) {
            serve(encrypted, memory(1 << 20), Duration.ofSeconds(20), (documents, from) -> {
                take(documents, from);
                begun.countDown();
                assertThat(sent.await(20, TimeUnit.SECONDS)).isTrue();
            });
        }
        assertThat(sending.get()).isEqualTo(51);
        assertThat(batches).containsExactly(1, 50);
    }

    /** One document, and when that is being taken 50 more, each in a record of its own; gives the last acknowledgement. */
    private long send(CountDownLatch begun) {
        try (Socket socket = trusting().getSocketFactory().createSocket("127.0.0.1", listening.getLocalPort());
                BeatsClient client = new BeatsClient(socket)) {
            client.send(window(1, 100), pairs(1, "line", "1"));
            begun.await();
            for (int i = 2; i <= 51; i++) {
                client.send(pairs(i, "line", "x"));
            }
            sent.countDown();
            client.awaitAcknowledgement(51);
            return 51;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** What trusts everybody, and so needs no store. */
    private static SSLContext trusting() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAll()}, null);
        return context;
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** It has sent the begin of a large document and no more, and others need the memory. */
    @Test
    void whoHoldsMemoryAndBringsNothingIsClosed() throws Exception {
        MemoryPool pool = memory(300_000);
        try (BeatsClient slow = client();
                Socket socket = listening.accept()) {
            byte[] document = json(1, "x".repeat(250_000));
            slow.send(window(2, 1), Arrays.copyOf(document, document.length - 1));
            CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> {
                try {
                    serve(ShipperSocket.plain(socket), pool, Duration.ofSeconds(20), this::take);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            await().atMost(Duration.ofSeconds(20)).until(() -> pool.held() >= 250_000);
            try (MemoryShare other = pool.share(() -> {})) {
                assertThat(other.take(250_000)).isTrue();
                assertThat(slow.acknowledgement()).isEqualTo(-1);
            }
            assertThat(serving).failsWithin(Duration.ofSeconds(20));
        }
        assertThat(batches).isEmpty();
    }
}
