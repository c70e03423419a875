/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.takeover;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The {@code sincedb} of Logstash's input {@code file}: a line a file with inode, major and minor device number, position, and since
 * version 4.1.0 of that plugin a time and the path. The device numbers depend on the Ruby that wrote them, so they are not used.
 * Stateless.
 */
final class LogstashSincedb {
    private static final int OLD = 4;
    private static final int WITH_PATH = 6;

    private LogstashSincedb() {}

    static List<OtherPosition> read(Path file) throws IOException {
        List<OtherPosition> positions = new ArrayList<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            if (!line.isBlank()) {
                positions.add(position(line, file));
            }
        }
        return positions;
    }

    private static OtherPosition position(String line, Path file) throws IOException {
        String[] parts = line.strip().split(" ", WITH_PATH);
        if (parts.length < OLD) {
            throw TaildirPositions.damaged(file, "'" + line + "' has no inode, two device numbers and position");
        }
        return new OtherPosition(
                parts.length == WITH_PATH ? parts[WITH_PATH - 1] : "",
                OptionalLong.of(TaildirPositions.number(parts[0], file)),
                OptionalLong.empty(),
                Optional.empty(),
                TaildirPositions.number(parts[OLD - 1], file));
    }
}
