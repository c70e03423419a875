/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.documented;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.interceptor.FormatNotices;
import io.github.trackreplay.interceptor.PackParser;
import io.github.trackreplay.source.tail.OneShotReader;
import io.github.trackreplay.source.tail.TailListener;
import io.github.trackreplay.source.tail.TailSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The snippets of conf-examples in the real web servers: the server takes them, answers as Matomo's tracker does, and what it logs
 * is read.
 */
class SnippetsInServersTest {
    private static final Path EXAMPLES = Path.of("..", "conf-examples");
    private static final String ORIGIN = "https://shop.example";
    private static final String FORM = "application/x-www-form-urlencoded";

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private Process process;
    private Path log;
    private String url;

    /** Starts one of the servers with its snippet as it is documented; only paths and ports are others. */
    enum Server {
        NGINX {
            @Override
            List<String> command(Path directory, int port) throws IOException {
                String nginx = InstalledPrograms.require("nginx");
                replaced("nginx-trackreplay.conf", directory, "127.0.0.1:8127", "127.0.0.1:" + freePort());
                String answers = Files.readString(directory.resolve("nginx-trackreplay.conf"));
                String inner = answers.substring(
                        answers.indexOf("listen ") + 7, answers.indexOf(';', answers.indexOf("listen ")));
                replaced(
                        "nginx-trackreplay-location.conf",
                        directory,
                        "127.0.0.1:8127",
                        inner,
                        "/var/log/nginx",
                        directory + "/log");
                Files.writeString(directory.resolve("server.conf"), """
                        user %USER%;
                        worker_processes 1;
                        daemon off;
                        pid DIR/nginx.pid;
                        error_log DIR/error.log;
                        events { worker_connections 64; }
                        http {
                            client_body_temp_path DIR/1; proxy_temp_path DIR/2; fastcgi_temp_path DIR/3;
                            uwsgi_temp_path DIR/4; scgi_temp_path DIR/5;
                            access_log off;
                            include DIR/nginx-trackreplay.conf;
                            server {
                                listen 127.0.0.1:PORT;
                                include DIR/nginx-trackreplay-location.conf;
                                location / { return 404; }
                            }
                        }
                        """.replace("DIR", directory.toString())
                        .replace("PORT", Integer.toString(port))
                        .replace("%USER%", System.getProperty("user.name")));
                return List.of(nginx, "-e", directory + "/error.log", "-c", directory + "/server.conf");
            }

            @Override
            String check() {
                return "-t";
            }
        },
        APACHE {
            @Override
            List<String> command(Path directory, int port) throws IOException {
                String apache = InstalledPrograms.require("apache2", "httpd");
                Path modules = Path.of("/usr/lib/apache2/modules");
                org.junit.jupiter.api.Assumptions.assumeTrue(
                        Files.exists(modules.resolve("mod_lua.so")),
                        "skipped: Apache's mod_lua.so is not in " + modules);
                Files.copy(EXAMPLES.resolve("apache-trackreplay.lua"), directory.resolve("apache-trackreplay.lua"));
                replaced(
                        "apache-trackreplay.conf",
                        directory,
                        "/opt/trackreplay/conf-examples",
                        directory.toString(),
                        "/var/log/apache2",
                        directory + "/log");
                Files.writeString(directory.resolve("server.conf"), """
                        ServerRoot DIR
                        DefaultRuntimeDir DIR
                        Mutex default:DIR
                        PidFile DIR/apache.pid
                        ErrorLog DIR/error.log
                        ServerName 127.0.0.1
                        Listen 127.0.0.1:PORT
                        User www-data
                        Group www-data
                        LoadModule mpm_event_module MODULES/mod_mpm_event.so
                        LoadModule authz_core_module MODULES/mod_authz_core.so
                        LoadModule lua_module MODULES/mod_lua.so
                        DocumentRoot DIR/log
                        Include DIR/apache-trackreplay.conf
                        """.replace("DIR", directory.toString())
                        .replace("MODULES", modules.toString())
                        .replace("PORT", Integer.toString(port)));
                return List.of(apache, "-DFOREGROUND", "-f", directory + "/server.conf");
            }

            @Override
            String check() {
                return "-t";
            }
        };

        abstract List<String> command(Path directory, int port) throws IOException;

        abstract String check();
    }

    private static void replaced(String name, Path directory, String... pairs) throws IOException {
        String text = Files.readString(EXAMPLES.resolve(name));
        for (int i = 0; i < pairs.length; i += 2) {
            assertThat(text).as(name).contains(pairs[i]);
            text = text.replace(pairs[i], pairs[i + 1]);
        }
        Files.writeString(directory.resolve(name), text);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @BeforeEach
    void letTheServersUserIn() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(directory.resolve("log"));
        log = directory.resolve("log/tracking.log");
    }

