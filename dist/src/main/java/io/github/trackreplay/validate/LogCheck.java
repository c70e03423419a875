/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.accesslog.FormatProbe;
import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.source.tail.FileFinder.Listing;
import io.github.trackreplay.source.tail.FoundFile;
import io.github.trackreplay.source.tail.GlobFinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Checks what an AccessLogSource will find: its files, the right to read them, and that their first lines fit the format. */
final class LogCheck {

    private final Component source;
    private final Optional<Component> interceptor;
    private final Findings findings;

    LogCheck(Component source, Optional<Component> interceptor, Findings findings) {
        this.source = source;
        this.interceptor = interceptor;
        this.findings = findings;
    }

    void run() {
        List<String> patterns = Arrays.stream(
                        source.settings().getOrDefault("files", "").trim().split("\\s+"))
                .toList();
        Listing listing = new GlobFinder(patterns).find();
        for (Path directory : listing.unreadable()) {
            findings.hindrance(source.prefix() + "files", noRight(directory));
        }
        for (String pattern : listing.unmatched()) {
            findings.hindrance(source.prefix() + "files", "'" + pattern + "' matches no file.");
        }
        List<FoundFile> readable = new ArrayList<>();
        for (FoundFile file : listing.files()) {
            if (Files.isReadable(file.path())) {
                readable.add(file);
            } else {
                findings.hindrance(source.prefix() + "files", noRight(file.path()));
            }
        }
        newest(readable).ifPresent(this::checkFormat);
    }

    private static String noRight(Path path) {
        return "'" + System.getProperty("user.name") + "' has no right to read " + path
                + ". On Debian members of the group adm may read /var/log.";
    }

    /** The newest plain file with something in it: the live log, or the last rotated one just after the rotation. */
    private static Optional<Path> newest(List<FoundFile> files) {
        return files.stream()
                .filter(file -> file.size() > 0 && !file.path().toString().endsWith(".gz"))
                .max(Comparator.comparingLong(FoundFile::modified))
                .map(FoundFile::path);
    }

    private void checkFormat(Path file) {
        Optional<LogFormat> format = format();
        if (format.isEmpty()) {
            return;
        }
        try {
            FormatProbe.Finding finding = FormatProbe.probe(FirstLines.of(file), format.get());
            if (finding.fits() && (finding.lines() > 0 || finding.picked().isPresent())) {
                findings.note(file + ": " + finding.sentence());
            } else if (!finding.fits()) {
                findings.hindrance(interceptor.orElse(source).prefix() + "format", file + ": " + finding.sentence());
            }
        } catch (IOException e) {
            findings.hindrance(source.prefix() + "files", file + " cannot be read: " + e.getMessage());
        }
    }

    /** The configured format; empty when there is none to check with, or it is a problem of its own. */
    private Optional<LogFormat> format() {
        try {
            return interceptor.map(i -> LogFormat.of(i.settings().getOrDefault("format", "auto")));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // SettingsCheck has said it
        }
    }
}
