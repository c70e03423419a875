/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import io.github.trackreplay.metrics.MetricsEndpoint;
import io.github.trackreplay.metrics.MetricsHub;
import io.github.trackreplay.metrics.MetricsOptions;
import io.github.trackreplay.option.OptionSet;
import io.github.trackreplay.page.Tap;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class TapCommandTest {
    @TempDir
    Path directory;

    private int port;
    private Path users;
    private Path configuration;
    private MetricsHub.Registration lease = () -> {};
    private String output = "";

    @BeforeEach
    void configure() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        users = Files.writeString(directory.resolve("users"), "# who\nops:s:cret\n");
        Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-------"));
        configuration = Files.writeString(directory.resolve("agent.conf"), """
                a.sinks = k
                a.sinks.k.type = io.github.trackreplay.sink.MySqlSink
                a.sinks.k.metricsPort = %d
                a.sinks.k.metricsBind = 0.0.0.0
                a.sinks.k.metricsUsers = %s
                """.formatted(port, users));
        Tap tap = MetricsHub.ofProcess().tap();
        tap.add(0, List.of(new Tap.Passed(0, 1_000, "web1", "recorded", "", "site 1 /one\u001b[2J")));
        tap.add(0, List.of(new Tap.Passed(0, 2_000, "web2", "rejected", "no-time", "why")));
    }

    @AfterEach
    void close() {
        lease.close();
    }

    private void serve(Map<String, String> settings) {
        lease = MetricsEndpoint.ofProcess()
                .share(MetricsOptions.of(new OptionSet("t", MetricsOptions.ALL, List.of()).read("", settings)), "test");
    }

    private int run(String... arguments) {
        StringWriter text = new StringWriter();
        CommandLine command = TrackReplay.commandLine();
        command.setOut(new PrintWriter(text, true)).setErr(new PrintWriter(text, true));
        int code = command.execute(arguments);
        output = text.toString();
        return code;
    }

    @Test
    void requestsAreShownAsTheyPassWithWhatBecameOfThem() {
        serve(Map.of("metricsPort", "" + port, "metricsUsers", users.toString()));

        assertThat(run("tap", "-f", configuration.toString(), "--last", "2", "--count", "2"))
                .as("%s", output)
                .isZero();
        assertThat(output)
                .contains("1970-01-01T00:00:01Z     web1         recorded", "site 1 /one\\x1b[2J", "rejected/no-time")
                .doesNotContain("\u001b");
        assertThat(run("tap", "-f", configuration.toString(), "--stream", "web2", "--count", "1", "--json"))
                .isZero();
        assertThat(JsonParser.parseString(output)
                        .getAsJsonObject()
                        .get("reason")
                        .getAsString())
                .isEqualTo("no-time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:9464", "ftp://127.0.0.1/", "http:///", "http://a b/", "http://127.0.0.1:70000/"})
    void whatIsNoAddressIsSaidSo(String endpoint) {
        assertThat(run("tap", "--endpoint", endpoint)).isEqualTo(ExitCode.USAGE);
        assertThat(output)
                .contains("--endpoint: '" + endpoint + "' is no address")
                .doesNotContain("\tat ");
    }

    @Test
    void aPortInTheConfigurationThatIsNoneIsSaidSo() throws Exception {
        Files.writeString(configuration, Files.readString(configuration).replace("" + port, "many"));

        assertThat(run("tap", "-f", configuration.toString())).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(output).contains("metricsPort", "http://127.0.0.1:many/").doesNotContain("\tat ");
    }

    @Test
    void anotherProgramAtThePortIsSaidSo() throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("hello".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        other.start();
        try {
            String there = "http://127.0.0.1:" + other.getAddress().getPort();
            assertThat(run("tap", "--endpoint", there)).isEqualTo(ExitCode.CONFIGURATION);
            assertThat(output).contains("another program listens there").doesNotContain("\tat ");
        } finally {
            other.stop(0);
        }
    }

    @Test
    @Timeout(60)
    void whenNobodyReadsOnItEnds() {
        serve(Map.of("metricsPort", "" + port, "metricsUsers", users.toString()));
        StandardOutput closed = new StandardOutput(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        });
        CommandLine command = TrackReplay.commandLine().setOut(closed.writer());

        assertThat(command.execute("tap", "-f", configuration.toString())).isEqualTo(ExitCode.OK);
        assertThat(closed.problem()).isEmpty();
    }

    @Test
    void whyNothingIsShownIsSaid() {
        assertThat(run("tap", "-f", configuration.toString())).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(output).contains("does not answer", "metricsPort");
        assertThat(run("tap")).isEqualTo(ExitCode.USAGE);

        serve(Map.of("metricsPort", "" + port));
        assertThat(run("tap", "-f", configuration.toString())).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(output).contains("metricsUsers");
    }
}
