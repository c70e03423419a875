/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.disk.SoleUse;
import io.github.trackreplay.health.ChannelUse;
import io.github.trackreplay.hop.Keys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.apache.flume.Context;
import org.apache.flume.FlumeException;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.conf.ConfigurationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PipelineHttpSourceTest {
    @TempDir
    Path directory;

    private static final int MEMORY = 1 << 20;

    private PipelineHttpSource source = new PipelineHttpSource();
    private final MemoryChannel channel = new MemoryChannel() {
        @Override
        public String toString() {
            return "FileChannel c { dataDirs: [" + directory + "] }";
        }
    };
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        source.stop();
        channel.stop();
    }

    private void start(Map<String, String> settings) {
        SourceChannel.join(source, channel, 100, 100);
        source.setName("http");
        Map<String, String> all = new HashMap<>(Map.of("port", "0", "reserve", "1 B"));
        all.putAll(settings);
        source.configure(new Context(all));
        source.start();
    }

    private HttpResponse<String> post(byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + source.port() + "/v1/logs"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String body, String... headers) throws Exception {
        return post(body.getBytes(UTF_8), headers);
    }

    private List<String> taken() {
        return SourceChannel.take(channel, Integer.MAX_VALUE);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    @Test
    void whatIsPostedIsAnsweredWhenTheChannelHasIt() throws Exception {
        start(Map.of());

        assertThat(post("[{\"message\":\"1\"},{\"message\":\"2\"}]").statusCode())
                .isEqualTo(200);
        assertThat(taken()).containsExactly("{\"message\":\"1\"}", "{\"message\":\"2\"}");
        assertThat(post(gzip("a\nb\n".getBytes(UTF_8)), "Content-Encoding", "gzip")
                        .body())
                .isEqualTo("{}");
        assertThat(taken()).containsExactly("a", "b");
        assertThat(post("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":{\"stringValue\":\"x\"}}]}]}]}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(taken()).containsExactly("x");
        assertThat(post("").statusCode()).isEqualTo(200);
    }

    /** Lines of formats whose first field a visitor writes, or that begin with the time. */
    @Test
    void aLineThatBeginsWithABracketIsNoBrokenDocument() throws Exception {
        start(Map.of());

        assertThat(post("[::1] 192.0.2.1 - -\n[02/Mar/2026:08:00:00 +0000] x\nplain\n")
                        .statusCode())
                .isEqualTo(200);
        assertThat(taken()).containsExactly("[::1] 192.0.2.1 - -", "[02/Mar/2026:08:00:00 +0000] x", "plain");
        assertThat(post("1\n[ {\"message\":\n").statusCode()).isEqualTo(400);
        assertThat(post("1\n[\n").statusCode()).isEqualTo(400);
    }

    @Test
    void whoLacksTheTokenIsAnswered401() throws Exception {
        start(Map.of("token", "secret"));

        HttpResponse<String> without = post("1");
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(without.body()).contains("that token asks for");
        assertThat(post("1", "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
        assertThat(post("1", "Authorization", "Basic secret").statusCode()).isEqualTo(401);
        assertThat(post("1", "Authorization", "Bearer secret").statusCode()).isEqualTo(200);
        assertThat(taken()).containsExactly("1");
    }

    @Test
    void whatIsTooLargeIsAnswered413AndWhatCannotBeRead400() throws Exception {
        start(Map.of("maxBytes", "1 KiB", "maxDocuments", "3"));

        assertThat(post("x".repeat(2000)).statusCode()).isEqualTo(413);
        assertThat(post("1\n2\n3\n4\n").statusCode()).isEqualTo(413);
        HttpResponse<String> bomb = post(gzip(new byte[10 << 20]), "Content-Encoding", "gzip");
        assertThat(bomb.statusCode()).isEqualTo(413);
        assertThat(bomb.body()).contains("more than 1024 bytes (maxBytes)");
        assertThat(post("[{\"message\":\"1\"},{").statusCode()).isEqualTo(400);
        assertThat(post("no gzip", "Content-Encoding", "gzip").statusCode()).isEqualTo(400);
        assertThat(post("x", "Content-Encoding", "br").body()).contains("Content-Encoding 'br' is not known");
        assertThat(taken()).isEmpty();
    }

    /** What is small on the wire must not be large here: what is too many is refused before it is held. */
    @Test
    void manyPiecesInFewBytesAreRefusedWhileTheyAreRead() throws Exception {
        start(Map.of());
        List<String> bombs = List.of(
                "[" + "{},".repeat(2_700_000) + "{}]",
                "a\n".repeat(4 << 20),
                "{}\n".repeat(2_700_000),
                "[" + "\"a\",".repeat(2_000_000) + "\"a\"]",
                "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[" + "{},".repeat(2_700_000) + "{}]}]}]}");

        for (String bomb : bombs) {
            HttpResponse<String> answer = post(gzip(bomb.getBytes(UTF_8)), "Content-Encoding", "gzip");
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).contains("more than 50000 documents (maxDocuments)");
        }
        assertThat(post("[\"\",\" \"]").statusCode()).isEqualTo(200); // blank lines are none
        assertThat(taken()).isEmpty();
    }

    @Test
    void aFullChannelIsAnswered503AndTakesNothingOfIt() throws Exception {
        start(Map.of());

        assertThat(post("x\n".repeat(99)).statusCode()).isEqualTo(200);
        HttpResponse<String> full = post("1\n2\n3\n");
        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(full.headers().firstValue("Retry-After")).contains("1");
        assertThat(taken()).hasSize(99);
        assertThat(post("1\n2\n3\n").statusCode()).isEqualTo(200);
    }

    /** Below its own limit a file channel can neither take nor give. */
    @Test
    void whileTheChannelsDiskIsShortItIsAnswered503() throws Exception {
        start(Map.of("reserve", "8000000 GiB"));

        assertThat(post("1").statusCode()).isEqualTo(503);
        assertThat(taken()).isEmpty();
    }

    @Test
    void otherMethodsAreToldWhatToDo() throws Exception {
        start(Map.of());

        HttpResponse<String> get = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + source.port() + "/"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("Allow")).contains("POST, PUT");
    }

    /** A request as it stands on the wire, what its answer begins with, or "" for a connection that is closed or left. */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record Hostile(String what, byte[] bytes, String answer) {
        static Hostile of(String what, String text, String answer) {
            return new Hostile(what, text.replace("\n", "\r\n").getBytes(ISO_8859_1), answer);
        }

        @Override
        public String toString() {
            return what;
        }
    }

    static List<Hostile> hostile() {
        String post = "POST / HTTP/1.1\nHost: x\n";
        return List.of(
                Hostile.of("no HTTP", "\u0000\u0001\u0002\n\n", "HTTP/1.1 400"),
                Hostile.of("a TLS hello", "\u0016\u0003\u0001\u0002\u0000\u0001\n\n", "HTTP/1.1 400"),
                Hostile.of("another protocol", "2W\u0000\u0000\u0000\u0001\n\n", "HTTP/1.1 400"),
                Hostile.of("no version", "POST /\n\n", "HTTP/1.1 505"),
                Hostile.of("a version that is none", "POST / HTTP/9.9\n\n", "HTTP/1.1 505"),
                Hostile.of("no host", "POST / HTTP/1.1\nContent-Length: 0\n\n", "HTTP/1.1 400"),
                Hostile.of("a method that is none", "P\u0001ST / HTTP/1.1\nHost: x\n\n", "HTTP/1.1 400"),
                Hostile.of("an unknown method", "BREW / HTTP/1.1\nHost: x\n\n", "HTTP/1.1 405"),
                Hostile.of("a long line", "POST /" + "x".repeat(100_000) + " HTTP/1.1\nHost: x\n\n", "HTTP/1.1 414"),
                Hostile.of("a long header", post + "X: " + "x".repeat(100_000) + "\n\n", "HTTP/1.1 431"),
                Hostile.of("many headers", post + "X: 1\n".repeat(20_000) + "\n", "HTTP/1.1 431"),
                Hostile.of("a negative length", post + "Content-Length: -1\n\n", "HTTP/1.1 400"),
                Hostile.of("a length with a sign", post + "Content-Length: +1\n\nx", "HTTP/1.1 400"),
                Hostile.of("a length that is none", post + "Content-Length: 0x10\n\n", "HTTP/1.1 400"),
                Hostile.of("two lengths", post + "Content-Length: 1\nContent-Length: 2\n\nxx", "HTTP/1.1 400"),
                Hostile.of("a length of 4 GiB", post + "Content-Length: 4294967296\n\nx", "HTTP/1.1 413"),
                Hostile.of(
                        "a length beyond numbers", post + "Content-Length: 99999999999999999999\n\nx", "HTTP/1.1 400"),
                Hostile.of(
                        "length and chunks",
                        post + "Content-Length: 1\nTransfer-Encoding: chunked\n\n1\nx\n0\n\n",
                        "HTTP/1.1 400"),
                Hostile.of("an unknown encoding", post + "Transfer-Encoding: gzip\n\nx", "HTTP/1.1 400"),
                Hostile.of("a chunk that is none", post + "Transfer-Encoding: chunked\n\nzz\nx\n", "HTTP/1.1 400"),
                Hostile.of("a chunk of 4 GiB", post + "Transfer-Encoding: chunked\n\nFFFFFFFFF\nx\n", "HTTP/1.1 4"),
                Hostile.of(
                        "chunks without end",
                        post + "Transfer-Encoding: chunked\n\n" + ("400\n" + "x".repeat(1024) + "\n").repeat(80),
                        "HTTP/1.1 413"),
                Hostile.of("a header without a name", post + ": x\n\n", "HTTP/1.1 400"),
                Hostile.of("a header with a zero", post + "X: a\u0000b\n\n", "HTTP/1.1 400"),
                Hostile.of("a folded header", post + "X: a\n b\n\n", "HTTP/1.1 400"),
                Hostile.of(
                        "a path upwards", "POST /../../etc HTTP/1.1\nHost: x\nContent-Length: 0\n\n", "HTTP/1.1 400"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whateverIsSentTheOthersGoOn(Hostile hostile) throws Exception {
        start(Map.of("maxBytes", "64 KiB", "idleTimeout", "5 s"));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), source.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(hostile.bytes());
            out.flush();

            byte[] answer = socket.getInputStream().readNBytes(hostile.answer().length());
            assertThat(new String(answer, ISO_8859_1)).isEqualTo(hostile.answer());
        }

        assertThat(taken()).isEmpty();
        assertThat(post("1").statusCode()).isEqualTo(200);
        assertThat(taken()).containsExactly("1");
    }

    /** Connections that send nothing do not keep others out for longer than the idle time. */
    @Test
    void whoIsSilentIsClosedAndOthersComeIn() throws Exception {
        start(Map.of("maxConnections", "3", "idleTimeout", "1 s"));
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), source.port());
                socket.getOutputStream()
                        .write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nx".getBytes(UTF_8));
                silent.add(socket);
            }

            assertThat(post("1").statusCode()).isEqualTo(200);
            assertThat(taken()).containsExactly("1");
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    /** A large body needs more than its part: those whose bodies do not come on have to make room. */
    @Test
    void whoHoldsMemoryAndBringsNothingMakesRoomForOthers() throws Exception {
        MemoryPool memory = new MemoryPool(MEMORY, MEMORY / 200, () -> 4 * System.nanoTime()); // a second lasts 250 ms
        source = new PipelineHttpSource(clients -> memory);
        start(Map.of());
        String body = "x".repeat(MEMORY / 8);
        try (Socket slow = unfinished(MEMORY / 6)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> memory.held() >= 4 * (MEMORY / 6));

            assertThat(post(body).statusCode()).isEqualTo(200);
            assertThat(taken()).containsExactly(body);
            assertThat(new String(slow.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 503")
                    .contains("Retry-After: 1", "the body of this one comes slowly");
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> memory.held() == 0);
        assertThat(post("x").statusCode()).isEqualTo(200);
    }

    /** Has sent so many bytes of a body that is one longer than all memory. */
    private Socket unfinished(int bytes) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), source.port());
        socket.setSoTimeout(20_000);
        OutputStream out = socket.getOutputStream();
        out.write(("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + MEMORY + "\r\n\r\n").getBytes(UTF_8));
        out.write(new byte[bytes]);
        return socket;
    }

    /** A byte now and then is not idle, and yet no request. */
    @Test
    void whoBringsAHeaderByteByByteIsClosedAndOthersComeIn() throws Exception {
        start(Map.of("maxConnections", "3", "idleTimeout", "2 s"));
        String whole = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1";
        List<Socket> slow = new ArrayList<>();
        ScheduledExecutorService dripping = Executors.newSingleThreadScheduledExecutor();
        try {
            for (String first : List.of("", "POST / HTTP/1.1\r\nHost: x\r\nX: ", whole)) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), source.port());
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(first.getBytes(UTF_8));
                slow.add(socket);
            }
            Socket further = slow.get(2);
            assertThat(new String(further.getInputStream().readNBytes(12), UTF_8))
                    .isEqualTo("HTTP/1.1 200");
            for (Socket socket : slow) {
                var unused = dripping.scheduleWithFixedDelay(() -> drip(socket), 0, 100, TimeUnit.MILLISECONDS);
            }

            assertThat(post("2").statusCode()).isEqualTo(200);
            assertThat(taken()).containsExactly("1", "2");
            for (Socket socket : slow) {
                assertThat(isClosed(socket)).isTrue();
            }
        } finally {
            dripping.shutdownNow();
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) { // reset
            return true;
        }
    }

    private static void drip(Socket socket) {
        try {
            socket.getOutputStream().write('x');
        } catch (IOException e) {
            throw new UncheckedIOException(e); // closed: no more
        }
    }

    private HttpResponse<String> postEncrypted(HttpClient by, String body) throws Exception {
        return by.send(
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + source.port() + "/"))
                        .header("Authorization", "Bearer secret")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aShipperWithTheRightCertificateIsTakenAndOneWithoutIsNot(@TempDir Path stores) throws Exception {
        Keys keys = new Keys(stores);
        Path collector = keys.pair("collector1");
        Path shipper = keys.pair("shipper");
        Path stranger = keys.pair("stranger");
        Path collectors = keys.trusting("collectors", "collector1");
        start(Map.of(
                "ssl",
                "true",
                "keystore",
                collector.toString(),
                "keystore-password",
                Keys.PASSWORD,
                "clientAuth",
                "required",
                "truststore",
                keys.trusting("shippers", "shipper").toString(),
                "truststore-password",
                Keys.PASSWORD,
                "token",
                "secret"));

        assertThatThrownBy(() -> post("in the clear")).isInstanceOf(IOException.class);
        for (Path key : new Path[] {null, stranger}) {
            assertThatThrownBy(() -> postEncrypted(encrypting(key, collectors), "of a stranger"))
                    .isInstanceOf(IOException.class);
        }
        HttpResponse<String> answer = postEncrypted(encrypting(shipper, collectors), "1\n2\n");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.sslSession().orElseThrow().getProtocol()).startsWith("TLSv1.");
        assertThat(taken()).containsExactly("1", "2");
    }

    private static HttpClient encrypting(Path key, Path trust) throws Exception {
        return HttpClient.newBuilder().sslContext(Keys.context(key, trust)).build();
    }

    /** What is wrong with the store is said, and no port opened without it. */
    @Test
    void aStoreThatCannotBeOpenedKeepsTheSourceFromStarting(@TempDir Path stores) {
        Path collector = new Keys(stores).pair("collector1");

        assertThatThrownBy(
                        () -> start(Map.of("ssl", "true", "keystore", collector.toString(), "keystore-password", "x")))
                .isInstanceOf(FlumeException.class)
                .hasMessageContaining("The source http does not start")
                .hasMessageContaining(collector.toString());
        assertThat(source.port()).isZero();
    }

    @Test
    void itTakesTheSoleUseOfItsChannel() {
        start(Map.of());

        assertThatThrownBy(() -> SoleUse.take(ChannelUse.lockOf(directory))).isInstanceOf(SoleUse.InUseException.class);
    }

    /** Not as though there were none. */
    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "${env:TOKEN}"})
    void aTokenThatIsNothingOpensNoPort(String token) {
        start(Map.of());
        PipelineHttpSource wrong = new PipelineHttpSource();
        wrong.setName("http");

        assertThatThrownBy(() -> wrong.configure(new Context(Map.of("token", token))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("token");
        assertThatThrownBy(() -> new PipelineHandler().configure(new Context(Map.of("token", token))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("token");
    }

    @Test
    void settingsThatDoNotFitAreNamed() {
        start(Map.of());
        PipelineHttpSource wrong = new PipelineHttpSource();
        wrong.setName("http");

        assertThatThrownBy(() -> wrong.configure(new Context(Map.of("ssl", "true"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("keystore");
        assertThatThrownBy(() -> wrong.configure(new Context(Map.of("clientAuth", "required", "maxBytes", "many"))))
                .hasMessageContaining("clientAuth")
                .hasMessageContaining("maxBytes");
    }
}
