/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.health.ChannelUse;
import io.github.trackreplay.source.AccessLogSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What of an agent's files one process at a time may use: a second agent with the same configuration would spoil its file
 * channel for good, because Flume's own lock does not hold between processes.
 *
 * @param held locks that the agent keeps as long as it lives
 * @param probed locks that a component takes itself; whoever has them now is another agent
 */
public record SoleFiles(List<Path> held, List<Path> probed) {
    static SoleFiles of(List<Component> components) {
        List<Path> held = new ArrayList<>();
        List<Path> probed = new ArrayList<>();
        for (Component component : components) {
            switch (component.className()) {
                case "org.apache.flume.channel.file.FileChannel" ->
                    ChannelPlaces.dataDirectories(component.settings())
                            .forEach(directory -> held.add(lockOf(directory)));
                case Component.LOG_SOURCE -> {
                    String directory = component.text("positions");
                    probed.add(AccessLogSource.lockOf(Path.of(directory.isEmpty() ? "positions" : directory)
                            .toAbsolutePath()
                            .resolve(component.name() + ".positions")));
                }
                case Component.MYSQL_SINK, Component.TRACKING_API_SINK -> {
                    String file = component.text("commitFile");
                    held.add(Path.of((file.isEmpty() ? "trackreplay-" + component.name() + ".commit" : file) + ".lock")
                            .toAbsolutePath());
                }
                default -> {}
            }
        }
        return new SoleFiles(held, probed);
    }

    /** The file whose lock says who uses a channel's directory. */
    public static Path lockOf(Path directory) {
        return ChannelUse.lockOf(directory);
    }
}
