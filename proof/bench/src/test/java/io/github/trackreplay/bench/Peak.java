/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** The greatest of a figure that is looked at four times a second until it is closed. */
final class Peak implements AutoCloseable {
    private static final long LOOK_MILLIS = 250;

    private final LongSupplier figure;
    private final Thread thread = new Thread(this::look, "peak");
    private volatile long most;
    private volatile boolean ended;

    Peak(LongSupplier figure) {
        this.figure = figure;
        thread.setDaemon(true);
        thread.start();
    }

    /** Of the memory that a process has resident, in bytes; 0 where the system does not say. */
    static Peak ofMemory(ProcessHandle process) {
        return new Peak(() -> memory(process));
    }

    /** Of all files below a directory, in bytes. */
    static Peak ofDisk(Path directory) {
        return new Peak(() -> disk(directory));
    }

    /** The most memory that a process has had so far, in bytes; 0 where the system does not say, or it has ended. */
    static long memory(ProcessHandle process) {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Bytes of all files below a directory; those that go meanwhile do not count. */
    static long disk(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.mapToLong(Peak::size).sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private void look() {
        try {
            while (!ended) {
                most = Math.max(most, figure.getAsLong());
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    long most() {
        return most;
    }

    @Override
    public void close() {
        ended = true;
    }
}
