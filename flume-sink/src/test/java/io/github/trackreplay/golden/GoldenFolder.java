/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.golden;

import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.TrackerPaths;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.interceptor.FormatNotices;
import io.github.trackreplay.interceptor.PackParser;
import io.github.trackreplay.mysql.matomo.MatomoDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * One case of recorded Matomo behaviour: access logs, the database before, the rows that Matomo wrote. {@code
 * -Dgolden=DIRECTORY} adds cases of the same form (plain files, {@code webN/access.log}) from elsewhere.
 */
public final class GoldenFolder {
    private static final String[] CASES = {
        "release-4.16",
        "release-5.0",
        "release-5.1",
        "bodies-and-headers",
        "next-ai",
        "next-bots",
        "next-privacy",
        "next-rules",
        "plugin-campaigns-bandwidth"
    };
    private static final String PATHS = "/matomo.php /piwik.php";

    private final String name;
    private final Path directory;

    private GoldenFolder(String name, Path directory) {
        this.name = name;
        this.directory = directory;
    }

    /** The cases inside the project. */
    public static List<GoldenFolder> all() {
        return List.of("pageviews", "mixed", "summertime", "deep", "settings", "geo").stream()
                .map(name -> new GoldenFolder(name, resources().resolve(name)))
                .toList();
    }

    /** The cases of other releases, settings and forms of requests, inside the project. */
    public static List<GoldenFolder> cases() {
        return List.of(CASES).stream()
                .map(name -> new GoldenFolder(name, resources().resolve(name)))
                .toList();
    }

    /** One of the cases inside the project. */
    public static GoldenFolder named(String name) {
        return new GoldenFolder(name, resources().resolve(name));
    }

    /** One of the cases that once differed. */
    public static GoldenFolder caseNamed(String name) {
        return new GoldenFolder(name, resources().resolveSibling("cases").resolve(name));
    }

    /** The case in a directory. */
    public static GoldenFolder at(Path directory) {
        return new GoldenFolder(directory.getFileName().toString(), directory);
    }

    /** In a directory, or inside the jar that other modules' tests use. */
    private static Path resources() {
        try {
            URI uri = GoldenFolder.class.getResource("/golden").toURI();
            return uri.getScheme().equals("jar") ? insideJar(uri) : Path.of(uri);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static synchronized Path insideJar(URI uri) {
        try {
            return Path.of(uri);
        } catch (FileSystemNotFoundException notOpened) {
            try {
                FileSystems.newFileSystem(uri, Map.of());
                return Path.of(uri);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public String name() {
        return name;
    }

    /** SQL of the database before the first request. */
    public String before() {
        return existing("before.sql")
                .map(file -> new String(bytes(file), StandardCharsets.UTF_8))
                .orElseGet(MatomoDatabase::asInstalled);
    }

    /** The case's own configuration file, if it has one. */
    public Optional<Path> configuration() {
        return Optional.of(directory.resolve("config.ini.php")).filter(Files::exists);
    }

    /** The configuration file of the cases that have none of their own. */
    public Path sharedConfiguration() {
        return resources().resolve("config.ini.php");
    }

    /** The case's own location databases, if it has some. */
    public Optional<Path> misc() {
        return Optional.of(directory.resolve("misc")).filter(Files::isDirectory);
    }

    /** Definitions of the case's own, to be laid over those of all cases: {@code vendor/matomo/…}. */
    public Optional<Path> vendor() {
        return Optional.of(directory.resolve("vendor"))
                .filter(Files::isDirectory)
                .or(() -> GoldenHome.definitions()
                        .map(home -> home.resolveSibling("cases").resolve(name).resolve("vendor"))
                        .filter(Files::isDirectory));
    }

    /** Whether the rows were printed with everything that newer releases write ({@code canon.py --all}). */
    public boolean isAll() {
        return Files.exists(directory.resolve("all"));
    }

    /** What Matomo wrote, a visit a line. */
    public List<String> expected() {
        return existing("expected.jsonl")
                .map(file ->
                        new String(bytes(file), StandardCharsets.UTF_8).lines().toList())
                .orElseThrow();
    }

    private Optional<Path> existing(String file) {
        return Optional.of(directory.resolve(file))
                .filter(Files::exists)
                .or(() -> Optional.of(directory.resolve(file + ".gz")))
                .filter(Files::exists);
    }

    /** The logs of all frontends, one after the other. */
    public String logs() {
        StringBuilder all = new StringBuilder();
        frontends().values().forEach(log -> all.append(new String(log, StandardCharsets.UTF_8)));
        return all.toString();
    }

    /** Every frontend's log, by the frontend's name. */
    public Map<String, byte[]> frontends() {
        Map<String, byte[]> logs = new LinkedHashMap<>();
        for (Path file : logFiles()) {
            String name = file.getFileName().toString();
            String frontend = name.startsWith("access.log")
                    ? file.getParent().getFileName().toString()
                    : name.replaceFirst("\\.log.*", "");
            logs.put(frontend, bytes(file));
        }
        return logs;
    }

    /** The requests of all frontends, as the pipeline reads them, in the one order. */
    public List<LocatedRequest> requests() {
        List<LocatedRequest> requests = new ArrayList<>();
        frontends().forEach((frontend, log) -> requests.addAll(requests(frontend, log)));
        requests.sort(Comparator.comparing(LocatedRequest::key));
        return requests;
    }

    private List<Path> logFiles() {
        try (var files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("(access|web\\d+)\\.log(\\.gz)?"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<LocatedRequest> requests(String frontend, byte[] log) {
        LogFile file = new LogFile(frontend, new Fingerprint("ab".repeat(32)), 1, Optional.empty());
        PackHeader header =
                new PackHeader(file, 0, log.length, PackHeader.Reading.of(0, "test", PATHS), PackHeader.Promise.NONE);
        String format = log.length > 0 && log[0] == '{' ? "trackreplay_json" : "combined";
        Pack pack = new PackParser(LogFormat.of(format), FormatNotices.NONE)
                .parse(new RawPack(header, Optional.empty(), candidates(log)));
        return pack.entries().stream()
                .filter(TrackingRequest.class::isInstance)
                .map(entry -> new LocatedRequest(file, (TrackingRequest) entry))
                .toList();
    }

    private static List<RawLine> candidates(byte[] log) {
        TrackerPaths paths = TrackerPaths.of(PATHS);
        List<RawLine> lines = new ArrayList<>();
        for (int start = 0, end; start < log.length; start = end + 1) {
            end = start;
            while (end < log.length && log[end] != '\n') {
                end++;
            }
            byte[] line = Arrays.copyOfRange(log, start, end);
            if (paths.occurIn(line)) {
                lines.add(new RawLine(start, end + 1L - start, line, false));
            }
        }
        return lines;
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
            return plain.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
