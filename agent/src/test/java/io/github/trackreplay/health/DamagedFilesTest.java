/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.channel.ChannelDirectories;
import io.github.trackreplay.repair.Channels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a component says of a channel's damaged files, on those of a real channel. */
class DamagedFilesTest {
    @TempDir
    Path directory;

    @Test
    void aChannelNamesItsDirectories() {
        Channels channel = new Channels(directory);
        assertThat(ChannelDirectories.named(channel.opened().toString())).containsExactly(channel.data());
        assertThat(ChannelDirectories.named("org.apache.flume.channel.MemoryChannel{name: m}"))
                .isEmpty();
    }

    @Test
    void fileEventAndRemedyAreNamed() throws IOException {
        Channels channel = new Channels(directory);
        channel.put("web1 one", "web2 a body that is easily found");
        Path file = channel.flip("a body that is easily found");

        assertThat(DamagedChannel.sentence(List.of(channel.data())))
                .contains(
                        file.toString(),
                        "event of stream web2 with 7 requests",
                        "1 events of stream web1",
                        "trackreplay channel repair");
    }

    @Test
    void whereEveryRecordCanBeReadItIsTheCheckpoint() throws IOException {
        Channels channel = new Channels(directory);
        channel.put("web1 one");

        assertThat(DamagedChannel.sentence(List.of(channel.data()))).contains("it is the checkpoint that is damaged");
    }
}
