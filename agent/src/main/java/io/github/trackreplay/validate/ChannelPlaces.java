/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a file channel of an agent's keeps its files.
 *
 * @param name the channel's name
 * @param checkpoint its checkpointDir
 * @param backup its backupCheckpointDir, if it has one
 * @param data its dataDirs
 */
public record ChannelPlaces(String name, Path checkpoint, Optional<Path> backup, List<Path> data) {
    private static final String FILE_CHANNEL = "org.apache.flume.channel.file.FileChannel";

    public ChannelPlaces {
        data = List.copyOf(data);
    }

    /** The file channels of an agent, as its configuration names them; problems of reading it are findings. */
    public static List<ChannelPlaces> of(Path file, Optional<String> agent, Findings findings) {
        return AgentFile.read(file, agent, findings)
                .map(read -> Components.of(read, new Findings()).stream()
                        .filter(component -> component.className().equals(FILE_CHANNEL))
                        .map(ChannelPlaces::of)
                        .toList())
                .orElse(List.of());
    }

    static ChannelPlaces of(Component channel) {
        Map<String, String> settings = channel.settings();
        return new ChannelPlaces(
                channel.name(),
                path(settings.getOrDefault("checkpointDir", "~/.flume/file-channel/checkpoint")),
                Optional.ofNullable(settings.get("backupCheckpointDir"))
                        .filter(text -> !text.isBlank())
                        .map(ChannelPlaces::path),
                dataDirectories(settings));
    }

    /** The directories of a file channel's data, by its settings. */
    static List<Path> dataDirectories(Map<String, String> settings) {
        return Arrays.stream(settings.getOrDefault("dataDirs", "~/.flume/file-channel/data")
                        .split(","))
                .filter(one -> !one.isBlank())
                .map(ChannelPlaces::path)
                .toList();
    }

    private static Path path(String text) {
        return Path.of(text.trim().replace("~", System.getProperty("user.home")))
                .toAbsolutePath();
    }
}
