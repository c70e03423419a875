/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The parts of a Matomo installation's directory that a replay reads: {@code config/*.ini.php}, the definitions below {@code
 * vendor/matomo}, location databases in {@code misc}. Everything is optional; without a directory Matomo's defaults hold.
 * Reads files when asked, keeps none.
 */
public final class MatomoHome {
    private final Optional<Path> root;
    private final Optional<Path> configuration;

    private MatomoHome(Optional<Path> root, Optional<Path> configuration) {
        this.root = root;
        this.configuration = configuration;
    }

    /** No installation at hand. */
    public static MatomoHome none() {
        return new MatomoHome(Optional.empty(), Optional.empty());
    }

    /** The installation in a directory. */
    public static MatomoHome at(Path root) {
        return new MatomoHome(Optional.of(root), Optional.of(root.resolve("config/config.ini.php")));
    }

    /** The same installation with another configuration file, as Matomo has it for one of several hosts. */
    public MatomoHome withConfiguration(Path file) {
        return new MatomoHome(root, Optional.of(file));
    }

    /**
     * The configuration: Matomo's defaults, then what all hosts share, then the host's own; absent files count as empty.
     *
     * @throws IOException if a file is there but cannot be read
     */
    public IniFile configuration() throws IOException {
        IniFile merged = IniFile.EMPTY;
        if (root.isPresent()) {
            Path directory = root.get().resolve("config");
            merged = merged.with(read(directory.resolve("global.ini.php")))
                    .with(read(directory.resolve("common.config.ini.php")));
        }
        return configuration.isPresent() ? merged.with(read(configuration.get())) : merged;
    }

    /** The prefix of this installation's tables, if its configuration is at hand and says so. */
    public Optional<String> tablePrefix() throws IOException {
        return configuration().text("database", "tables_prefix");
    }

    /** {@code vendor/matomo/<name>}, where it exists: {@code device-detector}, {@code searchengine-and-social-list}, … */
    public Optional<Path> definitions(String name) {
        return existing("vendor/matomo/" + name).or(() -> existing("vendor/piwik/" + name));
    }

    /**
     * What is wrong with a directory that names no installation, to stand behind the setting's name; nothing where none is given.
     * Without its configuration every rule would silently be Matomo's default.
     */
    public Optional<String> problem() {
        Path file = configuration.orElse(null);
        if (file == null || Files.isRegularFile(file) && Files.isReadable(file)) {
            return Optional.empty();
        }
        return Optional.of("names no installation of Matomo: " + file.toAbsolutePath() + " is not there, or '"
                + System.getProperty("user.name") + "' has no right to read it.");
    }

    /** The directory itself. */
    public Optional<Path> root() {
        return root;
    }

    private Optional<Path> existing(String path) {
        return root.map(directory -> directory.resolve(path)).filter(Files::isDirectory);
    }

    private static IniFile read(Path file) throws IOException {
        return Files.exists(file)
                ? IniFile.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
                : IniFile.EMPTY;
    }
}
