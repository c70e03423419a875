/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Logs of made-up traffic. */
final class BenchLog {
    private BenchLog() {}

    /** Writes one log of so many requests. */
    static Path write(Path log, String format, Traffic traffic, int requests) throws IOException {
        return write(List.of(log), format, traffic, requests).get(0);
    }

    /** Writes the requests into several logs in turn. */
    static List<Path> write(List<Path> logs, String format, Traffic traffic, int requests) throws IOException {
        Line line = Line.named(format);
        List<BufferedWriter> writers = new ArrayList<>();
        try {
            for (Path log : logs) {
                writers.add(Files.newBufferedWriter(log, StandardCharsets.US_ASCII));
            }
            for (int i = 0; i < requests; i++) {
                writers.get(i % writers.size()).append(line.of(traffic.next())).append('\n');
            }
        } finally {
            for (BufferedWriter writer : writers) {
                writer.close();
            }
        }
        return logs;
    }
}
