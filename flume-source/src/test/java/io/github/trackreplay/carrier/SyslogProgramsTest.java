/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.interceptor.TrackingInterceptor;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.Source;
import org.apache.flume.Transaction;
import org.apache.flume.channel.ChannelProcessor;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.channel.ReplicatingChannelSelector;
import org.apache.flume.conf.Configurable;
import org.apache.flume.interceptor.Interceptor;
import org.apache.flume.source.SyslogTcpSource;
import org.apache.flume.source.SyslogUDPSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real rsyslog, syslog-ng and nginx send to Flume's own syslog sources, set as in syslog.conf: every line is its request. */
@Timeout(60)
@SuppressWarnings("deprecation") // Flume has nothing else that takes a frame of more than 2,500 bytes
class SyslogProgramsTest {
    private static final int LINES = 100;

    @TempDir
    Path directory;

    private final MemoryChannel channel = new MemoryChannel();
    private final List<Process> programs = new ArrayList<>();
    private Source source;

    @AfterEach
    void stop() throws InterruptedException {
        for (Process program : programs) {
            program.destroy();
            if (!program.waitFor(10, TimeUnit.SECONDS)) {
                program.destroyForcibly();
            }
        }
        if (source != null) {
            source.stop();
            channel.stop();
        }
    }

    private static Path program(String name) {
        return Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private void listen(Source listening, int port) {
        source = listening;
        channel.setName("c");
        channel.configure(new Context(Map.of("capacity", "10000", "transactionCapacity", "1000")));
        channel.start();
        ReplicatingChannelSelector selector = new ReplicatingChannelSelector();
        selector.setChannels(List.of(channel));
        source.setName("syslog");
        source.setChannelProcessor(new ChannelProcessor(selector));
        ((Configurable) source)
                .configure(new Context(Map.of(
                        "host",
                        "127.0.0.1",
                        "port",
                        String.valueOf(port),
                        source instanceof SyslogTcpSource ? "eventSize" : "maxSize",
                        "65536")));
        source.start();
    }

    private static String call(int i) {
        // longer than the 2,500 bytes that Flume's source takes by itself
        return "idsite=1&rec=1&r=" + (100_000 + i) + "&action_name=" + "x".repeat(i % 10 == 0 ? 3000 : 20);
    }

    /** The requests that the interceptor makes of what the source has brought, when there are so many. */
    private List<TrackingRequest> requests(int many) throws Exception {
        List<Event> events = new ArrayList<>();
        Instant end = Instant.now().plus(Duration.ofSeconds(40));
        while (events.size() < many && Instant.now().isBefore(end)) {
            take(events);
            LockSupport.parkNanos(20_000_000);
        }
        TrackingInterceptor.Builder builder = new TrackingInterceptor.Builder();
        builder.configure(new Context());
        Interceptor interceptor = builder.build();
        interceptor.initialize();
        List<TrackingRequest> requests = new ArrayList<>();
        for (Event event : interceptor.intercept(events)) {
            for (PackEntry entry : TrackingEventCodec.decode(event.getHeaders(), event.getBody())
                    .entries()) {
                assertThat(entry).as(new String(event.getBody(), UTF_8)).isInstanceOf(TrackingRequest.class);
                requests.add((TrackingRequest) entry);
            }
        }
        interceptor.close();
        return requests;
    }

    private void take(List<Event> into) {
        Transaction transaction = channel.getTransaction();
        transaction.begin();
        try {
            for (Event event = channel.take(); event != null; event = channel.take()) {
                into.add(event);
            }
            transaction.commit();
        } finally {
            transaction.close();
        }
    }

    private void run(String... command) throws IOException {
        programs.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start());
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static List<String> calls() {
        return IntStream.range(0, LINES).mapToObj(SyslogProgramsTest::call).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSYSLOG_SyslogProtocol23Format", "RSYSLOG_TraditionalForwardFormat"})
    void whatRsyslogForwardsOfALogByTcpArrivesWhole(String template) throws Exception {
        Path rsyslog = program("rsyslogd");
        assumeTrue(rsyslog != null, "rsyslog is not installed");
        int port = free();
        listen(new SyslogTcpSource(), port);
        writeLog();
        Files.writeString(directory.resolve("rsyslog.conf"), """
                global(workDirectory="DIR" maxMessageSize="64k")
                module(load="imfile" mode="polling" pollingInterval="1")
                input(type="imfile" file="DIR/access.log" tag="nginx:" severity="info" facility="local7" ruleset="forward")
                ruleset(name="forward") {
                    action(type="omfwd" target="127.0.0.1" port="PORT" protocol="tcp" template="TEMPLATE")
                }
                """.replace("DIR", directory.toString())
                .replace("PORT", String.valueOf(port))
                .replace("TEMPLATE", template));
        run(
                rsyslog.toString(),
                "-n",
                "-f",
                directory.resolve("rsyslog.conf").toString(),
                "-i",
                directory.resolve("pid").toString());

        assertEveryLineIsItsRequest();
    }

    /** In the old form, and in that of RFC 5424 without its counts of bytes, which Flume's source does not read. */
    @ParameterizedTest
    @ValueSource(strings = {"", "flags(syslog-protocol)"})
    void whatSyslogNgForwardsOfALogByTcpArrivesWhole(String flags) throws Exception {
        Path unpacked = Path.of(System.getenv().getOrDefault("SYSLOG_NG_ROOT", "/nowhere"));
        Path installed = program("syslog-ng");
        Path syslogNg = installed == null ? unpacked.resolve("usr/sbin/syslog-ng") : installed;
        assumeTrue(Files.isExecutable(syslogNg), "syslog-ng is not installed, and not unpacked in SYSLOG_NG_ROOT");
        int port = free();
        listen(new SyslogTcpSource(), port);
        writeLog();
        Files.writeString(directory.resolve("syslog-ng.conf"), """
                @version: 3.35
                options { log-msg-size(65536); };
                source access { file("DIR/access.log" flags(no-parse) program-override("nginx") follow-freq(0.2)); };
                destination flume { network("127.0.0.1" port(PORT) transport("tcp") FLAGS); };
                log { source(access); destination(flume); };
                """.replace("DIR", directory.toString())
                .replace("PORT", String.valueOf(port))
                .replace("FLAGS", flags));
        String state = directory.resolve("syslog-ng").toString();
        List<String> places = installed == null ? libraries(unpacked) : List.of();
        run(
                "env",
                places.isEmpty() ? "--" : "LD_LIBRARY_PATH=" + String.join(":", places),
                syslogNg.toString(),
                places.isEmpty() ? "--foreground" : "--module-path=" + places.get(0),
                "-F",
                "--no-caps",
                "-f",
                directory.resolve("syslog-ng.conf").toString(),
                "-R",
                state + ".persist",
                "-p",
                state + ".pid",
                "-c",
                state + ".ctl");

        assertEveryLineIsItsRequest();
    }

    /** Directories with libraries of unpacked packages, that of syslog-ng's modules first. */
    private static List<String> libraries(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.getFileName().toString().contains(".so"))
                    .map(file -> file.getParent().toString())
                    .distinct()
                    .sorted(Comparator.comparing(place -> place.matches(".*/syslog-ng/[0-9.]+") ? 0 : 1))
                    .toList();
        }
    }

