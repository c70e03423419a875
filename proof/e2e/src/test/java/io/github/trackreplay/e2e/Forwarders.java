/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Real programs that ship lines, until they are closed. */
final class Forwarders implements AutoCloseable {
    private static final String CLIENT_1 = """
            const client = require('lumberjack-protocol').client(
                options, {windowSize: 50, maxQueueSize: 100000, allowDrop: () => false});
            const send = document => client.writeDataFrame(document);
            const whenReady = begin => client.on('connect', begin); // what it is given before, it mixes with what comes after
            """;

    private static final String CLIENT_2 = """
            const client = new (require('lumberjack-client'))(options);
            const send = document => client.log(document);
            const whenReady = begin => begin();
            """;

    private final Path directory;
    private final List<Process> programs = new ArrayList<>();

    /** @param directory for their configurations, their state and what they say */
    Forwarders(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    static Optional<Path> program(String name) {
        return Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** An rsyslogd of a machine of that name, which forwards a log by TCP. */
    void rsyslog(String host, Path log, int port) throws IOException {
        Path state = Files.createDirectories(directory.resolve("rsyslog-" + host));
        Path configuration = Files.writeString(state.resolve("conf"), """
                global(workDirectory="@STATE@" maxMessageSize="64k" localHostname="@HOST@")
                module(load="imfile" mode="inotify")
                input(type="imfile" file="@LOG@" tag="nginx:" severity="info" facility="local7" ruleset="forward")
                ruleset(name="forward") {
                    action(type="omfwd" target="127.0.0.1" port="@PORT@" protocol="tcp"
                        template="RSYSLOG_SyslogProtocol23Format" action.resumeRetryCount="-1" action.resumeInterval="1")
                }
                """.replace("@STATE@", state.toString())
                .replace("@HOST@", host)
                .replace("@LOG@", log.toString())
                .replace("@PORT@", String.valueOf(port)));
        run(
                program("rsyslogd").orElseThrow().toString(),
                "-n",
                "-f",
                configuration.toString(),
                "-i",
                state.resolve("pid").toString());
    }

    /** A syslog-ng of a machine of that name, which forwards a log by TCP. */
    void syslogNg(String host, Path log, int port) throws IOException {
        Path state = Files.createDirectories(directory.resolve("syslog-ng-" + host));
        Path configuration = Files.writeString(
                state.resolve("conf"),
                """
                @version: 3.35
                options { log-msg-size(65536); keep-hostname(yes); };
                source access {
                    file("@LOG@" flags(no-parse) program-override("nginx") host-override("@HOST@") follow-freq(0.2));
                };
                destination flume { network("127.0.0.1" port(@PORT@) transport("tcp") flags(syslog-protocol)); };
                log { source(access); destination(flume); };
                """.replace("@HOST@", host).replace("@LOG@", log.toString()).replace("@PORT@", String.valueOf(port)));
        run(SyslogNg.found().orElseThrow().command(configuration, state));
    }

    /** Clients of lumberjack that others wrote, where {@code LUMBERJACK_CLIENTS} names a directory that npm has put them into. */
    static Optional<Path> lumberjackClients() {
        return Optional.of(Path.of(System.getenv().getOrDefault("LUMBERJACK_CLIENTS", "/nowhere")))
                .filter(clients -> Files.isDirectory(clients.resolve("node_modules")));
    }

    /**
     * Such a client, which sends documents to a source.
     *
     * @param version 2: lumberjack-client; 1: lumberjack-protocol, which encrypts
     * @param documents one a line
     */
    void lumberjack(int version, Path documents, int port) throws IOException {
        String script = """
                const lines = require('fs').readFileSync('@DOCUMENTS@', 'utf8').split('\\n').filter(line => line);
                const options = {host: '127.0.0.1', port: @PORT@, rejectUnauthorized: false};
                @CLIENT@
                let i = 0;
                whenReady(() => setInterval(() => {
                    for (const end = Math.min(i + 20, lines.length); i < end; i++) {
                        send(JSON.parse(lines[i]));
                    }
                }, 10));
                """.replace("@DOCUMENTS@", documents.toString())
                .replace("@PORT@", String.valueOf(port))
                .replace("@CLIENT@", version == 1 ? CLIENT_1 : CLIENT_2);
        run("env", "-C", lumberjackClients().orElseThrow().toString(), "node", "-e", script);
    }

    /**
     * An nginx with a server for each stream, which answers every call with 204 and logs it by syslog; what it cannot know of a call
     * that is made once more, {@link LoggedCalls} says.
     *
     * @param datagrams by stream, the port that its calls are logged to
     * @return by stream, the port that it listens on
     */
    Map<String, Integer> nginx(Map<String, Integer> datagrams) throws IOException {
        Path state = Files.createDirectories(directory.resolve("nginx"));
        Map<String, Integer> ports = new LinkedHashMap<>();
        StringBuilder servers = new StringBuilder();
        for (Map.Entry<String, Integer> stream : datagrams.entrySet()) {
            ports.put(stream.getKey(), Shippers.freePort());
            servers.append("server { listen 127.0.0.1:")
                    .append(ports.get(stream.getKey()))
                    .append("; access_log syslog:server=127.0.0.1:")
                    .append(stream.getValue())
                    .append(",tag=nginx again; location / { return 204; } }\n");
        }
        Path configuration = Files.writeString(
                state.resolve("conf"), """
                daemon off; pid @STATE@/pid; error_log @STATE@/error.log; worker_processes 1;
                events {}
                http {
                    client_body_temp_path @STATE@/b; proxy_temp_path @STATE@/p; fastcgi_temp_path @STATE@/f;
                    uwsgi_temp_path @STATE@/u; scgi_temp_path @STATE@/s; keepalive_requests 100000;
                    log_format again '$http_x_client - - [$http_x_time] "$request" $http_x_status 0 "$http_referer" "$http_user_agent"';
                    @SERVERS@
                }
                """.replace("@STATE@", state.toString()).replace("@SERVERS@", servers));
        run(program("nginx").orElseThrow().toString(), "-p", state.toString(), "-c", configuration.toString());
        for (int port : ports.values()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> listens(port));
        }
        return ports;
    }

    static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // not yet
        }
    }

    /** Whether somebody takes datagrams at a port. */
    static boolean takesDatagrams(int port) {
        try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
            return !socket.isBound();
        } catch (IOException e) {
            return true;
        }
    }

    /** How many bytes of datagrams have come to a port and were not taken yet, where the system says it. */
    static long waitingDatagrams(int port) throws IOException {
        long waiting = 0;
        for (String table : List.of("/proc/net/udp", "/proc/net/udp6")) {
            for (String row : Files.exists(Path.of(table)) ? Files.readAllLines(Path.of(table)) : List.<String>of()) {
                String[] columns = row.trim().split("\\s+");
                if (columns[1].endsWith(String.format(Locale.ROOT, ":%04X", port))) {
                    waiting += Long.parseLong(columns[4].split(":")[1], 16);
                }
            }
        }
        return waiting;
    }

    static int freeForDatagrams() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void run(String... command) throws IOException {
        programs.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("said").toFile()))
                .start());
    }

    @Override
    public void close() {
        for (Process program : programs) {
            program.destroy();
        }
        for (Process program : programs) {
            try {
                if (!program.waitFor(10, TimeUnit.SECONDS)) {
                    program.destroyForcibly();
                }
            } catch (InterruptedException e) {
                program.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
