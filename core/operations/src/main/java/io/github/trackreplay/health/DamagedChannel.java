/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.health;

import io.github.trackreplay.channel.ChannelDirectories;
import io.github.trackreplay.channel.DamagedText;
import io.github.trackreplay.channel.DataFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the files of a channel hold that seems to be damaged, in one sentence. */
final class DamagedChannel {
    private static final int NAMED = 5;

    private DamagedChannel() {}

    /** Reads all data files; takes a second for some hundred MiB. */
    static String sentence(List<Path> directories) {
        List<DataFile> files;
        try {
            files = ChannelDirectories.look(directories);
        } catch (IOException e) {
            return "The channel's files in " + text(directories) + " cannot be read: " + e.getMessage();
        }
        List<String> damages = files.stream()
                .flatMap(file -> file.damaged().stream().map(damaged -> DamagedText.of(file.path(), damaged)))
                .toList();
        Map<String, Long> events = new TreeMap<>();
        files.forEach(file -> file.events().forEach((stream, number) -> events.merge(stream, number, Long::sum)));
        String holds = "They hold " + (events.isEmpty() ? "no readable event" : byStream(events) + ", delivered or not")
                + ". ";
        if (damages.isEmpty()) {
            return "Every record in the channel's files in " + text(directories)
                    + " can be read, so it is the checkpoint that is damaged. " + holds + ClosedChannel.REMEDY;
        }
        return "Damaged in the channel: "
                + damages.stream().limit(NAMED).collect(Collectors.joining("; "))
                + (damages.size() > NAMED ? "; and " + (damages.size() - NAMED) + " more" : "") + ". " + holds
                + ClosedChannel.REMEDY;
    }

    private static String byStream(Map<String, Long> events) {
        return events.entrySet().stream()
                .map(e -> e.getValue() + " events "
                        + (e.getKey().isEmpty() ? "that name no stream" : "of stream " + e.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static String text(List<Path> directories) {
        return directories.stream().map(Path::toString).collect(Collectors.joining(", "));
    }
}
