/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.validate.Component.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Checks that the file channels' directories can be written and that no two channels share one. */
final class DirectoryCheck {
    private final List<Component> channels;
    private final Findings findings;
    private final Map<Path, String> taken = new HashMap<>();

    DirectoryCheck(List<Component> components, Findings findings) {
        this.channels = components.stream()
                .filter(component -> component.kind() == Kind.CHANNEL)
                .filter(component -> component.className().equals("org.apache.flume.channel.file.FileChannel"))
                .toList();
        this.findings = findings;
    }

    void run() {
        for (Component channel : channels) {
            check(channel, "checkpointDir", "~/.flume/file-channel/checkpoint");
            check(channel, "backupCheckpointDir", "");
            check(channel, "dataDirs", "~/.flume/file-channel/data");
        }
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
            Path there = Stream.iterate(directory, path -> path != null, Path::getParent)
                    .filter(Files::exists)
                    .findFirst()
                    .orElse(directory);
            if (!Files.isDirectory(there) || !Files.isWritable(there)) {
                findings.hindrance(
                        channel.prefix() + setting,
                        directory + " cannot be " + (there.equals(directory) ? "written" : "created") + ": '"
                                + System.getProperty("user.name") + "' has no right to write to " + there + ".");
            }
        }
    }
}
