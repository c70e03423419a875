/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.RawPack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More quiet logs than go into a batch. */
class HeartbeatTurnsTest {
    private static final int LOGS = 8;
    private static final int LESS_THAN_A_LOOK_MILLIS = 5;

    @TempDir
    Path directory;

    private long now = System.currentTimeMillis();

    /** With two thousand logs and a hundred packs a batch a request waited for twenty looks until all had been heard of. */
    @Test
    void eachSaysOfTheSameLookThatItIsThere() throws IOException {
        for (int log = 0; log < LOGS; log++) {
            Path file = Files.writeString(
                    directory.resolve("site" + log + ".log"), TestLog.call(log) + "\n", StandardCharsets.UTF_8);
            Files.setLastModifiedTime(file, FileTime.fromMillis(now - 3_600_000));
        }
        try (TailReader reader = reader()) {
            for (int second = 0; second < 30; second++) {
                now += 1_000;
                while (!reader.read(100, 1 << 20).isEmpty()) {
                    reader.commit();
                }
            }
            now += 10_000;
            Set<String> heard = new TreeSet<>();
            for (int batch = 0; batch < LOGS; batch++) {
                reader.read(1, 1 << 20).forEach(pack -> heard.add(streamThatIsQuiet(pack)));
                reader.commit();
                now += LESS_THAN_A_LOOK_MILLIS;
            }

            assertThat(heard).hasSize(LOGS);
            assertThat(reader.read(1, 1 << 20)).as("once a look").isEmpty();
        }
    }

    private static String streamThatIsQuiet(RawPack pack) {
        assertThat(pack.header().watermark()).isPresent();
        return pack.header().file().stream();
    }

    private TailReader reader() {
        return new TailReader(
                new TailReaderConfig(
                        "%{basename}",
                        new GlobFinder(List.of(directory + "/site*")),
                        new StartAt.Beginning(),
                        TailSettings.defaults("test"),
                        () -> Instant.ofEpochMilli(now),
                        new CommonTimes(),
                        TailListener.SILENT),
                Optional.empty());
    }
}
