/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.RawPack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small rotated files of many logs lie beside each other in time: none is read far ahead of the others. */
class TurnsTest {
    private static final int LOGS = 5;
    private static final int ROTATED = 12;

    @TempDir
    Path directory;

    private Instant now = Instant.ofEpochMilli(System.currentTimeMillis());

    @Test
    void noStreamIsReadAFileAheadOfTheOthers() throws IOException {
        for (int log = 0; log < LOGS; log++) {
            for (int age = 0; age <= ROTATED; age++) {
                Path file = directory.resolve("site" + log + ".log" + (age == 0 ? "" : "." + age));
                Files.writeString(file, TestLog.call(100 * log + age) + "\n");
                Files.setLastModifiedTime(file, FileTime.from(now.minusSeconds(3_600L * (age + 1))));
            }
        }
        try (TailReader reader = reader()) {
            Map<String, Integer> read = new HashMap<>();
            for (String stream : streamsOfLines(reader)) {
                int ahead = read.merge(stream, 1, Integer::sum);

                assertThat(read).hasSizeGreaterThanOrEqualTo(ahead > 1 ? LOGS : 1);
                assertThat(read.values())
                        .allSatisfy(others -> assertThat(others).isGreaterThanOrEqualTo(ahead - 1));
            }
            assertThat(read.values()).containsOnly(ROTATED + 1);
        }
    }

    private TailReader reader() {
        return new TailReader(
                new TailReaderConfig(
                        "%{basename}",
                        new GlobFinder(List.of(directory + "/site*")),
                        new StartAt.Beginning(),
                        TailSettings.defaults("test"),
                        () -> now,
                        new CommonTimes(),
                        TailListener.SILENT),
                Optional.empty());
    }

    /** Of each line in the order of reading the stream. */
    private List<String> streamsOfLines(TailReader reader) {
        List<String> streams = new ArrayList<>();
        while (streams.size() < LOGS * (ROTATED + 1)) {
            for (RawPack pack : reader.read(100, 2 << 20)) {
                pack.lines().forEach(line -> streams.add(pack.header().file().stream()));
            }
            reader.commit();
            now = now.plusSeconds(1);
        }
        return streams;
    }
}