    private void start(Server server) throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>(server.command(directory, port));
        List<String> check = new ArrayList<>(command);
        check.add(server.check());
        InstalledPrograms.Answer answer = InstalledPrograms.run(directory, check.toArray(String[]::new));
        assertThat(answer.exitCode()).as(answer.text()).isZero();
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        url = "http://127.0.0.1:" + port + "/matomo.php";
        Awaitility.await().atMost(30, TimeUnit.SECONDS).ignoreExceptions().until(() -> {
            assertThat(process.isAlive()).isTrue();
            return client.send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    > 0;
        });
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (process != null) {
            process.destroy();
            process.waitFor();
        }
    }

    private HttpResponse<String> get(String query) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + query)).GET());
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url))
                .header("Origin", ORIGIN)
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }

    private static void mayBeRead(HttpResponse<String> answer) {
        assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly(ORIGIN);
        assertThat(answer.headers().allValues("Access-Control-Allow-Credentials"))
                .containsExactly("true");
    }

    private static void isTheImage(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("image/gif");
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void theServerAnswersAsTheTrackerAndLogsWhatAReplayNeeds(Server server) throws Exception {
        start(server);

        HttpResponse<String> image = get("?idsite=1&rec=1&n=1&url=https%3A%2F%2Fshop.example%2F%C3%A9");
        isTheImage(image);
        assertThat(image.body()).startsWith("GIF89a").hasSize(43);
        isTheImage(send(HttpRequest.newBuilder(URI.create(url + "?idsite=1&rec=1&n=2"))
                .method("HEAD", BodyPublishers.noBody())));
        assertThat(get("?idsite=1&rec=1&n=3&send_image=0").statusCode()).isEqualTo(204);

        HttpResponse<String> preflight = send(HttpRequest.newBuilder(URI.create(url))
                .header("Origin", ORIGIN)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type")
                .method("OPTIONS", BodyPublishers.noBody()));
        assertThat(preflight.statusCode()).isEqualTo(204);
        mayBeRead(preflight);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
                .hasValueSatisfying(methods -> assertThat(methods).contains("POST"));
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                .contains("content-type");

        HttpResponse<String> nothing = post("idsite=1&rec=1&n=4&send_image=0");
        assertThat(nothing.statusCode()).isEqualTo(204);
        mayBeRead(nothing);
        HttpResponse<String> posted = post("idsite=1&rec=1&n=5");
        assertThat(posted.headers().firstValue("Content-Type")).contains("image/gif");
        mayBeRead(posted);
        HttpResponse<String> bulk = post("{\"requests\":[\"?idsite=1&rec=1&n=6\",\"?idsite=1&rec=1&n=7\"]}");
        assertThat(bulk.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(bulk.body()).isEqualTo("{\"status\":\"success\"}");
        mayBeRead(bulk);
        assertThat(post("{\"requests\":[\"?idsite=1&rec=1&n=8\"],\"send_image\":0}")
                        .statusCode())
                .isEqualTo(204);
        String large = "idsite=1&rec=1&n=9&x=" + "a".repeat(900_000);
        assertThat(post(large).statusCode()).isEqualTo(200);
        tooLarge();

        List<TrackingRequest> requests = logged(10);
        assertThat(requests).hasSize(10);
        for (int i = 0; i < 9; i++) {
            TrackingRequest request = requests.get(i);
            assertThat(request.query() + "&" + request.body().orElse("")).contains("n=" + (i + 1));
            assertThat(request.sourceIp()).isEqualTo("127.0.0.1");
        }
        assertThat(requests.get(0).query()).endsWith("url=https%3A%2F%2Fshop.example%2F%C3%A9");
        assertThat(requests.get(8).body()).contains(large);
        assertThat(requests.get(9).status()).isEqualTo(413); // which the sink skips: it never reached a tracker
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void theHeadersThatRulesUseReachTheRequest(Server server) throws Exception {
        start(server);
        Map<String, String> headers = Map.of(
                "signature", "sig1=:dGVzdA==:",
                "signature-agent", "\"https://chatgpt.com\"",
                "signature-input", "sig1=(\"@authority\" \"@path\");created=1772618400;keyid=\"a\\b\"",
                "authorization", "Bearer 0123456789abcdef0123456789abcdef",
                "dnt", "1",
                "sec-ch-ua", "\"Chromium\";v=\"140\", \"Not=A?Brand\";v=\"24\"");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + "?idsite=1&rec=1")).GET();
        headers.forEach(request::header);

        isTheImage(send(request));

        assertThat(logged(1)).hasSize(1);
        assertThat(logged(1).get(0).headers()).containsAllEntriesOf(headers);
    }

    private void tooLarge() throws InterruptedException {
        try {
            send(HttpRequest.newBuilder(URI.create(url + "?idsite=1&rec=1&n=10"))
                    .POST(BodyPublishers.ofString("x=" + "a".repeat(1 << 20))));
        } catch (IOException closedWhileItWasSent) {
            // the log says what the answer was
        }
    }

    /** The requests of the log, once it has so many. */
    private List<TrackingRequest> logged(int count) {
        List<TrackingRequest> found = new ArrayList<>();
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> {
            found.clear();
            found.addAll(read());
            return found.size() >= count;
        });
        return found;
    }

    private List<TrackingRequest> read() throws IOException {
        List<TrackingRequest> requests = new ArrayList<>();
        PackParser parser = new PackParser(LogFormat.of("auto"), FormatNotices.NONE);
        try (OneShotReader reader = OneShotReader.files(
                "web1",
                List.of(log),
                TailSettings.defaults("test"),
                OneShotReader.LastLine.LEAVE,
                InstantSource.system(),
                new TailListener() {})) {
            List<RawPack> packs = reader.read(8, 1 << 20);
            while (!packs.isEmpty()) {
                for (RawPack pack : packs) {
                    for (PackEntry entry : parser.parse(pack).entries()) {
                        assertThat(entry).isInstanceOf(TrackingRequest.class);
                        requests.add((TrackingRequest) entry);
                    }
                }
                reader.commit();
                packs = reader.read(8, 1 << 20);
            }
        }
        return requests;
    }
}
