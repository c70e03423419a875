/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.source.checkpoint.PositionStore;
import io.github.trackreplay.source.checkpoint.UnreadablePositionsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Checks that what the agent keeps on disk can be written: the file channels' directories, of which no two may be the same, a
 * source's positions, a sink's commit file; and that positions that are there can be read.
 */
final class DirectoryCheck {
    private static final String SOURCE = "io.github.trackreplay.source.AccessLogSource";
    private static final String USER = System.getProperty("user.name");
    private static final String SINK = "io.github.trackreplay.sink.MySqlSink";
    private static final String TRACKING_API_SINK = "io.github.trackreplay.sink.TrackingApiSink";

    private final List<Component> components;
    private final Findings findings;
    private final Map<Path, String> taken = new HashMap<>();
    private final Map<String, Path> besideChannels = new TreeMap<>();

    DirectoryCheck(List<Component> components, Findings findings) {
        this.components = components;
        this.findings = findings;
    }

    void run() {
        for (Component component : components) {
            checkComponent(component);
        }
        taken.forEach((checkpoint, of) -> {
            if (of.endsWith("heckpointDir")) {
                checkBelow(checkpoint, of);
            }
        });
    }

    /** Flume empties a directory of checkpoints, with all that is below it, when it finds that a checkpoint is damaged. */
    private void checkBelow(Path checkpoint, String of) {
        taken.forEach((path, setting) -> {
            if (path.startsWith(checkpoint) && !path.equals(checkpoint)) {
                reportBelow(setting, path, checkpoint, of);
            }
        });
        besideChannels.forEach((setting, path) -> {
            if (path.startsWith(checkpoint)) {
                reportBelow(setting, path, checkpoint, of);
            }
        });
    }

    private void reportBelow(String setting, Path path, Path checkpoint, String of) {
        findings.problem(
                setting,
                path + " lies within " + checkpoint + " (" + of
                        + "), which Flume empties when a checkpoint is damaged. Put it beside that.");
    }

    private void checkComponent(Component component) {
        switch (component.className()) {
            case "org.apache.flume.channel.file.FileChannel" -> {
                check(component, "checkpointDir", "~/.flume/file-channel/checkpoint");
                check(component, "backupCheckpointDir", "");
                check(component, "dataDirs", "~/.flume/file-channel/data");
            }
            case SOURCE -> checkPositions(component);
            case SINK, TRACKING_API_SINK -> checkCommitFile(component);
            default -> {}
        }
    }

    private void checkPositions(Component source) {
        Path directory = path(source, "positions", "positions");
        besideChannels.put(source.prefix() + "positions", directory);
        checkWritable(source.prefix() + "positions", directory);
        try {
            new PositionStore(directory.resolve(source.name() + ".positions")).load();
        } catch (IOException e) {
            findings.hindrance(
                    source.prefix() + "positions",
                    e instanceof UnreadablePositionsException
                            ? String.valueOf(e.getMessage())
                            : directory.resolve(source.name() + ".positions") + " cannot be read by '" + USER + "'.");
        }
    }

    private void checkCommitFile(Component sink) {
        Path file = path(sink, "commitFile", "trackreplay-" + sink.name() + ".commit");
        besideChannels.put(sink.prefix() + "commitFile", file);
        Optional.ofNullable(file.getParent())
                .ifPresent(directory -> checkWritable(sink.prefix() + "commitFile", directory));
        if (Files.isDirectory(file) || (Files.exists(file) && !(Files.isReadable(file) && Files.isWritable(file)))) {
            findings.hindrance(
                    sink.prefix() + "commitFile", file + " is no file that '" + USER + "' may read and write.");
        }
    }

    private static Path path(Component component, String setting, String fallback) {
        String text = component.settings().getOrDefault(setting, "").trim();
        return Path.of(text.isEmpty() ? fallback : text).toAbsolutePath().normalize();
    }

    private void check(Component channel, String setting, String fallback) {
        String text = channel.settings().getOrDefault(setting, fallback);
        for (String one : Arrays.stream(text.split(","))
                .map(String::trim)
                .filter(s -> !s.isEmpty())
                .toList()) {
            Path directory = Path.of(one.replace("~", System.getProperty("user.home")))
                    .toAbsolutePath()
                    .normalize();
            String other = taken.putIfAbsent(directory, channel.prefix() + setting);
            if (other != null) {
                findings.problem(
                        channel.prefix() + setting,
                        directory + " is already that of " + other + ". Each needs its own.");
            }
            checkWritable(channel.prefix() + setting, directory);
        }
    }

    private void checkWritable(String setting, Path directory) {
        Path there = Stream.iterate(directory, path -> path != null, Path::getParent)
                .filter(Files::exists)
                .findFirst()
                .orElse(directory);
        if (!Files.isDirectory(there)) {
            findings.hindrance(setting, directory + " cannot be created: " + there + " is not a directory.");
        } else if (!Files.isWritable(there)) {
            findings.hindrance(
                    setting,
                    directory + " cannot be " + (there.equals(directory) ? "written" : "created") + ": '" + USER
                            + "' has no right to write to " + there + ".");
        } else if (there.equals(directory)) {
            tryToWrite(setting, directory);
        }
    }

    /** Rights are not all: the disk may have become read-only, or have no space or inodes left. */
    private void tryToWrite(String setting, Path directory) {
        try {
            Files.delete(Files.createTempFile(directory, ".trackreplay-", ".check"));
        } catch (IOException e) {
            findings.hindrance(
                    setting,
                    directory + " cannot be written: " + e.getMessage()
                            + ". Does its disk have space and inodes (df -h, df -i), and is it writable?");
        }
    }
}
