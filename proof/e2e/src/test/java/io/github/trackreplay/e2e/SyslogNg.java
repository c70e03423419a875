/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A syslog-ng that is installed, or whose packages are unpacked in the directory that {@code SYSLOG_NG_ROOT} names: Debian lets one of rsyslog and
 * syslog-ng be installed.
 *
 * @param libraries directories that it needs, that of its modules first; none where it is installed
 */
record SyslogNg(Path program, List<String> libraries) {
    SyslogNg {
        libraries = List.copyOf(libraries);
    }

    static Optional<SyslogNg> found() throws IOException {
        Optional<Path> installed = Forwarders.program("syslog-ng");
        if (installed.isPresent()) {
            return Optional.of(new SyslogNg(installed.get(), List.of()));
        }
        Path root = Path.of(System.getenv().getOrDefault("SYSLOG_NG_ROOT", "/nowhere"));
        Path unpacked = root.resolve("usr/sbin/syslog-ng");
        return Files.isExecutable(unpacked) ? Optional.of(new SyslogNg(unpacked, libraries(root))) : Optional.empty();
    }

    private static List<String> libraries(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.getFileName().toString().contains(".so"))
                    .map(file -> file.getParent().toString())
                    .distinct()
                    .sorted(Comparator.comparing(place -> place.matches(".*/syslog-ng/[0-9.]+") ? 0 : 1))
                    .toList();
        }
    }

    /** How it is run in the foreground. */
    String[] command(Path configuration, Path state) {
        List<String> command = new ArrayList<>();
        if (!libraries.isEmpty()) {
            command.addAll(List.of("env", "LD_LIBRARY_PATH=" + String.join(":", libraries)));
        }
        command.add(program.toString());
        if (!libraries.isEmpty()) {
            command.add("--module-path=" + libraries.get(0));
        }
        command.addAll(List.of("-F", "--no-caps", "-f", configuration.toString()));
        command.addAll(List.of(
                "-R",
                state.resolve("persist").toString(),
                "-p",
                state.resolve("pid").toString()));
        command.addAll(List.of("-c", state.resolve("ctl").toString()));
        return command.toArray(String[]::new);
    }
}
