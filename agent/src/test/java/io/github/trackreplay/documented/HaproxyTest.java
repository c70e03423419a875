/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.documented;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.accesslog.AccessLogEntry;
import io.github.trackreplay.accesslog.FormatProbe;
import io.github.trackreplay.accesslog.LogFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real HAProxy: its own form is refused with what to write instead, and what it then writes is read to the last character. */
class HaproxyTest {
    private static final Pattern ADVICE =
            Pattern.compile("capture request header [\\w-]+ len \\d+|log-format \"[^\"]*\"");
    private static final String USER_AGENT = "Mozilla/5.0 (X11; \"Linux\" \\ \u00e9 [x86_64])";
    private static final String REFERRER = "https://shop.example/?q=\"a b\"";
    private static final String QUERY = "idsite=1&rec=1&cvar[1]=%22a%22";

    @TempDir
    Path directory;

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The lines that HAProxy logs of one tracker call. */
    private List<String> logged(String target, List<String> frontend) throws Exception {
        int port = freePort();
        Path configuration = Files.writeString(
                directory.resolve("haproxy.cfg"),
                "global\n log stdout format " + target
                        + " local0\ndefaults\n mode http\n log global\n timeout client 5s\n"
                        + " timeout connect 5s\n timeout server 5s\nfrontend web\n bind 127.0.0.1:" + port + "\n "
                        + String.join("\n ", frontend) + "\n http-request return status 204\n");
        Path log = directory.resolve("log");
        Process haproxy = new ProcessBuilder(InstalledPrograms.require("haproxy"), "-f", configuration.toString())
                .redirectOutput(log.toFile())
                .redirectError(directory.resolve("errors").toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> !haproxy.isAlive() || answered(port));
            assertThat(haproxy.isAlive())
                    .as(Files.readString(directory.resolve("errors")))
                    .isTrue();
            await().atMost(Duration.ofSeconds(60)).until(() -> !calls(log).isEmpty());
            return calls(log);
        } finally {
            haproxy.destroy();
            haproxy.waitFor();
        }
    }

    private static boolean answered(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("GET /matomo.php?" + QUERY + " HTTP/1.1\r\nHost: stats.example\r\nReferer: " + REFERRER
                            + "\r\nUser-Agent: " + USER_AGENT + "\r\nConnection: close\r\n\r\n")
                    .getBytes(UTF_8));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), UTF_8).startsWith("HTTP/1.1 204");
        }
    }

    private static List<String> calls(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains("/matomo.php"))
                .toList();
    }

    private static FormatProbe.Finding probed(List<String> lines) {
        return FormatProbe.probe(
                lines.stream().map(line -> line.getBytes(UTF_8)).toList(), LogFormat.of("auto"));
    }

    /** What the refusal of HAProxy's own form says is to be written into its configuration. */
    private List<String> advice() throws Exception {
        FormatProbe.Finding finding = probed(logged("raw", List.of("option httplog")));
        assertThat(finding.fits()).isFalse();
        assertThat(finding.sentence()).contains("HAProxy");
        return ADVICE.matcher(finding.sentence())
                .results()
                .map(result -> result.group())
                .toList();
    }

    @Test
    void itsOwnFormIsRefusedWithWhatToWriteInstead() throws Exception {
        assertThat(advice()).hasSize(3).last().asString().startsWith("log-format \"%ci");
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "rfc3164", "rfc5424", "timed"})
    void whatItIsToldToWriteIsReadToTheLastCharacter(String target) throws Exception {
        List<String> lines = logged(target, advice());

        FormatProbe.Finding finding = probed(lines);

        assertThat(finding.picked()).as(lines + " " + finding.sentence()).isPresent();
        AccessLogEntry entry = (AccessLogEntry) finding.picked()
                .orElseThrow()
                .parser(Optional.empty())
                .parse(lines.get(0).getBytes(UTF_8));
        assertThat(entry.client()).isEqualTo("127.0.0.1");
        assertThat(entry.path()).isEqualTo("/matomo.php");
        assertThat(entry.query()).isEqualTo(QUERY);
        assertThat(entry.userAgent()).isEqualTo(USER_AGENT);
        assertThat(entry.referrer()).isEqualTo(REFERRER);
        assertThat(entry.status()).isEqualTo(204);
        assertThat(Instant.ofEpochMilli(entry.time()))
                .isBetween(Instant.now().minusSeconds(300), Instant.now().plusSeconds(2));
    }
}
