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
 * Logs as they lie in a directory: live ones, and rotated predecessors of them in turn. Each file has one request.
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
            int rotated = file - live;
            String log =
                    rotated < 0 ? "site" + file + ".log" : "site" + rotated % live + ".log." + (rotated / live + 1);
            Path path = directory.resolve(log);
            Files.writeString(path, line.of(traffic.next()) + "\n", StandardCharsets.US_ASCII);
            Files.setLastModifiedTime(path, FileTime.from(Instant.ofEpochMilli(now - 60_000L - file)));
        }
    }

    @Override
    public String toString() {
        String liveOnes = String.format(Locale.ROOT, "%,d live log%s", live, live == 1 ? "" : "s");
        String finishedOnes = String.format(Locale.ROOT, "%,d finished files", finished);
        return finished == 0 ? liveOnes : live == 1 ? finishedOnes : finishedOnes + " beside " + liveOnes;
    }
}
