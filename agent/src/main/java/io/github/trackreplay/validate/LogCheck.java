/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.accesslog.FormatProbe;
import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.event.TrackerPaths;
import io.github.trackreplay.request.PathProbe;
import io.github.trackreplay.sink.HostFilter;
import io.github.trackreplay.sink.SiteFilter;
import io.github.trackreplay.source.tail.FileFinder.Listing;
import io.github.trackreplay.source.tail.FilePatterns;
import io.github.trackreplay.source.tail.FoundFile;
import io.github.trackreplay.source.tail.GlobFinder;
import io.github.trackreplay.source.tail.StartAt;
import io.github.trackreplay.source.tail.StreamNames;
import io.github.trackreplay.source.tail.TailListener;
import io.github.trackreplay.source.tail.TailSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Checks what an AccessLogSource will find: its files, the right to read them, and that their first lines fit the format. */
final class LogCheck {

    private final Component source;
    private final Optional<Component> interceptor;
    private final Optional<Component> ofHosts;
    private final Findings findings;

    /** @param ofHosts the sink behind the same channel that replays the requests to some hosts only, if there is one */
    LogCheck(Component source, Optional<Component> interceptor, Optional<Component> ofHosts, Findings findings) {
        this.source = source;
        this.interceptor = interceptor;
        this.ofHosts = ofHosts;
        this.findings = findings;
    }

    void run() {
        checkStart();
        List<String> patterns = FilePatterns.of(source.settings().getOrDefault("files", ""));
        Listing listing = new GlobFinder(patterns).find();
        listing.hidden()
                .forEach((directory, why) -> findings.hindrance(
                        source.prefix() + "files",
                        why.equals(Listing.NO_RIGHT)
                                ? noRight(directory)
                                : directory + " cannot be looked into: " + why + "."));
        for (String pattern : listing.unmatched()) {
            findings.hindrance(source.prefix() + "files", unmatched(pattern));
        }
        checkNames(listing.files());
        List<FoundFile> readable = new ArrayList<>();
        for (FoundFile file : listing.files()) {
            if (Files.isReadable(file.path())) {
                readable.add(file);
            } else {
                findings.hindrance(source.prefix() + "files", noRight(file.path()));
            }
        }
        newest(readable).ifPresent(this::checkContent);
    }

    /** Requests before the start are taken as recorded, so those until then would be skipped, each of them. */
    private void checkStart() {
        try {
            StartAt start = StartAt.parse(source.text("startAt"));
            if (start instanceof StartAt.Time time && time.millis() > System.currentTimeMillis()) {
                findings.warning(
                        source.prefix() + "startAt",
                        "lies in the future: every request until then is skipped, as recorded already. Set it to the time at"
                                + " which Matomo's own recording was switched off.");
            }
        } catch (IllegalArgumentException e) {
            // SettingsCheck has said it
        }
    }

    /** A stream has one live log: of several only one would be read. */
    private void checkNames(List<FoundFile> files) {
        String template = source.settings().getOrDefault("stream", "").trim();
        new StreamNames(template, new TailListener() {
                    @Override
                    public void severalLiveFiles(String stream, List<String> names) {
                        boolean directories = names.get(0).contains("/");
                        findings.problem(
                                source.prefix() + "stream",
                                "the patterns in files match several live logs of stream '" + stream + "': "
                                        + String.join(", ", names) + ". Only one would be read. "
                                        + (directories
                                                ? "Give each directory a source and a stream name of its own."
                                                : "Narrow the patterns, or make each a stream of its own: stream = "
                                                        + template + "-" + StreamNames.BASENAME));
                    }
                })
                .group(files);
    }

    private static String noRight(Path path) {
        return "'" + System.getProperty("user.name") + "' has no right to read " + path
                + ". On Debian members of the group adm may read /var/log.";
    }

