/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.channel.ChannelContent;
import io.github.trackreplay.channel.ChannelRecord;
import io.github.trackreplay.channel.DamagedText;
import io.github.trackreplay.channel.DataFile;
import io.github.trackreplay.disk.SoleUse;
import io.github.trackreplay.repair.ChannelRepair;
import io.github.trackreplay.validate.ChannelPlaces;
import io.github.trackreplay.validate.SoleFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code trackreplay channel}: what lies in an agent's file channel, and a damaged one made usable again. */
@Command(
        name = "channel",
        mixinStandardHelpOptions = true,
        description =
                "Checks the files of an agent's file channel, or repairs a damaged one. The agent must be stopped.",
        subcommands = {ChannelCommand.Check.class, ChannelCommand.Repair.class})
final class ChannelCommand implements Runnable {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: check or repair.");
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Reads every record of a channel: which events wait to be delivered, by stream, and what is damaged.",
                "Exit codes: 0 everything can be read, 1 something is damaged, 78 the channel is in use."
            })
    static final class Check implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ChannelOptions options;

        @Mixin
        private JsonOption json;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            return use(options.places(), places -> {
                ChannelContent content = ChannelContent.read(places.data());
                return json.wanted() ? printJson(content, out) : print(content, out);
            });
        }
    }

    @Command(
            name = "repair",
            mixinStandardHelpOptions = true,
            description = {
                "Keeps every event that can be read in a new channel, names the others, and sets the damaged files aside. Where "
                        + "every record can be read, only the checkpoint is set aside: the agent makes it anew. An event that "
                        + "had been delivered may be delivered again, and counts once.",
                "Exit codes: 0 nothing was lost, 1 events could not be read, 78 the channel is in use."
            })
    static final class Repair implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ChannelOptions options;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            ChannelPlaces places = options.places();
            ChannelRepair repair =
                    new ChannelRepair(places, LocalDateTime.now(ZoneOffset.UTC).format(STAMP));
            if (repair.begun()) {
                return resumed(repair, out);
            }
            return use(places, used -> {
                ChannelContent content = ChannelContent.read(used.data());
                int code = print(content, out);
                repair.run(content).forEach(out::println);
                out.println("The agent can be started.");
                out.flush();
                return code == ExitCode.NO && lost(content) ? ExitCode.NO : ExitCode.OK;
            });
        }

        private static int resumed(ChannelRepair repair, PrintWriter out) {
            try {
                repair.resume().forEach(out::println);
            } catch (IOException e) {
                throw failure(e);
            }
            out.println("An earlier repair was broken off; it is done now. The agent can be started.");
            out.flush();
            return ExitCode.OK;
        }

        private static boolean lost(ChannelContent content) {
            return content.files().stream()
                    .anyMatch(file -> file.damages()
                            > file.damaged().stream()
                                    .filter(damaged -> damaged.meant().isPresent())
                                    .count());
        }
    }

    /** What is done with a channel that nobody else uses. */
    private interface Use {
        int of(ChannelPlaces places) throws IOException;
    }

    @SuppressWarnings("try") // the sole use is held, not used
    private static int use(ChannelPlaces places, Use use) {
        for (Path directory : places.data()) {
            if (!Files.isDirectory(directory)) {
                throw new CommandFailure(ExitCode.CONFIGURATION, "There is no directory " + directory + ".");
            }
        }
        try (SoleUse first = SoleUse.take(SoleFiles.lockOf(places.data().get(0)))) {
            return use.of(places);
        } catch (SoleUse.InUseException e) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "The channel in " + places.data().get(0) + " " + e.getMessage()
                            + ". Stop the agent first (systemctl stop trackreplay).",
                    e);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static CommandFailure failure(IOException e) {
        return new CommandFailure(ExitCode.SOFTWARE, "The channel's files cannot be used: " + e.getMessage() + ".", e);
    }

    private static int print(ChannelContent content, PrintWriter out) throws IOException {
        for (DataFile file : content.files()) {
            out.println(file.path() + ": " + byStream(file.events())
                    + (file.damages() == 0 ? "; every record can be read." : "; " + file.damages() + " damaged:"));
            for (ChannelRecord.Damaged damaged : file.damaged()) {
                out.println("  " + DamagedText.of(file.path(), damaged));
            }
        }
        out.println("To be delivered: " + byStream(content.waiting())
                + (content.damages() == 0 ? "." : ", some of which may have been delivered; they count once."));
        if (content.damages() > 0) {
            out.println(
                    "What an event held that cannot be read is in the log that it names, as long as that exists: trackreplay"
                            + " import --late=apply --stream NAME=FILE brings exactly what is missing.");
        }
        out.flush();
        return content.damages() == 0 ? ExitCode.OK : ExitCode.NO;
    }

    private static int printJson(ChannelContent content, PrintWriter out) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        List<Map<String, Object>> files = new ArrayList<>();
        for (DataFile file : content.files()) {
            List<String> damaged = new ArrayList<>();
            for (ChannelRecord.Damaged record : file.damaged()) {
                damaged.add(DamagedText.of(file.path(), record));
            }
            files.add(Map.of(
                    "path",
                    file.path().toString(),
                    "events",
                    file.events(),
                    "damages",
                    file.damages(),
                    "damaged",
                    damaged));
        }
        json.put("readable", content.damages() == 0);
        json.put("waiting", content.waiting());
        json.put("files", files);
        out.println(JsonOption.of(json));
        out.flush();
        return content.damages() == 0 ? ExitCode.OK : ExitCode.NO;
    }

    private static String byStream(Map<String, Long> events) {
        return events.isEmpty()
                ? "no events"
                : new TreeMap<>(events)
                        .entrySet().stream()
                                .map(e -> e.getValue() + " events "
                                        + (e.getKey().isEmpty() ? "that name no stream" : "of stream " + e.getKey()))
                                .collect(Collectors.joining(", "));
    }

    /** The problems of a configuration, for a command that needs only its channels. */
    static CommandFailure wrong(Path file, List<String> problems) {
        return new CommandFailure(
                ExitCode.CONFIGURATION,
                problems.isEmpty()
                        ? "The agent in " + file + " has no file channel."
                        : String.join(System.lineSeparator(), problems));
    }
}
