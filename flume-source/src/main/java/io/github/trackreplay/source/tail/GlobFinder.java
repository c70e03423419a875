/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Finds files by patterns such as {@code /var/log/nginx/access.log*} or {@code /srv/*\/log/access-*.log}: {@code *}, {@code
 * ?}, {@code [abc]} and {@code {a,b}} within one segment of the path; a backslash takes their meaning from them. Symbolic links are followed. Only regular files count.
 */
public final class GlobFinder implements FileFinder {
    private static final Pattern WILD = Pattern.compile("[*?\\[{]");
    private static final Pattern ESCAPED = Pattern.compile("\\\\([*?\\[\\]{}\\\\])");

    private final List<Glob> globs;
    private final ListedDirectories listed = new ListedDirectories();

    /**
     * A pattern, prepared once because it is looked for many times a second.
     *
     * @param base the directory that all its files lie below
     * @param segments what follows, each by its name or by what its name must match
     */
    private record Glob(String pattern, Path base, List<Segment> segments) {}

    private record Segment(String name, Optional<PathMatcher> wild) {}

    /** @param patterns absolute or relative to the working directory */
    public GlobFinder(List<String> patterns) {
        this.globs = patterns.stream().map(GlobFinder::prepared).toList();
    }

    private static Glob prepared(String pattern) {
        Path base = Path.of("/");
        List<Segment> segments = new ArrayList<>();
        for (String name : absolute(pattern).split("/", -1)) {
            Optional<PathMatcher> wild =
                    WILD.matcher(ESCAPED.matcher(name).replaceAll("")).find()
                            ? Optional.of(FileSystems.getDefault().getPathMatcher("glob:" + name))
                            : Optional.empty();
            if (segments.isEmpty() && wild.isEmpty()) {
                base = base.resolve(unescaped(name));
            } else if (!name.isEmpty()) {
                segments.add(new Segment(wild.isPresent() ? name : unescaped(name), wild));
            }
        }
        return new Glob(pattern, base, List.copyOf(segments));
    }

    private static String unescaped(String name) {
        return ESCAPED.matcher(name).replaceAll("$1");
    }

    @Override
    public Listing find() {
        listed.begin();
        Map<Path, FoundFile> files = new TreeMap<>();
        SortedMap<Path, String> unreadable = new TreeMap<>();
        List<String> unmatched = new ArrayList<>();
        for (Glob glob : globs) {
            Map<Path, FoundFile> found = new TreeMap<>();
            descend(glob.base(), glob.segments(), found, unreadable);
            files.putAll(found);
            if (found.isEmpty()) {
                unmatched.add(glob.pattern());
            }
        }
        return new Listing(List.copyOf(files.values()), unreadable, unmatched);
    }

    @Override
    public boolean sameNames() {
        return listed.unchanged();
    }

    @Override
    public Set<Path> directories() {
        return listed.directories();
    }

    private static String absolute(String pattern) {
        return pattern.startsWith("/") ? pattern : Path.of("").toAbsolutePath() + "/" + pattern;
    }

    private void descend(
            Path path, List<Segment> below, Map<Path, FoundFile> files, SortedMap<Path, String> unreadable) {
        if (below.isEmpty()) {
            stat(path, files, unreadable);
            return;
        }
        for (Path entry : entries(path, below.get(0), unreadable)) {
            descend(entry, below.subList(1, below.size()), files, unreadable);
        }
    }

    private List<Path> entries(Path directory, Segment segment, SortedMap<Path, String> unreadable) {
        if (segment.wild().isEmpty()) {
            return List.of(directory.resolve(segment.name()));
        }
        PathMatcher matcher = segment.wild().get();
        List<Path> entries = new ArrayList<>();
        listed.note(directory);
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                if (matcher.matches(entry.getFileName())) {
                    entries.add(entry);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return entries; // nothing there (yet)
        } catch (DirectoryIteratorException e) {
            hidden(directory, Objects.requireNonNull(e.getCause()), unreadable);
        } catch (IOException e) {
            hidden(directory, e, unreadable);
        }
        return entries;
    }

    private void stat(Path path, Map<Path, FoundFile> files, SortedMap<Path, String> unreadable) {
        Optional.ofNullable(path.getParent()).ifPresent(listed::note);
        try {
            BasicFileAttributes own = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            BasicFileAttributes attributes =
                    own.isSymbolicLink() ? Files.readAttributes(path, BasicFileAttributes.class) : own;
            if (own.isSymbolicLink()) {
                listed.noteLink();
            }
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
        } catch (NoSuchFileException e) {
            return; // gone since it was listed, or not there yet
        } catch (IOException e) {
            hidden(path, e, unreadable);
        }
    }

    /** What could not be looked at is hidden by itself, or by the directory above it that may not be entered. */
    private void hidden(Path path, IOException failure, SortedMap<Path, String> unreadable) {
        Path above = path;
        Optional<Path> below = Optional.empty();
        Optional<BasicFileAttributes> found = attributes(above);
        while (found.isEmpty() && above.getParent() != null) {
            below = Optional.of(above);
            above = above.getParent();
            found = attributes(above);
        }
        boolean link = below.isPresent() && Files.isSymbolicLink(below.get());
        boolean nothingThere = below.isPresent()
                && (link
                        ? leadsNowhere(below.get())
                        : found.filter(BasicFileAttributes::isDirectory).isEmpty());
        if (!nothingThere) {
            listed.noteHidden();
            unreadable.putIfAbsent(link ? below.get() : above, why(failure));
        }
    }

    private static String why(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return Listing.NO_RIGHT;
        }
        return failure instanceof FileSystemException known && known.getReason() != null
                ? known.getReason()
                : String.valueOf(failure.getMessage());
    }

    /** Whether a symbolic link leads to nothing, as one that leads to itself does; not one that cannot be followed just now. */
    private static boolean leadsNowhere(Path link) {
        try {
            Files.readAttributes(link, BasicFileAttributes.class);
            return false;
        } catch (NoSuchFileException e) {
            return true;
        } catch (FileSystemException e) {
            String why = String.valueOf(e.getReason());
            return why.contains("symbolic links") || why.contains("Not a directory");
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<BasicFileAttributes> attributes(Path path) {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
        } catch (IOException e) {
            return Optional.empty(); // whoever looks at what is above it finds out why
        }
    }
}
