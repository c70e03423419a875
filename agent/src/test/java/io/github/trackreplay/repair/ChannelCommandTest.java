/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.cli.ExitCode;
import io.github.trackreplay.cli.TrackReplay;
import io.github.trackreplay.disk.SoleUse;
import io.github.trackreplay.validate.ChannelPlaces;
import io.github.trackreplay.validate.Findings;
import io.github.trackreplay.validate.SoleFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code trackreplay channel}, on the files of a real file channel. */
class ChannelCommandTest {
    @TempDir
    Path directory;

    private final StringWriter said = new StringWriter();

    @Test
    void aSoundChannelIsSaidToBeSoundWithWhatWaits() throws IOException {
        Channels channel = new Channels(directory);
        channel.put("web1 one", "web2 two");

        assertThat(run(channel, "check")).isEqualTo(ExitCode.OK);
        assertThat(said.toString())
                .contains(
                        "every record can be read",
                        "To be delivered: 1 events of stream web1, 1 events of stream web2.");
    }

    @Test
    void theEventThatCannotBeReadIsNamedAndTheOthersAreDelivered() throws IOException {
        Channels channel = new Channels(directory);
        channel.put("web1 one", "web2 a body that is easily found", "web1 three");
        Path file = channel.flip("a body that is easily found");

        assertThat(run(channel, "check")).isEqualTo(ExitCode.NO);
        assertThat(said.toString())
                .contains(
                        file.toString(),
                        "its bytes are not those of its checksum",
                        "event of stream web2 with 7 requests, bytes 100 to 200 of the log file with the fingerprint abc123");

        assertThat(run(channel, "repair")).isEqualTo(ExitCode.NO);
        assertThat(channel.taken(10)).containsExactly("web1 one", "web1 three");
        assertThat(setAside()).hasSize(2).anyMatch(name -> name.startsWith("data.damaged-"));
    }

    @Test
    void whatWasDeliveredIsNotDeliveredAgainByARepair() throws IOException {
        Channels channel = new Channels(directory);
        channel.put("web1 one", "web2 two", "web1 a body that is easily found", "web1 four");
        channel.taken(2);
        channel.flip("a body that is easily found");

        assertThat(run(channel, "repair")).isEqualTo(ExitCode.NO);
        assertThat(channel.taken(10)).containsExactly("web1 four");
    }

    @Test
    void ofASpoiltCheckpointNothingIsLost() throws IOException {
        Channels channel = new Channels(directory);
        channel.put("web1 one", "web2 two");
        Files.write(directory.resolve("checkpoint/checkpoint"), new byte[100]);

        assertThat(run(channel, "repair")).isEqualTo(ExitCode.OK);
        assertThat(channel.taken(10)).containsExactly("web1 one", "web2 two");
    }

    @Test
    void aCheckpointThatAFullDiskLeftHalfMadeIsMadeAnew() throws IOException {
        Channels left = halfMade("left");
        assertThat(left.opened().isOpen()).as("what Flume makes of it").isFalse();
        Channels channel = halfMade("mended");

        ChannelPlaces places = ChannelPlaces.of(channel.configuration(), Optional.empty(), new Findings())
                .get(0);

        assertThat(HalfMadeCheckpoint.setAside(places)).isPresent();
        assertThat(channel.taken(10)).containsExactly("web1 one");
        assertThat(HalfMadeCheckpoint.setAside(places)).as("a complete one").isEmpty();
    }

    @Test
    void aRepairThatWasBrokenOffIsEndedByTheNext() throws IOException {
        Channels channel = new Channels(directory);
        channel.put("web1 one", "web2 two");
        Files.move(channel.data(), directory.resolve("data.repaired"));

        assertThat(run(channel, "repair")).isEqualTo(ExitCode.OK);
        assertThat(channel.taken(10)).containsExactly("web1 one", "web2 two");
    }

    @Test
    void aChannelInUseIsLeftAlone() throws IOException {
        Channels channel = new Channels(directory);
        channel.put("web1 one");
        try (SoleUse use = SoleUse.take(SoleFiles.lockOf(channel.data()))) {
            assertThat(use).isNotNull();
            assertThat(run(channel, "repair")).isEqualTo(ExitCode.CONFIGURATION);
        }
        assertThat(said.toString()).contains("Stop the agent first");
    }

    private Channels halfMade(String name) throws IOException {
        Channels channel = new Channels(Files.createDirectory(directory.resolve(name)));
        channel.put("web1 one");
        Files.write(channel.directory().resolve("checkpoint/checkpoint"), new byte[0]);
        Files.delete(channel.directory().resolve("checkpoint/checkpoint.meta"));
        return channel;
    }

    private List<String> setAside() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(".damaged-"))
                    .toList();
        }
    }

    private int run(Channels channel, String what) throws IOException {
        CommandLine command = TrackReplay.commandLine();
        command.setOut(new PrintWriter(said, true));
        command.setErr(new PrintWriter(said, true));
        return command.execute("channel", what, "-f", channel.configuration().toString());
    }
}
