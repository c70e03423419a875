/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts of Matomo's directory that a replay reads: {@code config/*.ini.php}, the definitions below {@code
 * vendor/matomo}, location databases in {@code misc}. Everything is optional; without a directory Matomo's defaults hold.
 * Reads files when asked, keeps none.
 */
public final class MatomoHome {
    private static final String GLOBAL = "global.ini.php";

    private final Optional<Path> root;
    private final Optional<Path> configuration;

    private MatomoHome(Optional<Path> root, Optional<Path> configuration) {
        this.root = root;
        this.configuration = configuration;
    }

    /** None at hand. */
    public static MatomoHome none() {
        return new MatomoHome(Optional.empty(), Optional.empty());
    }

    /** The one at a path. */
    public static MatomoHome at(Path root) {
        return new MatomoHome(Optional.of(root), Optional.of(root.resolve("config/config.ini.php")));
    }

    /** The same with another configuration file, as Matomo has it for one of several hosts. */
    public MatomoHome withConfiguration(Path file) {
        return new MatomoHome(root, Optional.of(file));
    }

    /**
     * The configuration: Matomo's defaults, then what all hosts share, then the host's own; absent files count as empty.
     *
     * @throws IOException if a file is there but cannot be read
     */
    public IniFile configuration() throws IOException {
        return reading().settings();
    }

    /**
     * The configuration, read once, with what is wrong with it.
     *
     * @param settings as of {@link #configuration()}
     * @param problem a sentence behind the setting's name; empty where Matomo would run with it
     */
    public record Reading(IniFile settings, Optional<String> problem) {}

    /**
     * Reads the configuration and judges it: without all of it rules would silently be Matomo's defaults, and the salt another.
     *
     * @throws IOException if a file is there but cannot be read
     */
    public Reading reading() throws IOException {
        IniFile settings = IniFile.EMPTY;
        IniFile own = IniFile.EMPTY;
        Optional<String> problem = absent();
        for (Path file : files()) {
            String text = text(file);
            problem = problem.or(() -> IniSyntax.fault(text)
                    .map(fault -> "has a configuration that PHP refuses to read, and so does Matomo: "
                            + file.toAbsolutePath() + ", " + fault + ". Mend that line."));
            IniFile read = IniFile.parse(text);
            settings = settings.with(read);
            own = file.endsWith(GLOBAL) ? own : own.with(read);
        }
        IniFile installed = own;
        return new Reading(settings, problem.or(() -> incomplete(installed)));
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        root.map(directory -> directory.resolve("config")).ifPresent(directory -> {
            files.add(directory.resolve(GLOBAL));
            files.add(directory.resolve("common.config.ini.php"));
        });
        configuration.ifPresent(files::add);
        return files;
    }

    /** Matomo's installation writes both, so a file without them is not whole. */
    private Optional<String> incomplete(IniFile own) {
        if (configuration.isEmpty()) {
            return Optional.empty();
        }
        List<String> missing = new ArrayList<>();
        if (!own.sections().contains("database")) {
            missing.add("a section [database]");
        }
        if (own.text("General", "salt").filter(salt -> !salt.isEmpty()).isEmpty()) {
            missing.add("a salt in its section [General]");
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("has a configuration that is not whole: "
                        + configuration.get().toAbsolutePath()
                        + (own.isEmpty() ? " is empty" : " lacks " + String.join(" and ", missing))
                        + ". Restore it, or copy Matomo's own again.");
    }

    /** {@code vendor/matomo/<name>}, where it exists: {@code device-detector}, {@code searchengine-and-social-list}, … */
    public Optional<Path> definitions(String name) {
        return existing("vendor/matomo/" + name).or(() -> existing("vendor/piwik/" + name));
    }

    /**
     * What is wrong with a directory that is none of Matomo's, or with its configuration, to stand behind the setting's name;
     * nothing where none is given.
     */
    public Optional<String> problem() {
        try {
            return reading().problem();
        } catch (IOException e) {
            return Optional.of("has a configuration that cannot be read: " + e);
        }
    }

    private Optional<String> absent() {
        Path file = configuration.orElse(null);
        if (file == null || (Files.isRegularFile(file) && Files.isReadable(file))) {
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

    private static String text(Path file) throws IOException {
        return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
    }
}
