/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Real programs that ship lines by syslog, until they are closed. */
final class Forwarders implements AutoCloseable {
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
