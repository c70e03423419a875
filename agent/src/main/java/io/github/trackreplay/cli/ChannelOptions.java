/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.validate.ChannelPlaces;
import io.github.trackreplay.validate.Findings;
import io.github.trackreplay.validate.UnreadableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which channel of which agent. */
final class ChannelOptions {
    @Mixin
    private AgentFileOptions configuration;

    @Option(
            names = "--channel",
            paramLabel = "NAME",
            description = "The channel's name. Needed only when the agent has several file channels.")
    private Optional<String> channel = Optional.empty();

    /** The one channel that is meant; its files must belong to this user. */
    ChannelPlaces places() {
        Findings findings = new Findings();
        List<ChannelPlaces> all = ChannelPlaces.of(configuration.file(), configuration.name(), findings);
        if (all.isEmpty()) {
            throw ChannelCommand.wrong(
                    configuration.file(),
                    findings.problems().stream().map(Object::toString).toList());
        }
        List<ChannelPlaces> meant = all.stream()
                .filter(places -> channel.map(places.name()::equals).orElse(true))
                .toList();
        if (meant.size() != 1) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "The agent has the file channels "
                            + all.stream().map(ChannelPlaces::name).collect(Collectors.joining(", "))
                            + ". Say which one with --channel NAME.");
        }
        requireOwner(meant.get(0).data().get(0));
        return meant.get(0);
    }

    /** What another user writes, the agent could not read. */
    private static void requireOwner(Path directory) {
        try {
            String owner =
                    Files.isDirectory(directory) ? Files.getOwner(directory).getName() : "";
            String user = System.getProperty("user.name");
            if (!owner.isEmpty() && !owner.equals(user)) {
                throw new CommandFailure(
                        ExitCode.CONFIGURATION,
                        directory + " belongs to " + owner + ", and this is " + user
                                + ", whose files that user could not use. Say the command as that user: sudo -u "
                                + owner
                                + " …");
            }
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, UnreadableFile.sentence(directory, e), e);
        }
    }
}
