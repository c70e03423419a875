/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A log as a web server writes it: one line a write, rotated by renaming. Thread-safe. */
public final class LiveLog {
    private final Path file;
    private long bytes;
    private long lines;
    private int rotations;

    /** A log that starts empty at {@code file}. */
    public LiveLog(Path file) {
        this.file = file;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, "");
        } catch (IOException e) {
            throw new UncheckedIOException("The log " + file + " cannot be created.", e);
        }
    }

    public synchronized void append(String line) {
        byte[] text = (line + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            Files.write(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("The log " + file + " cannot be written.", e);
        }
        bytes += text.length;
        lines++;
    }

    /** Renames the log to {@code name.1}, the older ones to higher numbers, and begins a new one, as logrotate does. */
    public synchronized void rotate() {
        rotations++;
        try {
            for (int number = rotations; number > 1; number--) {
                Files.move(numbered(number - 1), numbered(number));
            }
            Files.move(file, numbered(1));
            Files.writeString(file, "");
        } catch (IOException e) {
            throw new UncheckedIOException("The log " + file + " cannot be rotated.", e);
        }
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    /** Bytes written so far, over all rotations. */
    public synchronized long bytes() {
        return bytes;
    }

    /** Lines written so far, over all rotations. */
    public synchronized long lines() {
        return lines;
    }
}