    private void writeLog() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            text.append("203.0.113.9 - - [02/Mar/2026:20:11:22 +0000] \"GET /matomo.php?")
                    .append(call(i))
                    .append(" HTTP/1.1\" 204 0 \"https://shop.example/\" \"Mozilla/5.0 X\"\n");
        }
        Files.writeString(directory.resolve("access.log"), text);
    }

    private void assertEveryLineIsItsRequest() throws Exception {
        List<TrackingRequest> requests = requests(LINES);

        assertThat(requests).extracting(TrackingRequest::query).containsExactlyElementsOf(calls());
        assertThat(requests).allSatisfy(request -> {
            assertThat(request.sourceIp()).isEqualTo("203.0.113.9");
            assertThat(request.time())
                    .isEqualTo(Instant.parse("2026-03-02T20:11:22Z").toEpochMilli());
            assertThat(request.userAgent()).isEqualTo("Mozilla/5.0 X");
        });
    }

    /** nginx sends datagrams only: none of them is promised, and on one machine none is lost. It cuts a line at 2,048 bytes. */
    @Test
    void whatNginxSendsByItselfArrives() throws Exception {
        Path nginx = program("nginx");
        assumeTrue(nginx != null, "nginx is not installed");
        int port;
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        listen(new SyslogUDPSource(), port);
        int http = free();
        Files.writeString(directory.resolve("nginx.conf"), """
                daemon off; pid DIR/pid; error_log DIR/error.log; worker_processes 1;
                events {}
                http {
                    client_body_temp_path DIR/b; proxy_temp_path DIR/p; fastcgi_temp_path DIR/f; uwsgi_temp_path DIR/u;
                    scgi_temp_path DIR/s;
                    log_format trackreplay escape=json '{"time":"$msec","client":"$remote_addr","method":"$request_method",'
                        '"uri":"$request_uri","status":"$status","referrer":"$http_referer","agent":"$http_user_agent",'
                        '"request_id":"$request_id"}';
                    server {
                        listen 127.0.0.1:HTTP;
                        access_log syslog:server=127.0.0.1:SYSLOG,tag=nginx trackreplay;
                        location = /matomo.php { return 204; }
                    }
                }
                """.replace("DIR", directory.toString())
                .replace("HTTP", String.valueOf(http))
                .replace("SYSLOG", String.valueOf(port)));
        run(
                nginx.toString(),
                "-p",
                directory.toString(),
                "-c",
                directory.resolve("nginx.conf").toString());
        HttpClient client = HttpClient.newHttpClient();
        for (int i = 1; i < 10; i++) {
            get(client, URI.create("http://127.0.0.1:" + http + "/matomo.php?" + call(i)));
        }

        List<TrackingRequest> requests = requests(9);

        assertThat(requests).extracting(TrackingRequest::query).containsExactlyElementsOf(calls().subList(1, 10));
        assertThat(requests)
                .allSatisfy(request ->
                        assertThat(request.headers().get(":identity")).startsWith("request_id "));
    }

    private static void get(HttpClient client, URI uri) throws Exception {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (true) {
            try {
                HttpResponse<byte[]> answer =
                        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
                assertThat(answer.statusCode())
                        .as(new String(answer.body(), UTF_8))
                        .isEqualTo(204);
                return;
            } catch (IOException e) {
                if (Instant.now().isAfter(end)) {
                    throw e;
                }
                LockSupport.parkNanos(50_000_000); // not listening yet
            }
        }
    }
}
