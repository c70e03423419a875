/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;

/** A directory on the machine's disk. */
final class RealDirectory implements Directory {
    private final Path directory;

    /** Makes one. */
    RealDirectory() throws IOException {
        this.directory = Files.createTempDirectory("history");
    }

    private Path path(String name) {
        return directory.resolve(name);
    }

    @Override
    public Path path() {
        return directory;
    }

    @Override
    public FileFinder finder(String beginning) {
        return new GlobFinder(List.of(directory + "/" + beginning + "*"));
    }

    @Override
    public Disk disk() {
        return Disk.REAL;
    }

    @Override
    public void create(String name) throws IOException {
        Files.createFile(path(name));
    }

    @Override
    public void append(String name, byte[] bytes) throws IOException {
        Files.write(path(name), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void write(String name, byte[] bytes) throws IOException {
        Files.write(path(name), bytes);
    }

    @Override
    public byte[] read(String name) throws IOException {
        return Files.readAllBytes(path(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(path(from), path(to));
    }

    @Override
    public void copy(String from, String to) throws IOException {
        Files.copy(path(from), path(to));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(path(name));
    }

    @Override
    public Instant modified(String name) throws IOException {
        return Files.getLastModifiedTime(path(name)).toInstant();
    }

    @Override
    public void modified(String name, Instant time) throws IOException {
        Files.setLastModifiedTime(path(name), FileTime.from(time));
    }

    @Override
    public void close() {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
