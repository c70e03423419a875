/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Finds files by patterns such as {@code /var/log/nginx/access.log*} or {@code /srv/*\/log/access-*.log}: {@code *}, {@code
 * ?}, {@code [abc]} and {@code {a,b}} within one segment of the path. Symbolic links are followed. Only regular files count.
 */
public final class GlobFinder implements FileFinder {
    private static final Pattern WILD = Pattern.compile("[*?\\[{]");

    private final List<String> patterns;

    /** @param patterns absolute or relative to the working directory */
    public GlobFinder(List<String> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    @Override
    public Listing find() {
        Map<Path, FoundFile> files = new TreeMap<>();
        Set<Path> unreadable = new TreeSet<>();
        List<String> unmatched = new ArrayList<>();
        for (String pattern : patterns) {
            Map<Path, FoundFile> found = new TreeMap<>();
            String[] segments = absolute(pattern).split("/", -1);
            descend(Path.of("/"), segments, 1, found, unreadable);
            files.putAll(found);
            if (found.isEmpty()) {
                unmatched.add(pattern);
            }
        }
        return new Listing(List.copyOf(files.values()), List.copyOf(unreadable), unmatched);
    }

    private static String absolute(String pattern) {
        return pattern.startsWith("/") ? pattern : Path.of("").toAbsolutePath() + "/" + pattern;
    }

    private static void descend(
            Path directory, String[] segments, int i, Map<Path, FoundFile> files, Set<Path> unreadable) {
        boolean last = i == segments.length - 1;
        if (segments[i].isEmpty()) {
            if (!last) {
                descend(directory, segments, i + 1, files, unreadable);
            }
            return;
        }
        for (Path entry : entries(directory, segments[i], unreadable)) {
            if (last) {
                stat(entry, files);
            } else {
                descend(entry, segments, i + 1, files, unreadable);
            }
        }
    }

    private static List<Path> entries(Path directory, String segment, Set<Path> unreadable) {
        if (!WILD.matcher(segment).find()) {
            return List.of(directory.resolve(segment));
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + segment);
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                if (matcher.matches(entry.getFileName())) {
                    entries.add(entry);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return entries; // nothing there (yet)
        } catch (IOException | DirectoryIteratorException e) {
            unreadable.add(directory);
        }
        return entries;
    }

    private static void stat(Path path, Map<Path, FoundFile> files) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class, new LinkOption[0]);
            if (attributes.isRegularFile()) {
                Object key = FoundFile.keyOf(path, attributes);
                files.put(
                        path,
                        new FoundFile(
                                path,
                                key,
                                attributes.size(),
                                attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS)));
            }
        } catch (IOException e) {
            return; // gone since it was listed, or in a directory that may not be entered: the pattern stays unmatched
        }
    }
}
