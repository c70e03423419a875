/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A channel's directory that is not there any more is named, whatever Flume says of it. */
class MissingChannelTest {
    @TempDir
    Path directory;

    private static final List<Exception> WORDS = List.of(
            new IllegalStateException("Commit failed due to IO error [channel=requests]"),
            new IllegalStateException(
                    "x", new IOException("Usable space exhausted, only 0 bytes remaining, required 1048612 bytes")),
            new IllegalStateException("x", new IOException("Corrupt event found")));

    private List<String> channel(Path data) {
        return List.of("FileChannel requests { dataDirs: [" + data + "] }");
    }

    @Test
    void itIsSaidWithWhatToDo() {
        Path gone = directory.resolve("gone");
        for (Exception failure : WORDS) {
            for (String said : List.of(
                    ChannelTrouble.refusal(failure, channel(gone), "see why its sink does not drain it"),
                    ChannelTrouble.remedy(failure, channel(gone)))) {
                assertThat(said)
                        .contains(
                                "not there any more: " + gone,
                                "Put it back",
                                "start the agent again",
                                "an import of the log")
                        .doesNotContain("channel repair", "does not drain");
            }
        }
    }

    @Test
    void oneThatIsThereIsNot() throws IOException {
        Path there = Files.createDirectory(directory.resolve("there"));
        for (Exception failure : WORDS) {
            assertThat(ChannelTrouble.remedy(failure, channel(there)))
                    .isEqualTo(ClosedChannel.remedy(failure))
                    .doesNotContain("not there");
            assertThat(ChannelTrouble.refusal(failure, List.of("MemoryChannel{name: c}"), "wait"))
                    .isEqualTo(ClosedChannel.refusal(failure, "wait"));
        }
    }
}
