/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.golden;

import io.github.trackreplay.database.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The installation directory that the sink needs to replay a golden case. */
public final class GoldenHome {
    private static final Set<String> DEFINED_ELSEWHERE = Set.of(
            "config_browser_engine",
            "config_browser_name",
            "config_browser_version",
            "config_client_type",
            "config_device_brand",
            "config_device_model",
            "config_device_type",
            "config_id",
            "config_os",
            "config_os_version",
            "referer_keyword",
            "referer_name",
            "referer_type");

    private GoldenHome() {}

    /** The directory with the definitions of the Matomo that was recorded; not part of the project, so it may be absent. */
    public static Optional<Path> definitions() {
        String property = System.getProperty("trackreplay.matomoHome", "");
        if (!property.isEmpty()) {
            return Optional.of(Path.of(property)).filter(Files::isDirectory);
        }
        return Optional.of(TestDatabase.project().resolveSibling("shared").resolve("matomo-home"))
                .filter(Files::isDirectory);
    }

    /** Columns that only the recorded Matomo's definitions can give; empty where they are at hand. */
    public static Set<String> incomparable() {
        return definitions().isPresent() ? Set.of() : DEFINED_ELSEWHERE;
    }

    /** Makes a directory with the case's configuration; it goes when this Java process ends. */
    public static Path of(GoldenFolder folder) {
        try {
            Path home = Files.createTempDirectory("matomo-home");
            home.toFile().deleteOnExit();
            if (definitions().isPresent()) {
                Path vendor = definitions().get().resolve("vendor");
                if (folder.vendor().isPresent()) {
                    overlay(home.resolve("vendor"), vendor, folder.vendor().get());
                } else {
                    link(home.resolve("vendor"), vendor);
                }
            }
            if (folder.misc().isPresent()) {
                link(home.resolve("misc"), folder.misc().get());
            }
            Path config = Files.createDirectory(home.resolve("config"));
            config.toFile().deleteOnExit();
            Path file = config.resolve("config.ini.php");
            Files.write(file, Files.readAllBytes(folder.configuration().orElse(folder.sharedConfiguration())));
            file.toFile().deleteOnExit();
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a directory of links to the files of one directory and, in their place or beside them, of another. */
    private static void overlay(Path made, Path below, Path above) throws IOException {
        Files.createDirectory(made);
        made.toFile().deleteOnExit();
        Set<String> names = new TreeSet<>(names(below));
        names.addAll(names(above));
        for (String name : names) {
            Path lower = below.resolve(name);
            Path upper = above.resolve(name);
            if (Files.isDirectory(lower) && Files.isDirectory(upper)) {
                overlay(made.resolve(name), lower, upper);
            } else {
                link(made.resolve(name), Files.exists(upper) ? upper : lower);
            }
        }
    }

    private static Set<String> names(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private static void link(Path link, Path target) throws IOException {
        Files.createSymbolicLink(link, target.toAbsolutePath());
        link.toFile().deleteOnExit();
    }
}
