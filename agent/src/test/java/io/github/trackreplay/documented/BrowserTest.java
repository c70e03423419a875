/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.documented;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real browser on a page of another origin: a tracking script's POST, which it sends again as an image when it fails, is one line
 * of nginx's log.
 */
class BrowserTest {
    /** As a tracking script sends it: a POST with cookies, and an image where that fails. */
    private static final String PAGE = """
            <!doctype html><script>
            function image(query) { new Image().src = '%1$s?' + query; }
            function post(query) {
                var xhr = new XMLHttpRequest();
                xhr.open('POST', '%1$s', true);
                xhr.withCredentials = true;
                xhr.onreadystatechange = function () {
                    if (this.readyState === 4) {
                        if (!(this.status >= 200 && this.status < 300)) { image(query); }
                        setTimeout(function () { new Image().src = '/done'; }, 500);
                    }
                };
                xhr.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded; charset=UTF-8');
                xhr.send(query);
            }
            navigator.sendBeacon('%1$s', new Blob(['idsite=1&rec=1&n=beacon&send_image=0'],
                {type: 'application/x-www-form-urlencoded; charset=UTF-8'}));
            post('idsite=1&rec=1&n=post&send_image=0');
            </script>
            """;

    @TempDir
    Path directory;

    private Process nginx;
    private Process browser;

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : new Process[] {browser, nginx}) {
            if (process != null) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroy();
                process.waitFor();
            }
        }
    }

    @Test
    void aPostFromAnotherOriginIsLoggedOnce() throws Exception {
        String log = visited(true);

        assertThat(log.split("n=post", -1)).as(log).hasSize(2);
        assertThat(log.split("n=beacon", -1)).as(log).hasSize(2);
        assertThat(log).contains("\"method\":\"POST\"");
    }

    @Test
    void withoutTheHeadersItIsLoggedTwice() throws Exception {
        String log = visited(false);

        assertThat(log.split("n=post", -1)).as(log).hasSize(3);
    }

    /** What the log says after a browser has been on the page. */
    private String visited(boolean headers) throws Exception {
        String chromium = InstalledPrograms.require("chromium", "chromium-browser", "google-chrome");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(directory.resolve("log"));
        int port = freePort();
        List<String> command = SnippetsInServersTest.Server.NGINX.command(directory, port);
        Path location = directory.resolve("nginx-trackreplay-location.conf");
        if (!headers) {
            Files.writeString(
                    location, Files.readString(location).replaceAll("(?m)^ *add_header Access-Control.*$", ""));
        }
        nginx = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        HttpClient client = HttpClient.newHttpClient();
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .ignoreExceptions()
                .until(() -> client.send(
                                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                                .build(),
                                        BodyHandlers.discarding())
                                .statusCode()
                        > 0);
        CountDownLatch done = new CountDownLatch(1);
        HttpServer site = site(PAGE.formatted("http://127.0.0.1:" + port + "/matomo.php"), done);
        try {
            browser = new ProcessBuilder(
                            chromium,
                            "--headless",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--user-data-dir=" + directory.resolve("browser"),
                            "--remote-debugging-port=" + freePort(),
                            "http://localhost:" + site.getAddress().getPort() + "/")
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("browser.out").toFile())
                    .start();
            assertThat(done.await(120, TimeUnit.SECONDS))
                    .as("the page has sent everything")
                    .isTrue();
        } finally {
            site.stop(0);
        }
        Path log = directory.resolve("log/tracking.log");
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> Files.readString(log).contains("n=beacon"));
        return Files.readString(log);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static HttpServer site(String page, CountDownLatch done) throws IOException {
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            boolean end = exchange.getRequestURI().getPath().equals("/done");
            byte[] body = (end ? "" : page).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
            if (end) {
                done.countDown();
            }
        });
        site.start();
        return site;
    }
}
