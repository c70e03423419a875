/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.backfill.LogInput;
import io.github.trackreplay.event.StreamName;
import io.github.trackreplay.packing.ArchiveFormat;
import io.github.trackreplay.packing.AtRest;
import io.github.trackreplay.packing.ForeignFormat;
import io.github.trackreplay.source.tail.FileFinder;
import io.github.trackreplay.source.tail.FilePatterns;
import io.github.trackreplay.source.tail.FoundFile;
import io.github.trackreplay.source.tail.GlobFinder;
import io.github.trackreplay.validate.UnreadableFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The logs of an import as they are named on the command line: files, patterns, directories and standard input, which is
 * copied to a temporary file, because a log is read twice. Closing removes that. For one thread.
 */
final class ImportLogs implements AutoCloseable {
    private static final String STANDARD_INPUT = "-";

    private final Path temporary;
    private final InputStream standardInput;
    private final List<String> untaken;
    private final Map<String, List<LogInput>> streams = new LinkedHashMap<>();
    private Optional<Path> copy = Optional.empty();

    /**
     * @param temporary the directory for temporary files
     * @param untaken gets a sentence for every file that a pattern matches and that is left out
     */
    ImportLogs(Path temporary, InputStream standardInput, List<String> untaken) {
        this.temporary = temporary;
        this.standardInput = standardInput;
        this.untaken = untaken;
    }

    /**
     * Adds what is named of a stream.
     *
     * @param named {@code -}, a file, a directory or a pattern
     * @throws CommandFailure if there is nothing, or it cannot be read
     */
    void add(String stream, String named) {
        if (stream.isEmpty() || named.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "--stream: '" + stream + "=" + named + "' is not NAME=FILE.");
        }
        Optional<String> noName = StreamName.problem(stream);
        if (noName.isPresent()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--stream: '" + StreamName.shown(stream) + "' " + noName.get()
                            + ". Name the stream as the agent of this frontend does.");
        }
        if (stream.codePoints().anyMatch(StreamName::isBlank)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--stream: '" + stream + "' holds a blank. Name the stream in one word.");
        }
        List<LogInput> logs = streams.computeIfAbsent(stream, name -> new ArrayList<>());
        Path path = Path.of(named);
        if (named.equals(STANDARD_INPUT)) {
            logs.add(standardInput());
        } else if (Files.isDirectory(path)) {
            addFound(
                    logs,
                    new GlobFinder(List.of(FilePatterns.literal(named) + "/*")),
                    named + " is a directory without any file.");
        } else if (Files.exists(path)) {
            checkReadable(path);
            logs.add(LogInput.of(path));
        } else if (named.matches(".*[*?\\[{].*")) {
            addFound(logs, new GlobFinder(List.of(named)), named + " matches no file." + literally(named));
        } else {
            throw new CommandFailure(ExitCode.CONFIGURATION, "--stream: " + named + " is not there.");
        }
    }

    /** What is found in a name is taken for a pattern, where another part of it is one. */
    private static String literally(String named) {
        return named.matches(".*(?<!\\\\)[\\[{].*")
                ? " Brackets and braces in it are patterns; where they belong to a name write a backslash before each: "
                        + named.replaceAll("(?<!\\\\)[\\[\\]{}]", "\\\\$0")
                : "";
    }

    private static void checkReadable(Path path) {
        try {
            AtRest.check(path);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, "--stream: " + e.getMessage() + ".", e);
        }
        if (!Files.isReadable(path)) {
            throw new CommandFailure(ExitCode.CONFIGURATION, "--stream: " + path + " may not be read by this user.");
        }
    }

    private void addFound(List<LogInput> logs, FileFinder finder, String nothing) {
        FileFinder.Listing found = finder.find();
        found.hidden().forEach((path, why) -> untaken.add(path + " cannot be looked into: " + why + "."));
        if (found.files().isEmpty()) {
            throw new CommandFailure(ExitCode.CONFIGURATION, "--stream: " + nothing);
        }
        addEach(logs, found.files());
    }

    /** Adds what an agent's source has found; what cannot be read is left out and said. */
    void addAll(String stream, List<FoundFile> files) {
        addEach(streams.computeIfAbsent(stream, name -> new ArrayList<>()), files);
    }

    private void addEach(List<LogInput> logs, List<FoundFile> files) {
        for (FoundFile file : files) {
            Path path = shortest(file.path());
            if (!Files.isReadable(path)) {
                untaken.add(path + " may not be read by this user, so it was left out.");
                continue;
            }
            Optional<ForeignFormat> foreign = foreign(path);
            if (foreign.isPresent()) {
                untaken.add(path + " " + foreign.get().sentence() + ". It was left out.");
            } else {
                logs.add(LogInput.of(path));
            }
        }
    }

    /** As people would type it. */
    private static Path shortest(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }

    private static Optional<ForeignFormat> foreign(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return ForeignFormat.of(in.readNBytes(ArchiveFormat.LONGEST));
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, "--stream: " + UnreadableFile.sentence(path, e), e);
        }
    }

    /** It is read when everything that was named is known to be right. */
    private LogInput standardInput() {
        if (copy.isPresent()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--stream: standard input (-) can be read only once, for one stream.");
        }
        try {
            Path file = Files.createTempFile(temporary, "trackreplay-import-", ".log");
            file.toFile().deleteOnExit(); // also when it is interrupted
            copy = Optional.of(file);
            return new LogInput(file, Path.of("standard input"));
        } catch (IOException e) {
            throw notKept(e);
        }
    }

    private CommandFailure notKept(IOException why) {
        return new CommandFailure(
                ExitCode.CONFIGURATION,
                "Standard input cannot be kept in " + temporary + ": " + why
                        + ". A log is read twice, first for its times; name another directory with --temp-dir.",
                why);
    }

    /**
     * The log files by stream, standard input among them once it has been read to its end. To be called once.
     *
     * @throws CommandFailure if it cannot be kept
     */
    Map<String, List<LogInput>> read() {
        if (copy.isPresent()) {
            try {
                Files.copy(standardInput, copy.get(), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw notKept(e);
            }
        }
        return streams;
    }

    @Override
    public void close() {
        copy.ifPresent(file -> {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                untaken.add("the temporary file " + file + " could not be removed: " + e.getMessage());
            }
        });
    }
}
