/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.flume.Context;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.source.http.HTTPBadRequestException;
import org.apache.flume.source.http.HTTPSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The handler in Flume's own http source. */
class PipelineHandlerTest {
    private final HTTPSource source = new HTTPSource();
    private final MemoryChannel channel = new MemoryChannel();
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @AfterEach
    void stop() {
        source.stop();
        channel.stop();
    }

    private void start(Map<String, String> settings) throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        SourceChannel.join(source, channel, 100, 100);
        source.setName("http");
        Map<String, String> all = new HashMap<>(
                Map.of("bind", "127.0.0.1", "port", String.valueOf(port), "handler", PipelineHandler.class.getName()));
        all.putAll(settings);
        source.configure(new Context(all));
        source.start();
    }

    private int post(byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private int post(String body, String... headers) throws Exception {
        return post(body.getBytes(UTF_8), headers);
    }

    private List<String> taken() {
        return SourceChannel.take(
                channel,
                Integer.MAX_VALUE,
                event -> event.getHeaders().getOrDefault("host", "") + SourceChannel.body(event));
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    @Test
    void eachFormOfABodyBecomesAnEventADocument() throws Exception {
        start(Map.of());

        assertThat(post("[{\"message\":\"1\"},{\"message\":\"2\"}]")).isEqualTo(200);
        assertThat(taken()).containsExactly("{\"message\":\"1\"}", "{\"message\":\"2\"}");
        assertThat(post("{\"message\":\"1\"}\n{\"message\":\"2\"}\n")).isEqualTo(200);
        assertThat(taken()).containsExactly("{\"message\":\"1\"}", "{\"message\":\"2\"}");
        assertThat(post("{\n \"message\" : \"1\"\n}")).isEqualTo(200);
        assertThat(taken()).hasSize(1);
        assertThat(post("a line\nanother\n", "Content-Type", "text/plain")).isEqualTo(200);
        assertThat(taken()).containsExactly("a line", "another");
        assertThat(post(gzip("{\"message\":\"1\"}".getBytes(UTF_8)), "Content-Encoding", "gzip"))
                .isEqualTo(200);
        assertThat(taken()).containsExactly("{\"message\":\"1\"}");
        assertThat(post("[{\"headers\":{\"host\":\"web1:\"},\"body\":\"a line\"}]"))
                .isEqualTo(200);
        assertThat(taken()).containsExactly("web1:a line");
        assertThat(post("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":{\"stringValue\":\"x\"}}]}]}]}"))
                .isEqualTo(200);
        assertThat(taken()).containsExactly("x");
        assertThat(post("")).isEqualTo(200);
        assertThat(taken()).isEmpty();
    }

    @Test
    void whatCannotBeReadOrIsTooMuchIsRefusedAndNothingOfItTaken() throws Exception {
        start(Map.of("handler.maxBytes", "1 KiB", "handler.maxDocuments", "3"));

        assertThat(post("[{\"message\":\"1\"},{")).isEqualTo(400);
        assertThat(post("{\"message\":\"1\"}\n{\"message\":")).isEqualTo(400);
        assertThat(post("x".repeat(2000))).isEqualTo(400);
        assertThat(post("1\n2\n3\n4\n")).isEqualTo(400);
        assertThat(post(gzip(new byte[10 << 20]), "Content-Encoding", "gzip")).isEqualTo(400);
        assertThat(post("no gzip", "Content-Encoding", "gzip")).isEqualTo(400);
        assertThat(post("x", "Content-Encoding", "br")).isEqualTo(400);
        assertThat(taken()).isEmpty();
    }

    @Test
    void whatIsOnlyToBeSentAgainIsNotAnsweredAsFinal() throws Exception {
        start(Map.of());
        for (int status : new int[] {408, 503}) {
            assertThat(PipelineHandler.answered(new PostedDocuments.RefusedException(status, "later")))
                    .hasMessage("later");
        }
        for (int status : new int[] {400, 401, 413}) {
            assertThatThrownBy(() -> PipelineHandler.answered(new PostedDocuments.RefusedException(status, "never")))
                    .isInstanceOf(HTTPBadRequestException.class);
        }
    }

    @Test
    void withATokenOnlyWhoHasItMaySend() throws Exception {
        start(Map.of("handler.token", "secret"));

        assertThat(post("1")).isEqualTo(400);
        assertThat(post("1", "Authorization", "Bearer wrong")).isEqualTo(400);
        assertThat(post("1", "Authorization", "Bearer secret")).isEqualTo(200);
        assertThat(taken()).containsExactly("1");
    }

    @Test
    void aFullChannelAnswers503() throws Exception {
        start(Map.of());

        assertThat(post("x\n".repeat(99))).isEqualTo(200);
        assertThat(post("1\n2\n3\n")).isEqualTo(503);
        assertThat(taken()).hasSize(99);
    }
}
