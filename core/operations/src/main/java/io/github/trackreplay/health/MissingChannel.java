/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.health;

import io.github.trackreplay.channel.ChannelDirectories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A file channel whose directory was renamed, moved or removed under the running agent. Flume tells of that in other words each time: of a
 * full disk without a byte, of a commit that failed, of a file that is damaged.
 */
final class MissingChannel {
    private MissingChannel() {}

    /**
     * What to say where directories of channels are not there.
     *
     * @param channels of Flume's; their texts name their directories
     */
    static Optional<String> sentence(List<?> channels) {
        List<Path> missing = channels.stream()
                .flatMap(channel -> ChannelDirectories.named(String.valueOf(channel)).stream())
                .filter(directory -> !Files.isDirectory(directory))
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("The channel's directory is not there any more: "
                        + missing.stream().map(Path::toString).collect(Collectors.joining(", "))
                        + ". Was it renamed, moved or removed, or is its disk not mounted? Put it back as it was, and it goes on by itself, with"
                        + " nothing lost. If it is gone for good, start the agent again, which begins a new channel: what it held is missing"
                        + " then, 'trackreplay status' names that gap, and an import of the log brings it.");
    }
}
