/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Locale;

/**
 * Logs as they lie in a directory: one live log with so many rotated predecessors, or so many live ones. Each file has one
 * request.
 *
 * @param name what it is called
 * @param finished rotated files
 * @param live live logs
 */
record BagOfLogs(String name, int finished, int live) {

    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Line line = Line.named("trackreplay_json");
        Traffic traffic = new Traffic(1);
        long now = System.currentTimeMillis();
        for (int file = finished + live - 1; file >= 0; file--) {
            String log = file < live ? "site" + file + ".log" : "site0.log." + (file - live + 1);
            Path path = directory.resolve(log);
            Files.writeString(path, line.of(traffic.next()) + "\n", StandardCharsets.US_ASCII);
            Files.setLastModifiedTime(path, FileTime.from(Instant.ofEpochMilli(now - 60_000L - file)));
        }
    }

    @Override
    public String toString() {
        return finished > 0
                ? String.format(Locale.ROOT, "%,d finished files", finished)
                : String.format(Locale.ROOT, "%,d live log%s", live, live == 1 ? "" : "s");
    }
}