    /** The part of a pattern before its first wildcard tells whether it is the directory that is wrong. */
    private static String unmatched(String pattern) {
        String plain = pattern.replaceFirst("[*?\\[{%].*", "");
        Path directory = Path.of(plain.substring(0, plain.lastIndexOf('/') + 1));
        return "'" + pattern + "' matches no file. "
                + (Files.isDirectory(directory)
                        ? "Is the path right? A web server makes a log with its first request."
                        : "There is no directory " + directory + ".");
    }

    /** The newest plain file with something in it: the live log, or the last rotated one just after the rotation. */
    private static Optional<Path> newest(List<FoundFile> files) {
        return files.stream()
                .filter(file -> file.size() > 0 && !file.path().toString().endsWith(".gz"))
                .max(Comparator.comparingLong(FoundFile::modified))
                .map(FoundFile::path);
    }

    private void checkContent(Path file) {
        Optional<LogFormat> format = format();
        if (format.isEmpty()) {
            return;
        }
        try {
            List<byte[]> lines = FirstLines.of(file, FirstLines.FOR_PATHS);
            checkFormat(file, lines.subList(0, Math.min(FirstLines.FOR_FORMAT, lines.size())), format.get());
            checkPaths(file, lines, format.get());
        } catch (IOException e) {
            findings.hindrance(source.prefix() + "files", UnreadableFile.sentence(file, e));
        }
    }

    private void checkFormat(Path file, List<byte[]> lines, LogFormat format) {
        FormatProbe.Finding finding = FormatProbe.probe(lines, format);
        if (finding.fits() && (finding.lines() > 0 || finding.picked().isPresent())) {
            findings.note(file + ": " + finding.sentence());
        } else if (!finding.fits()) {
            findings.hindrance(interceptor.orElse(source).prefix() + "format", file + ": " + finding.sentence());
        }
    }

    /** A log that was just begun may hold no call yet; one that holds calls of another path tells that a setting is wrong. */
    private void checkPaths(Path file, List<byte[]> lines, LogFormat format) {
        String paths = source.settings()
                .getOrDefault(
                        "paths", String.join(" ", TailSettings.defaults("").trackerPaths()));
        PathProbe.Finding finding = PathProbe.probe(lines, format, TrackerPaths.of(paths));
        ofHosts.ifPresent(sink -> checkHosts(sink, file, finding));
        if (finding.lines() == 0 || finding.calls() > 0) {
            return;
        }
        String none = String.format(
                Locale.ROOT, "none of the first %,d lines of %s calls '%s'", finding.lines(), file, paths);
        if (finding.lookalike().isPresent()) {
            findings.hindrance(
                    source.prefix() + "paths",
                    String.format(
                            Locale.ROOT,
                            "%s, but %,d look like calls of a tracker with another path, such as %s. They would be skipped for "
                                    + "good. If these are the calls, set paths = %s %s",
                            none,
                            finding.lookalikes(),
                            finding.lookalike().get(),
                            paths,
                            finding.lookalike().get()));
        } else {
            findings.warning(
                    source.prefix() + "paths",
                    none
                            + ". If the tracker has another path, set it here: calls of other paths are skipped for good.");
        }
    }

    private void checkHosts(Component sink, Path file, PathProbe.Finding finding) {
        if (finding.calls() == 0 || finding.hostless() < finding.calls() || !namesSome(sink.text("hosts"))) {
            return;
        }
        findings.hindrance(
                sink.prefix() + "hosts",
                String.format(
                        Locale.ROOT,
                        "none of the first %,d calls in %s says which host was called, so every one would be skipped (no-host)."
                                + " Have the web server log it (nginx: $host, Apache: %%{Host}i), with a format that names it, or"
                                + " take this setting out.",
                        finding.calls(),
                        file));
    }

    private static boolean namesSome(String hosts) {
        try {
            return !HostFilter.parse(SiteFilter.words(hosts)).only().isEmpty();
        } catch (IllegalArgumentException e) {
            return false; // SettingsCheck has said it
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
